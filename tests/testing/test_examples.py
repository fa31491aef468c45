"""The examples' own tests: they notice broken flows, and hold when the caller hangs up at any
moment."""

import shutil
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.semantics import ir, scenario
from flowc.testing import CallLog, run_tests

EXAMPLES = Path(__file__).parent.parent.parent / "examples"

BREAKS = {
    "clinic": (
        ("08:00-12:00, 13:00-18:00", "08:00-18:00"),
        ('closed 12-27..12-30            "Between the years"', ""),
        ("closed holidays LT 2026..2030", ""),
        ("if hours is closed for holiday -> on_holiday", ""),
        ("if dentist_away is on          -> no_dentist", ""),
        ("press 2 -> in_pain", "press 2 -> reception_desk"),
        ("press 3 -> where_we_are", "press 3 -> main"),
        ("tries   3", "tries   2"),
        ("on no-input play nothing", "on no-input play not_a_choice"),
        ("on no-match play not_a_choice\n}\n\nstep", "on no-match play nothing\n}\n\nstep"),
        ("at most 2 times", "at most 3 times"),
        ("step closed     { play closed_now", "step closed     { play holiday"),
        ("on failed -> mailbox_trouble", "on failed -> emergency"),
        ("-> hangup }", "-> emergency }"),
    ),
    "support": (
        ('"+37060000000", "+882*"', '"+37060000000", "+883*"'),
        ("-> hangup busy", "-> hangup"),
        ("press 2 -> hours_check with language = lt", "press 2 -> hours_check"),
        ("open   mon-fri 08:00-18:00", "open   mon-fri 08:01-18:00"),
        ("open   mon-fri 08:00-18:00", "open   mon-fri 07:59-18:00"),
        ("press 1 -> identify", "press 1 -> technical"),
        ("again   play choices_short", ""),
        ("tries   no-input 2 no-match 3", "tries   no-input 1 no-match 3"),
        ("digits  8", "digits  7"),
        ("confirm { play account_is }", ""),
        ("on no-match play not_an_account", "on no-match play silent"),
        ("record account as account", "record language as account"),
        ("accept 1..5", "accept 1..3"),
        ("on no-answer -> nobody_free", "on no-answer -> message"),
        ("on done      -> feedback", "on done      -> goodbye"),
        ("Įvedėte {account}.", "Įvedėte."),
        ("record rating as csat", "record account as csat"),
    ),
}


def copy(example: str, folder: Path) -> Path:
    shutil.copytree(EXAMPLES / example, folder / example)
    return folder / example / f"{example}.flow"


def failed(example: str, folder: Path) -> list[str]:
    """Which of the example's tests fail; its findings if it can not be called."""
    checked = pipeline.check((str(folder / example / f"{example}_test.flow"),))
    errors = [d.message for d in checked.diagnostics if d.severity == "error"]
    (work,) = checked.works
    if errors or work.program is None:
        return errors
    return [r.test.title for r in run_tests(work.program, work.tests) if r.failure]


@pytest.mark.parametrize(
    ("example", "before", "after"),
    [(example, *change) for example, changes in BREAKS.items() for change in changes],
)
def test_a_broken_flow_is_noticed(example: str, before: str, after: str, tmp_path: Path) -> None:
    path = copy(example, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert failed(example, tmp_path)


@pytest.mark.parametrize("example", ["clinic", "support", "utility"])
def test_hanging_up_after_every_statement(example: str) -> None:
    program, tests = read(example)
    for test in tests:
        for n, line in enumerate(test.lines, 1):
            at = line.statement.span
            gone = (scenario.HangUp(at), scenario.End("caller", "caller", None, at))
            lines = (*test.lines[:n], *(scenario.Line(line.caller, act) for act in gone))
            (result,) = run_tests(program, [test._replace(lines=lines)])
            if result.failure and result.failure.message == "there was no call left to hang up":
                break
            assert result.failure is None, (test.title, n, result.failure)
            for call in result.calls:
                check_the_end(call, program)


@pytest.mark.parametrize("example", ["clinic", "support", "utility"])
def test_hanging_up_at_every_second(example: str) -> None:
    """A caller who only listens hangs up after 0, 1, 2 … seconds, until the call ends by itself."""
    program, tests = read(example)
    test = tests[0]
    dial, at = test.lines[0], test.span
    for second in range(1000):
        acts = (scenario.Pause(second, at), scenario.HangUp(at))
        lines = (dial, *(scenario.Line(dial.caller, act) for act in acts))
        (result,) = run_tests(program, [test._replace(lines=lines)])
        (call,) = result.calls
        check_the_end(call, program)
        if result.failure:
            assert result.failure.message == "there was no call left to hang up"
            assert second > 20, "the call has been followed a good way"
            return
        assert call.trace[-1][1:] == (second, "caller", "hangup")
    pytest.fail("the call never ends")


def read(example: str) -> tuple[ir.Program, tuple[scenario.Test, ...]]:
    (work,) = pipeline.check((str(EXAMPLES / example / f"{example}_test.flow"),)).works
    assert work.program
    assert work.tests
    return work.program, work.tests


def check_the_end(call: CallLog, program: ir.Program) -> None:
    """A call ends once, nothing comes after, and `on hangup` has run once, just before."""
    kinds = [event[0] for event in call.trace]
    assert kinds.index("end") == len(kinds) - 1
    assert kinds.count("call") == 1
    last = [op.name for op in program.on_hangup if isinstance(op, ir.Record)]
    recorded = [event[2] for event in call.trace if event[0] == "record"]
    assert [name for name in recorded if name in last] == last
    assert [event[2] for event in call.trace[-1 - len(last) : -1]] == last
    times = [event[1] for event in call.trace]
    assert times == sorted(times)
