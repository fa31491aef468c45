"""Offers: who is rung for whom, phone after phone, until an answer or none."""

from flowc.runtime.acd_callers import in_order
from flowc.runtime.acd_floor import Desk, Floor
from flowc.runtime.acd_protocol import Rings, Stops, Told
from flowc.runtime.acd_state import (
    AGENTS,
    BEGAN,
    BEST,
    CALL,
    DEADLINE,
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
    change,
)
from flowc.runtime.protocol import AgentAnswered, Offered, Refused

FAILED, BUSY, _NO_ANSWER = range(len(REASONS))

PASSED_OVER = 5_000
"""Milliseconds for which an agent who did not answer is passed over, by every queue."""


# ---- new offers ---------------------------------------------------------------------------------


def make_offers(m: Memory, floor: Floor) -> None:
    """Offers every caller who may be offered somebody, in their order."""
    m[OFFERS] = False
    now, agents = m[NOW], m[AGENTS]
    free = sum(row[OPEN] <= now for row in agents)
    rung_for = {row[CALL] for row in agents if row[RINGING] >= 0}
    for caller in in_order(m[WAITING], now):
        if not free:
            return
        queue: int = caller[QUEUE]
        line = floor.lines[queue]
        if caller[WHO] in rung_for and not line.together:
            continue
        able = [n for n in caller[SEATS][caller[STEP]][1] if agents[n][OPEN] <= now]
        if able:
            chosen = line.choose(m, able)
            free -= len(chosen)
            for agent in chosen:
                _offer(m, agent, caller, floor)


def _offer(m: Memory, agent: int, caller: Row, floor: Floor) -> None:
    desk = floor.desks[agent]
    queue: int = caller[QUEUE]
    line, now, call = floor.lines[queue], m[NOW], caller[WHO]
    m[OUT].append(Told(call, Offered(now, desk.name, line.why[caller[STEP]])))
    m[OUT].append(Rings(now, desk.name, desk.phones[0], call))
    serves = (SERVES, queue)
    change(m, agent, (CALL, call), serves, (RINGING, 0), (DEADLINE, now + line.ring), (BEST, 0))


# ---- how they end -------------------------------------------------------------------------------


def ring_out(m: Memory, floor: Floor) -> None:
    """The phones whose time is up."""
    for agent, row in enumerate(m[AGENTS]):
        if row[DEADLINE] <= m[NOW]:
            silent(m, agent, _NO_ANSWER, floor)


def silent(m: Memory, agent: int, outcome: int, floor: Floor) -> None:
    """The phone that rings for the agent was not answered, for this of REASONS: the next one rings,
    or the offer is over."""
    row, desk = m[AGENTS][agent], floor.desks[agent]
    queue: int = row[SERVES]
    line = floor.lines[queue]
    best: int = max(row[BEST], outcome)
    place: int = row[RINGING] + 1
    if place == len(desk.phones):
        refuse(m, agent, REASONS[best], floor)
        return
    now, call = m[NOW], row[CALL]
    _stopped(m, row, desk)
    m[OUT].append(Rings(now, desk.name, desk.phones[place], call))
    change(m, agent, (RINGING, place), (DEADLINE, now + line.ring), (BEST, best))


def refuse(m: Memory, agent: int, why: str, floor: Floor) -> None:
    """The agent's offer is over without an answer."""
    row, desk = m[AGENTS][agent], floor.desks[agent]
    _stopped(m, row, desk)
    m[OUT].append(Told(row[CALL], Refused(m[NOW], desk.name, why)))
    m[OFFERS] = True
    _hang_up(m, agent, max(row[RESUME], m[NOW] + PASSED_OVER))


def withdraw(m: Memory, call: str, floor: Floor) -> None:
    """Nobody is rung for this caller any more."""
    for agent, row in enumerate(m[AGENTS]):
        if row[RINGING] >= 0 and row[CALL] == call:
            _stopped(m, row, floor.desks[agent])
            _hang_up(m, agent, row[RESUME])


def answer(m: Memory, agent: int, floor: Floor) -> None:
    """The agent who is rung picks up: whoever else is rung for the caller is not any more."""
    call = m[AGENTS][agent][CALL]
    change(m, agent, (RINGING, -1), (DEADLINE, FOREVER), (BEGAN, m[NOW]))
    withdraw(m, call, floor)
    m[WAITING] = [caller for caller in m[WAITING] if caller[WHO] != call]
    m[OUT].append(Told(call, AgentAnswered(m[NOW], floor.desks[agent].name)))


def _stopped(m: Memory, row: Row, desk: Desk) -> None:
    m[OUT].append(Stops(m[NOW], desk.name, desk.phones[row[RINGING]], row[CALL]))


def _hang_up(m: Memory, agent: int, resume: int) -> None:
    silence = ((CALL, None), (RINGING, -1), (DEADLINE, FOREVER))
    change(m, agent, *silence, (RESUME, resume))
