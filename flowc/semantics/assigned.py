"""Which variables surely have a value: a forward dataflow over the call graph.

A variable without an initial value may be read only where it is assigned on every path that leads
there: handlers, tries, exits of modules, flow defaults and hanging up count as paths. `if x is set`
is believed within its condition and on its arrow. That a module clears its variables when it is
entered changes nothing: nobody else sets them, so the first entry finds them without a value. A
set of variables is an int of bits, so a step costs little however many there are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from flowc.semantics import ir
from flowc.semantics.walk import FAILED, GAVE_UP, Arrow, Reading, Walk

Walking: TypeAlias = Callable[[dict[str, int], Mapping[str, ir.Queue] | None], Walk]
"""What begins a walk through a block: for which bits, and among which queues."""


class Node(NamedTuple):
    """What a block (or a flow default) does to the variables."""

    arrows: tuple[Arrow, ...]
    readings: tuple[Reading, ...]


def variables(program: ir.Program) -> dict[str, int]:
    """The variables that start without a value, each with its bit."""
    unset = [v.name for v in program.variables if v.initial is None]
    return {name: 1 << n for n, name in enumerate(unset)}


def nodes(program: ir.Program, bits: dict[str, int], walking: Walking) -> dict[str, Node]:
    """Every block and flow default as a node, as what `walking` makes sees it."""
    out: dict[str, Node] = {}
    queues = {block.id: block for block in program.blocks if isinstance(block, ir.Queue)}
    for block in program.blocks:
        walk = walking(bits, queues)
        walk.block(block)
        out[block.id] = Node(tuple(walk.arrows), tuple(walk.readings))
    for name, edge in ((FAILED, program.default_failed), (GAVE_UP, program.default_gave_up)):
        if edge:
            out[name] = edge_node(edge, bits)
    return out


def edge_node(edge: ir.Edge, bits: dict[str, int]) -> Node:
    """An arrow that belongs to no block: a number's, an entry's, a flow default's."""
    walk = Walk(bits)
    walk.edge(edge, "")
    return Node(tuple(walk.arrows), tuple(walk.readings))


def op_node(ops: tuple[ir.Op, ...], bits: dict[str, int]) -> Node:
    """Actions that belong to no block: those of `on hangup`."""
    walk = Walk(bits)
    for op in ops:
        walk.op(op)
    return Node((), tuple(walk.readings))


def solve(starts: Iterable[Arrow], graph: dict[str, Node]) -> dict[str, int]:
    """What surely holds at the start of each node that a call can reach, as bits."""
    import heapq

    before: dict[str, int] = {}
    order = _order(starts, graph)
    waiting: list[int] = []
    queued: set[int] = set()
    names = sorted(order, key=order.__getitem__)

    def flow(arrow: Arrow, held: int) -> None:
        after = held | arrow.gained
        known = before.get(arrow.target)
        meet = after if known is None else known & after
        if meet != known:
            before[arrow.target] = meet
            n = order[arrow.target]
            if n not in queued:
                queued.add(n)
                heapq.heappush(waiting, n)

    for arrow in starts:
        flow(arrow, 0)
    while waiting:
        n = heapq.heappop(waiting)
        queued.discard(n)
        held = before[names[n]]
        for arrow in graph[names[n]].arrows:
            flow(arrow, held)
    return before


def _order(starts: Iterable[Arrow], graph: dict[str, Node]) -> dict[str, int]:
    """Reverse post-order, so that most nodes are looked at once."""
    done: list[str] = []
    seen: set[str] = set()
    for start in starts:
        if start.target in seen:
            continue
        seen.add(start.target)
        stack: list[tuple[str, Iterator[Arrow]]] = [
            (start.target, iter(graph[start.target].arrows))
        ]
        while stack:
            name, arrows = stack[-1]
            for arrow in arrows:
                if arrow.target not in seen:
                    seen.add(arrow.target)
                    stack.append((arrow.target, iter(graph[arrow.target].arrows)))
                    break
            else:
                done.append(name)
                stack.pop()
    return {name: n for n, name in enumerate(reversed(done))}
