"""A test judged again on what a switch told of its calls.

The flows in `spec/` say of every statement when it is met and when not. A switch that does what the
runtime does has to give the same verdict on each; one that does not is found out.
"""

import re
from functools import cache

import pytest

from flowc import pipeline
from flowc.testing import Result
from flowc.testing.agreement import UNSEEN, names_of
from flowc.testing.judge import judge
from flowc.testing.result import Engine, Told
from flowc.testing.run import prepare
from flowc.testing.stage import Play
from flowc.trace import Trace
from tests.testing.faked import as_told
from tests.testing.test_statements import FILES, SPEC, Case, cases, name

SWITCH = Engine("asterisk", "Asterisk", "22.0")
NOT_TOLD = {row.event for row in UNSEEN[SWITCH.name] if not row.field}
CLOCK = re.compile(r"\d+:\d\d\.\d")


@cache
def plays() -> dict[str, Play]:
    programs = {p: pipeline.check((str(SPEC / p),)).works[0].program for p in FILES}
    return {str(SPEC / path): prepare(p) for path, p in programs.items() if p}


def told(result: Result) -> tuple[Told, ...]:
    """What a switch tells that does the same, a little later."""
    return tuple(
        Told(call.caller, tuple(as_told(event) for event in call.trace), "", ())
        for call in result.calls
    )


@pytest.mark.parametrize("case", cases(), ids=name)
def test_the_same_calls_give_the_same_verdict(case: Case) -> None:
    before = case.result
    after = judge(plays()[case.source.path], before, told(before), SWITCH)
    assert after.parting is None
    if before.failure is None or after.failure is None:
        assert after.failure == before.failure
        return
    assert after.failure._replace(help="") == before.failure._replace(help="")
    assert CLOCK.sub("", after.failure.help or "") == CLOCK.sub("", before.failure.help or "")


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.result.failure is None], ids=name
)
def test_no_event_can_be_left_out(case: Case) -> None:
    """Whatever the switch does not tell, the test fails, and where."""
    first, *others = told(case.result)
    for n, event in enumerate(names_of(first.trace)):
        if event in NOT_TOLD:
            continue
        less = first._replace(trace=first.trace[:n] + first.trace[n + 1 :])
        after = judge(plays()[case.source.path], case.result, (less, *others), SWITCH)
        assert after.failure
        assert after.parting
        assert after.parting.difference.ours >= _begin(first.trace, n)
        assert after.parting.runtime == case.result.calls[0]
        assert after.failure.caller == first.caller
        assert after.failure.message.startswith("the runtime ")


def _begin(trace: Trace, n: int) -> int:
    """From where on a missing event may show: what agents do at once comes in no order, and without
    what stood between, what they did one after the other looks so."""
    names = list(names_of(trace))
    while n and all(x.startswith("queue") or x in NOT_TOLD for x in names[n - 1 : n + 1]):
        n -= 1
    return n


def one(title: str) -> tuple[Play, Result, Trace]:
    """A test with one call, and what a switch tells of it."""
    (case,) = [case for case in cases() if name(case) == title]
    (call,) = told(case.result)
    return plays()[case.source.path], case.result, call.trace


def test_expectations_are_judged_on_what_the_switch_told() -> None:
    play, result, trace = one("expect: what is recorded at the very end")
    other = tuple(
        ("record", e[1], e[2], "lt") if e[:1] + e[2:3] == ("record", "heard_in") else e
        for e in trace
    )
    after = judge(play, result, (Told("call", other, "", ()),), SWITCH)
    assert after.failure
    assert after.failure.message == (
        "the runtime recorded heard_in = en (0:00.0), Asterisk recorded heard_in = lt (0:00.1)"
    )
    assert (after.failure.help or "").startswith('so `heard_in` was "lt"\n')
    statement = next(
        x.statement for x in result.test.lines if type(x.statement).__name__ == "Expect"
    )
    assert after.failure.span == statement.span


def test_a_parting_before_an_act_is_blamed_on_that_act() -> None:
    play, result, trace = one("expect: a variable, from the start")
    assert judge(play, result, (Told("call", trace, "", ()),), SWITCH).failure is None
    play, result, trace = one("expect: a value that comes after another")
    keys = [n for n, event in enumerate(trace) if event[0] == "keys"]
    broken = trace[: keys[1]]
    stuck = "waited 30 s for it to listen"
    after = judge(play, result, (Told("call", broken, stuck, ("WARNING x",)),), SWITCH)
    assert after.failure
    assert after.parting
    assert re.fullmatch(
        r"the runtime took the keys 3 for `main` \(\S+\), "
        r"Asterisk got stuck: waited 30 s for it to listen \(\S+\)",
        after.failure.message,
    )
    presses = [x.statement for x in result.test.lines if type(x.statement).__name__ == "Press"]
    assert after.failure.span == presses[1].span
    assert after.parting.log == ("WARNING x",)


def test_the_first_parting_of_several_calls_is_told() -> None:
    (case,) = [case for case in cases() if name(case) == "callers: one clock"]
    play, (first, second) = plays()[case.source.path], told(case.result)
    for broken, caller in (
        ((first, second._replace(trace=())), "b"),
        ((first._replace(trace=first.trace[:-1]), second), "a"),
    ):
        after = judge(play, case.result, broken, SWITCH)
        assert after.failure
        assert after.failure.caller == caller
    both = judge(
        play,
        case.result,
        (first._replace(trace=first.trace[:-1]), second._replace(trace=())),
        SWITCH,
    )
    assert both.failure
    assert both.failure.caller == "b"


def test_a_call_that_gets_stuck_fails_whatever_it_told() -> None:
    play, result, trace = one("expect: a figure")
    after = judge(play, result, (Told("call", trace, "it did not hang up", ()),), SWITCH)
    assert after.failure
    assert "Asterisk got stuck: it did not hang up" in after.failure.message
