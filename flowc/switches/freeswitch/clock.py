"""What a call may read while it goes on, and whether it was set when the dialplan read it.

A test's clock stands still at each wait, where the runtime's clock stands when the call goes on
from there; the driver sets it when the call has come to the wait. Switches are turned, and agents
sign in and out, at such a moment too. Every application's event shows the call's variables, so what
was set too late for what reads it can be seen. An answer on the event socket does not tell: it may
overtake events that are older than what it answers.
"""

from collections.abc import Callable

from flowc.switches.call import Heard
from flowc.switches.course import Course, Moment
from flowc.switches.freeswitch.event_socket import EventSocket

VARIABLE = "flowc_clock_shift"


class Clock:
    """The clock of one call; a call without a date has none."""

    def __init__(self, course: Course) -> None:
        """It stands where the call begins."""
        self._course = course
        self._stands = course.log.call.at

    def move(self, found: Moment) -> int | None:
        """The epoch second at which it stands from this moment on; None: it has no clock, or
        nothing was to happen at the moment."""
        began = self._course.log.call.at
        if began is None or found not in self._course.moments:
            return None
        self._stands = began + self._course.leaves[self._course.moments.index(found)] // 1000
        return self._stands

    def may_show(self, event: Heard) -> bool:
        """Whether the call's clock, as the event has it, shows the minute that it should."""
        shown = event.get(f"variable_{VARIABLE}", "")[1:]
        if self._stands is None or not shown.isdecimal():
            return True
        return int(shown) // 60 == self._stands // 60


class Turns:
    """How often a switch was turned, or an agent came or went, at a moment of one call."""

    _VARIABLE = "flowc_test_turns"

    def __init__(self, name: str, socket: EventSocket) -> None:
        """`name`: the identity of the call's channel."""
        self._name = name
        self._socket = socket
        self._done = 0

    def do(self, command: str, then: Callable[[str], None]) -> None:
        """Turn by a command, and count it; `then` is told. Raises ConnectionError."""
        self._done += 1
        self._socket.send(command)
        self._socket.send(f"api uuid_setvar {self._name} {self._VARIABLE} {self._done}", then)

    def may_show(self, event: Heard) -> bool:
        """Whether all of them were done before the event."""
        return int(event.get(f"variable_{self._VARIABLE}", "0")) >= self._done
