"""`send`: what a call that rings a phone holds for whoever answers it."""

from typing import Final

from flowc.backends.walk import values
from flowc.semantics import ir

LONGEST: Final = 200
"""Characters of a value, percent-encoded, that a header holds. What is longer is not shown: eight
such headers fit into a message of 4,000 bytes, which is what Asterisk takes."""

SHORT: Final = frozenset({"number", "date", "time", "yes-no", "one-of", "language"})
"""Types whose every value is shorter than that."""


def fields(program: ir.Program) -> tuple[str, ...]:
    """The names of all that the program sends, sorted."""
    ops = (op for op in values(program) if isinstance(op, ir.Send))
    return tuple(sorted({field.name for op in ops for field in op.sends}))


def numbers(program: ir.Program) -> frozenset[str]:
    """The names of those whose every value is a number."""
    kinds: dict[str, set[str]] = {}
    for op in values(program):
        for field in op.sends if isinstance(op, ir.Send) else ():
            kinds.setdefault(field.name, set()).add(field.value.type.kind)
    return frozenset(name for name, found in kinds.items() if found == {"number"})


def header(name: str) -> str:
    """The header of SIP that shows a field; its value is percent-encoded UTF-8."""
    return f"X-Flow-{name}"
