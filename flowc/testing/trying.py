"""What no test says: what becomes of callers when a service is down, slow, lying, or knows nothing.

For every lookup that a passing test makes, the call is made again up to there, and the service
then replies otherwise, in each way that it can. From there on a stand-in is the caller. A service
that fails once goes on failing, and one that does not know something does not know it later.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple

from flowc.runtime.protocol import Elapsed, Event, LookingUp, Replied, State
from flowc.semantics import ir
from flowc.semantics.scenario import Enter, PickUp, Press, Speak
from flowc.semantics.scenario_replies import GARBAGE, made
from flowc.testing import given
from flowc.testing.given import SECOND, Facts
from flowc.testing.result import Bad, CallLog, How, Result, Stuck
from flowc.testing.run import prepare
from flowc.testing.stage import Play
from flowc.testing.stand_in import Acts, Ground, StandIn, asks
from flowc.trace import Event as Happening

TRIED: Final[tuple[Bad, ...]] = ("not-found", "refused", "fails", "times out", "garbage")
_OF_LISTS: Final[tuple[Bad, ...]] = ("not-found", "fails")
_LASTING: Final = ("fails", "times out", "garbage")


class _Place(NamedTuple):
    """A moment of a call in which a service is asked."""

    state: State
    asked: LookingUp
    block: str
    told: int


def stuck(program: ir.Program, results: Iterable[Result]) -> tuple[Stuck, ...]:
    """Callers who would get stuck, each way once, in the order in which they are met."""
    asking = [r for r in results if not r.failure and any(_asks(log) for log in r.calls)]
    if not asking:
        return ()
    play, listening = prepare(program), asks(program)
    found: dict[tuple[object, ...], Stuck] = {}
    for result in asking:
        ground = Ground(play.machine, program, listening, given.facts(result.test.givens))
        for log in (log for log in result.calls if not log.of):
            for one in _of_call(play, ground, result, log):
                key = (one.lookup, one.how, one.way)
                before = found.get(key)
                bad = dict.fromkeys((*(before.bad if before else ()), *one.bad))
                found[key] = (before or one)._replace(bad=tuple(b for b in TRIED if b in bad))
    return tuple(found.values())


def _asks(log: CallLog) -> bool:
    return any(isinstance(step.wait, LookingUp) for step in log.steps)


def _of_call(play: Play, ground: Ground, result: Result, log: CallLog) -> Iterator[Stuck]:
    for place in _places(play, log):
        op = _op(play.blocks[place.block], place.asked)
        acts = _left(result, log.caller, place.told)
        if place.asked.method == "list" and not any(map(_heard, log.trace[place.told :])):
            continue  # so the flow wants it of who is in a list
        for bad in _OF_LISTS if place.asked.method == "list" else TRIED:
            one = _try(ground, place, acts, bad)
            if one and op:
                how, way = one
                asked = _asked(place.asked)
                yield Stuck(how, (bad,), op.service, asked, op.span, way, result.test)


def _places(play: Play, log: CallLog) -> Iterator[_Place]:
    """The moments of a call in which a service is asked, by making the call again."""
    machine = play.machine
    state, (trace, wait) = machine.start(log.call)
    told = list(trace)
    before = None
    for step in log.steps:
        if isinstance(wait, LookingUp) and wait is not before:
            entered = next(e[2] for e in reversed(told) if e[0] == "enter")
            yield _Place(state, wait, entered, len(told))
        before = wait
        state, (trace, wait) = machine.step(state, step.event)
        told += trace


def _op(block: ir.Block, asked: LookingUp) -> ir.Lookup | None:
    """The lookup of the block that asks so."""
    ops = block.ops if isinstance(block, ir.Step) else ()
    of_service = [
        op
        for op in ops
        if isinstance(op, ir.Lookup) and (op.service, op.method) == (asked.service, asked.method)
    ]
    return next((op for op in of_service if made(op, asked.path)), None)


def _asked(asked: LookingUp) -> str:
    """What was asked, in words."""
    return asked.plain if asked.method == "list" else f"{asked.method} {asked.plain}"


def _left(result: Result, caller: str, told: int) -> Acts:
    """What the caller's script says from that place of the trace on."""
    lines = zip(result.test.lines, result.met, strict=False)
    return tuple(
        line.statement
        for line, met in lines
        if line.caller == caller
        and met > told
        and isinstance(line.statement, Press | Enter | Speak | PickUp)
    )


def _try(
    ground: Ground, place: _Place, acts: Acts, bad: Bad
) -> tuple[How, tuple[tuple[str, str, str], ...]] | None:
    """How the caller gets stuck when the service replies so; None for one who does not, and for a
    reply that is good enough for this lookup."""
    askable = (*ground.program.services, *ground.program.file_lists)
    seconds = next(s.timeout for s in askable if s.name == place.asked.service)
    began = place.asked.until - seconds * SECOND
    caller = StandIn(ground, place.state, began, acts)
    answer = partial(_answer, ground.facts, place.asked, bad)
    end = caller.go(_reply(bad, place.asked, began), answer)
    if caller.trace and caller.trace[0][0] == "lookup" and caller.trace[0][3] == "found":
        return None
    way = tuple((e[2], e[3], e[4]) for e in caller.trace if e[0] == "leave")
    heard = any(_heard(event) for event in caller.trace)
    if end is None:
        return None if heard else ("circles", way[:_SHOWN])
    match end.cause:
        case "limit":
            return "circles", way[:_SHOWN]
        case "congestion":
            return "congestion", way
        case "hangup" if not heard and end.by == "flow":
            return "dropped", way
        case _:
            return None


_SHOWN = 6
"""Blocks of a way that never ends."""


def _heard(event: Happening) -> bool:
    """Whether the caller was served by this: something was said, rung or recorded."""
    return event[0] in {"play", "ring", "bridge", "message", "queue"}


def _reply(bad: Bad, asked: LookingUp, t: int) -> Event:
    match bad:
        case "not-found":
            return Replied(t, 404, "")
        case "refused":
            return Replied(t, 403, "")
        case "fails":
            return Replied(t, None, "")
        case "garbage":
            return Replied(t, GARBAGE.status, GARBAGE.body)
        case "times out":
            return Elapsed(asked.until)


def _answer(facts: Facts, first: LookingUp, bad: Bad, asked: LookingUp, t: int) -> Event:
    """What a later request gets."""
    same = (asked.service, asked.method, asked.plain) == (first.service, first.method, first.plain)
    if same or (asked.service == first.service and bad in _LASTING):
        return _reply(bad, asked, t)
    fact = given.about(facts, asked, t)
    if fact is None:
        return given.looked_at(t) if asked.method == "list" else Replied(t, None, "")
    event = given.replied(fact, t)
    return event if event and event.t <= asked.until else Elapsed(asked.until)
