"""What FreeSWITCH tells itself of a line that rings: who answers, and who hangs up first.

No switch runs here: the call is told by hand what one would tell.
"""

from pathlib import Path

import pytest

from flowc.runtime.machine import compile_program
from flowc.switches.course import courses
from flowc.switches.freeswitch import queues
from flowc.switches.freeswitch.call import Call
from flowc.switches.freeswitch.lane import Lane
from flowc.switches.freeswitch.telling import Telling
from tests.switches.private import read
from tests.switches.test_late import SilentSocket

FLOW = """\
flow "Desk" { languages en }
number "+3701" -> desk
phone anna
phone jonas
ring desk {
  call anna, jonas for 10s
  on busy -> hangup  on no-answer -> hangup  on failed -> hangup
}
test "talks" { call "+3701"  answer jonas  hang up }
"""
CALL = "flowc-1"
TALKED = [("ring", ("anna", "jonas"), "answered"), ("bridge", "jonas", 7)]
OVER = [("leave", "desk", "done", "hangup"), ("end", "agent", "hangup")]


class Played:
    """A call whose events are told by hand."""

    def __init__(self, folder: Path) -> None:
        path = folder / "desk.flow"
        path.write_text(FLOW, encoding="utf-8")
        loaded, (result,) = read(path)
        assert result.failure is None
        (course,) = courses(compile_program(loaded.program), result)
        lane = Lane("lane0", loaded.program, Telling(loaded.program), {}, {}, queues.nobody())
        self.call = Call(course, lane, SilentSocket(), CALL, {})
        self.call.place()
        self.now = 1_773_136_800

    def tell(self, event: str, leg: str = CALL, **headers: str) -> None:
        now = {"Event-Name": event, "Unique-ID": leg}
        self.call.hear(now | {"Event-Date-Timestamp": f"{self.now}000000"} | headers)

    def rings(self, **fields: str) -> None:
        """The line begins to ring, and both its phones."""
        self.tell("CHANNEL_CREATE")
        trace = {"Event-Subclass": "flowc::trace", "flowc": "ringing"}
        fields = {f"ringing-{field}": value for field, value in fields.items()}
        self.tell("CUSTOM", **trace, **{"ringing-phones": "anna|jonas"}, **fields)
        for phone in ("anna", "jonas"):
            self.tell("CHANNEL_CREATE", f"leg-{phone}", variable_flowc_phone=phone)

    def hang_up(self, *legs: str) -> None:
        """These do, one after the other, seven seconds later."""
        self.now += 7
        for leg in legs:
            self.tell("CHANNEL_HANGUP", leg, **{"Hangup-Cause": "NORMAL_CLEARING"})

    def trace(self) -> list[tuple[object, ...]]:
        """Without times."""
        return [(what, *values) for what, _, *values in self.call.trace]


@pytest.mark.parametrize(
    ("then", "legs", "follows"),
    [
        ("hangup", ("leg-jonas", CALL), OVER),
        ("hangup", (CALL, "leg-jonas"), []),
        ("", ("leg-jonas", CALL), []),
    ],
)
def test_who_hangs_up_first(
    tmp_path: Path, then: str, legs: tuple[str, ...], follows: list[object]
) -> None:
    """The dialplan tells what follows a conversation, unless that is the end of the call."""
    played = Played(tmp_path)
    played.rings(block="desk", then=then)
    played.tell("CHANNEL_BRIDGE", **{"Bridge-B-Unique-ID": "leg-jonas"})
    played.hang_up(*legs)
    assert played.trace() == [*TALKED, *follows]


def test_a_transfer_tells_itself_who_answered(tmp_path: Path) -> None:
    played = Played(tmp_path)
    played.rings()
    played.tell("CHANNEL_BRIDGE", **{"Bridge-B-Unique-ID": "leg-jonas"})
    assert played.trace() == []
