"""A call on a real switch: where it has come to, what is done to it, what it told.

What every switch shares; how a call is placed, acted on and heard is each switch's own.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from flowc.runtime.acd_protocol import PhoneRefused
from flowc.runtime.protocol import (
    HangUp,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
)
from flowc.switches.course import OVER, Act, Course, Moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowc.trace import Event as Told

Heard = dict[str, str]
"""What a switch says of a call: headers by name."""

EXPECTED = {
    "call": "to begin",
    "play": "to play its prompt no. {}",
    "listen": "to listen for keys, the time no. {}",
    "ring": "to ring, line no. {}",
    "talk": "to be answered on line no. {}",
    "record": "to record message no. {}",
    "wait": "to wait in silence, the time no. {}",
    "queue": "to come to event no. {} in its queues",
    "agent": "to talk with an agent, the time no. {}",
    "lookup": "to ask a service, the time no. {}",
}

AFTER_HANGING_UP = frozenset(
    {"play", "ring", "bridge", "message", "set", "record", "notify", "end"}
)
"""What is still told of a caller who is gone."""


class Call(ABC):
    """A call while it goes on.

    `name` is its identity on the switch. `come`: how many of the course's moments it has come to.
    `clock`: when the switch told its last event, in seconds of the switch's own clock; 0 before.
    `late`: something that was done to it came when it was somewhere else already, so that it is not
    the call that was meant. `astray`: it has come to a wait that the course does not know. `moved`
    is to be called when something may be due without an event.
    """

    def __init__(self, course: Course, name: str) -> None:
        """A call that is not placed yet."""
        self.course = course
        self.name = name
        self.trace: list[Told] = []
        self.come = 0
        self.clock = 0.0
        self.late = False
        self.astray = False
        self.placed = False
        self.over = False
        self.moved: Callable[[], None] = lambda: None
        self._at = Moment("call", 0)
        self._ringing: dict[str, str] = {}
        self._done = 0
        self._pending: Act | None = None
        self._given_up = False
        self._asking = False
        self._asked = self._looked = 0

    @property
    def own(self) -> str:
        """The id by which the switch knows it."""
        return self.name

    # ---- what each switch does in its own way ---------------------------------------------------

    @abstractmethod
    def hear(self, event: Heard) -> None:
        """Something happened to one of its channels."""

    @abstractmethod
    def _place(self) -> None:
        """Let it come in."""

    @abstractmethod
    def _act(self, act: Act) -> bool:
        """Do it; whether the switch shows that it was done."""

    @abstractmethod
    def _hang_up(self) -> None:
        """Hang up, if it has come in already."""

    # ---- what is done to it ---------------------------------------------------------------------

    def place(self) -> None:
        """Let it come in."""
        self.placed = True
        self._place()

    def due(self) -> Act | None:
        """What is to be done now, as far as this call alone says so."""
        if self._given_up or self._pending or self._done == len(self.course.acts):
            return None
        act = self.course.acts[self._done]
        if act.at != self._at:
            return None
        event = act.event
        if isinstance(event, PhoneBusy | PhoneFailed | PhoneRefused | PhoneAnswered):
            return act if event.phone in self._ringing else None
        if isinstance(event, HangUp) and self._at.kind == "ring":
            return act if self._ringing else None
        return act

    def do(self, act: Act) -> None:
        """Do it."""
        self._done += 1
        self._pending = act
        if not self._act(act):
            self._pending = None

    def give_up(self) -> None:
        """Hang up, whatever the course says."""
        if self._given_up:
            return
        self._given_up = True
        self._pending = None
        if not self.placed:
            self._end()
        elif not self.over:
            self._hang_up()

    def expects(self) -> str:
        """What it was waited for, as a clause after "for it"."""
        at = self.course.acts[self._done].at if self._done < len(self.course.acts) else OVER
        return "to end" if at == OVER else EXPECTED[at.kind].format(at.nth + 1)

    # ---- what it tells --------------------------------------------------------------------------

    def asked(self) -> None:
        """A service was asked for it."""
        self._asked += 1
        self._look()
        self.moved()

    def _asks(self, *, goes_on: bool) -> None:
        """The switch shows that a lookup begins, or that the call `goes_on` behind it: where the
        service was not asked at all, no moment has come."""
        self._asking = not goes_on
        self._look()

    def _look(self) -> None:
        if self._asking and self._asked > self._looked and not self.over:
            self._asking = False
            self._looked += 1
            self._arrive(Moment("lookup", self._looked - 1))

    def _arrive(self, found: Moment) -> None:
        """It has come to a wait. What was to be done at an earlier one, and was not, is late."""
        self._at = found
        if found in self.course.moments:
            place = self.course.moments.index(found)
            self.come = max(self.come, place + 1)
            due = self.course.acts[self._done : self._done + 1]
            self.late = self.late or any(act.at in self.course.moments[:place] for act in due)
        elif found.kind not in {
            "play",
            "talk",
            "queue",
            "agent",
        }:  # a prompt without words is no wait of the runtime's
            self.astray = True

    def _end(self) -> None:
        """It is over. What was to be done at its last wait, and was not, is late."""
        left = any(act.at == self._at for act in self.course.acts[self._done : self._done + 1])
        self.late = self.late or (left and not self._given_up)
        self.over = True
        self._at = OVER
        self._pending = None
        self.come = len(self.course.moments)
