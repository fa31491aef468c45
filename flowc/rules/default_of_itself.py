"""F211: the block that catches a flow's failures would itself fall back on that default."""

from collections.abc import Iterator
from typing import Literal

from flowc.diagnostic import Diagnostic, Label, error
from flowc.rules.mentions import edges_of
from flowc.rules.view import View
from flowc.semantics import ir


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each default whose own target leaves that outcome open."""
    program = seen.program
    defaults: tuple[tuple[Literal["failed", "gave-up"], ir.Edge | None], ...] = (
        ("failed", program.default_failed),
        ("gave-up", program.default_gave_up),
    )
    for which, default in defaults:
        if default is None or not isinstance(default.target, ir.ToBlock):
            continue
        block = seen.graph.blocks[default.target.block]
        if not any(_uses(edge, which) for edge in edges_of(block)):
            continue
        what = "fails" if which == "failed" else "is given up too"
        yield error(
            "F211",
            f"`{block.id}` catches `{which}` for the flow and leaves its own `{which}` open",
            block.span,
            f"`{which}` here would lead back here",
            secondary=(Label(default.span, "the flow's default leads to it"),),
            caller=f"a caller sent to `{block.id}`, which {what}, is cut off",
            help=f"write `on {which} -> …` in `{block.id}`",
        )


def _uses(edge: ir.Edge | None, which: str) -> bool:
    while edge is not None:
        if isinstance(edge.target, ir.ToDefault) and edge.target.which == which:
            return True
        edge = edge.bound.otherwise if edge.bound else None
    return False
