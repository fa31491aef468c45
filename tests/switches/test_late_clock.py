"""What was asked before it was set, a clock or a switch, shows: the call is made in another try."""

from pathlib import Path

import pytest

from flowc.runtime.machine import compile_program
from flowc.switches.course import courses
from tests.switches.private import read
from tests.switches.test_late import FreeSwitch

FLOW = """\
flow "Door" { timezone Europe/Vilnius  languages en }
number "+3701" -> door
schedule office { open mon-fri 08:00-18:00 }
step door { wait 70s  if office is open -> hangup  -> night }
step night { wait 1s  -> hangup }
test "at six" { at 2026-03-02 17:59  call "+3701"  reach night  end hangup }
"""
SIX = 1772467200
"""2026-03-02 18:00 in Vilnius, in epoch seconds."""


@pytest.mark.parametrize(("shown", "late"), [(SIX - 60, True), (SIX - 1, True), (SIX, False)])
def test_freeswitch_asked_the_schedule_at_another_minute(
    tmp_path: Path, shown: int, *, late: bool
) -> None:
    path = tmp_path / "door.flow"
    path.write_text(FLOW, encoding="utf-8")
    loaded, (result,) = read(path)
    assert result.failure is None
    (course,) = courses(compile_program(loaded.program), result)
    on = FreeSwitch(loaded.program, course, "flowc-1")
    on.call.place()
    on.come_in()
    on.wait()
    assert any(f"flowc_clock_shift @{SIX + 10}" in text for text in on.socket.sent)
    on.asks_schedule(f"@{shown}")
    assert on.call.late == late


TURNED = """\
flow "Door" { timezone Europe/Vilnius  languages en }
number "+3701" -> door
switch storm = off
step door { wait 3s  if storm is on -> night  -> hangup }
step night { wait 1s  -> hangup }
test "a storm of two seconds" { given storm is on for 2s  call "+3701"  end hangup }
"""


@pytest.mark.parametrize(("shown", "late"), [("", True), ("1", False)])
def test_freeswitch_went_on_before_a_switch_was_turned(
    tmp_path: Path, shown: str, *, late: bool
) -> None:
    path = tmp_path / "door.flow"
    path.write_text(TURNED, encoding="utf-8")
    loaded, (result,) = read(path)
    (course,) = courses(compile_program(loaded.program), result)
    on = FreeSwitch(loaded.program, course, "flowc-1")
    on.call.place()
    on.come_in()
    on.wait()
    act = on.call.due()
    assert act
    on.call.do(act)
    on.confirm()
    on.begins_to_ring()
    assert not on.call.late
    on.goes_on({"variable_flowc_test_turns": shown} if shown else {})
    assert on.call.late == late
