"""One call on a real Asterisk."""

import re
from typing import TYPE_CHECKING

from flowc.backends.asterisk import agents
from flowc.backends.asterisk.lookup import PATIENCE
from flowc.runtime.acd_protocol import PhoneRefused
from flowc.runtime.protocol import (
    AgentHangUp,
    HangUp,
    Key,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    SwitchTurned,
)
from flowc.semantics.scenario import Does
from flowc.switches import call
from flowc.switches.asterisk import dialplan, telling
from flowc.switches.asterisk.ami import Ami, Event
from flowc.switches.asterisk.lanes import Lane
from flowc.switches.asterisk.placing import originate, way_in
from flowc.switches.connection import later
from flowc.switches.course import Act, Course, Moment
from flowc.testing.result import Moved

if TYPE_CHECKING:
    from flowc.trace import Event as Told

_CAUSES: dict[type, str] = {PhoneBusy: "17", PhoneFailed: "34", PhoneRefused: "21"}
"""Q.931: user busy, no circuit, call rejected."""

_PRESSED = "40"
"""How long a key is held down, in milliseconds."""
_REST = 0.05
"""Seconds from a key that was held down to the next. Asterisk wants 45 ms of its own clock."""

_WAITS = {"WaitExten": "listen", "Dial": "ring", "VoiceMail": "record", "Wait": "wait"}
"""Applications that are waits."""

_PLAYS = re.compile(r"(BackGround|Playback|Say\w+) |(ExecIf [01]\?|TryExec )Say")
"""Applications (and what they are told) that are prompts, or a part of one."""

_RANG_OUT = frozenset({"NOANSWER", "CANCEL"})
"""How a phone stops ringing to which nothing was done."""

_SILENCES = PhoneBusy | PhoneFailed
"""What ends a ring, and Dial says so."""

_COMES_OF: dict[type, str] = {PhoneAnswered: "answer", PhoneRefused: "refuse"}
"""What a queue tells of something that was done to the call, perhaps before it shows otherwise."""

_TURNED = "flowc-turned"

OWN = "-2"
"""What stands behind a call's name in the identity of its channel in the flow."""


class Call(call.Call):
    """A call while it goes on. `log_id`: its number in Asterisk's log."""

    def __init__(
        self, course: Course, lane: Lane, ami: Ami, name: str, *, patient: bool = False
    ) -> None:
        """A call that is not placed yet; `name` becomes the identity of its channels. `patient`:
        see `Host.call`."""
        super().__init__(course, name)
        self.log_id = ""
        self._own = f"{name}{OWN}"
        self._patient = patient
        self._lane = lane
        self._ami = ami
        self._channel = ""
        self._began = 0.0
        self._clock = course.log.call.at
        self._count = dict.fromkeys(("play", "queue", "agent", *_WAITS.values()), 0)
        self._queues = False
        self._partner = ""
        self._called_back = ""
        self._agents_leg = ""
        self._held = False

    @property
    def own(self) -> str:
        """See `Call`: the flow is in the second half of its line."""
        return self._own

    # ---- what is done to it ---------------------------------------------------------------------

    def _place(self) -> None:
        placed = originate(self.course, self._lane, self.name, patient=self._patient)
        self._ami.originate(self.name, *placed)

    def _act(self, act: Act) -> bool:
        match act.event:
            case Key(key=key):
                self._press(key)
            case HangUp():
                self._ami.send("Hangup", Channel=self._called_back or self._channel)
                if self.course.log.of and self._at.kind == "ring":
                    self._ami.send("Hangup", Channel=self._agents_leg)
            case PhoneBusy(phone=phone) | PhoneFailed(phone=phone) | PhoneRefused(phone=phone):
                cause = _CAUSES[type(act.event)]
                self._ami.send("Hangup", Channel=self._ringing[phone], Cause=cause)
            case PhoneAnswered(phone=phone):
                answers = self._ringing[phone]
                if self.course.log.of and self._at.kind == "ring":
                    self._called_back = answers
                else:
                    self._partner = answers
                to = {"Context": dialplan.ANSWERED, "Exten": "s", "Priority": "1"}
                self._ami.send("Redirect", Channel=answers, **to)
            case AgentHangUp():
                self._ami.send("Hangup", Channel=self._partner)
                return False
            case SwitchTurned(switch=switch, on=on):
                self._ami.send("DBPut", **turned(self._lane.context, switch, on=on))
                self._ami.send("UserEvent", UserEvent=_TURNED, Linkedid=self.name)
            case Moved(agent=agent, does=does):
                where = f"Local/{_WAY[does]}-{agent}@{self._lane.context}--agents/n"
                hears = {"Application": "Wait", "Data": "1", "Async": "true"}
                self._ami.originate("moved", {"Channel": where, **hears}, {})
                self._ami.send("UserEvent", UserEvent=_TURNED, Linkedid=self.name)
        return True

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
            later(_REST, lambda: self._play(headers))
        else:
            self._play(headers)

    def _play(self, headers: dict[str, str]) -> None:
        self._ami.send("PlayDTMF", **headers)

    @property
    def _callers_end(self) -> str:
        return self._channel.removesuffix("2") + "1"

    def _hang_up(self) -> None:
        if self._channel:
            self._ami.send("Hangup", Channel=self._channel)

    # ---- what it tells --------------------------------------------------------------------------

    def hear(self, event: Event) -> None:
        """Something happened to one of its channels."""
        what = event["Event"]
        if "Back" in event:
            self._come_alive(event)
        if what == "DialEnd":
            self._left(event)
        elif what == "OriginateResponse":
            self._miss()
        elif event.get("Uniqueid") == self._own:
            self._hear_own(what, event)
        elif self.course.log.of and self._hears_agents_leg(what, event):
            pass
        elif what == "UserEvent" and event.get("Of") == self._own:
            self._user_event(event)
        elif what == "UserEvent" and event["UserEvent"] == _TURNED:
            self._pending = None
        elif (
            what == "Newexten"
            and event["Context"] == dialplan.phones(self._lane.context)
            and event["Application"] == "Wait"
        ):
            self._ringing[event["Extension"].removeprefix("p_")] = event["Channel"]
        elif what == "Hangup" and not isinstance(self._pending and self._pending.event, _SILENCES):
            self._ringing = {p: c for p, c in self._ringing.items() if c != event["Channel"]}

    def _come_alive(self, event: Event) -> None:
        """It is a callback, and has begun: its own channel tells so first."""
        self.name, self._own, self._channel = event["Linkedid"], event["Uniqueid"], event["Channel"]
        if self._given_up:
            self._hang_up()

    def _hears_agents_leg(self, what: str, event: Event) -> bool:
        """Of a callback: the number is rung from the agent's channel, and there they talk."""
        if what == "Newexten" and event["Context"] == f"{self._lane.context}--called-back":
            self._agents_leg = event["Channel"]
            if event["Application"] == "Dial":
                self._meet("ring")
            return True
        if what == "BridgeEnter" and event["Channel"] == self._agents_leg and self._called_back:
            self._pending = None
            self._arrive(Moment("talk", self._count["ring"] - 1))
            return True
        return False

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
                self._end()
            case _:
                pass

    def _miss(self) -> None:
        """It was said to be over; if nothing was heard of it, it never came in."""
        if not self._channel and not self.over:
            self.late = True
            self._end()

    def _newchannel(self, event: Event) -> None:
        self._channel = event["Channel"]
        if self._given_up:
            self._hang_up()

    def _user_event(self, event: Event) -> None:
        if event["UserEvent"] == dialplan.TOLD:
            self.log_id = event.get("Id", "")
        elif event["UserEvent"] == telling.NAME:
            now = float(event["Timestamp"])
            self._began = self._began or now
            for told in self._lane.telling.events(event, round(now - self._began, 3)):
                self._tell(told)

    def _tell(self, told: "Told") -> None:
        self.trace.append(told)
        self._count["play"] += told[0] == "play"
        pending = self._pending.event if self._pending else None
        if isinstance(pending, HangUp):
            self.late = self.late or told[0] not in call.AFTER_HANGING_UP
        elif pending and not (told[0] == "queue" and told[3] == _COMES_OF.get(type(pending))):
            self.late = True
        if told[0] == "lookup":
            self._asks(goes_on=True)
        elif told[0] == "queue":
            self._queued(told[3])
        elif told[0] == "leave":
            self._queues = False

    def _queued(self, what: str) -> None:
        """Something happened to it in a queue."""
        self._queues = True
        if self._pending and isinstance(self._pending.event, PhoneRefused) and what == "refuse":
            self.late = self.late or self.trace[-1][6] != "refused"
            self._pending = None
        if what == "answer" and self.course.log.of:
            self._pending = None
        if what != "answer":
            self._arrive(Moment("queue", self._count["queue"]))
            self._count["queue"] += 1

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
        elif app == "Set" and data.startswith(PATIENCE):
            self._asks(goes_on=False)
        elif app == "Set" and self._clock is not None:
            self.late = self.late or not self._lane.clock.may_show(data, self._clock)

    def _meet(self, kind: str) -> None:
        """It has come to a wait."""
        found = Moment(kind, self._count[kind])
        if kind != "play":
            self._count[kind] += 1
        elif found == self._at:
            return  # another part of the same prompt
        else:
            self._held = False
        if self._pending:
            self.late = True
        if kind == "ring":
            self._ringing = {}
        self._arrive(found)

    def _bridged(self) -> None:
        if self._pending and isinstance(self._pending.event, PhoneAnswered):
            self._pending = None
        if self.course.log.of:
            return
        if self._queues:
            self._arrive(Moment("agent", self._count["agent"]))
            self._count["agent"] += 1
        else:
            self._arrive(Moment("talk", self._count["ring"] - 1))

    def _arrive(self, found: Moment) -> None:
        """It has come to a wait: let its clock show when it will go on. That is done only when it
        shows another minute, so that it seldom can be late."""
        super()._arrive(found)
        began, before = self.course.log.call.at, self._clock
        if began is None or before is None or found not in self.course.moments:
            return
        leaves = self.course.leaves[self.course.moments.index(found)]
        self._clock = began + leaves // 1000
        if self._clock // 60 != before // 60 and not self.over:
            shift = dialplan.standing_clock(str(self._clock))
            to = {"Variable": "flowc_clock_shift", "Value": shift}
            self._ami.send("Setvar", Channel=self._channel, **to)

    def _key_felt(self, event: Event) -> None:
        pending = self._pending.event if self._pending else None
        if isinstance(pending, Key) and event["Digit"] == pending.key:
            self._pending = None

    def _left(self, event: Event) -> None:
        """A phone of the line does not ring any more: because of what was done to it, or because
        its time was over first."""
        pending = self._pending.event if self._pending else None
        if not isinstance(pending, _SILENCES):
            return
        other_end = event.get("DestChannel", "").removesuffix("1") + "2"
        if other_end == self._ringing.get(pending.phone):
            self._pending = None
            del self._ringing[pending.phone]
            self.late = self.late or event.get("DialStatus") in _RANG_OUT


_WAY: dict[Does, str] = {
    "signs-in": "here",
    "signs-out": "left",
    "takes-a-break": "break",
    "is-back": "back",
}
"""The extensions that codes of agents lead to."""


def moved(context: str, agent: str, does: Does) -> dict[str, str]:
    """The headers of a Setvar that lets an agent of that program do this."""
    device = "out" if does in {"signs-in", "signs-out"} else "break"
    state = agents.AWAY if does in {"signs-out", "takes-a-break"} else agents.THERE
    return {"Variable": f"DEVICE_STATE(Custom:{context}-{agent}-{device})", "Value": state}


def turned(context: str, switch: str, *, on: bool) -> dict[str, str]:
    """The headers of a DBPut that turns a switch of the program that runs under `context`."""
    return {"Family": context, "Key": switch, "Val": "on" if on else "off"}
