"""The agents of a test: whose phone a queue rings, how it meets the ring, and where everybody is.

The staff holds the queues' engine and what that cannot know. Times are those of the test.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from flowc.runtime.acd import compile_acd
from flowc.runtime.acd_protocol import (
    Back,
    Event,
    Freed,
    Joined,
    OnBreak,
    PhoneRefused,
    Rings,
    SignedIn,
    SignedOut,
    Stops,
    Told,
)
from flowc.runtime.precedence import precedence
from flowc.runtime.protocol import (
    Elapsed,
    Joining,
    Offered,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Refused,
    Relaxed,
    SwitchTurned,
)
from flowc.semantics import ir
from flowc.semantics.scenario import Does
from flowc.testing import given
from flowc.testing.given import SECOND, Facts, Met
from flowc.testing.result import Agents, Moved, Rang

PASSED_OVER = 5 * SECOND
"""How long a queue passes over an agent who did not answer."""

DOES: Final[dict[Does, type[SignedIn | SignedOut | OnBreak | Back]]] = {
    "signs-in": SignedIn,
    "signs-out": SignedOut,
    "takes-a-break": OnBreak,
    "is-back": Back,
}
_DOES: Final[dict[type, Does]] = {event: does for does, event in DOES.items()}
_MET: Final = {
    PhoneAnswered: "answered",
    PhoneBusy: "busy",
    PhoneFailed: "failed",
    PhoneRefused: "refused",
}
_MOVE = precedence(SwitchTurned(0, "", on=True))
_FIRST, _LAST = precedence(Relaxed(0, 0)), precedence(Offered(0, "", ""))
"""Where the two turns that the queues take at an instant stand among what happens then."""


class Due(NamedTuple):
    """Something that happens among the agents if nobody does anything."""

    t: int
    precedence: int
    event: Event


class Conversation(NamedTuple):
    """An agent talks with a caller of a queue, on a phone."""

    agent: str
    phone: str
    queue: str


class Staff:
    """Where the agents are. `joined`: the calls that ever asked to be let into a queue, by their
    last one: when, and how. `talks`: by call. `wrap_up`, `passed`: until when, by agent."""

    def __init__(self, program: ir.Program, facts: Facts) -> None:
        """Nobody has called."""
        away, paused = (given.absent(facts, s, 0) for s in ("signed-out", "on-break"))
        self.program = program
        self.facts = facts
        self.acd = compile_acd(program)
        self.state = self.acd.start(away, paused)
        self.moves = list(given.moves(facts))
        self.coming: list[Met] = []
        self.away, self.paused = set(away), set(paused)
        self.joined: dict[str, tuple[int, Joining]] = {}
        self.talks: dict[str, Conversation] = {}
        self.wrap_up: dict[str, int] = {}
        self.passed: dict[str, int] = {}
        self._ringing: dict[str, int] = {}
        self._rang: list[Rang] = []
        self._moved: list[Moved] = []
        self._began = Agents(away, paused)

    # ---- what is due ----------------------------------------------------------------------------

    def due(self) -> Iterator[Due]:
        """What happens if nobody does anything."""
        for met in self.coming:
            yield Due(met.t, precedence(met), met)
        for move in self.moves[:1]:
            yield Due(move.t, _MOVE, move)
        until = self.acd.until(self.state)
        if until is not None:
            yield Due(until, _LAST if self.acd.offering(self.state) else _FIRST, Elapsed(until))

    # ---- what happens ---------------------------------------------------------------------------

    def give(self, event: Event, turn: int) -> list[Told]:
        """Give the queues an event; what their calls are to be told. `turn`: how many were taken,
        this one included."""
        self._note(event, turn)
        self.state, effects = self.acd.step(self.state, event)
        told: list[Told] = []
        for effect in effects:
            match effect:
                case Rings():
                    self._ring(effect, turn)
                case Stops(t, _, phone, _):
                    self._stop(phone, t)
                case Told(_, heard):
                    told.append(effect)
                    if isinstance(heard, Refused) and heard.why != "away":
                        self.passed[heard.agent] = heard.t + PASSED_OVER
        return told

    def _note(self, event: Event, turn: int) -> None:
        match event:
            case PhoneAnswered() | PhoneBusy() | PhoneFailed() | PhoneRefused():
                self._meet(event, turn)
            case SignedIn() | SignedOut() | OnBreak() | Back():
                self._move(event, turn)
            case Joined(t, call, joining):
                self.joined[call] = (t, joining)
            case Freed(t, call):
                talk = self.talks.pop(call)
                block = next(b for b in self.program.blocks if b.id == talk.queue)
                length = block.wrap_up if isinstance(block, ir.Queue) else 0
                self.wrap_up[talk.agent] = t + length * SECOND
            case _:
                pass

    def _move(self, event: given.Move, turn: int) -> None:
        self.moves = [move for move in self.moves if move is not event]
        self._moved.append(Moved(event.agent, _DOES[type(event)], event.t, turn))
        gone = self.away if isinstance(event, SignedIn | SignedOut) else self.paused
        if isinstance(event, SignedOut | OnBreak):
            gone.add(event.agent)
        else:
            gone.discard(event.agent)

    # ---- phones ---------------------------------------------------------------------------------

    def ringing(self, call: str, name: str) -> Rang | None:
        """The phone that rings for the call: the phone `name`, or one of the agent `name`."""
        rang = (self._rang[n] for n in self._ringing.values())
        return next((r for r in rang if r.caller == call and name in (r.agent, r.phone)), None)

    def rung_for(self, agent: str) -> str | None:
        """The call for which the agent is rung."""
        rang = (self._rang[n] for n in self._ringing.values())
        return next((r.caller for r in rang if r.agent == agent), None)

    def declines(self, phone: str) -> bool:
        """Whether the phone that rings is about to be busy, or cannot be reached."""
        return any(
            met.phone == phone and isinstance(met, PhoneBusy | PhoneFailed) for met in self.coming
        )

    def _ring(self, rings: Rings, turn: int) -> None:
        """All is decided at the first instant, as in a ring block. No phone rings that talks: it
        is one agent's only."""
        t, agent, phone, call = rings
        self._stop(phone, t)
        self._ringing[phone] = len(self._rang)
        self._rang.append(Rang(agent, phone, call, t, turn))
        met = given.phone(self.facts, phone, (agent,), t, t)
        if met:
            self.coming.append(met)

    def _meet(self, event: Met | PhoneRefused, turn: int) -> None:
        self.coming = [met for met in self.coming if met is not event]
        place = self._ringing.get(event.phone)
        if place is None:
            return
        rang = self._rang[place]
        self._rang[place] = rang._replace(met=_MET[type(event)], at=event.t, met_turn=turn)
        if isinstance(event, PhoneAnswered):
            _, joining = self.joined[rang.caller]
            self.talks[rang.caller] = Conversation(rang.agent, rang.phone, joining.queue)
            self._stop(event.phone, event.t)

    def _stop(self, phone: str, t: int) -> None:
        self.coming = [met for met in self.coming if met.phone != phone]
        place = self._ringing.pop(phone, None)
        if place is not None and not self._rang[place].met:
            self._rang[place] = self._rang[place]._replace(at=t)

    # ---- for whoever asks -----------------------------------------------------------------------

    def told(self) -> Agents:
        """What the agents did so far."""
        return self._began._replace(rang=tuple(self._rang), moved=tuple(self._moved))
