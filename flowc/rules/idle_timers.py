"""F210: a `between` that no caller can wait through."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.keys import longer
from flowc.rules.view import View, askings
from flowc.semantics import ir

DEFAULT_BETWEEN = 3
"""Seconds; one that differs was written on purpose."""


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each menu or collect in which one key is always enough."""
    told: set[object] = set()
    for block in seen.program.blocks:
        for asking, op in askings(block):
            if asking.between == DEFAULT_BETWEEN or op.span in told or _waits(op):
                continue
            told.add(op.span)
            yield warning(
                "F210",
                f"`between {asking.between}s` never counts",
                op.span,
                "one key is always enough here, so nobody waits for another",
                help="remove `between`",
            )


def _waits(op: ir.Menu | ir.Collect) -> bool:
    """Whether there is a key after which another one may come."""
    if isinstance(op, ir.Collect):
        return op.maximum > 1
    return any(
        len(key.pattern) > 1 or key.rest or any(longer(key, other) for other in op.keys)
        for key in op.keys
    )
