"""A program as a machine that steps calls: see `flowc.runtime.protocol`."""

from collections.abc import Callable, Mapping

from flowc.runtime.actions import ending
from flowc.runtime.arrows import first_arrow
from flowc.runtime.expressions import Clock
from flowc.runtime.memory import (
    AT,
    DIALLED,
    HERE,
    NAME,
    NOW,
    NUMBER,
    OUT,
    REDIRECTED,
    UNTIL,
    WAIT,
    Events,
    Memory,
    Node,
    T,
)
from flowc.runtime.menu import menu
from flowc.runtime.outside import external, split
from flowc.runtime.patterns import best
from flowc.runtime.plan import Plan, plan
from flowc.runtime.protocol import (
    Call,
    Effects,
    Elapsed,
    Event,
    HangUp,
    Key,
    Machine,
    Playing,
    State,
    SwitchTurned,
)
from flowc.runtime.ring import ring
from flowc.runtime.step import step as compile_step
from flowc.runtime.values import clean_number
from flowc.runtime.voicemail import voicemail
from flowc.semantics import ir

_KEYS = frozenset("0123456789*#")


def compile_program(
    program: ir.Program, recordings: Mapping[tuple[str, str], int] | None = None
) -> Machine:
    """A machine for the program; `recordings` gives the length, in milliseconds, of the prompts
    (id and language) that are recorded."""
    at = plan(program, recordings or {})
    for block in program.blocks:
        at.starts[block.id] = _compile(block, at)
    switches = at.layout.switches

    def step(state: State, event: Event) -> tuple[State, Effects]:
        m = list(state)
        out: Events = []
        m[OUT] = out
        t = event[0]
        kind = event.__class__
        if kind is Elapsed:
            while m[UNTIL] <= t:
                _expire(m)
            _move(m, t)
        else:
            while m[UNTIL] < t:
                _expire(m)
            _move(m, t)
            _meet(m, event, switches)
        m[OUT] = None
        return tuple(m), (tuple(out), m[WAIT])

    return Machine(_starter(program, at), step, _heard)


def _compile(block: ir.Block, at: Plan) -> Node:
    match block:
        case ir.Step():
            return compile_step(block, at)
        case ir.Menu():
            return menu(block, at)
        case ir.Ring():
            return ring(block, at)
        case ir.Voicemail():
            return voicemail(block, at)
        case ir.Split():
            return split(block, at)
        case ir.External():
            return external(block, at)


def _expire(m: Memory) -> None:
    """The time of a wait is up: the call goes on at that instant."""
    m[NOW] = now = m[UNTIL]
    m[T] = now / 1000
    node: Node | None = m[HERE][0]
    while node is not None:
        node = node(m)


def _move(m: Memory, t: int) -> None:
    if t > m[NOW]:
        m[NOW] = t
        m[T] = t / 1000


def _meet(m: Memory, event: Event, switches: Mapping[str, int]) -> None:
    if event.__class__ is HangUp:
        node = m[HERE][2]
    elif isinstance(event, Key) and event.key not in _KEYS:
        return
    elif isinstance(event, SwitchTurned):
        if event.switch in switches:
            m[switches[event.switch]] = event.on
        return
    else:
        node = m[HERE][1](m, event)
    while node is not None:
        node = node(m)


def _heard(state: State) -> str:
    words = state[HERE][3]
    return words(state) if words and isinstance(state[WAIT], Playing) else ""


# ---- the start of a call ------------------------------------------------------------------------


def _starter(program: ir.Program, at: Plan) -> Callable[[Call], tuple[State, Effects]]:
    numbers = [first_arrow(n.edge, at) for n in program.numbers]
    route = best([(n.pattern, n.rest or not n.pattern) for n in program.numbers])
    entries = {e.name: first_arrow(e.edge, at) for e in program.entries}
    unclaimed = ending("flow", "unclaimed", at)
    clock, blank, switches = at.names.clock, at.layout.blank, at.layout.switches

    def way_in(call: Call, dialled: str) -> Node:
        if call.entry is not None:
            return entries.get(call.entry, unclaimed)
        claimed = route(dialled)
        return unclaimed if claimed is None else numbers[claimed]

    def start(call: Call) -> tuple[State, Effects]:
        m = list(blank)
        out: Events = []
        m[OUT] = out
        m[AT] = call.at
        m[NUMBER] = number = clean_number(call.caller)
        m[DIALLED] = dialled = clean_number(call.to)
        m[REDIRECTED] = clean_number(call.redirected_from)
        m[NAME] = call.name
        for switch, on in call.switches:
            if switch in switches:
                m[switches[switch]] = on
        out.append(("call", 0.0, number, dialled, _wall(clock, m)))
        node: Node | None = way_in(call, dialled)
        while node is not None:
            node = node(m)
        m[OUT] = None
        return tuple(m), (tuple(out), m[WAIT])

    return start


def _wall(clock: Clock, m: Memory) -> str:
    shown = clock(m)
    if shown is None:
        return ""
    hour, minute = divmod(shown.minute, 60)
    return f"{shown.date.isoformat()} {hour:02}:{minute:02}:{shown.second:02}"
