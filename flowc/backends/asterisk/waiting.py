"""Queues as Asterisk has them: a row of members with penalties, and rules that let more of them in.

Each kind of caller of a queue (`semantics/needs.py`) has its own row, as long as the agents differ.
A member's penalty is the step of the need that admits the agent; a caller's `QUEUE_MAX_PENALTY` is
the step that holds, and `QUEUE_RAISE_PENALTY`, raised with it, makes all who are admitted equal:
else those of the first step would always come first.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir
from flowc.semantics.needs import Seat, Variant, seats, variants

STRATEGIES: dict[ir.Strategy, str] = {
    "ring-all": "ringall",
    "longest-idle": "leastrecent",
    "round-robin": "rrordered",
    "fewest-calls": "fewestcalls",
    "in-order": "linear",
    "random": "random",
}
"""Asterisk's names; it has none for `least-talk-time`."""

ORDERED = frozenset({"rrordered", "linear"})
"""Strategies that take members in the order of the file; the others break ties by a number that is
made of the member's name (see `interfaces`)."""

TIES = frozenset({"leastrecent", "fewestcalls"})
"""Those of the others to which it matters."""


class Row(NamedTuple):
    """A queue of queues.conf. `kinds`: the callers who wait in it. `steps`: from how many seconds
    on which step of the need holds. `members`: agents in the order that decides ties, with the
    index of the step that admits them."""

    name: str
    kinds: tuple[Variant, ...]
    steps: tuple[int, ...]
    members: tuple[tuple[str, int], ...]


def rows(block: ir.Queue, unit: Unit) -> tuple[Row, ...]:
    """The rows of a queue, in the order of its kinds of callers."""
    if block.id not in unit.rows:
        unit.rows[block.id] = _rows(block, unit)
    return unit.rows[block.id]


def _rows(block: ir.Queue, unit: Unit) -> tuple[Row, ...]:
    alike: dict[tuple[Seat, ...], list[Variant]] = {}
    for variant in variants(block, unit.program.languages):
        alike.setdefault(seats(block, unit.program.agents, variant), []).append(variant)
    name = unit.context(block.id)
    return tuple(
        Row(
            name if len(alike) == 1 else unit.context(f"{block.id}-{n}"),
            tuple(kinds),
            tuple(seat.after for seat in seated),
            _members(seated),
        )
        for n, (seated, kinds) in enumerate(alike.items(), 1)
    )


def _members(seated: tuple[Seat, ...]) -> tuple[tuple[str, int], ...]:
    first: dict[str, int] = {}
    for n, seat in enumerate(seated):
        for agent in seat.agents:
            first.setdefault(agent, n)
    last = seated[-1].agents if seated else ()
    return tuple((agent, first[agent]) for agent in last)


# ---- the members' names -------------------------------------------------------------------------

_BUCKETS = 37
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"


def order(unit: Unit) -> tuple[str, ...]:
    """The agents in an order that breaks the ties of all queues, as far as there is one; where
    queues leave it open, or contradict each other, as they are declared."""
    before: dict[str, set[str]] = {agent.name: set() for agent in unit.program.agents}
    for block in unit.program.blocks:
        if isinstance(block, ir.Queue) and STRATEGIES.get(block.strategy) in TIES:
            for row in rows(block, unit):
                for (first, _), (then, _) in pairwise(row.members):
                    before[then].add(first)
    found: dict[str, None] = {}
    while len(found) < len(before):
        left = [agent for agent in before if agent not in found]
        found[next((a for a in left if before[a] <= found.keys()), left[0])] = None
    return tuple(found)


def interfaces(agents: Iterable[str]) -> dict[str, str]:
    """A member's name for each agent, the extension that rings them.

    Asterisk keeps members by a number made of a slash and the first four signs of the name, modulo
    37, and of equals takes the one with the largest. Two signs in front of each name put
    the agents in this order. Beyond 37 agents some share a number; of
    these the one that was added last is taken, so the file names them backwards.
    """
    names = list(agents)
    return {
        agent: f"{_front(agent, _BUCKETS - 1 - n * _BUCKETS // max(len(names), _BUCKETS))}-{agent}"
        for n, agent in enumerate(names)
    }


def _front(agent: str, bucket: int) -> str:
    return next(pair for pair in _pairs() if bucket_of(f"{pair}-{agent}") == bucket)


def _pairs() -> Iterator[str]:
    return (first + second for first in _SIGNS for second in _SIGNS)


def bucket_of(name: str) -> int:
    """Where Asterisk keeps a member of that name (`member_hash_fn` in app_queue.c)."""
    signs = f"/{name}"[:5]
    return sum(_compressed(ord(sign)) << (n * 6) for n, sign in enumerate(signs)) % _BUCKETS


def _compressed(code: int) -> int:
    if code < 32:  # noqa: PLR2004 - as Asterisk counts
        return 0
    return code - 64 if code > 96 else code - 32  # noqa: PLR2004 - as Asterisk counts
