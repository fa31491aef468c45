"""F201: a block that no call can get to."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.view import View, at_home, is_called, local_name
from flowc.semantics import ir


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each block as written; a module's blocks count wherever it is placed."""
    if not is_called(seen.program):
        return
    alive = {seen.graph.blocks[block].span for block in _wanted(seen)}
    told = set(alive)
    for block in seen.program.blocks:
        if block.span in told or not at_home(seen.program, block.span):
            continue
        told.add(block.span)
        name = local_name(block.id)
        yield warning(
            "F201",
            f"nobody reaches `{name}`",
            block.span,
            "no arrow from a number or an entry leads here",
            caller="whoever calls never comes here, so what it promises does not happen",
            help=f"lead an arrow to it: `-> {name}`, or remove it",
        )


def _wanted(seen: View) -> set[str]:
    """What calls reach, and what the flow's defaults lead to: a net is there before it is used."""
    program = seen.program
    found = set(seen.reached)
    work = [
        edge.target.block
        for edge in (program.default_failed, program.default_gave_up)
        if edge and isinstance(edge.target, ir.ToBlock)
    ]
    while work:
        block = work.pop()
        if block not in found:
            found.add(block)
            work += [arrow.target for arrow in seen.graph.arrows[block] if arrow.target]
    callbacks = (seen.graph.blocks[block] for block in tuple(found))
    found.update(block.queue for block in callbacks if isinstance(block, ir.Callback))
    return found
