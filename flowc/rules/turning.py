"""Loops of several rounds: a flag, a choice or the language is turned on the way and turned back.

Such a loop meets a block twice before it closes, each time with other values. So blocks are looked
at together with the values that the loop itself gives, and a loop among those pairs is one round.
"""

from collections import deque
from collections.abc import Iterator

from flowc.rules.staying import Known, walked
from flowc.semantics import ir
from flowc.semantics.graph import endless_parts, simple_cycles
from flowc.semantics.graph_arrows import Arrow

_MOST_PAIRS = 2000
"""Blocks with values that are looked at; a tangle with more is left alone."""

_Values = tuple[tuple[str, Known], ...]


def turning_cycles(
    part: list[Arrow], known: dict[str, Known], most: int
) -> Iterator[tuple[Arrow, ...]]:
    """Loops within `part` in which variables are given fixed values, one after the other."""
    turned = _turned(part)
    if not turned:
        return
    pairs: list[Arrow] = []
    origin: dict[int, Arrow] = {}
    outgoing: dict[str, list[Arrow]] = {}
    for arrow in part:
        outgoing.setdefault(arrow.source, []).append(arrow)
    names: dict[tuple[str, _Values], str] = {}
    queue: deque[tuple[str, _Values]] = deque((block, ()) for block in outgoing)
    names |= {pair: str(n) for n, pair in enumerate(queue)}
    while queue:
        block, values = queue.popleft()
        for arrow in outgoing.get(block, ()):
            after = walked(arrow, known | dict(values))
            if after is None or arrow.target is None:
                continue
            kept = tuple((name, after[name]) for name in turned if after.get(name) is not None)
            pair = (arrow.target, kept)
            if pair not in names:
                names[pair] = str(len(names))
                queue.append(pair)
            source, target = names[block, values], names[pair]
            pairs.append(arrow._replace(source=source, target=target))
            origin[id(pairs[-1])] = arrow
        if len(names) > _MOST_PAIRS:
            return
    for loops in endless_parts(pairs):
        for cycle in simple_cycles(loops, most):
            yield tuple(origin[id(arrow)] for arrow in cycle)


def _turned(part: list[Arrow]) -> tuple[str, ...]:
    """The variables that the arrows of a part only ever give fixed values that are no numbers."""
    given: dict[str, bool] = {}
    for arrow in part:
        for move in arrow.moves:
            fixed = isinstance(move.value, ir.Const) and not isinstance(move.value.value, int)
            given[move.var] = given.get(move.var, True) and fixed
    return tuple(sorted(name for name, fixed in given.items() if fixed))
