"""F214: when a service is down, the caller is cut off without a word."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.view import View
from flowc.semantics import ir
from flowc.semantics.graph_arrows import Arrow


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each lookup whose `failed` leads to the end, and nothing is said there."""
    if not seen.program.services and not seen.program.file_lists:
        return
    silent = _silent(seen)
    told: set[object] = set()
    for block in seen.program.blocks:
        if not isinstance(block, ir.Step) or block.id not in seen.reached:
            continue
        for op in block.ops:
            if (
                not isinstance(op, ir.Lookup)
                or op.span in told
                or not _drops(op.failed, seen, silent)
            ):
                continue
            told.add(op.span)
            edge = op.failed.edge
            labels = (Label(edge.span, "for calls that fail"),) if edge else ()
            down, when = (
                ("`flowc serve`", "`flowc serve` does not run, or the file is lost")
                if op.method == "list"
                else (f"`{op.service}`", "the service is down, slow or wrong")
            )
            yield warning(
                "F214",
                f"a caller is cut off when {down} is down",
                op.span,
                "asked here",
                secondary=labels,
                caller=f"when {when}, the call ends without a word",
                help="play something in `on failed`, or lead it to a phone, a queue or a voicemail",
            )


def _drops(way: ir.Way, seen: View, silent: set[str]) -> bool:
    if way.edge is None or any(isinstance(act, ir.Play) for act in way.ops):
        return False
    return _ends(way.edge, seen, silent)


def _ends(edge: ir.Edge, seen: View, silent: set[str]) -> bool:
    match edge.target:
        case ir.ToEnd("hangup" | "congestion"):
            return True
        case ir.ToBlock(block):
            return block in silent
        case ir.ToDefault("failed"):
            default = seen.program.default_failed
            return default is not None and _ends(default, seen, silent)
        case _:
            return False


def _silent(seen: View) -> set[str]:
    """The steps from which every way leads to the end, and on none of them anything is heard."""
    steps = {b.id for b in seen.program.blocks if isinstance(b, ir.Step)}
    silent: set[str] = set()
    grown = True
    while grown:
        more = {
            block
            for block in steps - silent
            if all(_quiet(arrow, silent) for arrow in seen.graph.arrows[block])
        }
        silent |= more
        grown = bool(more)
    return silent


def _quiet(arrow: Arrow, silent: set[str]) -> bool:
    if arrow.plays or arrow.timed:
        return False
    return arrow.target in silent if arrow.target else arrow.ends in ("hangup", "congestion")
