"""One call on a real FreeSWITCH."""

from collections import Counter
from collections.abc import Callable

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
from flowc.switches import call
from flowc.switches.call import Heard
from flowc.switches.course import Act, Course, Moment
from flowc.switches.freeswitch import clock, queues
from flowc.switches.freeswitch.event_socket import EventSocket
from flowc.switches.freeswitch.lane import Lane
from flowc.switches.freeswitch.line import Line, line
from flowc.switches.freeswitch.placing import originate, turn
from flowc.switches.freeswitch.reading import HEAR, LOOKUP, MAILBOX, READ, SILENT, UNFELT
from flowc.switches.freeswitch.telling import SUBCLASS, hears_whole_calls, hides_keys
from flowc.testing.result import Moved
from flowc.trace import Event

_BUSY, _UNREACHABLE = "USER_BUSY", "NORMAL_CIRCUIT_CONGESTION"
_DECLINED = "CALL_REJECTED"
_GONE = "NORMAL_CLEARING"


class Call(call.Call):
    """A call while it goes on."""

    def __init__(
        self, course: Course, lane: Lane, socket: EventSocket, name: str, variables: dict[str, str]
    ) -> None:
        """A call that is not placed yet; `name` becomes the identity of its channel."""
        super().__init__(course, name)
        self._lane = lane
        self._socket = socket
        self._channel = name
        self._variables = variables
        self._there = False
        self._began = 0.0
        self._now = 0.0
        self._count: Counter[str] = Counter()
        self._play: Event | None = None
        self._listens = self._cuttable = False
        self._cutting = "any"
        self._digits = 0
        self._last_key = ""
        self._settling = False
        self._secret = self._unsure = False
        self._partner = self._number = ""
        self._bridge = -1
        self._rings: Line | None = None
        self._talks: Line | None = None
        self._gone = ""
        self._waiting = queues.Waiting(lane.program, lane.staff)
        self._clock = clock.Clock(course)
        self._turns = clock.Turns(name, socket)

    # ---- what is done to it ---------------------------------------------------------------------

    def due(self) -> Act | None:
        """A key was felt: FreeSWITCH throws keys away until it reads the next one."""
        return None if self._settling else super().due()

    def _place(self) -> None:
        self._socket.send(originate(self._channel, self._variables))

    def _act(self, act: Act) -> bool:
        send = self._socket.send
        match act.event:
            case Key(key=key):
                send(f"api uuid_recv_dtmf {self._channel} {key}", self._felt(act.at.kind, key))
            case HangUp():
                self._leave()
            case PhoneBusy(phone=phone):
                send(f"api uuid_kill {self._ringing[phone]} {_BUSY}")
            case PhoneFailed(phone=phone):
                send(f"api uuid_kill {self._ringing[phone]} {_UNREACHABLE}")
            case PhoneRefused(phone=phone):
                send(f"api uuid_kill {self._ringing[phone]} {_DECLINED}")
            case PhoneAnswered(phone=phone):
                self._answer(self._ringing[phone], act.at.kind)
            case AgentHangUp():
                send(f"api uuid_kill {self._partner}")
                return False
            case SwitchTurned(switch=switch, on=on):
                self._turns.do(turn(self._lane.context, switch, on=on), self._was_done)
            case Moved(agent=agent, does=does):
                self._turns.do(queues.moved(self._lane.context, agent, does), self._was_done)
        return True

    def _answer(self, leg: str, kind: str) -> None:
        if not (self.course.log.of and kind == "ring"):
            self._partner = leg
        self._number = leg
        self._socket.send(f"api uuid_outgoing_answer {leg}")

    def _leave(self) -> None:
        """The caller hangs up; who was called back is on a leg of their own."""
        if self.course.log.of and self._bridge >= 0:
            self._socket.send(f"api uuid_kill {self._number} {_GONE}")
        else:
            self._hang_up()

    def _felt(self, kind: str, key: str) -> Callable[[str], None]:
        if kind in UNFELT:
            return self._was_done
        return lambda _: self._feel_secret(key) if self._secret else None

    def _feel_secret(self, key: str) -> None:
        """No event shows a secret key; it waits to be read if it was not yet."""
        self._feel(key)
        self._unsure = True
        self.moved()

    def _was_done(self, _: str) -> None:
        """FreeSWITCH has answered that it did something; an event does not show it."""
        self._pending = None
        self.moved()

    def _hang_up(self) -> None:
        if self._there:
            self._socket.send(f"api uuid_kill {self._channel} {_GONE}")

    # ---- what it tells --------------------------------------------------------------------------

    def hear(self, event: Heard) -> None:
        """Something happened to one of its channels."""
        self._now = self.clock = float(event["Event-Date-Timestamp"]) / 1_000_000
        what = event["Event-Name"]
        if self.course.log.of and what == "CHANNEL_CREATE" and not self._there:
            self._channel = event["Unique-ID"]  # FreeSWITCH itself has made it
            self._turns = clock.Turns(self._channel, self._socket)
        own = event.get("Unique-ID") == self._channel
        if what == "CUSTOM" and event.get("Event-Subclass") == SUBCLASS:
            for told in self._lane.telling.events(event, self._t()):
                self._tell(told)
        elif what == "CUSTOM":
            self._hear_queue(event)
        elif own:
            self._hear_own(what, event)
        elif what == "CHANNEL_CREATE":
            self._ringing[event.get("variable_flowc_phone", "")] = event["Unique-ID"]
        elif what == "CHANNEL_HANGUP":
            self._left(event["Unique-ID"], event.get("Hangup-Cause", ""))
            if "variable_cc_agent" in event:
                self._waiting.left(event["variable_cc_agent"], event.get("Hangup-Cause", ""))

    def _hear_queue(self, event: Heard) -> None:
        """mod_callcenter tells of offers itself."""
        for what, agent, why in self._waiting.hear(event, self._now):
            if not self._gone:
                self._tell(("queue", self._t(), self._waiting.queue, what, agent, None, why))

    def _hear_own(self, what: str, event: Heard) -> None:
        match what:
            case "CHANNEL_CREATE":
                self._come_in()
            case "CHANNEL_EXECUTE":
                self._execute(event["Application"], event.get("Application-Data", ""), event)
            case "PLAYBACK_START" if self._play:
                self._arrive(Moment("play", self._count["play"]))
            case "PLAYBACK_STOP":
                self._stop(cut=event.get("Playback-Status") == "break" and not self._gone)
            case "RECORD_START" if not hears_whole_calls(event):
                self._meet("record")
            case "CHANNEL_BRIDGE":
                self._bridged(event.get("Bridge-B-Unique-ID", ""))
            case "DTMF":
                self._feel(event["DTMF-Digit"])
            case "CHANNEL_HANGUP":
                self._hang(event.get("Hangup-Cause", ""))
            case "CHANNEL_DESTROY":
                self._vanish()
            case _:
                pass

    def _t(self) -> float:
        self._began = self._began or self._now
        return round(self._now - self._began, 3)

    def _tell(self, told: Event) -> None:
        self._expected(told)
        what = told[0]
        if self._rings and what != "ring":
            self._withdraw()
        self.late = self.late or (self._unsure and what == "no-input")
        self._unsure = False
        match what:
            case "play":
                self._settling = False
                self._stop_playing(cut=False)
                self._play = told
                return
            case "ringing":
                self._rings = line(told)
                self._ringing = {}
                self._arrive(Moment("ring", self._count["ring"]))
                return
            case "ring":
                self._count["ring"] += 1
                self._rings = None
            case "bridge":
                self._bridge = len(self.trace)
            case "lookup":
                self._asks(goes_on=True)
            case _:
                pass
        self._settling = False
        self._stop_playing(cut=False)
        self.trace.append(told)
        if what == "bridge":
            by_agent = self.trace[-2][0] == "queue"
            talk, agent = self._count["ring"] - 1, self._count["answer"] - 1
            self._arrive(Moment("agent", agent) if by_agent else Moment("talk", talk))
        elif what == "end" and told[3] == "transfer":
            self._arrive(Moment("talk", self._count["ring"] - 1))
        elif what == "queue":
            self._queued(told)

    def _expected(self, told: Event) -> None:
        """Whether something was done that this does not come of."""
        pending = self._pending.event if self._pending else None
        if isinstance(pending, HangUp):
            self.late = self.late or told[0] not in call.AFTER_HANGING_UP
        elif isinstance(pending, PhoneAnswered) and told[0] in {"ring", "queue"}:
            self.late = self.late or told[3] not in {"answered", "answer"}
            self._pending = None
        elif pending:
            self.late = True

    def _queued(self, told: Event) -> None:
        """Something happened in a queue."""
        self._listens = self._cuttable = False
        match told[3]:
            case "answer":
                self._count["answer"] += 1
            case "need":
                pass
            case what:
                if what == "enter":
                    self._waiting.enter(told[2], self._now)
                self._arrive(Moment("queue", self._count["queue"]))
                self._count["queue"] += 1

    def _stop_playing(self, *, cut: bool) -> None:
        """What was told of a prompt when it began becomes an event now that it is over."""
        if self._play:
            self.trace.append((*self._play[:1], self._t(), *self._play[2:4], cut))
            self._count["play"] += 1
            self._play = None

    def _arrive(self, found: Moment) -> None:
        self._settling = False
        if self._gone:
            return
        if self._pending:
            self.late = True
        super()._arrive(found)
        self._set_clock(found)

    def _set_clock(self, found: Moment) -> None:
        """Both see the same minute, however long the switch takes to get there."""
        second = self._clock.move(found)
        if second is not None:
            self._socket.send(f"api uuid_setvar {self._channel} {clock.VARIABLE} @{second}")

    def _meet(self, kind: str) -> None:
        self._arrive(Moment(kind, self._count[kind]))
        self._count[kind] += 1

    def _come_in(self) -> None:
        self._there = True
        if self._given_up:
            self._hang_up()

    def _execute(self, application: str, data: str, event: Heard) -> None:
        match application:
            case "sleep":
                self._listens = self._cuttable = False
                self._meet("wait")
            case "bridge" | "record":
                self._listens = self._cuttable = False
            case "playback":
                self._listens = False
                self._secret = hides_keys(event)
                self._cutting = event.get("variable_playback_terminators", "none")
                self._cuttable = self._cutting != "none"
            case "read":
                found = READ.match(data)
                self._secret = hides_keys(event)
                if found:
                    self._listen(int(found[1]), found[2])
            case "lua":
                seen = self._clock.may_show(event) and self._turns.may_show(event)
                self.late = self.late or not seen
                self._lua(data)
            case _:
                pass

    def _lua(self, data: str) -> None:
        """Secret keys are read and services asked within Lua; a mailbox that is full is found
        there."""
        found = HEAR.match(data)
        if found and found[2] and LOOKUP.fullmatch(found[2]):
            self._listens = self._cuttable = False
            self._asks(goes_on=False)
        elif found and found[2] == MAILBOX:
            if self.course.full[self._count["record"] :][:1] == (True,):
                self._meet("record")
        elif found and found[1]:
            self._secret = True
            self._last_key = ""
            self._listen(1, found[1])
            self._listens = " hear 1 " not in data  # for a frame: it is not waited after
        elif found and found[2] in self._lane.secrets and self._last_key.isdecimal():
            self._secret = True
            self._listen(self._lane.secrets[found[2]], SILENT)

    def _listen(self, most: int, sound: str) -> None:
        """It reads keys, `most` at once, after a sound."""
        self._listens = True
        self._cuttable = True
        self._cutting = "any"
        self._digits = most
        if sound == SILENT:
            self._meet("listen")

    def _stop(self, *, cut: bool) -> None:
        """A sound is over; where no prompt is chosen, a moment of silence that is not told."""
        self._stop_playing(cut=cut)
        if self._listens and not cut:
            self._meet("listen")

    def _feel(self, key: str) -> None:
        """A key was taken by whatever the call does; what comes of it is to be seen."""
        self._last_key = key
        pending = self._pending.event if self._pending else None
        if isinstance(pending, Key) and pending.key == key:
            self._pending = None
        if self._at.kind == "record":
            self._settling = key == "#"
        elif self._cuttable and (self._cutting == "any" or key in self._cutting):
            self._digits -= 1
            if self._listens and self._digits and key.isdecimal():
                self._meet("listen")
            else:
                self._settling = True

    def _hang(self, cause: str) -> None:
        """The line is dead; the hang-up hook may still have something to tell. After a conversation
        that the phone ended it is FreeSWITCH that has hung up."""
        for told in self._talks.over(self._t()) if self._talks and not self._partner else ():
            self._tell(told)
        self._gone = cause
        self._withdraw()

    def _withdraw(self) -> None:
        """The caller hung up while a line rang."""
        if self._rings:
            self.trace.append(self._rings.withdrawn(self._t()))
            self._rings = None

    def _bridged(self, leg: str) -> None:
        """A leg of the line that rings has answered."""
        if self._rings and self._rings.block:
            self._talks, self._partner = self._rings, leg
            phone = next(phone for phone, one in self._ringing.items() if one == leg)
            for told in self._talks.answered(self._t(), phone):
                self._tell(told)

    def _left(self, leg: str, cause: str) -> None:
        """A phone rings no more, because of what was done to it or because its time was over
        first; or it has hung up."""
        pending = self._pending.event if self._pending else None
        met = isinstance(pending, PhoneBusy | PhoneFailed | PhoneRefused)
        if met and leg == self._ringing.get(pending.phone):
            self._pending = None
            self.late = self.late or cause not in {_BUSY, _UNREACHABLE, _DECLINED}
        if self._at.kind == "queue":  # the same phone may ring again
            self._ringing = {k: v for k, v in self._ringing.items() if v != leg}
        if leg == self._partner and self._bridge >= 0:
            what, began, partner, _ = self.trace[self._bridge]
            self.trace[self._bridge] = (what, began, partner, round(self._t() - began))
            self._partner = ""

    def _vanish(self) -> None:
        """Only a caller that hung up ends a call without a word of the dialplan's."""
        self._stop_playing(cut=False)
        left = self._pending and isinstance(self._pending.event, HangUp)
        if left and (not self.trace or self.trace[-1][0] != "end"):
            self.trace.append(("end", self._t(), "caller", "hangup"))
        self._end()
