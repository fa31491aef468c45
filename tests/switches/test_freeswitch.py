"""A real FreeSWITCH makes the calls that the runtime made, in the time that the flow says, and
leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flowc.switches.freeswitch.finding import find
from flowc.switches.protocol import Broken, Missing, Placed
from flowc.testing.agreement import agree
from tests.switches.private import freeswitch, own_folder, processes, read, wait_until
from tests.switches.test_timers import FLOW, TOLERANCE, when

LINE = Path(__file__).parent / "line_test.flow"
RESULTS = {result.test.title: result for result in read(LINE)[1]}


@pytest.fixture(scope="module")
def placed() -> dict[str, Placed]:
    """Every test of the program that has all kinds of waits, by its title."""
    loaded, results = read(LINE)
    with freeswitch() as switch:
        switch.load(loaded)
        return {p.result.test.title: p for p in switch.place(loaded.program, results)}


@pytest.mark.parametrize("title", RESULTS)
def test_the_same_call(title: str, placed: dict[str, Placed]) -> None:
    result, told = RESULTS[title], placed[title].told
    assert [t.caller for t in told] == [call.caller for call in result.calls]
    for call, one in zip(result.calls, told, strict=True):
        assert (one.stuck, one.log) == ("", ())
        assert agree(call.trace, one.trace, "freeswitch") is None
        assert one.trace[-1][0] == "end"


def test_waits_silences_and_rings_last_as_long_as_the_flow_says(tmp_path: Path) -> None:
    path = tmp_path / "slow.flow"
    path.write_text(FLOW, encoding="utf-8")
    loaded, results = read(path)
    with freeswitch() as switch:
        switch.load(loaded)
        (placed,) = switch.place(loaded.program, results)
    trace = placed.told[0].trace
    assert trace[0][:2] == ("call", 0.0)
    listening = when(trace, "no-input") - when(trace, "play")
    ringing = when(trace, "ring") - when(trace, "no-input")
    assert when(trace, "leave") == pytest.approx(8, rel=TOLERANCE)
    assert listening == pytest.approx(6, rel=TOLERANCE)
    assert ringing == pytest.approx(12, rel=TOLERANCE)


def test_two_at_once_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up")
    with own_folder(monkeypatch) as folder:
        with freeswitch() as one, freeswitch() as other:
            for switch in (one, other):
                switch.load(loaded)
            for switch in (one, other):
                for placed in switch.place(loaded.program, results):
                    for call, told in zip(placed.result.calls, placed.told, strict=True):
                        assert agree(call.trace, told.trace, "freeswitch") is None
            assert processes(folder)
        assert not processes(folder)


def test_a_freeswitch_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE)
    with own_folder(monkeypatch) as folder, freeswitch() as switch:
        switch.load(loaded)
        placing = switch.place(loaded.program, results * 5)
        next(placing)
        for number in processes(folder):
            os.kill(number, signal.SIGKILL)
        with pytest.raises(Broken, match="ended while calls were made"):
            list(placing)


@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15), (signal.SIGKILL, -9)]
)
def test_nothing_is_left_of_one_that_is_interrupted(
    how: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    try:
        find()
    except Missing as e:
        pytest.skip(f"needs freeswitch: {e}")
    path = tmp_path / "slow.flow"
    path.write_text(FLOW.replace("12s", "90s"), encoding="utf-8")
    with own_folder(monkeypatch) as folder:
        running = subprocess.Popen(
            [sys.executable, "-m", "flowc", "test", str(path), "--on", "freeswitch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        wait_until(lambda: any(folder.glob("*/sounds/flowc/en")), "no program was loaded")
        time.sleep(1)  # the call is up by then
        assert running.poll() is None
        assert processes(folder)
        running.send_signal(how)
        out, err = running.communicate(timeout=30)
        assert (running.returncode, out, err) == (code, b"", b"")
