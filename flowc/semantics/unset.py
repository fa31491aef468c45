"""F108: a value that some caller's way leads to before it is set, with that way."""

from collections import deque
from collections.abc import Iterator
from typing import TypeAlias

from flowc.diagnostic import Diagnostic, Label, error
from flowc.semantics import ir
from flowc.semantics.assigned import Node, edge_node, nodes, op_node, solve, variables
from flowc.semantics.walk import Arrow, Reading, Walk

WAYS = 50
"""For how many variables a way is looked for: each costs a walk over the graph."""

_MOST_SHOWN = 12
"""Blocks of a way that are shown: as many as a person reads."""

_Steps: TypeAlias = dict[str, tuple[str, Arrow]]
_WaysIn: TypeAlias = list[tuple[str, Node]]


class Search:
    """Ways on which a variable stays unset, one walk for each variable that is asked about."""

    def __init__(self, ways_in: _WaysIn, graph: dict[str, Node]) -> None:
        """No way was looked for yet."""
        self.ways_in = ways_in
        self.graph = graph
        self._found: dict[int, _Steps] = {}

    def way(self, bit: int, block: str) -> str | None:
        """A way to `block`, in words; None where none was looked for or found."""
        if bit not in self._found and len(self._found) < WAYS:
            self._found[bit] = _search(self.ways_in, self.graph, bit)
        return _way(self._found.get(bit, {}), block)


def unset_values(program: ir.Program) -> Iterator[Diagnostic]:
    """A finding for each place that reads a variable which may not be set there."""
    bits = variables(program)
    if not bits:
        return
    graph = nodes(program, bits, Walk)
    starts = ways_in(program, bits)
    before = solve([arrow for _, node in starts for arrow in node.arrows], graph)
    search = Search(starts, graph)
    declared = {bits[v.name]: v for v in program.variables if v.name in bits}
    for label, node in starts:
        for reading in _unset(node, 0):
            yield _finding(reading, declared, label)
    for name, node in graph.items():
        for reading in _unset(node, before[name]) if name in before else ():
            yield _finding(reading, declared, search.way(reading.bit, name))
    held = -1 if before else 0
    for after in before.values():
        held &= after
    for reading in _unset(op_node(program.on_hangup, bits), held):
        yield _finding(reading, declared, "no further than its first block")


def ways_in(program: ir.Program, bits: dict[str, int]) -> _WaysIn:
    """Numbers and entries, as a person would call them, with their arrows."""
    numbers = [
        (f"number {n.pattern}{'*' if n.rest else ''}", edge_node(n.edge, bits))
        for n in program.numbers
    ]
    return numbers + [(f"entry {e.name}", edge_node(e.edge, bits)) for e in program.entries]


def _finding(reading: Reading, declared: dict[int, ir.Variable], way: str | None) -> Diagnostic:
    variable = declared[reading.bit]
    short = variable.name.rpartition(".")[2]
    return error(
        "F108",
        f"`{variable.name}` is read before it is set",
        reading.span,
        "read here",
        secondary=(Label(variable.span, "declared here without a value"),),
        caller=f"a call that goes {way} comes here without it" if way else None,
        help=f"set it on every way that leads here, ask `if {short} is set` first, or give it a "
        "value where it is declared",
    )


def _unset(node: Node, held: int) -> Iterator[Reading]:
    for reading in node.readings:
        if not (held | reading.gained) & reading.bit:
            yield reading


def _search(ways_in: _WaysIn, graph: dict[str, Node], bit: int) -> _Steps:
    """How each node can be reached with the variable unset: the node before it, and the arrow."""
    steps: _Steps = {}
    waiting: deque[str] = deque()
    for label, node in ways_in:
        for arrow in node.arrows:
            if not arrow.gained & bit and arrow.target not in steps:
                steps[arrow.target] = (label, arrow)
                waiting.append(arrow.target)
    while waiting:
        name = waiting.popleft()
        for arrow in graph[name].arrows:
            if not arrow.gained & bit and arrow.target not in steps:
                steps[arrow.target] = (name, arrow)
                waiting.append(arrow.target)
    return steps


def _way(steps: _Steps, block: str) -> str | None:
    if block not in steps:
        return None
    way = [f"`{block}`"]
    at = block
    while at in steps:
        at, arrow = steps[at]
        way.append(f"`{at}` ({arrow.how})" if arrow.how else f"`{at}`")
        if len(way) > _MOST_SHOWN:
            way.append("…")
            break
    return ", ".join(reversed(way)).replace(", ", " -> ")
