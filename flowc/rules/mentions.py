"""Which arrows stand in a block."""

from collections.abc import Iterable, Iterator

from flowc.rules.view import askings
from flowc.semantics import ir


def edges_of(block: ir.Block) -> Iterator[ir.Edge | None]:  # noqa: C901, PLR0912 - a kind, its arrows
    """Every arrow written in a block."""
    for asking, op in askings(block):
        yield from _asking_edges(asking)
        if isinstance(op, ir.Collect):
            yield from (edge for _, edge in op.escapes)
            yield op.visits.edge if op.visits else None
    match block:
        case ir.Step():
            yield block.final
            for op in block.ops:
                if isinstance(op, ir.Branch):
                    yield from (arm.edge for arm in op.arms)
                elif isinstance(op, ir.Lookup):
                    yield from (way.edge for _, way in op.ways())
        case ir.Menu():
            ways = (*block.keys, *block.phrases)
            yield from (arm.edge for way in ways for arm in way.arms)
        case ir.Queue():
            yield from (arm.edge for key in block.keys for arm in key.arms)
            yield from (block.leave.edge, block.full, block.no_agents, block.failed, block.done)
        case ir.Callback():
            yield from (block.accepted, block.failed)
        case ir.Ring():
            yield from (block.busy, block.no_answer, block.failed, block.done)
        case ir.Transfer():
            yield from (block.busy, block.no_answer, block.failed)
        case ir.Voicemail():
            yield from (block.failed, block.done)
        case ir.Split():
            yield from (share.edge for share in block.shares)
        case ir.External():
            yield from (edge for _, edge in block.outcomes)
            yield block.failed


def _asking_edges(asking: ir.Asking) -> Iterable[ir.Edge | None]:
    handlers = (*asking.on_no_input, *asking.on_no_match)
    return (*(h.edge for h in handlers), asking.gave_up_no_input, asking.gave_up_no_match)
