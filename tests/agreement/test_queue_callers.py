"""The callers who are made up for an example with queues: right tests, in which they meet, and keep
away from what the author took that a switch does otherwise."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.testing import Result, run_tests
from flowc.testing.run import prepare
from tests.agreement.door import replayed
from tests.agreement.queue_callers import brief, meetings
from tests.agreement.queue_differences import ALLOWED, fits
from tests.agreement.scene import Scene, scene
from tests.agreement.script import Script, checked

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
CALLS = 60

COMES = """\
caller {0}
call   "+37052300300"
press  1
press  1
wait   2s
"""
"""Not two, so in English, and into the first line."""
SERVED = """\
wait   2s
answer rasa
"""

LATER_STEP = """\
given rasa is signed out
call   "+37052300300"
press  1
press  1
wait   3s
refuse kate
wait   {}s
answer {}
"""
"""From 45 s on Tomas, too, whom nobody has called: so he goes before Jonas, who is free again."""

ROUND = """\
call   "+37167200200"
wait   4s
refuse asta
wait   {}s
answer benas
"""
"""After five seconds she is rung again, while the phones of the others go on ringing."""


def flow_of(example: str, folder: Path) -> Path:
    shutil.copytree(EXAMPLES / example, folder / example)
    flow = folder / example / f"{example}.flow"
    brief(flow)
    return flow


def of(flow: Path) -> Scene:
    (work,) = pipeline.check((str(flow),)).works
    assert [d.message for d in work.diagnostics if d.severity == "error"] == []
    assert work.program
    return scene(work.program)


def played(flow: Path, scripts: list[Script]) -> tuple[Result, ...]:
    work = checked(flow, scripts)
    assert work.program
    return run_tests(work.program, work.tests)


@pytest.mark.parametrize("switch", ["asterisk", "freeswitch"])
@pytest.mark.parametrize("example", ["helpdesk", "shop"])
def test_they_pass_and_meet(example: str, switch: str, tmp_path: Path) -> None:
    flow = flow_of(example, tmp_path)
    scripts = meetings(of(flow), "a", CALLS, fits(switch))
    results = played(flow, scripts)
    assert [r.failure.message for r in results if r.failure] == []
    assert sum(len(result.calls) for result in results) >= CALLS
    assert sum(len(result.calls) > 1 for result in results) >= 5
    events = [e for r in results for call in r.calls for e in call.trace if e[0] == "queue"]
    told = Counter(event[3] for event in events)
    for what in ("enter", "offer", "answer"):
        assert told[what] >= 15, told
    assert any(len(served(r)) > len(set(served(r))) for r in results), "nobody serves two callers"


def served(result: Result) -> list[str]:
    """The agents who answered."""
    events = (event for call in result.calls for event in call.trace)
    return [str(event[4]) for event in events if event[0] == "queue" and event[3] == "answer"]


def test_they_are_the_same_every_time(tmp_path: Path) -> None:
    seen = of(flow_of("shop", tmp_path))
    anything = fits("freeswitch")
    assert meetings(seen, "x", 6, anything) == meetings(seen, "x", 6, anything)
    assert meetings(seen, "x", 6, anything) != meetings(seen, "y", 6, anything)


def allowed(example: str, switch: str, lines: str, folder: Path) -> bool:
    """Whether a test is one for the switch."""
    flow = flow_of(example, folder)
    work = checked(flow, [Script("one", ("at 2026-11-24 12:00", *lines.splitlines()))])
    assert work.program
    (test,) = work.tests
    (result,) = run_tests(work.program, work.tests)
    assert result.failure is None, result.failure.message
    return ALLOWED[switch](replayed(prepare(work.program), test))


@pytest.mark.parametrize(
    ("example", "switch", "lines", "fits"),
    [
        ("helpdesk", "asterisk", COMES.format("a") + COMES.format("b"), False),
        ("helpdesk", "asterisk", COMES.format("a") + SERVED + COMES.format("b"), True),
        ("helpdesk", "freeswitch", COMES.format("a") + COMES.format("b"), True),
        ("helpdesk", "freeswitch", LATER_STEP.format(58, "tomas"), False),
        ("helpdesk", "freeswitch", LATER_STEP.format(8, "jonas"), True),
        ("helpdesk", "asterisk", LATER_STEP.format(58, "tomas"), True),
        ("shop", "asterisk", ROUND.format(8), False),
        ("shop", "asterisk", ROUND.format(3), True),
        ("shop", "freeswitch", ROUND.format(8), True),
    ],
)
def test_they_keep_away_from_what_a_switch_does_otherwise(
    example: str, switch: str, lines: str, fits: bool, tmp_path: Path
) -> None:
    assert allowed(example, switch, lines, tmp_path) is fits
