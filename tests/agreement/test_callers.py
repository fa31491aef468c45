"""The callers that are made up are tests of the language, and go everywhere."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.runtime.protocol import HangUp, Key
from flowc.testing import Result, run_tests
from tests.agreement.callers import caller
from tests.agreement.coverage import taken, ways
from tests.agreement.scene import scene
from tests.agreement.script import Script, checked

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ALL = ("clinic", "support", "utility")
MANY = 300


def made(example: str, seed: str, count: int) -> list[Script]:
    (work,) = pipeline.check((str(EXAMPLES / example / f"{example}.flow"),)).works
    assert work.program
    seen = scene(work.program)
    return [caller(seen, f"{seed}-{n}") for n in range(count)]


def played(example: str, scripts: list[Script], folder: Path) -> tuple[Result, ...]:
    shutil.copytree(EXAMPLES / example, folder / example)
    work = checked(folder / example / f"{example}.flow", scripts)
    assert not work.diagnostics, [(d.code, d.message) for d in work.diagnostics]
    assert work.program
    assert len(work.tests) == len(scripts)
    return run_tests(work.program, work.tests)


@pytest.mark.parametrize("example", ALL)
@pytest.mark.parametrize("seed", ["a", "b"])
def test_they_are_tests_that_pass_and_take_every_way(
    example: str, seed: str, tmp_path: Path
) -> None:
    results = played(example, made(example, seed, MANY), tmp_path)
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    (work,) = pipeline.check((str(EXAMPLES / example / f"{example}.flow"),)).works
    assert work.program
    missed = ways(work.program) - taken(results)
    assert len(missed) <= 2, sorted(missed)
    once = taken(results[: MANY // 4])
    assert len(once) >= len(ways(work.program)) * 0.7


@pytest.mark.parametrize("example", ALL)
def test_they_act_at_every_kind_of_moment(example: str, tmp_path: Path) -> None:
    results = played(example, made(example, "moments", MANY), tmp_path)
    steps = [step for result in results for call in result.calls for step in call.steps]
    met = Counter((type(s.wait).__name__, type(s.event).__name__) for s in steps)
    for wait in ("Playing", "Listening", "Ringing", "Talking", "Recording"):
        assert met[wait, HangUp.__name__] >= 2, wait
    for wait in ("Playing", "Listening", "Recording"):
        assert met[wait, Key.__name__] >= 20, wait
    for what in ("PhoneAnswered", "PhoneBusy", "PhoneFailed", "AgentHangUp"):
        assert sum(n for (_, event), n in met.items() if event == what) >= 10, what
    assert met["Recording", "MailboxFull"]
    assert met["Recording", "Silence"]
    assert sum(len(result.calls) > 1 for result in results) >= MANY // 20


def test_they_are_the_same_every_time() -> None:
    assert made("utility", "x", 20) == made("utility", "x", 20)
    assert made("utility", "x", 20) != made("utility", "y", 20)


def test_they_call_around_the_edges_of_the_hours() -> None:
    texts = [script.text() for script in made("clinic", "edges", MANY)]
    for minute in ("07:59", "08:00", "11:59", "12:00", "12:59", "13:00", "17:59", "18:00"):
        assert any(f" {minute}\n" in text for text in texts), minute
    for day in ("-12-31", "-12-27", "-12-25", "-03-2", "-10-2"):
        assert any(day in text for text in texts), day
