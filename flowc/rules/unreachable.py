"""F201: a block that no call can get to."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.view import View, at_home, is_called


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each block as written; a module's blocks count wherever it is placed."""
    if not is_called(seen.program):
        return
    alive = {seen.graph.blocks[block].span for block in seen.reached}
    told = set(alive)
    for block in seen.program.blocks:
        if block.span in told or not at_home(seen.program, block.span):
            continue
        told.add(block.span)
        name = block.id.rsplit(".", 1)[-1]
        yield warning(
            "F201",
            f"nobody reaches `{name}`",
            block.span,
            "no arrow from a number or an entry leads here",
            caller="whoever calls never comes here, so what it promises does not happen",
            help=f"lead an arrow to it: `-> {name}`, or remove it",
        )
