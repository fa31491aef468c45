"""What events do to the queues."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, TypeAlias

from flowc.runtime.acd_callers import caller, priority
from flowc.runtime.acd_floor import Floor
from flowc.runtime.acd_offers import BUSY, FAILED, answer, refuse, silent, withdraw
from flowc.runtime.acd_protocol import (
    Back,
    Event,
    Freed,
    Joined,
    Left,
    OnBreak,
    PhoneFreed,
    PhoneRefused,
    PhoneTaken,
    SignedIn,
    SignedOut,
    Told,
)
from flowc.runtime.acd_state import (
    AGENTS,
    AWAY,
    BEGAN,
    CALL,
    CALLS,
    DUE,
    FOREVER,
    LAST,
    NOW,
    OFFERS,
    OUT,
    PAUSED,
    QUEUE,
    RELAX,
    RESUME,
    RINGING,
    RUN,
    SERVES,
    TAKEN,
    TALKED,
    WAITING,
    WHO,
    Memory,
    Row,
    put,
)
from flowc.runtime.memory import make
from flowc.runtime.protocol import (
    NoAgents,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Queued,
    QueueFull,
)

Meeting: TypeAlias = Callable[[Memory, Any], None]


def meetings(floor: Floor) -> dict[type[Event], Meeting]:
    """What each kind of event does."""
    return {**_of_calls(floor), **_of_phones(floor), **_of_agents(floor)}


# ---- calls --------------------------------------------------------------------------------------


def _of_calls(floor: Floor) -> dict[type[Event], Meeting]:
    queues = {line.name: n for n, line in enumerate(floor.lines)}
    places = {desk.name: n for n, desk in enumerate(floor.desks)}

    @lru_cache(maxsize=1024)
    def placed(seats: tuple[tuple[int, tuple[str, ...]], ...]) -> tuple[Row, ...]:
        return tuple((after, tuple(places[name] for name in names)) for after, names in seats)

    def joined(m: Memory, event: Joined) -> None:
        t, (name, wanted, priorities, _) = m[NOW], event.joining
        queue, seats, agents = queues[name], placed(wanted), m[AGENTS]
        before = [row for row in m[WAITING] if row[QUEUE] == queue] if m[WAITING] else ()
        if len(before) >= floor.lines[queue].limit:
            m[OUT].append(Told(event.call, QueueFull(t)))
        elif all([agents[n][AWAY] or agents[n][PAUSED] for n in seats[-1][1]]):  # noqa: C419 - quicker
            m[OUT].append(Told(event.call, NoAgents(t)))
        else:
            row = caller(event.call, queue, t, seats, priorities)
            _let_in(m, row, before)

    def left(m: Memory, event: Left | Freed) -> None:
        call = event.call
        staying = tuple([row for row in m[WAITING] if row[WHO] != call])
        if len(staying) < len(m[WAITING]):
            m[WAITING] = staying
            withdraw(m, call, floor)
            return
        for agent, row in enumerate(m[AGENTS]):
            if row[CALL] == call:
                _free(m, agent, list(row), floor)

    return {Joined: joined, Left: left, Freed: left}


def _let_in(m: Memory, row: Row, before: Sequence[Row]) -> None:
    """A caller waits from now on, as the others do who came before to this queue."""
    t = m[NOW]
    if not m[WAITING]:  # timers mattered to nobody; those of agents are looked at with the offers
        m[RUN], m[DUE] = t, FOREVER
    m[WAITING] = (*m[WAITING], row)
    m[DUE] = min(m[DUE], row[RELAX])
    m[OFFERS] = True
    own, ahead = priority(row, t), 0
    for rival in before:
        ahead += priority(rival, t) >= own
    m[OUT].append(make(Told, (row[WHO], make(Queued, (t, ahead + 1)))))


def _free(m: Memory, agent: int, row: list[Any], floor: Floor) -> None:
    """The agent's conversation is over."""
    now = m[NOW]
    queue: int = row[SERVES]
    row[TALKED] += now - row[BEGAN]
    row[CALLS] += 1
    row[CALL], row[BEGAN], row[LAST] = None, -1, now
    row[RESUME] = max(row[RESUME], now + floor.lines[queue].wrap_up)
    put(m, agent, row)


def _set(m: Memory, agent: int, place: int, value: object) -> None:
    row = list(m[AGENTS][agent])
    row[place] = value
    put(m, agent, row)


# ---- phones -------------------------------------------------------------------------------------


def _of_phones(floor: Floor) -> dict[type[Event], Meeting]:
    owners: dict[str, list[int]] = {}
    for n, desk in enumerate(floor.desks):
        for phone in desk.phones:
            owners.setdefault(phone, []).append(n)

    def taken(m: Memory, event: PhoneTaken) -> None:
        for agent in owners.get(event.phone, ()):
            if m[AGENTS][agent][RINGING] >= 0:
                refuse(m, agent, floor, "busy")
            _set(m, agent, TAKEN, m[AGENTS][agent][TAKEN] | {event.phone})

    def freed(m: Memory, event: PhoneFreed) -> None:
        for agent in owners.get(event.phone, ()):
            _set(m, agent, TAKEN, m[AGENTS][agent][TAKEN] - {event.phone})

    where_rung = partial(_where_rung, floor, owners)
    return {
        PhoneAnswered: where_rung(answer),
        PhoneBusy: where_rung(partial(silent, outcome=BUSY)),
        PhoneFailed: where_rung(partial(silent, outcome=FAILED)),
        PhoneRefused: where_rung(partial(refuse, why="refused")),
        PhoneTaken: taken,
        PhoneFreed: freed,
    }


def _where_rung(
    floor: Floor, owners: dict[str, list[int]], act: Callable[[Memory, int, Floor], None]
) -> Meeting:
    """`act` for the agent who is rung on the event's phone, if anybody is."""

    def meet(m: Memory, event: PhoneAnswered | PhoneBusy | PhoneFailed | PhoneRefused) -> None:
        for agent in owners.get(event.phone, ()):
            place = m[AGENTS][agent][RINGING]
            if place >= 0 and floor.desks[agent].phones[place] == event.phone:
                act(m, agent, floor)
                return

    return meet


# ---- agents -------------------------------------------------------------------------------------


def _of_agents(floor: Floor) -> dict[type[Event], Meeting]:
    places = {desk.name: n for n, desk in enumerate(floor.desks)}

    def turned(place: int, *, on: bool) -> Meeting:
        def meet(m: Memory, event: SignedIn | SignedOut | OnBreak | Back) -> None:
            agent = places[event.agent]
            if on and m[AGENTS][agent][RINGING] >= 0:
                refuse(m, agent, floor, "away")
            _set(m, agent, place, on)

        return meet

    return {
        SignedIn: turned(AWAY, on=False),
        SignedOut: turned(AWAY, on=True),
        OnBreak: turned(PAUSED, on=True),
        Back: turned(PAUSED, on=False),
    }
