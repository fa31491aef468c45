"""Queues as Asterisk has them: a row of members with penalties, and rules that let more of them in.

Each kind of caller of a queue (`semantics/needs.py`) has its own row, as long as the agents differ.
A member's penalty is the step of the need that admits the agent; a caller's `QUEUE_MAX_PENALTY` is
the step that holds, and `QUEUE_RAISE_PENALTY`, raised with it, makes all who are admitted equal:
else those of the first step would always come first.
"""

from collections.abc import Iterable, Iterator
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
    order = seated[-1].agents if seated else ()
    return tuple((agent, first[agent]) for agent in order)


# ---- the members' names -------------------------------------------------------------------------

_BUCKETS = 37
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"


def interfaces(agents: Iterable[str]) -> dict[str, str]:
    """A member's name for each agent, the extension that rings them.

    Asterisk keeps members by a number made of a slash and the first four signs of the name, modulo
    37, and of equals takes the one with the largest. Two signs in front of each name put
    the agents in the order in which they are declared. Beyond 37 agents some share a number; of
    these the one that was added last is taken, so the file names them backwards.
    """
    order = list(agents)
    return {
        agent: f"{_front(agent, _BUCKETS - 1 - n * _BUCKETS // max(len(order), _BUCKETS))}-{agent}"
        for n, agent in enumerate(order)
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
