"""A program as boxes and arrows, for whatever draws them: `mermaid.py`, `dot.py`."""

from typing import NamedTuple

from flowc.semantics.graph import Arrow, Graph, reached_from


class Box(NamedTuple):
    """A place: `kind` is a block's kind, or `start` (a number, an entry), or `end`."""

    id: str
    name: str
    kind: str


class Line(NamedTuple):
    """The arrows from one box to another, with the outcomes that take them, in written order."""

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
    arrows: list[Arrow] = []
    if start is None:
        arrows += graph.roots
        blocks = list(graph.blocks)
    else:
        met = reached_from(graph, graph.arrows[start]).keys() | {start}
        blocks = [name for name in graph.blocks if name in met]
    for name in blocks:
        arrows += graph.arrows[name]
    starts = dict.fromkeys(a.outcome for a in arrows if not a.source)
    ends = dict.fromkeys(_end(a) for a in arrows if a.target is None)
    named = [(f"start {name}", name, "start") for name in starts]
    named += [(f"block {name}", name, graph.blocks[name].kind) for name in blocks]
    named += [(f"end {name}", name, "end") for name in ends]
    ids = {key: f"n{number}" for number, (key, _, _) in enumerate(named)}
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for arrow in arrows:
        source = ids[f"block {arrow.source}" if arrow.source else f"start {arrow.outcome}"]
        target = ids[f"block {arrow.target}" if arrow.target else f"end {_end(arrow)}"]
        outcome = "" if arrow.outcome == "done" or not arrow.source else arrow.outcome
        lines.setdefault((source, target), {})[outcome] = None
    return Picture(
        graph.program.name,
        tuple(Box(ids[key], name, kind) for key, name, kind in named),
        tuple(Line(*ends, tuple(filter(None, outcomes))) for ends, outcomes in lines.items()),
    )


def _end(arrow: Arrow) -> str:
    return arrow.ends or "hangup"
