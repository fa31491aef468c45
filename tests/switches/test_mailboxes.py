"""Each visit to a mailbox meets it as the runtime says: neither other calls of its test nor other
tests decide.

No switch runs here: what a call is given to come in with is looked at, and one is told by hand.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import HangUp
from flowc.semantics.ir import Program
from flowc.switches.asterisk import placing as on_asterisk, telling as asterisk_telling
from flowc.switches.asterisk.clock import Clock
from flowc.switches.asterisk.lanes import Lane
from flowc.switches.course import Course, Moment, courses
from flowc.switches.freeswitch import (
    call as freeswitch_call,
    lane as freeswitch_lane,
    placing as on_freeswitch,
    queues,
    telling as freeswitch_telling,
)
from flowc.switches.running import Item, groups
from tests.switches.private import read
from tests.switches.test_late import SilentSocket

FLOW = """\
flow "Desk" { languages en }
number "+3701" -> first
voicemail first  { mailbox "100"  on done -> second  on failed -> second }
voicemail second { mailbox "100"  on done -> hangup  on failed -> pause }
step pause { wait 5s  -> third }
voicemail third  { mailbox "200"  on failed -> hangup }
test "never" { call "+3701"  message 1s  press #  message 1s  hang up }
test "always" { given mailbox "100" is full  call "+3701"  message 2s  hang up }
test "a while" {
  given mailbox "100" is full for 5s
  caller a  call "+3701"  message 1s  press #  end hangup
  caller b  call "+3701"  message 1s  press #  message 1s  hang up
}
"""

FATES = {
    "never": [(False, False)],
    "always": [(True, True, False)],
    "a while": [(True, True, False), (False, False)],
}
SAID = {(False, False): ".", (True, True, False): "-full.-full."}


class Played(NamedTuple):
    """A program and the courses of its tests, by their titles."""

    program: Program
    items: dict[str, Item]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    path = tmp_path_factory.mktemp("mailboxes") / "desk.flow"
    path.write_text(FLOW, encoding="utf-8")
    loaded, results = read(Path(path))
    assert [result.failure for result in results] == [None] * len(FATES)
    machine = compile_program(loaded.program)
    items = {r.test.title: Item(r, courses(machine, r)) for r in results}
    return Played(loaded.program, items)


@pytest.mark.parametrize("title", FATES)
def test_each_visit_has_a_fate_of_its_own(played: Played, title: str) -> None:
    assert [course.full for course in played.items[title].courses] == FATES[title]


def asterisk_gives(program: Program, course: Course) -> str:
    lane = Lane("lane0", program, asterisk_telling.Telling(program), Clock(None), {})
    _, variables = on_asterisk.originate(course, lane, "flowc-1", patient=False)
    return variables["_flowc_test_boxes"]


def freeswitch_gives(program: Program, course: Course) -> str:
    return on_freeswitch.variables(course, program, "lane0", "")["flowc_test_boxes"]


@pytest.mark.parametrize("gives", [asterisk_gives, freeswitch_gives])
def test_a_call_comes_in_with_the_fates_of_its_visits(
    played: Played, gives: Callable[[Program, Course], str]
) -> None:
    for title, fates in FATES.items():
        told = [gives(played.program, course) for course in played.items[title].courses]
        assert told == [SAID[fate] for fate in fates]


def test_tests_that_find_mailboxes_full_are_made_among_the_others(played: Played) -> None:
    (group,) = groups(played.items.values())
    assert len(group.items) == len(FATES)


def test_a_full_mailbox_is_a_visit_though_nothing_is_recorded(played: Played) -> None:
    (course,) = played.items["always"].courses
    assert [act.at for act in course.acts if isinstance(act.event, HangUp)] == [Moment("record", 2)]
    told = freeswitch_telling.Telling(played.program)
    lane = freeswitch_lane.Lane("lane0", played.program, told, {}, {}, queues.nobody())
    call = freeswitch_call.Call(course, lane, SilentSocket(), "flowc-1", {})

    def hear(event: str, application: str = "", data: str = "") -> None:
        now = {"Event-Name": event, "Unique-ID": "flowc-1", "Event-Date-Timestamp": "1773136800"}
        told = {"Application": application, "Application-Data": data}
        call.hear(now | told | {"Record-File-Path": "/spool/message.wav"})

    call.place()
    hear("CHANNEL_CREATE")
    for _ in range(2):
        hear("CHANNEL_EXECUTE", "lua", "lane0.lua mailbox")
        assert call.due() is None
    hear("CHANNEL_EXECUTE", "sleep", "5020")
    hear("CHANNEL_EXECUTE", "lua", "lane0.lua mailbox")
    assert call.due() is None
    hear("RECORD_START")
    act = call.due()
    assert act
    assert isinstance(act.event, HangUp)
    assert not call.late
    assert not call.astray
