"""F610, F128, F129: what `send` may not show, and what a message that calls a phone can't hold."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, error
from flowc.rules.view import View
from flowc.semantics import ir
from flowc.semantics.mentions import secret_in

MOST = 8
LONGEST = 40
"""How many fields, of names of how many letters: with longer ones a message that calls a phone
could outgrow the 4,000 bytes that Asterisk takes, and no phone would ring."""


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each secret that is sent; then what is wrong with the fields' names."""
    sends = [op for block in seen.program.blocks for op in _sends(block)]
    yield from _secrets(sends, {v.name for v in seen.program.variables if v.secret})
    first: dict[str, tuple[str, ir.Send]] = {}
    for op in sends:
        for field in op.sends:
            name, before = first.setdefault(field.name.lower(), (field.name, op))
            if name != field.name:
                yield _same(field.name, op, name, before)
            elif before is op and len(name) > LONGEST:
                yield _long(name, op)
    if len(first) > MOST:
        yield _many([name for name, _ in first.values()], [op for _, op in first.values()][MOST])


def _sends(block: ir.Block) -> Iterator[ir.Send]:
    match block:
        case ir.Step():
            yield from (op for op in block.ops if isinstance(op, ir.Send))
        case ir.Ring() | ir.Queue():
            yield from block.sends
        case _:
            pass


def _secrets(sends: list[ir.Send], secret: set[str]) -> Iterator[Diagnostic]:
    for op in sends:
        for field in op.sends:
            name = secret_in(field.value, secret)
            if name:
                yield error(
                    "F610",
                    f"the secret `{name}` would be shown to whoever answers",
                    op.span,
                    f"`{name}` gets out here",
                    caller="it stands readable in the calls that ring the phones, on their "
                    "screens, and in the trace",
                    help="leave it out; a secret may only be compared",
                )


def _same(name: str, op: ir.Send, other: str, before: ir.Send) -> Diagnostic:
    return error(
        "F129",
        f"`{name}` and `{other}` are one field to a phone",
        op.span,
        "sent here",
        secondary=(Label(before.span, f"`{other}` is sent here"),),
        help=f"write `{other}` here too, or take a name that differs in more than capitals",
    )


def _long(name: str, op: ir.Send) -> Diagnostic:
    return error(
        "F128",
        f"the name of a field that is sent has at most {LONGEST} letters",
        op.span,
        f"`{name}` has {len(name)}",
        help="take a shorter name",
    )


def _many(names: list[str], op: ir.Send) -> Diagnostic:
    return error(
        "F128",
        f"the flow sends {len(names)} fields, and a phone is shown {MOST} at most",
        op.span,
        f"`{names[MOST]}` is one too many",
        caller="the call would grow so large that no phone rings",
        help="send a number by which the rest can be looked up",
    )
