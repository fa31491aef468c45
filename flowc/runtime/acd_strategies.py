"""Strategies: which of several agents who could all take a caller is offered it.

Each is a function of what the queues remember and of the agents that are open to the caller, in
the order that decides ties; all of them are deterministic.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias
from zlib import crc32

from flowc.runtime.acd_state import AGENTS, CALLS, LAST, TALKED, TURNS, Memory
from flowc.semantics import ir

Chooser: TypeAlias = Callable[[Memory, Sequence[int]], Sequence[int]]
"""Gives those of the open agents (at least one) who are offered the caller."""


def chooser(queue: ir.Queue, place: int, order: Sequence[int]) -> Chooser:  # noqa: PLR0911 - one per kind
    """The strategy of the queue at this place; `order` are all agents as they settle its ties."""
    match queue.strategy:
        case "ring-all":
            return lambda _, able: able
        case "in-order":
            return lambda _, able: able[:1]
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


def _least(figure: int) -> Chooser:
    def choose(m: Memory, able: Sequence[int]) -> Sequence[int]:
        agents, chosen = m[AGENTS], able[0]
        least = agents[chosen][figure]
        for n in able:
            if agents[n][figure] < least:
                chosen, least = n, agents[n][figure]
        return (chosen,)

    return choose


def _turned(m: Memory, place: int, turn: tuple[int, int]) -> None:
    turns = m[TURNS]
    m[TURNS] = (*turns[:place], turn, *turns[place + 1 :])


def _round_robin(place: int, order: Sequence[int]) -> Chooser:
    """The order is a circle: the first after the one whom this queue offered to last."""
    ranks = {agent: rank for rank, agent in enumerate(order)}
    around = len(order)

    def choose(m: Memory, able: Sequence[int]) -> Sequence[int]:
        last, offers = m[TURNS][place]
        start = ranks.get(last, -1) + 1
        chosen = min(able, key=lambda n: (ranks[n] - start) % around)
        _turned(m, place, (chosen, offers + 1))
        return (chosen,)

    return choose


def _random(name: str, place: int) -> Chooser:
    """As if by lot: a function of the queue's name and of how many offers it has made."""

    def choose(m: Memory, able: Sequence[int]) -> Sequence[int]:
        last, offers = m[TURNS][place]
        _turned(m, place, (last, offers + 1))
        return (able[crc32(f"{name} {offers}".encode()) % len(able)],)

    return choose
