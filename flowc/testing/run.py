"""Runs tests: plays each script on a stage of its own and says what came of it."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from flowc.runtime import protocol
from flowc.runtime.machine import compile_program
from flowc.semantics import scenario
from flowc.semantics.ir import Program
from flowc.semantics.scenario import Dial, Test, callback_of
from flowc.source import Span
from flowc.testing import acts, answering, expectations
from flowc.testing.result import CallLog, Failure, Result
from flowc.testing.stage import (
    Live,
    Play,
    Stage,
    clock,
    dial,
    send,
    settle,
    until,
)
from flowc.testing.words import Unmet, block_of, ended, how_it_stands

Do = Callable[[Stage, Live, Any], Unmet | None]

DO: Final[dict[type, Do]] = {
    scenario.Hear: expectations.hear,
    scenario.Reach: expectations.reach,
    scenario.Expect: expectations.expect,
    scenario.ExpectRecording: expectations.recording,
    scenario.ExpectNotify: expectations.notify,
    scenario.End: expectations.end,
    scenario.StaySilent: expectations.stay_silent,
    scenario.Press: acts.press,
    scenario.Enter: acts.enter,
    scenario.Speak: acts.speak,
    scenario.Pause: acts.pause,
    scenario.PickUp: answering.pick_up,
    scenario.Refuse: answering.refuse,
    scenario.AgentDoes: answering.agent_does,
    scenario.Talk: acts.talk,
    scenario.HangUp: acts.hang_up,
    scenario.LeaveMessage: acts.message,
}
"""What each statement but `call` does."""


def run_tests(program: Program, tests: Iterable[Test], select: str = "") -> tuple[Result, ...]:
    """Every test whose title holds `select` (letters of either case), in the order given."""
    chosen = tuple(t for t in tests if select.casefold() in t.title.casefold())
    if not chosen:
        return ()
    play = prepare(program)
    return tuple(_run(play, test) for test in chosen)


def prepare(program: Program) -> Play:
    """What all tests of a program share."""
    return Play(
        compile_program(program),
        program,
        {b.id: b for b in program.blocks},
        {v.name: v for v in program.variables},
    )


def _run(play: Play, test: Test) -> Result:
    stage = Stage(play, test)
    met: list[int] = []
    failure = _play_script(stage, met) or _after_script(stage)
    calls = tuple(
        CallLog(
            live.caller,
            live.began,
            live.call,
            tuple(live.trace),
            live.texts,
            tuple(live.steps),
            live.turn,
            live.of,
        )
        for live in stage.calls.values()
    )
    return Result(test, failure, calls, stage.now, tuple(met), agents=stage.staff.told())


def _play_script(stage: Stage, met: list[int]) -> Failure | None:
    """Line by line; `met` is told how much of the trace each has matched."""
    for line in stage.test.lines:
        if isinstance(line.statement, Dial):
            dial(stage, line.caller, line.statement)
            unmet = None
        else:
            live = _found(stage, line.caller)
            if isinstance(live, Failure):
                return live._replace(span=line.statement.span)
            unmet = DO[type(line.statement)](stage, live, line.statement)
        if stage.missing:
            return _missing(stage, line.statement.span)
        if unmet:
            return _failure(stage, unmet, line.caller, line.statement.span)
        met.append(stage.calls[line.caller].position)
    return None


def _found(stage: Stage, caller: str) -> Live | Failure:
    """The call of a line; a callback's begins when its caller registers it."""
    if caller not in stage.calls:
        name = next(name for name in stage.calls if callback_of(name) == caller)
        live = stage.calls[name]
        if not until(stage, live, lambda: caller in stage.calls):
            unmet = Unmet("no callback was registered for this caller", how_it_stands(live))
            return _failure(stage, unmet, name, stage.test.span)
    return stage.calls[caller]


def _after_script(stage: Stage) -> Failure | None:
    """Who is still on the line when the script is over hangs up. A call that ran against the limit
    of blocks fails its test, whatever the script waited for."""
    waiting = list(stage.calls.values())
    for live in waiting:
        settle(stage, live)
        waiting += [new for new in stage.calls.values() if new not in waiting]
        if stage.missing:
            return _missing(stage, stage.test.span)
        if not live.ended:
            send(stage, live, protocol.HangUp(clock(stage, live)))
        if live.trace[-1][3] == "limit":
            unmet = Unmet(
                "the call went round in circles",
                f"{ended(live.trace)}: mend the loop that it went round in",
                len(live.trace),
            )
            return _failure(stage, unmet, live.caller, stage.test.span)
    return None


def _missing(stage: Stage, at: Span) -> Failure | None:
    """A `given` that the test lacks."""
    lacks = stage.missing
    if lacks is None:
        return None
    live = stage.calls[lacks.caller]
    unmet = Unmet(lacks.message, lacks.help, len(live.trace))
    return _failure(stage, unmet, lacks.caller, at)


def _failure(stage: Stage, unmet: Unmet, caller: str, at: Span) -> Failure:
    live = stage.calls[caller]
    position = live.position if unmet.position is None else unmet.position
    block = block_of(live.trace, position)
    where = stage.play.blocks[block].span if block else None
    return Failure(unmet.message, unmet.help, at, caller, position, block, where)
