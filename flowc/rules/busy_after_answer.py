"""F212: a busy signal that nobody can hear, because the call was answered before."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.view import View, reached_arrows
from flowc.semantics import ir
from flowc.semantics.graph import reached_from
from flowc.semantics.graph_arrows import Arrow


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each `hangup busy` (or congestion) that only answered calls come to."""
    graph = seen.graph
    unanswered = reached_from(graph, graph.roots, lambda a: not _answers(a, graph.blocks))
    told: set[object] = set()
    for arrow in reached_arrows(seen):
        if arrow.ends not in ("busy", "congestion") or arrow.edge.span in told:
            continue
        before = arrow.source == "" or arrow.source in unanswered
        if before and not _answers(arrow, graph.blocks):
            told.add(arrow.edge.span)
    for arrow in reached_arrows(seen):
        if arrow.ends not in ("busy", "congestion") or arrow.edge.span in told:
            continue
        told.add(arrow.edge.span)
        yield warning(
            "F212",
            f"`hangup {arrow.ends}` comes after the call was answered",
            arrow.edge.span,
            "a plain hang-up for whoever is connected already",
            caller=f"no {arrow.ends} tone is heard: the call just ends, and is charged",
            help="write `-> hangup`, or decide before the first prompt plays",
        )


def _answers(arrow: Arrow, blocks: dict[str, ir.Block]) -> bool:
    """Whether a call that takes this arrow has surely been answered on the way."""
    block = blocks.get(arrow.source)
    match block:
        case ir.Menu() | ir.Queue() | ir.Voicemail():
            return True
        case ir.Step():
            # Answering ops that stand before the arrow: its plays tell of those that play.
            heard = any(choice.when is None for play in arrow.plays for choice in play.choices)
            return heard or arrow.outcome in _ASKED or _answer_op(block, arrow)
        case ir.Ring():
            return arrow.outcome == "done"
        case _:
            return False


_ASKED = ("gave-up", "gave-up no-input", "gave-up no-match", "no-input", "no-match")


def _answer_op(block: ir.Step, arrow: Arrow) -> bool:
    """Whether an `answer` or a collect stands before the place where the arrow leaves."""
    for op in block.ops:
        match op:
            case ir.Answer() | ir.Collect():
                return True
            case ir.Lookup() if any(outcome == arrow.outcome for outcome, _ in op.ways()):
                return False
            case ir.Branch(arms=arms) if any(arm.outcome == arrow.outcome for arm in arms):
                return False
            case _:
                pass
    return False
