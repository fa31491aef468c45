"""F601: a secret that a caller may guess at as often as they like."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, error
from flowc.rules.view import View
from flowc.semantics import ir
from flowc.semantics.graph import endless_parts
from flowc.semantics.graph_arrows import Arrow


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each secret collect on a cycle that no `visits` and no bound ends."""
    asked = {
        block.id: op
        for block in seen.program.blocks
        if isinstance(block, ir.Step) and block.id in seen.reached
        for op in block.ops
        if isinstance(op, ir.Collect) and op.secret
    }
    if not asked:
        return
    arrows = [a for block in seen.reached for a in seen.graph.arrows[block]]
    told: set[object] = set()
    for part in endless_parts(arrows):
        for block, op in asked.items():
            back = _way_back(part, block, op)
            if back is None or op.span in told:
                continue
            told.add(op.span)
            yield error(
                "F601",
                f"`{op.var}` can be guessed without end",
                op.span,
                "a secret on a way that leads back to it",
                secondary=(Label(back.edge.span, f"leads back to `{block}`"),),
                caller=f"somebody who does not know it tries {op.asking.tries.no_match} at a time "
                "for as long as the call lasts",
                help="count the visits: `visits 3 -> hangup` in the collect",
            )


def _way_back(part: list[Arrow], block: str, op: ir.Collect) -> Arrow | None:
    """An arrow that leads back to `block`, if a way that passes the collect does so."""
    leaves = [a for a in part if a.source == block and _passes(a, op)]
    if not leaves:
        return None
    return next((a for a in part if a.target == block and a.source != block), leaves[0])


def _passes(arrow: Arrow, op: ir.Collect) -> bool:
    """Whether the arrow leaves at the collect or after it, not before."""
    return arrow.timed and all(play in arrow.plays for play in op.asking.plays)
