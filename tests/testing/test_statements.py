"""Every statement of a test, met and not met: the flows in `spec/`.

A comment `//! words` behind a statement says that its test fails there, with a message that begins
so; a test without one passes.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from flowc import pipeline
from flowc.semantics.scenario import Test as Scenario
from flowc.source import Source
from flowc.testing import Result, run_tests

SPEC = Path(__file__).parent / "spec"
PROGRAMS = ("crm.flow", "desk.flow", "line.flow")
FILES = sorted(path.name for path in SPEC.glob("*.flow") if path.name not in PROGRAMS)
MARK = "//! "


class Failed(NamedTuple):
    line: int
    message: str


class Case(NamedTuple):
    result: Result
    expected: Failed | None
    source: Source


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case for name in FILES for case in _cases(SPEC / name))


def _cases(path: Path) -> list[Case]:
    checked = pipeline.check((str(path),))
    errors = [d for d in checked.diagnostics if d.severity == "error"]
    assert not errors
    (work,) = checked.works
    assert work.program
    assert work.tests
    source = checked.sources[work.path]
    lines = [source.position(test.span.start).line for test in work.tests]
    ends = [*(line - 1 for line in lines[1:]), source.text.count("\n")]
    results = run_tests(work.program, work.tests)
    return [
        Case(result, _mark(source, first, last), source)
        for result, first, last in zip(results, lines, ends, strict=True)
    ]


def _mark(source: Source, first: int, last: int) -> Failed | None:
    marked = [n for n in range(first, last + 1) if MARK in source.line(n)]
    assert len(marked) <= 1
    return Failed(marked[0], source.line(marked[0]).partition(MARK)[2]) if marked else None


def name(case: Case) -> str:
    return f"{Path(case.source.path).stem}: {case.result.test.title}"


@pytest.mark.parametrize("case", cases(), ids=name)
def test_a_statement(case: Case) -> None:
    failure = case.result.failure
    if failure is None:
        assert case.expected is None
    else:
        assert case.expected, f"{failure.message}: {failure.help}"
        assert failure.message.startswith(case.expected.message)
        assert case.source.position(failure.span.start).line == case.expected.line
        assert failure.help
        assert failure.block
        assert failure.at


def test_every_call_of_a_test_that_passes_comes_to_an_end() -> None:
    for case in cases():
        if case.result.failure is None:
            assert all(call.trace[-1][0] == "end" for call in case.result.calls)


def test_each_call_counts_its_time_from_its_own_beginning() -> None:
    (clock,) = [c for c in cases() if name(c) == "callers: one clock"]
    first, second = clock.result.calls
    assert (first.caller, first.began, second.caller, second.began) == ("a", 0, "b", 0)
    (later,) = [c for c in cases() if name(c).startswith("clock: a second caller")]
    assert [call.began for call in later.result.calls] == [0, 60_000]
    assert [call.trace[0][1] for call in later.result.calls] == [0, 0]
    assert later.result.calls[1].trace[0][4] == "2026-03-02 18:00:00"
    assert later.result.milliseconds == 60_000


def test_every_kind_of_statement_is_met_and_not_met() -> None:
    kinds = {type(line.statement) for case in cases() for line in case.result.test.lines}
    unmet: set[type] = set()
    for case in cases():
        failure = case.result.failure
        lines = case.result.test.lines
        unmet |= {type(x.statement) for x in lines if failure and x.statement.span == failure.span}
    passed = {
        type(x.statement)
        for case in cases()
        if not case.result.failure
        for x in case.result.test.lines
    }
    assert passed == kinds
    assert {kind.__name__ for kind in kinds - unmet} == {"Pause"}, "time always passes"


def test_no_scenario_is_left_out() -> None:
    for path in FILES:
        written = (SPEC / path).read_text(encoding="utf-8").count('\ntest "')
        titles = [c.result.test.title for c in cases() if Path(c.source.path).name == path]
        assert len(titles) == written


def test_scenarios_are_plain_values() -> None:
    assert all(isinstance(case.result.test, Scenario) for case in cases())
