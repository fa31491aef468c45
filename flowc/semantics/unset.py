"""F108: a value that some caller's way leads to before it is set, with that way."""

from collections import deque
from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, error
from flowc.semantics import ir
from flowc.semantics.assigned import (
    Arrow,
    Node,
    Reading,
    edge_node,
    nodes,
    op_node,
    solve,
    variables,
)

WAYS = 50
"""For how many variables a way is looked for: each costs a walk over the graph."""

_Steps = dict[str, tuple[str, Arrow]]


def unset_values(program: ir.Program) -> Iterator[Diagnostic]:
    """A finding for each place that reads a variable which may not be set there."""
    bits = variables(program)
    if not bits:
        return
    graph = nodes(program, bits)
    ways_in = [
        (f"number {n.pattern}{'*' if n.rest else ''}", edge_node(n.edge, bits))
        for n in program.numbers
    ] + [(f"entry {e.name}", edge_node(e.edge, bits)) for e in program.entries]
    starts = [arrow for _, node in ways_in for arrow in node.arrows]
    before = solve(starts, graph)
    names = {bit: name for name, bit in bits.items()}
    spans = {v.name: v for v in program.variables}
    searched: dict[int, _Steps] = {}

    def finding(reading: Reading, block: str | None, how: str | None) -> Diagnostic:
        name = names[reading.bit]
        way = how
        if way is None and block is not None:
            if reading.bit not in searched and len(searched) < WAYS:
                searched[reading.bit] = _search(ways_in, graph, reading.bit)
            way = _way(searched.get(reading.bit, {}), block)
        short = name.rpartition(".")[2]
        return error(
            "F108",
            f"`{name}` is read before it is set",
            reading.span,
            "read here",
            secondary=(Label(spans[name].span, "declared here without a value"),),
            caller=f"a call that goes {way} comes here without it" if way else None,
            help=f"set it on every way that leads here, ask `if {short} is set` first, or give it "
            f"a value where it is declared",
        )

    for label, node in ways_in:
        for reading in _unset(node, 0):
            yield finding(reading, None, label)
    for name, node in graph.items():
        if name in before:
            for reading in _unset(node, before[name]):
                yield finding(reading, name, None)
    held = -1
    for after in before.values():
        held &= after
    for reading in _unset(op_node(program.on_hangup, bits), max(held, 0) if before else 0):
        yield finding(reading, None, "no further than its first block")


def _unset(node: Node, held: int) -> Iterator[Reading]:
    for reading in node.readings:
        if not ((held & ~reading.lost) | reading.gained) & reading.bit:
            yield reading


def _search(ways_in: list[tuple[str, Node]], graph: dict[str, Node], bit: int) -> _Steps:
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
        if len(way) > 12:  # noqa: PLR2004 - as much as a person reads
            way.append("…")
            break
    return ", ".join(reversed(way)).replace(", ", " -> ")
