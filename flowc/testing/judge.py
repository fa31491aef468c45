"""A test judged again, on what a real switch told of its calls.

A test passes on a switch if it passes in the runtime, every call's trace agrees with the runtime's
(`agreement`), and its expectations hold in the switch's own traces. What the caller does was done
already: an act only says from where in the trace the next expectation looks, and that place is
found by the part of the two traces that agrees.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from flowc.runtime.protocol import Ended, Waiting
from flowc.semantics import scenario
from flowc.semantics.scenario import Expect, Line, Test
from flowc.source import Span
from flowc.testing import expectations
from flowc.testing.agreement import DONE, NOTHING_MORE, Comparison, Difference, compare, filled
from flowc.testing.racing import race, speaks
from flowc.testing.result import CallLog, Engine, Failure, Parting, Result, Told
from flowc.testing.stage import Live, Play, Stage
from flowc.testing.words import Unmet, block_of, clock_time
from flowc.trace import Event, Trace

_EXPECT: Final[dict[type, Callable[[Stage, Live, Any], Unmet | None]]] = {
    scenario.Hear: expectations.hear,
    scenario.Reach: expectations.reach,
    scenario.Expect: expectations.expect,
    scenario.ExpectRecording: expectations.recording,
    scenario.ExpectNotify: expectations.notify,
    scenario.End: expectations.end,
    scenario.StaySilent: expectations.stay_silent,
}


class _Made(NamedTuple):
    """A call as both made it: in the runtime and on the switch."""

    runtime: CallLog
    switch: CallLog
    compared: Comparison
    told: Told


def can_be_made(result: Result) -> bool:
    """Whether a switch can make the test's calls. One that lacks a `given` stopped in the runtime
    in the middle of a call, at what nobody had decided: it has failed, and there is no more to it.
    In another the calls' clocks run against each other (`racing`), or somebody speaks.
    """
    if speaks(result) or race(result):
        return False
    last = [log.trace[-1] for log in result.calls if log.trace]
    return not any(event[0] == "enter" and event[3] in {"split", "external"} for event in last)


def judge(play: Play, result: Result, told: tuple[Told, ...], switch: Engine) -> Result:
    """The test's result on the switch; `told` in the order of the result's calls."""
    numbers = _numbers(result.test)
    calls = {
        log.caller: _made(log, one, switch.name, numbers)
        for log, one in zip(result.calls, told, strict=True)
    }
    parting = _first_parting(tuple(calls.values()))
    unmet = _first_unmet(play, result, calls)
    if parting:
        failure = _parted(play, result, parting, switch, unmet)
    elif result.failure:
        failure = _same(result.failure, calls)
    else:
        failure = unmet
    logs = tuple(made.switch for made in calls.values())
    last = max((log.began + round(log.trace[-1][1] * 1000) for log in logs if log.trace), default=0)
    return Result(result.test, failure, logs, last, result.met, parting, result.agents)


def _made(log: CallLog, told: Told, switch: str, numbers: set[str]) -> _Made:
    told = told._replace(trace=filled(log.trace, told.trace, switch))
    compared = compare(log.trace, told.trace, switch)
    places = dict(compared.pairs)
    texts = {places[n]: text for n, text in log.texts.items() if n in places}
    trace = tuple(_typed(event, numbers) for event in told.trace)
    return _Made(log, log._replace(trace=trace, texts=texts), compared, told)


# ---- what a switch tells, as the runtime would ---------------------------------------------------


def _numbers(test: Test) -> set[str]:
    """The names whose values the test compares as numbers."""
    said = (line.statement for line in test.lines)
    return {x.name for x in said if isinstance(x, Expect) and isinstance(x.value, int)}


def _typed(event: Event, numbers: set[str]) -> Event:
    """An event whose value is a number if the test compares it as one; a switch may tell a text."""
    match event:
        case ("set" | "record" as what, t, name, str(value)) if name in numbers:
            digits = value.removeprefix("-")
            whole = digits.isascii() and digits.isdecimal()
            return (what, t, name, int(value) if whole else value)
        case _:
            return event


# ---- expectations --------------------------------------------------------------------------------


def _first_unmet(play: Play, result: Result, calls: dict[str, _Made]) -> Failure | None:
    """The first line that does not hold in the switch's traces, of those that the runtime met."""
    stage = Stage(play, result.test)
    lives = {caller: _live(made.switch) for caller, made in calls.items()}
    for line, met in zip(result.test.lines, result.met, strict=False):
        live, expected = lives[line.caller], _EXPECT.get(type(line.statement))
        if expected:
            unmet = expected(stage, live, line.statement)
            if unmet:
                return _failure(play, live, unmet, line)
            continue
        place = calls[line.caller].compared.told(met)
        if place is None:
            return None
        live.position = place
    return None


def _live(log: CallLog) -> Live:
    """A call that is over, to be looked at as if it went on."""
    match log.trace[-1:]:
        case (("end", _, by, cause),):
            live = Live(log.caller, log.call, log.began, (), Ended(by, cause))
        case _:
            live = Live(log.caller, log.call, log.began, (), Waiting(0))
    live.trace += log.trace
    live.texts = log.texts
    return live


def _failure(play: Play, live: Live, unmet: Unmet, line: Line) -> Failure:
    position = live.position if unmet.position is None else unmet.position
    block, at = _block(play, live.trace, position)
    span = line.statement.span
    return Failure(unmet.message, unmet.help, span, line.caller, position, block, at)


def _block(play: Play, trace: list[Event], position: int) -> tuple[str | None, Span | None]:
    block = block_of(trace, position)
    known = play.blocks.get(block) if block else None
    return block, known.span if known else None


def _same(failure: Failure, calls: dict[str, _Made]) -> Failure:
    """A failure in the runtime, where the switch did the same."""
    place = calls[failure.caller].compared.told(failure.position)
    return failure._replace(position=place or 0)


# ---- where they part -----------------------------------------------------------------------------


def _first_parting(calls: tuple[_Made, ...]) -> Parting | None:
    """The parting that came first on the test's clock; what follows it in other calls may follow
    from it."""
    partings = [parting for made in calls for parting in _parting(made)]
    return min(partings, key=_when, default=None)


def _parting(made: _Made) -> Iterator[Parting]:
    """A call that got stuck has parted from one that did not, whatever its trace holds."""
    told, difference = made.told, made.compared.difference
    if told.stuck and not difference and made.runtime.trace[-1][0] == "end":
        ours, theirs = len(made.runtime.trace), len(told.trace)
        difference = Difference(ours, theirs, DONE, NOTHING_MORE)
    if difference:
        yield Parting(made.runtime, made.switch, difference, told.stuck, told.log)


def _when(parting: Parting) -> float:
    """The time on the test's clock, in milliseconds."""
    trace, place = parting.runtime.trace, parting.difference.ours
    return parting.runtime.began + 1000 * _time_at(trace, place)


def _time_at(trace: Trace, place: int) -> float:
    """When the event at this place happened; behind the last one, when that did."""
    return float(trace[min(place, len(trace) - 1)][1]) if trace else 0.0


def _parted(
    play: Play, result: Result, parting: Parting, switch: Engine, unmet: Failure | None
) -> Failure:
    caller, difference = parting.runtime.caller, parting.difference
    block, at = _block(play, list(parting.runtime.trace), difference.ours)
    unmet = unmet if unmet and unmet.caller == caller else None
    span = unmet.span if unmet else _line_there(result, parting)
    help_ = _advice(result, parting, switch, unmet)
    message = _message(parting, switch)
    return Failure(message, help_, span, caller, difference.theirs, block, at)


def _message(parting: Parting, switch: Engine) -> str:
    """`the runtime played "x" in en (0:02.0), Asterisk hung up (0:02.1)`."""
    difference = parting.difference
    ours = clock_time(_time_at(parting.runtime.trace, difference.ours))
    theirs = clock_time(_time_at(parting.switch.trace, difference.theirs))
    did = f"got stuck: {parting.stuck}" if parting.stuck else difference.switch
    return f"the runtime {difference.runtime} ({ours}), {switch.title} {did} ({theirs})"


def _line_there(result: Result, parting: Parting) -> Span:
    """The statement that the runtime met at the parting or behind it; if none, the test's title. An
    expectation is met by what comes before its place, an act brings about what comes behind."""
    for line, met in zip(result.test.lines, result.met, strict=False):
        reach = met if type(line.statement) in _EXPECT else met + 1
        if line.caller == parting.runtime.caller and reach > parting.difference.ours:
            return line.statement.span
    return result.failure.span if result.failure else result.test.span


def _advice(result: Result, parting: Parting, switch: Engine, unmet: Failure | None) -> str:
    lines = [f"so {unmet.message}"] if unmet else []
    if result.failure:
        lines.append(f"the test fails in the runtime, too: {result.failure.message}")
    files = f"the flow and the files of `flowc test --on {switch.name} --trace DIR`"
    lines.append(
        "try it again while the machine has less to do; if it gets stuck again, that is a mistake "
        f"in flowc: send its makers {files}"
        if parting.stuck
        else f"what a test says has to be what {switch.title} does: this is a mistake in flowc, so "
        f"send its makers {files}"
    )
    return "\n".join(lines)
