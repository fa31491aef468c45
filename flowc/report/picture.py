"""A program as boxes and arrows, for whatever draws them: `mermaid.py`, `dot.py`."""

from typing import NamedTuple

from flowc.semantics import ir
from flowc.semantics.graph import Arrow, Graph, reached_from


class Box(NamedTuple):
    """A place: `kind` is a block's kind, or `start` (a number, an entry), or `end`."""

    id: str
    name: str
    kind: str


class Line(NamedTuple):
    """The arrows from one box to another, with the outcomes that take them, in written order; the
    one that is taken without any stands apart, with none."""

    source: str
    target: str
    outcomes: tuple[str, ...]


class Picture(NamedTuple):
    """Boxes in the order of the source, starts first and ends last."""

    title: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def picture(graph: Graph, start: str | None = None) -> Picture:
    """All of a program, or only what a call can meet from the block `start` on."""
    roots: tuple[Arrow, ...] = graph.roots
    blocks = list(graph.blocks.values())
    if start is not None:
        met = reached_from(graph, graph.arrows[start]).keys() | {start}
        roots, blocks = (), [block for block in blocks if block.id in met]
    ways = [_way(arrow) for arrow in roots]
    for block in blocks:
        ways += map(_way, graph.arrows[block.id])
        ways += _unwritten(block)
    named = {
        way.source: Box("", way.source[1], "start") for way in ways if way.source[0] == "start"
    }
    named |= {("block", block.id): Box("", block.id, block.kind) for block in blocks}
    named |= {way.target: Box("", way.target[1], "end") for way in ways if way.target[0] == "end"}
    boxes = {key: box._replace(id=f"n{n}") for n, (key, box) in enumerate(named.items())}
    lines: dict[tuple[str, str, bool], dict[str, None]] = {}
    for way in ways:
        apart = (boxes[way.source].id, boxes[way.target].id, bool(way.outcome))
        lines.setdefault(apart, {})[way.outcome] = None
    return Picture(
        graph.program.name,
        tuple(boxes.values()),
        tuple(
            Line(source, target, tuple(filter(None, outcomes)))
            for (source, target, _), outcomes in lines.items()
        ),
    )


class _Way(NamedTuple):
    """From a place to a place, each a kind (start, block, end) and a name."""

    source: tuple[str, str]
    target: tuple[str, str]
    outcome: str


def _way(arrow: Arrow) -> _Way:
    target = ("block", arrow.target) if arrow.target else ("end", arrow.ends or "hangup")
    if not arrow.source:
        return _Way(("start", arrow.outcome), target, "")
    outcome = "" if arrow.outcome == "done" else arrow.outcome
    return _Way(("block", arrow.source), target, outcome)


def _unwritten(block: ir.Block) -> list[_Way]:
    """The ends that no arrow says: after a conversation or a message, and calls given away."""
    source = ("block", block.id)
    if isinstance(block, ir.Ring | ir.Queue | ir.Voicemail) and block.done is None:
        return [_Way(source, ("end", "hangup"), "")]
    if isinstance(block, ir.Transfer):
        return [_Way(source, ("end", "transfer"), "")]
    if isinstance(block, ir.External) and not block.outcomes:
        return [_Way(source, ("end", "elsewhere"), "")]
    return []
