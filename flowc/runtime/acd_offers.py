"""Offers: who is rung for whom, phone after phone, until an answer or none."""

from flowc.runtime.acd_callers import in_order, without
from flowc.runtime.acd_floor import Desk, Floor, Line
from flowc.runtime.acd_protocol import Rings, Stops, Told
from flowc.runtime.acd_state import (
    BEGAN,
    BEST,
    CALL,
    DEADLINE,
    DUE,
    FOREVER,
    NOW,
    OFFERS,
    OPEN,
    OUT,
    QUEUE,
    REASONS,
    RESUME,
    RINGING,
    SEATS,
    SERVES,
    STEP,
    WAITING,
    WHO,
    Memory,
    Row,
    put,
)
from flowc.runtime.memory import make
from flowc.runtime.protocol import AgentAnswered, Offered, Refused

FAILED, BUSY, _NO_ANSWER = range(len(REASONS))

PASSED_OVER = 5_000
"""Milliseconds for which an agent who did not answer is passed over, by every queue."""


# ---- new offers ---------------------------------------------------------------------------------


def make_offers(m: Memory, floor: Floor) -> None:
    """Offers every caller who may be offered somebody, in their order."""
    m[OFFERS] = False
    now, due, free = m[NOW], m[DUE], 0
    served: list[str] = []
    for agent in floor.desks:
        row = m[agent]
        if row[OPEN] <= now:
            free += 1
        elif row[OPEN] < due:
            due = row[OPEN]
        elif row[RINGING] >= 0:
            served.append(row[CALL])
    m[DUE] = due
    if not free:
        return
    waiting = m[WAITING]
    for caller in in_order(waiting, now) if len(waiting) > 1 else waiting:
        queue: int = caller[QUEUE]
        line = floor.lines[queue]
        if line.together or caller[WHO] not in served:
            for agent in line.choose(m, caller[SEATS][caller[STEP]][1]):
                _offer(m, agent, caller, line, floor.desks[agent])
                free -= 1
            if not free:
                return


def _offer(m: Memory, agent: int, caller: Row, line: Line, desk: Desk) -> None:
    now, call, out, name = m[NOW], caller[WHO], m[OUT], desk.name
    step: int = caller[STEP]
    out.append(make(Told, (call, make(Offered, (now, name, line.why[step])))))
    out.append(make(Rings, (now, name, desk.phones[0], call)))
    row = [*m[agent]]
    row[CALL], row[SERVES], row[RINGING] = call, caller[QUEUE], 0
    row[DEADLINE], row[BEST] = now + line.ring, 0
    put(m, agent, row)


# ---- how they end -------------------------------------------------------------------------------


def ring_out(m: Memory, floor: Floor) -> None:
    """The phones whose time is up."""
    for agent in floor.desks:
        if m[agent][DEADLINE] <= m[NOW]:
            silent(m, agent, floor, _NO_ANSWER)


def silent(m: Memory, agent: int, floor: Floor, outcome: int) -> None:
    """The phone that rings for the agent was not answered, for this of REASONS: the next one rings,
    or the offer is over."""
    row, desk = [*m[agent]], floor.desks[agent]
    queue: int = row[SERVES]
    best: int = max(row[BEST], outcome)
    place: int = row[RINGING] + 1
    if place == len(desk.phones):
        refuse(m, agent, floor, REASONS[best])
        return
    now = m[NOW]
    m[OUT].append(Stops(now, desk.name, desk.phones[place - 1], row[CALL]))
    m[OUT].append(Rings(now, desk.name, desk.phones[place], row[CALL]))
    row[RINGING], row[DEADLINE], row[BEST] = place, now + floor.lines[queue].ring, best
    put(m, agent, row)


def refuse(m: Memory, agent: int, floor: Floor, why: str) -> None:
    """The agent's offer is over without an answer. Who is called away did not let it ring, and may
    be rung as soon as they are back."""
    row, now = m[agent], m[NOW]
    call = row[CALL]
    _stop(m, agent, row[RESUME] if why == "away" else now + PASSED_OVER, floor)
    m[OUT].append(Told(call, Refused(now, floor.desks[agent].name, why)))
    m[OFFERS] = True


def withdraw(m: Memory, call: str, floor: Floor) -> None:
    """Nobody is rung for this caller any more."""
    for agent in floor.desks:
        row = m[agent]
        if row[RINGING] >= 0 and row[CALL] == call:
            _stop(m, agent, row[RESUME], floor)


def answer(m: Memory, agent: int, floor: Floor) -> None:
    """The agent who is rung picks up: whoever else is rung for the caller is not any more."""
    row, now = [*m[agent]], m[NOW]
    queue: int = row[SERVES]
    call = row[CALL]
    row[RINGING], row[DEADLINE], row[BEGAN] = -1, FOREVER, now
    put(m, agent, row)
    if floor.lines[queue].together:
        withdraw(m, call, floor)
    m[WAITING] = without(m[WAITING], call)
    m[OUT].append(make(Told, (call, make(AgentAnswered, (now, floor.desks[agent].name)))))


def _stop(m: Memory, agent: int, resume: int, floor: Floor) -> None:
    row, desk = [*m[agent]], floor.desks[agent]
    place: int = row[RINGING]
    m[OUT].append(Stops(m[NOW], desk.name, desk.phones[place], row[CALL]))
    row[CALL], row[RINGING], row[DEADLINE] = None, -1, FOREVER
    row[RESUME] = max(row[RESUME], resume)
    put(m, agent, row)
