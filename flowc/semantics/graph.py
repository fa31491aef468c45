"""The arrows of a program: where a call can go, what takes it there, what happens on the way.

Plain lists and one pass over the blocks, linear in the size of the program. networkx is loaded
only to tell the story of loops that were found (`simple_cycles`), because loading it takes longer
than checking most programs.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flowc.semantics import ir
from flowc.semantics.graph_arrows import Arrow, arrows_of, root_arrows


class Graph(NamedTuple):
    """Blocks by id, the arrows out of each, and the arrows of numbers and entries (source "")."""

    program: ir.Program
    blocks: dict[str, ir.Block]
    arrows: dict[str, tuple[Arrow, ...]]
    roots: tuple[Arrow, ...]


def build(program: ir.Program) -> Graph:
    """All arrows of `program`."""
    return Graph(
        program,
        {block.id: block for block in program.blocks},
        {block.id: tuple(arrows_of(block, program)) for block in program.blocks},
        tuple(root_arrows(program)),
    )


def reachable(graph: Graph) -> dict[str, Arrow]:
    """Every block that a call can get to, with the arrow by which a shortest way enters it."""
    return reached_from(graph, graph.roots)


def reached_from(
    graph: Graph, roots: Iterable[Arrow], keep: Callable[[Arrow], bool] | None = None
) -> dict[str, Arrow]:
    """As `reachable`, from `roots` along the arrows that `keep` admits."""
    found: dict[str, Arrow] = {}
    queue: list[Arrow] = [arrow for arrow in roots if keep is None or keep(arrow)]
    for arrow in queue:
        if arrow.target is None or arrow.target in found:
            continue
        found[arrow.target] = arrow
        queue.extend(a for a in graph.arrows.get(arrow.target, ()) if keep is None or keep(a))
    return found


def way_to(found: dict[str, Arrow], block: str) -> tuple[Arrow, ...]:
    """The arrows of a shortest way to `block`, from what `reachable` gave."""
    way = [found[block]]
    while way[-1].source in found and len(way) <= len(found):
        way.append(found[way[-1].source])
    return tuple(reversed(way))


def cyclic_parts(arrows: Iterable[Arrow]) -> Iterator[list[Arrow]]:
    """The arrows within each strongly connected part that holds a cycle, in order (Tarjan)."""
    kept = [a for a in arrows if a.target is not None]
    outgoing: dict[str, list[Arrow]] = {}
    for arrow in kept:
        outgoing.setdefault(arrow.source, []).append(arrow)
    part = _parts(outgoing)
    inner: dict[int, list[Arrow]] = {}
    for arrow in kept:
        number = part[arrow.source]
        if part.get(arrow.target or "") == number:
            inner.setdefault(number, []).append(arrow)
    yield from inner.values()


def endless_parts(arrows: Iterable[Arrow]) -> Iterator[list[Arrow]]:
    """The parts in which a call can go round without end: no arrow of them is counted, unless the
    count starts again on the way."""
    for part in cyclic_parts(arrow for arrow in arrows if not arrow.once):
        resets = {counter for arrow in part for counter in arrow.resets}
        free = [arrow for arrow in part if resets.issuperset(arrow.bounds)]
        if len(free) == len(part):
            yield part
        else:
            yield from endless_parts(free)


def _parts(outgoing: dict[str, list[Arrow]]) -> dict[str, int]:  # noqa: C901 - Tarjan's, unrolled
    """The number of the strongly connected part of every block, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    part: dict[str, int] = {}
    stack: list[str] = []
    for root in outgoing:
        if root in index:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            block, position = work.pop()
            if position == 0:
                index[block] = low[block] = len(index)
                stack.append(block)
            arrows = outgoing.get(block, [])
            if position > 0:
                done = arrows[position - 1].target or ""
                low[block] = min(low[block], low[done])
            while position < len(arrows):
                target = arrows[position].target or ""
                position += 1
                if target not in index:
                    work += [(block, position), (target, 0)]
                    break
                if target not in part:
                    low[block] = min(low[block], index[target])
            else:
                if low[block] == index[block]:
                    while True:
                        member = stack.pop()
                        part[member] = index[block]
                        if member == block:
                            break
    return part


_SMALL = 200
"""Arrows."""


def simple_cycles(arrows: list[Arrow], most: int) -> list[tuple[Arrow, ...]]:
    """About `most` cycles that meet no block twice, the shortest first, the same every time."""
    outgoing = {arrow.source: arrow for arrow in arrows}
    if len(outgoing) == len(arrows):  # as many arrows as blocks: one ring
        ring = [arrows[0]]
        while ring[-1].target != arrows[0].source:
            ring.append(outgoing[ring[-1].target or ""])
        return [tuple(ring)]

    import networkx as nx

    number: dict[str, int] = {}
    for arrow in arrows:
        for block in (arrow.source, arrow.target or ""):
            number.setdefault(block, len(number))
    # An arrow is a node too, so that two arrows between the same blocks are two cycles. Nodes are
    # numbers: networkx keeps them in sets, and sets of strings have another order every time.
    net: nx.DiGraph[int] = nx.DiGraph()
    first = len(number)
    for position, arrow in enumerate(arrows):
        net.add_edge(number[arrow.source], first + position)
        net.add_edge(first + position, number[arrow.target or ""])
    found: dict[tuple[int, ...], None] = {}
    # Short ones first: a tangle can have more cycles than anybody can look at. In a large one
    # looking for them by length takes time in the square of its size.
    for bound in (2, 4, 8, None) if len(arrows) <= _SMALL else (None,):
        for cycle in nx.simple_cycles(net, length_bound=bound):
            steps = [node - first for node in cycle if node >= first]
            start = min(range(len(steps)), key=lambda n: number[arrows[steps[n]].source])
            found[tuple(steps[start:] + steps[:start])] = None
            if len(found) >= most:
                break
    ordered = sorted(found, key=lambda steps: (len(steps), steps))
    return [tuple(arrows[step] for step in steps) for steps in ordered]
