"""A caller who goes on with a call by themselves: does what the script still says where it fits,
and else nothing.

Made for `trying`: no stage, no other callers. Who is rung meets that as the facts say, or as the
script does; a queue lets the caller wait to the end.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from flowc.runtime.protocol import (
    AgentHangUp,
    Choosing,
    Chosen,
    Elapsed,
    Ended,
    Event,
    HangUp,
    Joining,
    Key,
    Listening,
    LookingUp,
    Machine,
    MailboxFull,
    NoAgents,
    Outside,
    PhoneAnswered,
    Queued,
    Recording,
    Registered,
    Registering,
    Returned,
    Ringing,
    Silence,
    Spoke,
    State,
    Talking,
    Wait,
)
from flowc.semantics import ir
from flowc.semantics.scenario import Enter, PickUp, Press, Speak
from flowc.testing import given
from flowc.testing.given import SECOND, Facts

if TYPE_CHECKING:
    from flowc.trace import Event as Happening

LONGEST = 3600 * SECOND
"""How long such a caller is followed; who hears something for so long is not stuck."""

_KEY_GAP = 100
_TALK, _QUIET = 60 * SECOND, 5 * SECOND


class Ground(NamedTuple):
    """Where the call is made: the program's listening places and the facts of its test."""

    machine: Machine
    program: ir.Program
    asks: dict[str, ir.Menu | ir.Collect]
    facts: Facts


Acts = tuple[Press | Enter | Speak | PickUp, ...]
Answering = Callable[[LookingUp, int], Event]
"""What a service gives to a request at a time of the call."""


def asks(program: ir.Program) -> dict[str, ir.Menu | ir.Collect]:
    """What listens for keys, by the name that `Listening` has for it."""
    found: dict[str, ir.Menu | ir.Collect] = {}
    for block in program.blocks:
        if isinstance(block, ir.Menu):
            found[block.id] = block
        elif isinstance(block, ir.Step):
            found |= {op.var: op for op in block.ops if isinstance(op, ir.Collect)}
    return found


class StandIn:
    """The caller, from a moment of a call on."""

    def __init__(self, ground: Ground, state: State, now: int, acts: Acts) -> None:
        """`now`: on the clock of the call. `acts`: what the script still says."""
        self.trace: list[Happening] = []
        self._ground = ground
        self._state = state
        self._now = now
        self._acts = acts

    def go(self, first: Event, answer: Answering) -> Ended | None:
        """Give the call `first`, and go on to its end; None for a call that goes on and on."""
        last = self._now + LONGEST
        wait = self._give(first)
        while not isinstance(wait, Ended) and self._now <= last:
            wait = self._next(wait, answer)
        return wait if isinstance(wait, Ended) else None

    def _give(self, event: Event) -> Wait:
        self._now = max(self._now, event.t)
        self._state, (trace, wait) = self._ground.machine.step(self._state, event)
        self.trace += trace
        return wait

    def _next(self, wait: Wait, answer: Answering) -> Wait:  # noqa: PLR0911 - a kind each
        now, facts = self._now, self._ground.facts
        match wait:
            case LookingUp():
                return self._give(answer(wait, now))
            case Listening():
                return self._listen(wait)
            case Ringing(until, _, phones):
                return self._give(self._met(phones, until))
            case Talking():
                return self._give(AgentHangUp(now + _TALK))
            case Recording(mailbox=mailbox):
                full = given.is_full(facts, mailbox, now)
                return self._give(MailboxFull(now) if full else Silence(now + _QUIET))
            case Choosing(block, shares):
                likely = max(range(len(shares)), key=lambda n: shares[n][0])
                return self._give(given.share(facts, block, now) or Chosen(now, likely))
            case Outside(block):
                return self._give(given.returned(facts, block, now) or Returned(now, "failed"))
            case Joining(seats=seats):
                away = given.absent(facts, "signed-out", now)
                there = set(seats[-1][1]) - set(away) if seats else set[str]()
                return self._give(Queued(now, 1) if there else NoAgents(now))
            case Registering():
                return self._give(Registered(now))
            case _:
                until = wait.until
                return self._give(HangUp(now) if until is None else Elapsed(until))

    def _met(self, phones: tuple[str, ...], until: int) -> Event:
        """How the phones that ring are met: by the script, or as the facts say."""
        agents = {a.name: a.phones for a in self._ground.program.agents}
        for act in self._acts:
            if isinstance(act, PickUp):
                own = {act.phone, *agents.get(act.phone, ())}
                phone = next((p for p in phones if p in own), None)
                if phone is not None:
                    return PhoneAnswered(self._now, phone)
        now, facts = self._now, self._ground.facts
        owners = {p: tuple(a for a, own in agents.items() if p in own) for p in phones}
        met = (given.phone(facts, p, owners[p], now, now) for p in phones)
        found = [event for event in met if event and event.t <= until]
        return min(found, key=lambda event: event.t, default=Elapsed(until))

    def _listen(self, wait: Listening) -> Wait:
        """Presses what the script says next that fits here, or says it; silence where nothing
        does."""
        for n, act in enumerate(self._acts):
            if isinstance(act, Speak):
                place = self._ground.asks.get(wait.into)
                if isinstance(place, ir.Menu) and place.phrases and not wait.begun:
                    self._acts = self._acts[n + 1 :]
                    return self._give(Spoke(self._now + _KEY_GAP, act.words))
                continue
            keys = self._fitting(act, wait.into)
            if not keys:
                continue
            rest = act.keys[len(keys) :] if isinstance(act, Press) else ""
            left = (Press(rest, None, act.span),) if rest else ()
            self._acts = (*left, *self._acts[n + 1 :])
            now: Wait = wait
            for key in keys:
                if isinstance(now, Listening) and now.into == wait.into:
                    now = self._give(Key(self._now + _KEY_GAP, key))
            return now
        return self._give(Elapsed(wait.until))

    def _fitting(self, act: Press | Enter | PickUp, into: str) -> str:
        """The keys of `act` that what listens there takes; "" for none."""
        place = self._ground.asks.get(into)
        match act, place:
            case Press(keys), ir.Menu():
                whole = any(_takes(key, keys) for key in place.keys)
                first = any(_takes(key, keys[0]) for key in place.keys)
                return keys if whole else keys[0] if first else ""
            case Press(keys) | Enter(keys), ir.Collect():
                digits = keys.removesuffix(place.end or "")
                fits = digits.isdecimal() and place.minimum <= len(digits) <= place.maximum
                return keys if fits else ""
            case Press(keys), None if into == "confirm":
                return keys[0]
            case _:
                return ""


def _takes(key: ir.Key, keys: str) -> bool:
    """Whether a menu's key stands for these."""
    beginning, more = keys[: len(key.pattern)], keys[len(key.pattern) :]
    if len(beginning) < len(key.pattern) or (more and not key.rest):
        return False
    return all(
        want == have or (want == "X" and have.isdecimal())
        for want, have in zip(key.pattern, beginning, strict=True)
    )
