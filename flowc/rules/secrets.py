"""F602, F611: a secret that would be spoken, recorded, carried into what is no secret, or sent
otherwise than in a body to an address that nobody on the way reads."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, error
from flowc.rules.mentions import edges_of
from flowc.rules.view import View, askings, heard_as, plays_of
from flowc.semantics import ir
from flowc.semantics.mentions import secret_in, secret_sent, secrets_of
from flowc.semantics.requests import is_guarded
from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each place where a secret would get out."""
    secret = secrets_of(seen.program)
    if not secret:
        return
    told: set[Span] = set()
    for name, span, how, caller in _leaks(seen, secret):
        if span in told:
            continue
        told.add(span)
        yield error(
            "F602",
            f"the secret `{name}` would be {how}",
            span,
            f"`{name}` gets out here",
            caller=caller,
            help="leave it out; it may be compared, and sent in the body of a `post` or `put`",
        )
    yield from _in_the_clear(seen.program, secret)


def _in_the_clear(program: ir.Program, secret: frozenset[str]) -> Iterator[Diagnostic]:
    """Lookups that would send a secret where whoever is on the way reads it. What stands in the
    settings is judged when the flow is compiled."""
    services = {service.name: service for service in program.services}
    for block in program.blocks:
        for op in block.ops if isinstance(block, ir.Step) else ():
            name = secret_sent(op, secret) if isinstance(op, ir.Lookup) else None
            if not isinstance(op, ir.Lookup) or name is None:
                continue
            service = services[op.service]
            if isinstance(service.url, str) and not is_guarded(service.url):
                yield error(
                    "F611",
                    f"the secret `{name}` would go to `{op.service}` in the clear",
                    op.span,
                    f"`{name}` is sent here",
                    secondary=(Label(service.span, f"at {service.url}"),),
                    caller="whoever is on the way to the service can read what was entered",
                    help="write the service's url with `https://`",
                )


def _leaks(seen: View, secret: frozenset[str]) -> Iterator[tuple[str, Span, str, str]]:
    for block in seen.program.blocks:
        for play in plays_of(block):
            for choice in play.choices:
                for _, value in choice.use.values:
                    if name := secret_in(value, secret):
                        heard = heard_as(seen.prompts[choice.use.prompt])
                        yield name, play.span, "spoken", f"whoever stands near hears it in {heard}"
        for edge in edges_of(block):
            yield from _changes(edge, secret)
        for asking, _ in askings(block):
            for handler in (*asking.on_no_input, *asking.on_no_match):
                yield from _ops(handler.ops, secret)
        yield from _ops(_written(block), secret)
    yield from _ops(seen.program.on_hangup, secret)


def _written(block: ir.Block) -> tuple[ir.Op, ...]:
    match block:
        case ir.Step():
            return block.ops
        case ir.Voicemail():
            return block.notices
        case ir.Callback():
            return block.gave_up
        case _:
            return ()


def _changes(edge: ir.Edge | None, secret: frozenset[str]) -> Iterator[tuple[str, Span, str, str]]:
    while edge is not None:
        for change in edge.changes:
            name = secret_in(change.value, secret)
            if name and change.var not in secret:
                yield name, edge.span, f"copied into `{change.var}`", _COPIED
        edge = edge.bound.otherwise if edge.bound else None


_COPIED = "it stands readable in the trace of the call, because the copy is no secret"


_NOTICED = "it stands readable on the switch's disk, and wherever the notice goes"


def _lookup(op: ir.Lookup, secret: frozenset[str]) -> Iterator[tuple[str, Span, str, str]]:
    """In a body a secret may be sent, and nowhere else."""
    asked = [piece for piece in op.path if not isinstance(piece, str)]
    if op.method == "get":
        asked += [sent.value for sent in op.sends]
    for value in asked:
        if name := secret_in(value, secret):
            caller = "it passes through the switch's files and logs" + (
                "" if op.method == "list" else ", and the service's own"
            )
            yield name, op.span, f"sent to `{op.service}`", caller
    for _, way in op.ways():
        yield from _ops(way.ops, secret)


def _ops(ops: tuple[ir.Op, ...], secret: frozenset[str]) -> Iterator[tuple[str, Span, str, str]]:
    for op in ops:
        match op:
            case ir.Record(value=value, span=span) if name := secret_in(value, secret):
                yield name, span, "recorded", "it stays readable in the call's record"
            case ir.Set(var=var, value=value, span=span) if var not in secret:
                if name := secret_in(value, secret):
                    yield name, span, f"copied into `{var}`", _COPIED
            case ir.Lookup():
                yield from _lookup(op, secret)
            case ir.Notify(name=receiver, sends=sends, span=span):
                for sent in sends:
                    if name := secret_in(sent.value, secret):
                        yield name, span, f"sent to `{receiver}`", _NOTICED
            case _:
                pass
