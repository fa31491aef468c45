"""Strategies: which of the agents who could take a caller is offered it.

Each is a function of what the queues remember and of the places of all agents who meet the caller's
need, in the order that decides ties; it gives those who are offered the caller, of those alone who
may be rung now. All of them are deterministic.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias
from zlib import crc32

from flowc.runtime.acd_state import CALLS, FOREVER, LAST, NOW, OPEN, TALKED, TURNS, Memory
from flowc.semantics import ir

Chooser: TypeAlias = Callable[[Memory, Sequence[int]], Sequence[int]]


def chooser(queue: ir.Queue, place: int, order: Sequence[int]) -> Chooser:  # noqa: PLR0911 - one per kind
    """The strategy of the queue at this place; `order` are all agents as they settle its ties."""
    match queue.strategy:
        case "ring-all":
            return _open
        case "in-order":
            return lambda m, seats: _open(m, seats)[:1]
        case "longest-idle":
            return _least(LAST)
        case "fewest-calls":
            return _least(CALLS)
        case "least-talk-time":
            return _least(TALKED)
        case "round-robin":
            return _round_robin(place, order)
        case "random":
            return _random(queue.id, place)


def _open(m: Memory, seats: Sequence[int]) -> Sequence[int]:
    """Those who may be rung now."""
    now = m[NOW]
    return [n for n in seats if m[n][OPEN] <= now]


def _least(figure: int) -> Chooser:
    def choose(m: Memory, seats: Sequence[int]) -> Sequence[int]:
        now, chosen, least = m[NOW], (), FOREVER
        for n in seats:
            row = m[n]
            if row[OPEN] <= now and row[figure] < least:
                chosen, least = (n,), row[figure]
        return chosen

    return choose


def _turned(m: Memory, place: int, turn: tuple[int, int]) -> None:
    turns = m[TURNS]
    m[TURNS] = (*turns[:place], turn, *turns[place + 1 :])


def _round_robin(place: int, order: Sequence[int]) -> Chooser:
    """The order is a circle: the first after the one whom this queue offered to last."""
    ranks = {agent: rank for rank, agent in enumerate(order)}
    around = len(order)

    def choose(m: Memory, seats: Sequence[int]) -> Sequence[int]:
        last, offers = m[TURNS][place]
        start = ranks.get(last, -1) + 1
        able = _open(m, seats)
        if not able:
            return ()
        chosen = min(able, key=lambda n: (ranks[n] - start) % around)
        _turned(m, place, (chosen, offers + 1))
        return (chosen,)

    return choose


def _random(name: str, place: int) -> Chooser:
    """As if by lot: a function of the queue's name and of how many offers it has made."""

    def choose(m: Memory, seats: Sequence[int]) -> Sequence[int]:
        last, offers = m[TURNS][place]
        able = _open(m, seats)
        if not able:
            return ()
        _turned(m, place, (last, offers + 1))
        return (able[crc32(f"{name} {offers}".encode()) % len(able)],)

    return choose
