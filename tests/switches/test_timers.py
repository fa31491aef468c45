"""Time on a real switch passes as the flow says, at whatever pace its clock runs."""

from pathlib import Path

import pytest

from flowc.trace import Trace
from tests.switches.private import read, running

FLOW = """
flow "Slow" { timezone Europe/Vilnius  languages en  on gave-up -> hangup }
number "+3701" -> first
prompt ask { en "Press one." }
phone desk

step first {
  wait 8s
  -> main
}

menu main {
  play ask
  wait 6s
  tries 1
  press 1 -> ringing
  on no-input -> ringing
}

ring ringing {
  call desk for 12s
  on busy      -> hangup
  on no-answer -> hangup
  on failed    -> hangup
}

test "all by itself" { call "+3701"  end hangup }
"""

TOLERANCE = 0.3
"""A machine that is busy with other things lets time pass; that is not the dialplan's doing."""


def when(trace: Trace, what: str) -> float:
    return next(event[1] for event in trace if event[0] == what)


def test_waits_silences_and_rings_last_as_long_as_the_flow_says(name: str, tmp_path: Path) -> None:
    path = tmp_path / "slow.flow"
    path.write_text(FLOW, encoding="utf-8")
    loaded, results = read(path)
    with running(name) as switch:
        switch.load(loaded)
        (placed,) = switch.place(loaded.program, results)
    trace = placed.told[0].trace
    assert trace[0][:2] == ("call", 0.0)
    leave = when(trace, "leave")
    listening = when(trace, "no-input") - when(trace, "play")
    ringing = when(trace, "ring") - when(trace, "no-input")
    assert leave == pytest.approx(8, rel=TOLERANCE)
    assert listening == pytest.approx(6, rel=TOLERANCE)
    assert ringing == pytest.approx(12, rel=TOLERANCE)
