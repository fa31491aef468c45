"""F602: a secret that would be spoken, recorded, sent or carried into what is no secret."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, error
from flowc.rules.mentions import edges_of, secret_in
from flowc.rules.view import View, askings, heard_as, plays_of
from flowc.semantics import ir
from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each place where a secret would get out."""
    secret = {variable.name for variable in seen.program.variables if variable.secret}
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
            help="leave it out; a secret may only be compared",
        )


def _leaks(seen: View, secret: set[str]) -> Iterator[tuple[str, Span, str, str]]:
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


def _changes(edge: ir.Edge | None, secret: set[str]) -> Iterator[tuple[str, Span, str, str]]:
    while edge is not None:
        for change in edge.changes:
            name = secret_in(change.value, secret)
            if name and change.var not in secret:
                yield name, edge.span, f"copied into `{change.var}`", _COPIED
        edge = edge.bound.otherwise if edge.bound else None


_COPIED = "it stands readable in the trace of the call, because the copy is no secret"


_NOTICED = "it stands readable on the switch's disk, and wherever the notice goes"


def _lookup(op: ir.Lookup, secret: set[str]) -> Iterator[tuple[str, Span, str, str]]:
    asked = [piece for piece in op.path if not isinstance(piece, str)]
    for value in (*asked, *(sent.value for sent in op.sends)):
        if name := secret_in(value, secret):
            caller = "it passes through the switch's files and logs" + (
                "" if op.method == "list" else ", and the service's own"
            )
            yield name, op.span, f"sent to `{op.service}`", caller
    for _, way in op.ways():
        yield from _ops(way.ops, secret)


def _ops(ops: tuple[ir.Op, ...], secret: set[str]) -> Iterator[tuple[str, Span, str, str]]:
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
