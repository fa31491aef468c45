"""A program as a machine that steps calls: see `flowc.runtime.protocol`."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from flowc.runtime.actions import ending
from flowc.runtime.arrows import first_arrow
from flowc.runtime.callback import callback, starting
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
    Queueing,
    State,
    SwitchTurned,
)
from flowc.runtime.queue import queue
from flowc.runtime.ring import ring, transfer
from flowc.runtime.step import step as compile_step
from flowc.runtime.values import clean_name, clean_number
from flowc.runtime.voicemail import voicemail
from flowc.semantics import ir
from flowc.semantics.clock import local
from flowc.semantics.matching import best

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
        last = t if kind is Elapsed else t - 1  # timers at `t` itself come after events
        while (now := m[UNTIL]) <= last:
            m[NOW] = now
            m[T] = now / 1000
            node: Node | None = m[HERE][0]
            while node is not None:
                node = node(m)
        if t > m[NOW]:
            m[NOW] = t
            m[T] = t / 1000
        if isinstance(event, Key):
            node = m[HERE][1](m, event.key) if event.key in _KEYS else None
        else:
            node = None if kind is Elapsed else _meeting(m, event, switches)
        while node is not None:
            node = node(m)
        m[OUT] = None
        return tuple(m), (tuple(out), m[WAIT])

    wall = _wall(program.timezone)
    begin = starting(at, wall)

    def calls_back(state: State) -> tuple[State, Effects]:
        m = list(state)
        out: Events = []
        m[OUT] = out
        node: Node | None = begin(m)
        while node is not None:
            node = node(m)
        m[OUT] = None
        return tuple(m), (tuple(out), m[WAIT])

    return Machine(_starter(program, at, wall), step, _heard, calls_back)


def _compile(block: ir.Block, at: Plan) -> Node:  # noqa: PLR0911 - one per kind
    match block:
        case ir.Step():
            return compile_step(block, at)
        case ir.Menu():
            return menu(block, at)
        case ir.Ring():
            return ring(block, at)
        case ir.Transfer():
            return transfer(block, at)
        case ir.Queue():
            return queue(block, at)
        case ir.Callback():
            return callback(block, at)
        case ir.Voicemail():
            return voicemail(block, at)
        case ir.Split():
            return split(block, at)
        case ir.External():
            return external(block, at)


def _meeting(m: Memory, event: Event, switches: Mapping[str, int]) -> Node | None:
    """What an event that is no key leads to in the present wait."""
    if isinstance(event, HangUp):
        return m[HERE][2]
    if isinstance(event, SwitchTurned):
        if event.switch in switches:
            m[switches[event.switch]] = event.on
        return None
    return m[HERE][3](m, event)


def _heard(state: State) -> str:
    words = state[HERE][4]
    return words(state) if words and isinstance(state[WAIT], Playing | Queueing) else ""


# ---- the start of a call ------------------------------------------------------------------------


def _starter(
    program: ir.Program, at: Plan, wall: Callable[[int | None], str]
) -> Callable[[Call], tuple[State, Effects]]:
    numbers = [first_arrow(n.edge, at) for n in program.numbers]
    route = best([(n.pattern, n.rest) for n in program.numbers])
    any_number = next((n for n, number in enumerate(program.numbers) if not number.pattern), None)
    entries = {e.name: first_arrow(e.edge, at) for e in program.entries}
    unclaimed = ending("flow", "unclaimed", at)
    blank, switches = at.layout.blank, at.layout.switches

    @lru_cache(maxsize=1024)
    def way_in(to: str) -> tuple[str, Node]:
        """The cleaned number and who claims it; carriers send one with and without its plus."""
        dialled = clean_number(to)
        claimed = route(dialled)
        claimed = any_number if claimed is None else claimed
        if claimed is None and dialled and (meant := route("+" + dialled)) is not None:
            return "+" + dialled, numbers[meant]
        return dialled, unclaimed if claimed is None else numbers[claimed]

    def start(call: Call) -> tuple[State, Effects]:
        m = list(blank)
        out: Events = []
        m[OUT] = out
        to, caller, name, redirected_from, epoch, entry, turned = call
        m[AT] = epoch
        m[NUMBER] = number = clean_number(caller)
        m[REDIRECTED] = redirected_from and clean_number(redirected_from)
        m[NAME] = name and clean_name(name)
        m[DIALLED], node = way_in(to)
        if entry is not None:
            node = entries.get(entry, unclaimed)
        for switch, on in turned:
            if switch in switches:
                m[switches[switch]] = on
        out.append(("call", 0.0, number, m[DIALLED], wall(epoch)))
        while node is not None:
            node = node(m)
        m[OUT] = None
        return tuple(m), (tuple(out), m[WAIT])

    return start


def _wall(zone: str | None) -> Callable[[int | None], str]:
    """What the trace says of a call's instant."""

    @lru_cache(maxsize=1024)
    def show(epoch: int | None) -> str:
        if epoch is None or zone is None:
            return ""
        day, minute, second = local(epoch, zone)
        return f"{day.isoformat()} {minute // 60:02}:{minute % 60:02}:{second:02}"

    return show
