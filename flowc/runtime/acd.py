"""All queues of a program as one machine: `flowc.runtime.acd_protocol` says how it is driven,
`flowc.semantics.ir.queues` what it does.
"""

from collections.abc import Collection

from flowc.runtime.acd_callers import position, relax
from flowc.runtime.acd_events import meetings
from flowc.runtime.acd_floor import Floor, floor
from flowc.runtime.acd_offers import make_offers, ring_out
from flowc.runtime.acd_protocol import Acd, AcdState, Effect, Event
from flowc.runtime.acd_state import (
    AGENTS,
    DEADLINE,
    DUE,
    FOREVER,
    NOW,
    OFFERS,
    OPEN,
    OUT,
    RELAX,
    RUN,
    WAITING,
    Memory,
    blank,
)
from flowc.runtime.protocol import Elapsed
from flowc.semantics import ir


def compile_acd(program: ir.Program) -> Acd:
    """The queues of the program, and its agents."""
    whole = floor(program)
    places = {desk.name: n for n, desk in whole.desks.items()}
    meet = meetings(whole)

    def start(away: Collection[str], paused: Collection[str]) -> AcdState:
        out, off = (frozenset(places[name] for name in names) for names in (away, paused))
        return blank(len(whole.desks), len(whole.lines), out, off)

    def step(state: AcdState, event: Event) -> tuple[AcdState, tuple[Effect, ...]]:
        m: Memory = [*state]
        out: list[Effect] = []
        m[OUT] = out
        t = event[0]
        if t > m[NOW]:
            if m[WAITING] and (m[OFFERS] or m[DUE] < t):
                _catch_up(m, t - 1, whole)
            m[NOW], m[RUN] = t, t - 1
        kind = event.__class__
        if kind is Elapsed:
            _turn(m, whole)
        else:
            meet[kind](m, event)
        if not m[WAITING]:
            m[OFFERS] = False
        m[OUT] = None
        return tuple(m), tuple(out)

    def place(state: AcdState, call: str, t: int) -> int | None:
        return position(state[WAITING], call, t)

    return Acd(start, step, _until, _offering, place)


# ---- time ---------------------------------------------------------------------------------------


def _catch_up(m: Memory, last: int, whole: Floor) -> None:
    """Everything that is due up to the instant `last`. While nobody waits nothing is."""
    while (due := m[NOW] if m[OFFERS] else m[DUE]) <= last:
        m[NOW] = max(m[NOW], due)
        _turn(m, whole)


def _turn(m: Memory, whole: Floor) -> None:
    """What is due now: timers if there are any, else new offers."""
    if m[DUE] <= m[NOW]:
        m[DUE] = _earliest(m)
        if m[DUE] <= m[NOW]:
            _run_timers(m, whole)
            return
    if m[OFFERS]:
        make_offers(m, whole)


def _run_timers(m: Memory, whole: Floor) -> None:
    m[RUN] = now = m[NOW]
    if any(0 < row[OPEN] <= now for row in m[AGENTS:]):
        m[OFFERS] = True
    ring_out(m, whole)
    relax(m)
    m[DUE] = _earliest(m)


def _earliest(m: Memory | AcdState) -> float:
    """The next timer: a phone has rung out, an agent may be rung again, a need relaxes."""
    agents, run = m[AGENTS:], m[RUN]
    due = [row[DEADLINE] for row in agents]
    due += [row[OPEN] for row in agents if row[OPEN] > run]
    due += [row[RELAX] for row in m[WAITING]]
    return min(due, default=FOREVER)


def _until(state: AcdState) -> int | None:
    """Without callers who wait nobody is rung, and it does not matter who might be."""
    if not state[WAITING]:
        return None
    if state[OFFERS]:
        return state[NOW]
    due = max(_earliest(state), state[NOW])
    return None if due == FOREVER else int(due)


def _offering(state: AcdState) -> bool:
    return state[OFFERS] and _earliest(state) > state[NOW]
