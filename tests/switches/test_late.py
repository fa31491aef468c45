"""What is done to a call on a switch comes at the right moment, or is late.

No switch runs here: the call is told by hand what one would tell.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import SwitchTurned
from flowc.semantics.ir import Program
from flowc.switches.asterisk import (
    call as on_asterisk,
    dialplan,
    lanes,
    telling as asterisk_telling,
)
from flowc.switches.asterisk.ami import Ami
from flowc.switches.asterisk.clock import Clock
from flowc.switches.course import OVER, Course, courses
from flowc.switches.freeswitch import (
    call as on_freeswitch,
    queues,
    telling as freeswitch_telling,
)
from flowc.switches.freeswitch.event_socket import EventSocket
from flowc.switches.freeswitch.lane import Lane
from flowc.switches.scene import Scene
from tests.switches.private import read

if TYPE_CHECKING:
    from flowc.switches.call import Call

FLOW = """\
flow "Desk" { languages en }
number "+3701" -> desk
number "+3702" -> away
number "+3703" -> soon
phone anna
switch storm = off
ring desk { call anna for 10s  on busy -> hangup  on no-answer -> away  on failed -> hangup }
step away { wait 9s  -> hangup }
step soon { wait 3s  if storm is on -> away  -> hangup }
test "busy" { given anna is busy  call "+3701"  end hangup }
test "unreachable" { given anna is unreachable  call "+3701"  end hangup }
test "hangs up" { call "+3702"  wait 2s  hang up }
test "turned" {
  given storm is on for 5s
  caller a  call "+3703"  hang up
  caller b  call "+3702"  wait 6s
  caller c  call "+3703"  end hangup
}
"""


class Played(NamedTuple):
    """A program and the courses of its tests, by their titles."""

    program: Program
    courses: dict[str, tuple[Course, ...]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    path = tmp_path_factory.mktemp("late") / "desk.flow"
    path.write_text(FLOW, encoding="utf-8")
    loaded, results = read(Path(path))
    assert [result.failure for result in results] == [None] * 4
    machine = compile_program(loaded.program)
    return Played(loaded.program, {r.test.title: courses(machine, r) for r in results})


class SilentAmi(Ami):
    """What it is told goes nowhere."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, lambda: None)
        self.sent: list[str] = []

    def _write(self, message: bytes) -> None:
        self.sent.append(message.decode())


class SilentSocket(EventSocket):
    """What it is told goes nowhere."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, lambda _, __: None, lambda: None)
        self.sent: list[str] = []

    def _write(self, message: bytes) -> None:
        self.sent.append(message.decode())


class Asterisk:
    """A call on an Asterisk that is played by hand."""

    def __init__(self, program: Program, course: Course, name: str) -> None:
        self.ami = SilentAmi()
        telling = asterisk_telling.Telling(program)
        lane = lanes.Lane("lane0", program, telling, Clock(None), {})
        self.call: Call = on_asterisk.Call(course, lane, self.ami, name)

    def _hear(self, event: str, **headers: str) -> None:
        self.call.hear({"Event": event, **headers})

    def _own(self, event: str, **headers: str) -> None:
        self._hear(event, Uniqueid=f"{self.call.name}-2", **headers)

    def come_in(self) -> None:
        self._own("Newchannel", Channel="Local/in@callers-1;2")

    def ring(self) -> None:
        """A line begins to ring, and then its phone."""
        self._own("Newexten", Context="lane0-desk", Application="Dial", AppData="x")
        self._hear(
            "Newexten",
            Context=dialplan.phones("lane0"),
            Extension="p_anna",
            Application="Wait",
            Channel="Local/p_anna@phones-1;2",
        )

    def stop_ringing(self, why: str) -> None:
        says = {"busy": "BUSY", "unreachable": "CONGESTION", "time": "NOANSWER"}[why]
        self._hear("DialEnd", DestChannel="Local/p_anna@phones-1;1", DialStatus=says)

    def wait(self) -> None:
        self._own("Newexten", Context="lane0-away", Application="Wait", AppData="9")

    def end(self) -> None:
        self._own("Hangup", Channel="Local/in@callers-1;2")

    def turned(self) -> list[str]:
        return [text for text in self.ami.sent if "DBPut" in text]

    def confirm(self) -> None:
        """Tell that the switch was turned."""
        self._hear("UserEvent", UserEvent="flowc-turned", Linkedid=self.call.name)


class FreeSwitch:
    """A call on a FreeSWITCH that is played by hand."""

    def __init__(self, program: Program, course: Course, name: str) -> None:
        self.socket = SilentSocket()
        telling = freeswitch_telling.Telling(program)
        lane = Lane("lane0", program, telling, {}, {}, queues.nobody())
        self.call: Call = on_freeswitch.Call(course, lane, self.socket, name, {})

    def _hear(self, event: str, leg: str, **headers: str) -> None:
        said = {
            name if name.startswith("variable_") else name.replace("_", "-"): value
            for name, value in headers.items()
        }
        now = {"Event-Name": event, "Unique-ID": leg, "Event-Date-Timestamp": "1773136800000000"}
        self.call.hear(now | said)

    def come_in(self) -> None:
        self._hear("CHANNEL_CREATE", self.call.name)

    def ring(self) -> None:
        """A line begins to ring, and then its phone."""
        trace = {"Event_Subclass": "flowc::trace", "flowc": "ringing", "ringing_phones": "anna"}
        self._hear("CUSTOM", self.call.name, **trace)
        self.call.hear(
            {
                "Event-Name": "CHANNEL_CREATE",
                "Unique-ID": "leg",
                "Event-Date-Timestamp": "1773136800100000",
                "variable_flowc_phone": "anna",
            }
        )

    def stop_ringing(self, why: str) -> None:
        says = {
            "busy": "USER_BUSY",
            "unreachable": "NORMAL_CIRCUIT_CONGESTION",
            "time": "NO_ANSWER",
        }[why]
        self._hear("CHANNEL_HANGUP", "leg", Hangup_Cause=says)

    def wait(self) -> None:
        self._hear("CHANNEL_EXECUTE", self.call.name, Application="sleep", Application_Data="9020")

    def begins_to_ring(self) -> None:
        """What asks nothing may begin before all is set."""
        self._hear("CHANNEL_EXECUTE", self.call.name, Application="bridge", Application_Data="x")

    def asks_schedule(self, clock: str) -> None:
        self.goes_on({"variable_flowc_clock_shift": clock})

    def goes_on(self, variables: dict[str, str]) -> None:
        data = {"Application": "lua", "Application_Data": "flowc.lua x"}
        self._hear("CHANNEL_EXECUTE", self.call.name, **data, **variables)

    def end(self) -> None:
        self._hear("CHANNEL_HANGUP", self.call.name, Hangup_Cause="NORMAL_CLEARING")
        self._hear("CHANNEL_DESTROY", self.call.name)

    def turned(self) -> list[str]:
        return [text for text in self.socket.sent if "db insert" in text]

    def confirm(self) -> None:
        """Tell that the switch was turned: what was sent is answered in its order."""
        reply = b"Content-Type: api/response\nContent-Length: 3\n\n+OK"
        for _ in self.socket.sent:
            self.socket.data_received(reply)


Make = Callable[[Program, Course, str], Asterisk | FreeSwitch]


@pytest.fixture(params=[Asterisk, FreeSwitch])
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a call on each switch in turn."""
    return request.param


@pytest.mark.parametrize("meets", ["busy", "unreachable"])
@pytest.mark.parametrize("why", ["as it was told", "its time was over"])
def test_a_phone_whose_time_was_over_before_the_act_is_late(
    played: Played, make: Make, meets: str, why: str
) -> None:
    on = make(played.program, played.courses[meets][0], "flowc-1")
    call = on.call
    call.place()
    on.come_in()
    assert call.due() is None
    on.ring()
    act = call.due()
    assert act
    call.do(act)
    on.stop_ringing(meets if why == "as it was told" else "time")
    assert call.late == (why == "its time was over")


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize(("title", "nth"), [("hangs up", 0), ("turned", 1)])
def test_an_act_that_was_due_at_the_end_and_not_done_is_late(
    played: Played, make: Make, title: str, nth: int, *, done: bool
) -> None:
    on = make(played.program, played.courses[title][nth], "flowc-1")
    call = on.call
    call.place()
    on.come_in()
    on.wait()
    act = call.due()
    assert act
    if done:
        call.do(act)
    on.end()
    assert call.over
    assert call.late == (not done)


def test_what_is_left_of_a_call_that_was_given_up_is_not_late(played: Played, make: Make) -> None:
    on = make(played.program, played.courses["hangs up"][0], "flowc-1")
    on.call.place()
    on.come_in()
    on.wait()
    on.call.give_up()
    on.end()
    assert on.call.over
    assert not on.call.late


def test_a_switch_that_is_turned_when_the_call_is_over_is_turned_then(
    played: Played, make: Make
) -> None:
    course = played.courses["turned"][0]
    assert [act.at for act in course.acts if isinstance(act.event, SwitchTurned)] == [OVER]
    on = make(played.program, course, "flowc-1")
    call = on.call
    call.place()
    on.come_in()
    on.wait()
    hang_up = call.due()
    assert hang_up
    call.do(hang_up)
    assert call.due() is None
    assert not on.turned()
    on.end()
    act = call.due()
    assert act
    assert call.expects() == "to end"
    call.do(act)
    (text,) = on.turned()
    assert "storm" in text
    assert "off" in text
    on.confirm()
    assert (call.due(), call.over, call.late) == (None, True, False)


def test_the_others_wait_until_it_was_turned(played: Played, make: Make) -> None:
    ons = [
        make(played.program, course, f"flowc-{n}")
        for n, course in enumerate(played.courses["turned"])
    ]
    scene = Scene([on.call for on in ons], 1)
    scene.move()
    assert [on.call.placed for on in ons] == [True, False, False]
    for n, on in enumerate(ons[:2]):
        on.come_in()
        on.wait()
        scene.move()
        assert [other.call.placed for other in ons] == [True, n >= 0, n > 0]
