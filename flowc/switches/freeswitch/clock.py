"""The clock of a call: where it should stand, and whether the dialplan has read it there.

A test's clock stands still at each wait, where the runtime's clock stands when the call goes on
from there; the driver sets it when the call has come to the wait. Every application's event shows
the call's variables, so a clock that was set too late for what reads it can be seen.
"""

from flowc.switches.call import Heard
from flowc.switches.course import Course, Moment

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
