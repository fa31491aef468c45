"""What events do to the queues."""

from collections.abc import Callable
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
    LAST,
    NOW,
    OFFERS,
    OUT,
    PAUSED,
    QUEUE,
    RELAX,
    RESUME,
    RINGING,
    SERVES,
    TAKEN,
    TALKED,
    WAITING,
    WHO,
    Memory,
    Row,
    change,
)
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
        before = [row for row in m[WAITING] if row[QUEUE] == queue]
        if len(before) >= floor.lines[queue].limit:
            m[OUT].append(Told(event.call, QueueFull(t)))
        elif all(agents[n][AWAY] or agents[n][PAUSED] for n in seats[-1][1]):
            m[OUT].append(Told(event.call, NoAgents(t)))
        else:
            row = caller(event.call, queue, t, seats, priorities)
            m[WAITING].append(row)
            m[DUE] = min(m[DUE], row[RELAX])
            m[OFFERS] = True
            own = priority(row, t)
            position = 1 + sum(priority(rival, t) >= own for rival in before)
            m[OUT].append(Told(event.call, Queued(t, position)))

    def left(m: Memory, event: Left | Freed) -> None:
        call = event.call
        staying = [row for row in m[WAITING] if row[WHO] != call]
        if len(staying) < len(m[WAITING]):
            m[WAITING] = staying
            withdraw(m, call, floor)
            return
        for agent, row in enumerate(m[AGENTS]):
            if row[CALL] == call:
                _free(m, agent, floor)

    return {Joined: joined, Left: left, Freed: left}


def _free(m: Memory, agent: int, floor: Floor) -> None:
    """The agent's conversation is over."""
    now, row = m[NOW], m[AGENTS][agent]
    queue: int = row[SERVES]
    resume = now + floor.lines[queue].wrap_up
    done = ((CALL, None), (BEGAN, -1), (LAST, now), (CALLS, row[CALLS] + 1))
    talked = (TALKED, row[TALKED] + now - row[BEGAN])
    change(m, agent, *done, talked, (RESUME, max(row[RESUME], resume)))


# ---- phones -------------------------------------------------------------------------------------


def _of_phones(floor: Floor) -> dict[type[Event], Meeting]:
    owners: dict[str, list[int]] = {}
    for n, desk in enumerate(floor.desks):
        for phone in desk.phones:
            owners.setdefault(phone, []).append(n)

    def taken(m: Memory, event: PhoneTaken) -> None:
        for agent in owners.get(event.phone, ()):
            if m[AGENTS][agent][RINGING] >= 0:
                refuse(m, agent, "busy", floor)
            change(m, agent, (TAKEN, m[AGENTS][agent][TAKEN] | {event.phone}))

    def freed(m: Memory, event: PhoneFreed) -> None:
        for agent in owners.get(event.phone, ()):
            change(m, agent, (TAKEN, m[AGENTS][agent][TAKEN] - {event.phone}))

    where_rung = partial(_where_rung, floor, owners)
    return {
        PhoneAnswered: where_rung(lambda m, agent: answer(m, agent, floor)),
        PhoneBusy: where_rung(lambda m, agent: silent(m, agent, BUSY, floor)),
        PhoneFailed: where_rung(lambda m, agent: silent(m, agent, FAILED, floor)),
        PhoneRefused: where_rung(lambda m, agent: refuse(m, agent, "refused", floor)),
        PhoneTaken: taken,
        PhoneFreed: freed,
    }


def _where_rung(
    floor: Floor, owners: dict[str, list[int]], act: Callable[[Memory, int], None]
) -> Meeting:
    """`act` for the agent who is rung on the event's phone, if anybody is."""

    def meet(m: Memory, event: PhoneAnswered | PhoneBusy | PhoneFailed | PhoneRefused) -> None:
        for agent in owners.get(event.phone, ()):
            place = m[AGENTS][agent][RINGING]
            if place >= 0 and floor.desks[agent].phones[place] == event.phone:
                act(m, agent)
                return

    return meet


# ---- agents -------------------------------------------------------------------------------------


def _of_agents(floor: Floor) -> dict[type[Event], Meeting]:
    places = {desk.name: n for n, desk in enumerate(floor.desks)}

    def turned(place: int, *, on: bool) -> Meeting:
        def meet(m: Memory, event: SignedIn | SignedOut | OnBreak | Back) -> None:
            agent = places[event.agent]
            if on and m[AGENTS][agent][RINGING] >= 0:
                refuse(m, agent, "away", floor)
            change(m, agent, (place, on))

        return meet

    return {
        SignedIn: turned(AWAY, on=False),
        SignedOut: turned(AWAY, on=True),
        OnBreak: turned(PAUSED, on=True),
        Back: turned(PAUSED, on=False),
    }
