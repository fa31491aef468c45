"""One call on a real Asterisk: where it has come to, what is done to it, what it told."""

import asyncio
import re
from typing import TYPE_CHECKING

from flowc.runtime.protocol import (
    AgentHangUp,
    HangUp,
    Key,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    SwitchTurned,
)
from flowc.switches.asterisk import dialplan, telling
from flowc.switches.asterisk.ami import Ami, Event
from flowc.switches.asterisk.lanes import Lane
from flowc.switches.asterisk.placing import originate, way_in
from flowc.switches.course import Act, Course, Moment

if TYPE_CHECKING:
    from flowc.trace import Event as Told

_BUSY, _UNREACHABLE = "17", "34"
"""Q.931: user busy, no circuit."""

_PRESSED = "40"
"""How long a key is held down, in milliseconds."""
_REST = 0.05
"""Seconds from a key that was held down to the next. Asterisk wants 45 ms of its own clock."""

_WAITS = {"WaitExten": "listen", "Dial": "ring", "VoiceMail": "record", "Wait": "wait"}
"""Applications that are waits."""

_PLAYS = re.compile(r"(BackGround|Playback|Say\w+) |(ExecIf [01]\?|TryExec )Say")
"""Applications (and what they are told) that are prompts, or a part of one."""

_AFTER_HANGING_UP = frozenset({"play", "ring", "bridge", "message", "set", "record", "end"})
"""What the dialplan still tells of a caller who is gone."""


class Call:
    """A call while it goes on.

    `come`: how many of the course's moments it has come to. `late`: something that was done to it
    came when it was somewhere else already, so that it is not the call that was meant. `astray`: it
    has come to a wait that the course does not know.
    """

    def __init__(self, course: Course, lane: Lane, ami: Ami, name: str) -> None:
        """A call that is not placed yet; `name` becomes the identity of its channels."""
        self.course = course
        self.name = name
        self.own = f"{name}-2"
        self.trace: list[Told] = []
        self.come = 0
        self.late = False
        self.astray = False
        self.placed = False
        self.over = False
        self.log_id = ""
        self._lane = lane
        self._ami = ami
        self._channel = ""
        self._began = 0.0
        self._at = Moment("call", 0)
        self._count = dict.fromkeys(("play", *_WAITS.values()), 0)
        self._ringing: dict[str, str] = {}
        self._partner = ""
        self._done = 0
        self._pending: Act | None = None
        self._given_up = False
        self._held = False
        self._turning = 0

    # ---- what is done to it ---------------------------------------------------------------------

    def place(self) -> None:
        """Let it come in."""
        self.placed = True
        self._ami.originate(self.name, *originate(self.course, self._lane, self.name))

    def due(self) -> Act | None:
        """What is to be done now, as far as this call alone says so."""
        if self.over or self._given_up or self._pending or self._done == len(self.course.acts):
            return None
        act = self.course.acts[self._done]
        if act.at != self._at:
            return None
        event = act.event
        if isinstance(event, PhoneBusy | PhoneFailed | PhoneAnswered):
            return act if event.phone in self._ringing else None
        if isinstance(event, HangUp) and self._at.kind == "ring":
            return act if self._ringing else None
        return act

    def do(self, act: Act) -> None:
        """Do it."""
        self._done += 1
        self._pending = act
        match act.event:
            case Key(key=key):
                self._press(key)
            case HangUp():
                self._ami.send("Hangup", Channel=self._channel)
            case PhoneBusy(phone=phone):
                self._ami.send("Hangup", Channel=self._ringing[phone], Cause=_BUSY)
            case PhoneFailed(phone=phone):
                self._ami.send("Hangup", Channel=self._ringing[phone], Cause=_UNREACHABLE)
            case PhoneAnswered(phone=phone):
                self._partner = self._ringing[phone]
                to = {"Context": dialplan.ANSWERED, "Exten": "s", "Priority": "1"}
                self._ami.send("Redirect", Channel=self._partner, **to)
            case AgentHangUp():
                self._ami.send("Hangup", Channel=self._partner)
                self._pending = None
            case SwitchTurned(switch=switch, on=on):
                self._turn(switch, on=on)
                self._pending = None

    def _turn(self, switch: str, *, on: bool) -> None:
        """What is told before it is done was told of the switch as it stood."""

        def done(asked: asyncio.Future[Event]) -> None:
            self._turning -= 1
            self.late = self.late or asked.cancelled() or asked.exception() is not None

        self._turning += 1
        put = {"Family": self._lane.context, "Key": switch, "Val": "on" if on else "off"}
        asyncio.ensure_future(self._ami.ask("DBPut", **put)).add_done_callback(done)

    def _press(self, key: str) -> None:
        """Where keys are waited for, as if it had been heard: that takes no time. Elsewhere that
        would need sound on the line, so the caller's end really sends it; Asterisk keeps a key that
        follows such a one at once until there is sound."""
        held, self._held = self._held, self._at.kind != "listen"
        if self._held:
            headers = {"Channel": self._callers_end, "Digit": key, "Duration": _PRESSED}
        else:
            headers = {"Channel": self._channel, "Digit": key, "Receive": "true"}
        if held:
            loop = asyncio.get_running_loop()
            loop.call_later(_REST, lambda: self._ami.send("PlayDTMF", **headers))
        else:
            self._ami.send("PlayDTMF", **headers)

    @property
    def _callers_end(self) -> str:
        return self._channel.removesuffix("2") + "1"

    def give_up(self) -> None:
        """Hang up, whatever the course says."""
        if self._given_up:
            return
        self._given_up = True
        self._pending = None
        if not self.placed:
            self._gone()
        elif self._channel and not self.over:
            self._ami.send("Hangup", Channel=self._channel)

    def miss(self) -> None:
        """It was said to be over; if nothing was heard of it, it never came in."""
        if not self._channel and not self.over:
            self.late = True
            self._gone()

    def expects(self) -> str:
        """What it was waited for, as a clause after "for it"."""
        if self._done == len(self.course.acts):
            return "to end"
        act = self.course.acts[self._done]
        nth = act.at.nth + 1
        return {
            "call": "to begin",
            "play": f"to play its prompt no. {nth}",
            "listen": f"to listen for keys, the time no. {nth}",
            "ring": f"to ring, line no. {nth}",
            "talk": f"to be answered on line no. {nth}",
            "record": f"to record message no. {nth}",
            "wait": f"to wait in silence, the time no. {nth}",
        }[act.at.kind]

    # ---- what it tells --------------------------------------------------------------------------

    def hear(self, event: Event) -> None:
        """Something happened to one of its channels."""
        what = event["Event"]
        if what == "DialEnd":
            self._left(event)
        elif event.get("Uniqueid") == self.own:
            self._hear_own(what, event)
        elif (
            what == "Newexten"
            and event["Context"] == dialplan.PHONES
            and event["Application"] == "Wait"
        ):
            self._ringing[event["Extension"].removeprefix("p_")] = event["Channel"]

    def _hear_own(self, what: str, event: Event) -> None:
        match what:
            case "Newexten":
                self._newexten(event)
            case "UserEvent":
                self._user_event(event)
            case "Newchannel":
                self._newchannel(event)
            case "BridgeEnter":
                self._bridged()
            case "DTMFEnd":
                self._key_felt(event)
            case "Hangup":
                self._gone()
            case _:
                pass

    def _newchannel(self, event: Event) -> None:
        self._channel = event["Channel"]
        if self._given_up:
            self._ami.send("Hangup", Channel=self._channel)

    def _user_event(self, event: Event) -> None:
        if event["UserEvent"] == dialplan.TOLD:
            self.log_id = event.get("Id", "")
        elif event["UserEvent"] == telling.NAME:
            now = float(event["Timestamp"])
            self._began = self._began or now
            told = self._lane.telling.event(event, round(now - self._began, 3))
            self.trace.append(told)
            self._count["play"] += told[0] == "play"
            pending = self._pending.event if self._pending else None
            if isinstance(pending, HangUp):
                self.late = self.late or told[0] not in _AFTER_HANGING_UP
            elif pending or self._turning:
                self.late = True

    def _newexten(self, event: Event) -> None:
        context, app, data = event["Context"], event["Application"], event.get("AppData", "")
        if context != self._lane.context and not context.startswith(f"{self._lane.context}-"):
            if event["Extension"] == dialplan.HELD:
                to = {"Context": self._lane.context, "Priority": "1"}
                self._ami.send(
                    "Redirect", Channel=self._channel, Exten=way_in(self.course.log.call.to), **to
                )
        elif app in _WAITS:
            self._meet(_WAITS[app])
        elif _PLAYS.match(f"{app} {data}"):
            self._meet("play")

    def _meet(self, kind: str) -> None:
        """It has come to a wait."""
        found = Moment(kind, self._count[kind])
        if kind != "play":
            self._count[kind] += 1
        elif found == self._at:
            return  # another part of the same prompt
        else:
            self._held = False
        self._at = found
        if self._pending:
            self.late = True
        if kind == "ring":
            self._ringing = {}
        if found in self.course.moments:
            self._come_to(found)
        elif kind != "play":  # a prompt without words is no wait of the runtime's
            self.astray = True

    def _bridged(self) -> None:
        if self._pending and isinstance(self._pending.event, PhoneAnswered):
            self._pending = None
        self._at = found = Moment("talk", self._count["ring"] - 1)
        if found in self.course.moments:
            self._come_to(found)

    def _come_to(self, moment: Moment) -> None:
        """It stands at one of the course's moments: let its clock show when it will go on. What was
        to be done at an earlier one, and was not, comes too late."""
        place = self.course.moments.index(moment)
        self.come = max(self.come, place + 1)
        due = self.course.acts[self._done : self._done + 1]
        self.late = self.late or any(act.at in self.course.moments[:place] for act in due)
        at = self.course.log.call.at
        if at is not None and not self.over:
            clock = dialplan.standing_clock(str(at + self.course.leaves[place] // 1000))
            self._ami.send(
                "Setvar", Channel=self._channel, Variable="flowc_clock_shift", Value=clock
            )

    def _key_felt(self, event: Event) -> None:
        pending = self._pending.event if self._pending else None
        if isinstance(pending, Key) and event["Digit"] == pending.key:
            self._pending = None

    def _left(self, event: Event) -> None:
        """A phone of the line does not ring any more."""
        pending = self._pending.event if self._pending else None
        if not isinstance(pending, PhoneBusy | PhoneFailed):
            return
        other_end = event.get("DestChannel", "").removesuffix("1") + "2"
        if other_end == self._ringing.get(pending.phone):
            self._pending = None

    def _gone(self) -> None:
        self.over = True
        self.come = len(self.course.moments)


def turn(ami: Ami, context: str, switch: str, *, on: bool) -> None:
    """Turn a switch of the program that runs under `context`."""
    ami.send("DBPut", Family=context, Key=switch, Val="on" if on else "off")
