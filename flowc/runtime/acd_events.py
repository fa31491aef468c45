"""What events do to the queues."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, TypeAlias

from flowc.runtime.acd_callers import caller, priority, with_caller, without
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
    AWAY,
    BEGAN,
    CALL,
    CALLS,
    CALLS_BACK,
    DUE,
    JOINED,
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

Owners: TypeAlias = dict[str, list[tuple[int, int]]]
"""Whose a phone is, by its name: (place of the agent, place among the agent's phones)."""


def meetings(floor: Floor) -> dict[type[Event], Meeting]:
    """What each kind of event does."""
    left = _leaving(floor)
    calls: dict[type[Event], Meeting] = {Joined: _joining(floor), Left: left, Freed: left}
    return {**calls, **_of_phones(floor), **_of_agents(floor)}


# ---- calls --------------------------------------------------------------------------------------


def _joining(floor: Floor) -> Meeting:
    queues = {line.name: (n, line.limit) for n, line in enumerate(floor.lines)}
    places = {desk.name: n for n, desk in floor.desks.items()}

    @lru_cache(maxsize=1024)
    def placed(seats: tuple[tuple[int, tuple[str, ...]], ...]) -> tuple[Row, ...]:
        return tuple((after, tuple(places[name] for name in names)) for after, names in seats)

    def joined(m: Memory, event: Joined) -> None:
        _, call, joining = event
        (queue, limit), seats = queues[joining.queue], placed(joining.seats)
        t = m[NOW]
        rivals = [row for row in m[WAITING] if row[QUEUE] == queue] if m[WAITING] else ()
        if sum(not row[CALLS_BACK] for row in rivals) >= limit and not joining.calls_back:
            m[OUT].append(Told(call, QueueFull(t)))
            return
        for n in seats[-1][1]:
            row = m[n]
            if not (row[AWAY] or row[PAUSED]):
                _let_in(m, caller(queue, t - joining.waited, call, joining, seats), rivals)
                return
        m[OUT].append(Told(call, NoAgents(t)))

    return joined


def _leaving(floor: Floor) -> Meeting:
    def left(m: Memory, event: Left | Freed) -> None:
        call = event.call
        if waiting := m[WAITING]:
            staying = without(waiting, call)
            if staying is not waiting:
                m[WAITING] = staying
                withdraw(m, call, floor)
                return
        for agent in floor.desks:
            if m[agent][CALL] == call:
                _free(m, agent, floor)

    return left


def _let_in(m: Memory, row: Row, rivals: Sequence[Row]) -> None:
    """A caller waits from now on, as the others of this queue do already."""
    t = m[NOW]
    if m[WAITING]:
        m[DUE] = min(m[DUE], row[RELAX])
    else:  # timers mattered to nobody; those of agents are looked at with the offers
        m[RUN], m[DUE] = t, row[RELAX]
    m[WAITING] = with_caller(m[WAITING], row)
    m[OFFERS] = True
    place = 1
    if rivals:
        own, since = priority(row, t), row[JOINED]
        place += sum((priority(rival, t), -rival[JOINED]) >= (own, -since) for rival in rivals)
    m[OUT].append(make(Told, (row[WHO], make(Queued, (t, place)))))


def _free(m: Memory, agent: int, floor: Floor) -> None:
    """The agent's conversation is over."""
    row, now = [*m[agent]], m[NOW]
    queue: int = row[SERVES]
    row[TALKED] += now - row[BEGAN]
    row[CALLS] += 1
    row[CALL], row[BEGAN], row[LAST] = None, -1, now
    row[RESUME] = now + floor.lines[queue].wrap_up
    put(m, agent, row)


def _set(m: Memory, agent: int, place: int, value: object) -> None:
    row = [*m[agent]]
    row[place] = value
    put(m, agent, row)


# ---- phones -------------------------------------------------------------------------------------


def _of_phones(floor: Floor) -> dict[type[Event], Meeting]:
    owners: Owners = {}
    for n, desk in floor.desks.items():
        for place, phone in enumerate(desk.phones):
            owners.setdefault(phone, []).append((n, place))

    def taken(m: Memory, event: PhoneTaken) -> None:
        for agent, _ in owners.get(event.phone, ()):
            if m[agent][RINGING] >= 0:
                refuse(m, agent, floor, "busy")
            _set(m, agent, TAKEN, m[agent][TAKEN] | {event.phone})

    def freed(m: Memory, event: PhoneFreed) -> None:
        for agent, _ in owners.get(event.phone, ()):
            _set(m, agent, TAKEN, m[agent][TAKEN] - {event.phone})

    where_rung = partial(_where_rung, floor, owners)
    return {
        PhoneAnswered: where_rung(answer),
        PhoneBusy: where_rung(partial(silent, outcome=BUSY)),
        PhoneFailed: where_rung(partial(silent, outcome=FAILED)),
        PhoneRefused: where_rung(partial(refuse, why="refused")),
        PhoneTaken: taken,
        PhoneFreed: freed,
    }


def _where_rung(floor: Floor, owners: Owners, act: Callable[[Memory, int, Floor], None]) -> Meeting:
    """`act` for the agent who is rung on the event's phone, if anybody is."""

    def meet(m: Memory, event: PhoneAnswered | PhoneBusy | PhoneFailed | PhoneRefused) -> None:
        for agent, place in owners.get(event.phone, ()):
            if m[agent][RINGING] == place:
                act(m, agent, floor)
                return

    return meet


# ---- agents -------------------------------------------------------------------------------------


def _of_agents(floor: Floor) -> dict[type[Event], Meeting]:
    places = {desk.name: n for n, desk in floor.desks.items()}

    def turned(place: int, *, on: bool) -> Meeting:
        def meet(m: Memory, event: SignedIn | SignedOut | OnBreak | Back) -> None:
            agent = places[event.agent]
            if on and m[agent][RINGING] >= 0:
                refuse(m, agent, floor, "away")
            _set(m, agent, place, on)

        return meet

    return {
        SignedIn: turned(AWAY, on=False),
        SignedOut: turned(AWAY, on=True),
        OnBreak: turned(PAUSED, on=True),
        Back: turned(PAUSED, on=False),
    }
