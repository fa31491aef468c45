"""The queues and callers that are made up: right ones, that hold every kind of thing that happens
in a queue, and in which nothing comes too close to anything else."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

from flowc import pipeline
from flowc.testing import Result, run_tests
from flowc.testing.run import prepare
from tests.agreement.queue_instants import GAP
from tests.agreement.queue_programs import Limits, queue_program
from tests.agreement.queue_scripts import queue_script
from tests.agreement.script import Script, checked

MANY, EACH = 60, 4


def made_up(seed: str, folder: Path) -> tuple[list[Script], tuple[Result, ...]]:
    """A program and its tests, written down, read and played as a user's are."""
    made = queue_program(seed)
    path = folder / f"q{seed}.flow"
    path.write_text(made.text, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert [d.message for d in work.diagnostics if d.severity == "error"] == []
    assert work.program
    play = prepare(work.program)
    scripts = [queue_script(made, play, f"{seed}-{n}") for n in range(EACH)]
    work = checked(path, scripts, path.stem)
    assert [d.message for d in work.diagnostics if d.severity == "error"] == []
    assert work.program
    return scripts, run_tests(work.program, work.tests)


def test_they_pass_and_everything_occurs(tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for n in range(MANY):
        scripts, results = made_up(str(n), tmp_path)
        assert len(results) == EACH
        assert [r.failure.message for r in results if r.failure] == []
        said += Counter(word for s in scripts for line in s.lines for word in line.split())
        events = [e for r in results for call in r.calls for e in call.trace]
        found += Counter(e[3] for e in events if e[0] in ("queue", "leave"))
        found += Counter(e[6] for e in events if e[0] == "queue" and e[3] == "refuse")
    for what in ("enter", "offer", "refuse", "answer", "need"):
        assert found[what] >= 15, what
    for why in ("no-answer", "busy", "failed", "refused", "away"):
        assert found[why] >= 5, why
    for way in ("done", "after", "no-agents", "full"):
        assert found[way] >= 5, way
    for word in ("press", "hang", "talk", "wait", "signs", "takes", "d"):
        assert said[word] >= 5, word


def test_what_several_do_is_apart(tmp_path: Path) -> None:
    for n in range(MANY // 4):
        _, results = made_up(str(n), tmp_path)
        for result in results:
            acts = [rang.at for rang in result.agents.rang if rang.met in ("answered", "refused")]
            acts += [moved.at for moved in result.agents.moved]
            acts += [call.began for call in result.calls]
            times = sorted(set(acts))
            assert len(times) == len(acts)
            assert all(b - a >= GAP for a, b in pairwise(times))


def test_a_switch_has_limits_of_its_own() -> None:
    for n in range(MANY):
        text = queue_program(str(n), Limits(("in-order",), says=False, ages=False)).text
        assert "strategy in-order" in text
        assert "every" not in text
        assert "s priority" not in text


def test_they_are_the_same_every_time(tmp_path: Path) -> None:
    first, _ = made_up("x", tmp_path)
    again, _ = made_up("x", tmp_path)
    assert [s.text() for s in first] == [s.text() for s in again]
    assert queue_program("x") != queue_program("y")
