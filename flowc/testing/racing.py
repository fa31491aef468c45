"""Tests that no switch can make: of callers who speak, and of several calls whose clocks run
against each other.

All calls of a test share the runtime's clock. On a switch prompts and pauses are short, and so is a
talk; only the flow's own time-outs take their time. What a caller does has to wait until the others
are where they were in the runtime. If that takes their time-outs longer than the caller's own lets
them, it comes too late whatever is tried.

Where calls meet in a queue how long they talk matters, so there everything is done at its time on a
switch too, and nobody waits for anybody's time-out.
"""

from typing import NamedTuple, TypeAlias

from flowc.runtime.protocol import (
    AgentHangUp,
    Elapsed,
    Event,
    HangUp,
    Joining,
    Key,
    Listening,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Playing,
    Recording,
    Ringing,
    Silence,
    SwitchTurned,
    Wait,
    Waiting,
)
from flowc.semantics.scenario import Line, Speak
from flowc.testing.result import CallLog, Engine, Failure, Result, Step
from flowc.testing.words import clock_time

_ACTS = (HangUp, Key, PhoneAnswered, PhoneBusy, PhoneFailed, AgentHangUp, SwitchTurned)
_TIMED: TypeAlias = Listening | Recording | Ringing | Waiting
"""Waits whose time-out takes as long on a switch as in the runtime."""


class Race(NamedTuple):
    """What `caller` does at `t`, milliseconds from the start of the test, waits for `other`, and
    `patience` is how long the caller's own wait lasts, in milliseconds."""

    caller: str
    other: str
    t: int
    patience: int


class _Clock:
    """A call on a switch's clock: `began` is when its wait did, `at` when it did in the runtime."""

    def __init__(self, log: CallLog, began: int) -> None:
        self.log = log
        self.began = began
        self.at = 0
        self.wait: Wait | None = None


def race(result: Result, margin: int = 0) -> Race | None:
    """The first act of a test that would come too late on every switch, or within `margin`
    milliseconds of that."""
    clocks: dict[str, _Clock] = {}
    steps = [(step.turn, log, step) for log in result.calls for step in log.steps]
    if any(isinstance(step.wait, Joining) for _, _, step in steps):
        return None
    placed = [(log.turn, log, None) for log in result.calls]
    for _, log, step in sorted((*steps, *placed), key=lambda x: x[0]):
        others = {name: clock.began for name, clock in clocks.items() if name != log.caller}
        other = max(others, key=lambda name: others[name], default="")
        if step is None:
            clocks[log.caller] = _Clock(log, others.get(other, 0))
            continue
        clock = clocks[log.caller]
        if step.wait is not clock.wait:
            clock.wait, clock.at = step.wait, _began(log, step)
        when, late = _when(clock, step, others.get(other, 0), margin)
        if late is not None:
            return Race(log.caller, other, log.began + step.event.t, late)
        clock.began = when
    return None


def speaks(result: Result) -> Line | None:
    """The first line of a test that says words to a menu, if it was come to. No switch of flowc's
    has an engine that hears words."""
    lines = result.test.lines[: len(result.met) + 1]
    return next((line for line in lines if isinstance(line.statement, Speak)), None)


def refused(result: Result, switch: Engine) -> Result:
    """The result of a test on a switch that can't make its calls."""
    if result.failure:
        return result
    if said := speaks(result):
        return result._replace(failure=_deaf(said, switch))
    found = race(result)
    if not found:
        return result
    caller, other, t, patience = found
    failure = Failure(
        f"no switch can make these calls: `{caller}` waits for `{other}` at {clock_time(t / 1000)}",
        f"on {switch.title} prompts, pauses and talks are short, and time-outs take their time: "
        f"before `{other}` has come so far, `{caller}`'s wait of {patience / 1000:g} s is over\n"
        "let the one act before the other's time-outs, or make it two tests",
        result.test.span,
        caller,
        0,
        None,
        None,
    )
    return result._replace(failure=failure)


def _deaf(said: Line, switch: Engine) -> Failure:
    return Failure(
        f"{switch.title} hears no words: only keys can be tested there",
        "flowc configures no engine that understands speech\n"
        "let the caller press the key that leads the same way",
        said.statement.span,
        said.caller,
        0,
        None,
        None,
    )


def _began(log: CallLog, step: Step) -> int:
    """When the wait that the step met began, on the call's clock."""
    place = log.steps.index(step)
    return log.steps[place - 1].event.t if place else 0


def _when(clock: _Clock, step: Step, others: int, margin: int) -> tuple[int, int | None]:
    """When a step comes on the switch; if that is too late, how long its wait lasts."""
    event, wait = step.event, step.wait
    if isinstance(event, _ACTS):
        when = max(clock.began, others)
        patience = _patience(clock, wait)
        waits = when > clock.began and patience is not None
        late = patience if waits and when - clock.began + margin >= (patience or 0) else None
        return when, late
    return clock.began + _took(event, wait, clock.at), None


def _patience(clock: _Clock, wait: Wait) -> int | None:
    """How long the wait lasts if nothing is done; None for one that lasts."""
    match wait:
        case Playing():
            return 0
        case _ if isinstance(wait, _TIMED):
            return wait.until - clock.at
        case _:
            return None


def _took(event: Event, wait: Wait, since: int) -> int:
    """What passes by itself until the event."""
    if isinstance(event, Silence) or (isinstance(event, Elapsed) and isinstance(wait, _TIMED)):
        return max(event.t - since, 0)
    return 0
