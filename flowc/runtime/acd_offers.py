"""Offers: who is rung for whom, phone after phone, until an answer or none."""

from flowc.runtime.acd_callers import in_order, without
from flowc.runtime.acd_floor import Desk, Floor, Line
from flowc.runtime.acd_protocol import Rings, Stops, Told
from flowc.runtime.acd_state import (
    AGENTS,
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
    now, due, free, served = m[NOW], m[DUE], 0, list[str]()
    for row in m[AGENTS]:
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
        line, agents = floor.lines[queue], m[AGENTS]
        if line.together or caller[WHO] not in served:
            able = [n for n in caller[SEATS][caller[STEP]][1] if agents[n][OPEN] <= now]
            for agent in line.choose(m, able) if able else ():
                _offer(m, agent, caller, line, floor.desks[agent])
                free -= 1
            if not free:
                return


def _offer(m: Memory, agent: int, caller: Row, line: Line, desk: Desk) -> None:
    name, phones = desk
    step: int = caller[STEP]
    now, call, out = m[NOW], caller[WHO], m[OUT]
    out.append(make(Told, (call, make(Offered, (now, name, line.why[step])))))
    out.append(make(Rings, (now, name, phones[0], call)))
    row = [*m[AGENTS][agent]]
    row[CALL], row[SERVES], row[RINGING] = call, caller[QUEUE], 0
    row[DEADLINE], row[BEST] = now + line.ring, 0
    put(m, agent, row)


# ---- how they end -------------------------------------------------------------------------------


def ring_out(m: Memory, floor: Floor) -> None:
    """The phones whose time is up."""
    for agent, row in enumerate(m[AGENTS]):
        if row[DEADLINE] <= m[NOW]:
            silent(m, agent, floor, _NO_ANSWER)


def silent(m: Memory, agent: int, floor: Floor, outcome: int) -> None:
    """The phone that rings for the agent was not answered, for this of REASONS: the next one rings,
    or the offer is over."""
    row, (name, phones) = [*m[AGENTS][agent]], floor.desks[agent]
    queue: int = row[SERVES]
    best: int = max(row[BEST], outcome)
    place: int = row[RINGING] + 1
    if place == len(phones):
        refuse(m, agent, floor, REASONS[best])
        return
    now = m[NOW]
    m[OUT].append(Stops(now, name, phones[place - 1], row[CALL]))
    m[OUT].append(Rings(now, name, phones[place], row[CALL]))
    row[RINGING], row[DEADLINE], row[BEST] = place, now + floor.lines[queue].ring, best
    put(m, agent, row)


def refuse(m: Memory, agent: int, floor: Floor, why: str) -> None:
    """The agent's offer is over without an answer."""
    call, now = m[AGENTS][agent][CALL], m[NOW]
    _stop(m, agent, now + PASSED_OVER, floor)
    m[OUT].append(Told(call, Refused(now, floor.desks[agent].name, why)))
    m[OFFERS] = True


def withdraw(m: Memory, call: str, floor: Floor) -> None:
    """Nobody is rung for this caller any more."""
    for agent, row in enumerate(m[AGENTS]):
        if row[RINGING] >= 0 and row[CALL] == call:
            _stop(m, agent, row[RESUME], floor)


def answer(m: Memory, agent: int, floor: Floor) -> None:
    """The agent who is rung picks up: whoever else is rung for the caller is not any more."""
    row, now = [*m[AGENTS][agent]], m[NOW]
    queue: int = row[SERVES]
    call = row[CALL]
    row[RINGING], row[DEADLINE], row[BEGAN] = -1, FOREVER, now
    put(m, agent, row)
    if floor.lines[queue].together:
        withdraw(m, call, floor)
    m[WAITING] = without(m[WAITING], call)
    m[OUT].append(make(Told, (call, make(AgentAnswered, (now, floor.desks[agent].name)))))


def _stop(m: Memory, agent: int, resume: int, floor: Floor) -> None:
    row, (name, phones) = [*m[AGENTS][agent]], floor.desks[agent]
    place: int = row[RINGING]
    m[OUT].append(Stops(m[NOW], name, phones[place], row[CALL]))
    row[CALL], row[RINGING], row[DEADLINE] = None, -1, FOREVER
    row[RESUME] = max(row[RESUME], resume)
    put(m, agent, row)
