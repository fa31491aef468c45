"""Queues a second time, from their rules alone: slow, second by second, nothing kept that could be
looked up in the history of what happened. The engine is compared with it.
"""

from typing import NamedTuple
from zlib import crc32

from flowc.runtime import acd_protocol as acd
from flowc.runtime.protocol import (
    AgentAnswered,
    Joining,
    NoAgents,
    Offered,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Queued,
    QueueFull,
    Refused,
    Relaxed,
)
from flowc.semantics import ir, needs

SECOND = 1000


class Caller:
    """One who waits, and counts as waiting since `joined`."""

    def __init__(self, name: str, joined: int, wants: Joining) -> None:
        self.name, self.joined, self.wants, self.told_step = name, joined, wants, 0

    def step(self, t: int) -> int:
        return max(n for n, (after, _) in enumerate(self.wants.seats) if after <= t - self.joined)

    def rank(self, t: int) -> tuple[int, int]:
        now = [value for after, value in self.wants.priority if after <= t - self.joined]
        return (-now[-1], self.joined)


class Offer:
    """An agent is being rung: since `rung` by the phone at `place`; `heard`: what phones did."""

    def __init__(self, agent: str, caller: Caller, t: int) -> None:
        self.agent, self.caller, self.rung = agent, caller, t
        self.place = 0
        self.heard: list[str] = []


class Talk(NamedTuple):
    """A conversation; `ended` None: it goes on."""

    agent: str
    call: str
    queue: str
    began: int
    ended: int | None


class Naive:
    """All queues of a program."""

    def __init__(self, program: ir.Program, away: set[str], paused: set[str]) -> None:
        self.queues = {b.id: b for b in program.blocks if isinstance(b, ir.Queue)}
        self.ties = {name: list(needs.ranked(q, program.agents)) for name, q in self.queues.items()}
        self.phones = {a.name: a.phones for a in program.agents}
        self.away, self.paused, self.direct = set(away), set(paused), set[str]()
        self.waiting: list[Caller] = []
        self.offers: list[Offer] = []
        self.talks: list[Talk] = []
        self.refusals: list[tuple[str, int]] = []
        self.offered: list[tuple[str, str]] = []
        self.out: list[acd.Effect] = []

    # ---- what a driver gives ----

    def give(self, event: acd.Event) -> list[acd.Effect]:  # noqa: C901, PLR0912 - one per kind
        self.out = []
        t = event.t
        match event:
            case acd.Joined(_, call, wants):
                self.join(t, call, wants)
            case acd.Left(_, call) | acd.Freed(_, call):
                self.leave(t, call)
            case PhoneAnswered(_, phone):
                for offer in self.rung(phone):
                    self.answer(t, offer)
            case PhoneBusy(_, phone):
                for offer in self.rung(phone):
                    self.next_phone(t, offer, "busy")
            case PhoneFailed(_, phone):
                for offer in self.rung(phone):
                    self.next_phone(t, offer, "failed")
            case acd.PhoneRefused(_, phone):
                for offer in self.rung(phone):
                    self.refuse(t, offer, "refused")
            case acd.PhoneTaken(_, phone):
                self.direct.add(phone)
                for offer in [o for o in self.offers if phone in self.phones[o.agent]]:
                    self.refuse(t, offer, "busy")
            case acd.PhoneFreed(_, phone):
                self.direct.discard(phone)
            case acd.SignedIn(_, agent):
                self.away.discard(agent)
            case acd.Back(_, agent):
                self.paused.discard(agent)
            case acd.SignedOut(_, agent):
                self.away.add(agent)
                self.called_away(t, agent)
            case acd.OnBreak(_, agent):
                self.paused.add(agent)
                self.called_away(t, agent)
            case _:
                raise AssertionError(event)
        return self.out

    def timers(self, t: int) -> list[acd.Effect]:
        """Rings that are over, needs that relax."""
        self.out = []
        for agent in self.phones:
            for offer in [o for o in self.offers if o.agent == agent]:
                if t - offer.rung == self.queues[offer.caller.wants.queue].ring * SECOND:
                    self.next_phone(t, offer, "no-answer")
        for caller in self.waiting:
            while caller.told_step < caller.step(t):
                caller.told_step += 1
                self.out.append(acd.Told(caller.name, Relaxed(t, caller.told_step)))
        return self.out

    def new_offers(self, t: int) -> list[acd.Effect]:
        """Each caller in turn, as long as anybody can be offered anybody."""
        self.out = []
        for caller in sorted(self.waiting, key=lambda c: c.rank(t)):
            together = self.queues[caller.wants.queue].strategy == "ring-all"
            if together or not any(o.caller is caller for o in self.offers):
                for agent in self.choose(t, caller):
                    self.offer(t, caller, agent)
        return self.out

    # ---- what happens ----

    def join(self, t: int, call: str, wants: Joining) -> None:
        same = [c for c in self.waiting if c.wants.queue == wants.queue]
        before = [c for c in same if not c.wants.calls_back]
        limit = self.queues[wants.queue].limit
        here = [a for a in wants.seats[-1][1] if a not in self.away and a not in self.paused]
        if limit is not None and len(before) >= limit and not wants.calls_back:
            self.out.append(acd.Told(call, QueueFull(t)))
        elif not here:
            self.out.append(acd.Told(call, NoAgents(t)))
        else:
            self.waiting.append(Caller(call, t - wants.waited, wants))
            self.out.append(acd.Told(call, Queued(t, self.position(call, t))))

    def position(self, call: str, t: int) -> int:
        own = next(c for c in self.waiting if c.name == call)
        same = [c for c in self.waiting if c.wants.queue == own.wants.queue]
        return sorted(same, key=lambda c: c.rank(t)).index(own) + 1

    def leave(self, t: int, call: str) -> None:
        self.waiting = [c for c in self.waiting if c.name != call]
        self.withdraw(t, call)
        self.talks = [
            talk._replace(ended=t) if talk.call == call and talk.ended is None else talk
            for talk in self.talks
        ]

    def withdraw(self, t: int, call: str) -> None:
        for offer in [o for o in self.offers if o.caller.name == call]:
            self.stop(t, offer)

    def stop(self, t: int, offer: Offer) -> None:
        self.offers.remove(offer)
        phone = self.phones[offer.agent][offer.place]
        self.out.append(acd.Stops(t, offer.agent, phone, offer.caller.name))

    def offer(self, t: int, caller: Caller, agent: str) -> None:
        queue = self.queues[caller.wants.queue]
        why = f"need {caller.step(t) + 1}, {queue.strategy}"
        self.offers.append(Offer(agent, caller, t))
        self.offered.append((queue.id, agent))
        self.out.append(acd.Told(caller.name, Offered(t, agent, why)))
        self.out.append(acd.Rings(t, agent, self.phones[agent][0], caller.name))

    def rung(self, phone: str) -> list[Offer]:
        return [o for o in self.offers if self.phones[o.agent][o.place] == phone]

    def next_phone(self, t: int, offer: Offer, heard: str) -> None:
        offer.heard.append(heard)
        if offer.place + 1 < len(self.phones[offer.agent]):
            self.stop(t, offer)
            offer.place += 1
            offer.rung = t
            self.offers.append(offer)
            phone = self.phones[offer.agent][offer.place]
            self.out.append(acd.Rings(t, offer.agent, phone, offer.caller.name))
            return
        best = next(why for why in ("no-answer", "busy", "failed") if why in offer.heard)
        self.refuse(t, offer, best)

    def refuse(self, t: int, offer: Offer, why: str) -> None:
        self.stop(t, offer)
        if why != "away":
            self.refusals.append((offer.agent, t))
        self.out.append(acd.Told(offer.caller.name, Refused(t, offer.agent, why)))

    def called_away(self, t: int, agent: str) -> None:
        for offer in [o for o in self.offers if o.agent == agent]:
            self.refuse(t, offer, "away")

    def answer(self, t: int, offer: Offer) -> None:
        call = offer.caller
        self.offers.remove(offer)
        self.withdraw(t, call.name)
        self.waiting.remove(call)
        self.talks.append(Talk(offer.agent, call.name, call.wants.queue, t, None))
        self.out.append(acd.Told(call.name, AgentAnswered(t, offer.agent)))

    # ---- who ----

    def may_be_rung(self, t: int, agent: str) -> bool:
        return not (
            agent in self.away
            or agent in self.paused
            or any(phone in self.direct for phone in self.phones[agent])
            or any(o.agent == agent for o in self.offers)
            or any(who == agent and t - when < 5 * SECOND for who, when in self.refusals)
            or any(self.holds(t, talk) for talk in self.talks if talk.agent == agent)
        )

    def holds(self, t: int, talk: Talk) -> bool:
        """Whether the conversation, or the wrap-up after it, goes on."""
        return talk.ended is None or t - talk.ended < self.queues[talk.queue].wrap_up * SECOND

    def choose(self, t: int, caller: Caller) -> list[str]:  # noqa: PLR0911 - one per kind
        name = caller.wants.queue
        seat = caller.wants.seats[caller.step(t)][1]
        ties = self.ties[name]
        able = [a for a in ties if a in seat and self.may_be_rung(t, a)]
        if not able:
            return []
        own = {a: [x for x in self.talks if x.agent == a] for a in able}
        made = [agent for queue, agent in self.offered if queue == name]
        match self.queues[name].strategy:
            case "ring-all":
                return able
            case "in-order":
                return able[:1]
            case "longest-idle":
                ends = {a: [x.ended for x in own[a] if x.ended is not None] for a in able}
                never = [a for a in able if not ends[a]]
                return never[:1] or sorted(able, key=lambda a: max(ends[a]))[:1]
            case "fewest-calls":
                return sorted(able, key=lambda a: len(own[a]))[:1]
            case "least-talk-time":
                return sorted(able, key=lambda a: sum((x.ended or 0) - x.began for x in own[a]))[:1]
            case "round-robin":
                last = ties.index(made[-1]) if made else -1
                circle = ties[last + 1 :] + ties[: last + 1]
                return [a for a in circle if a in able][:1]
            case "random":
                return [able[crc32(f"{name} {len(made)}".encode()) % len(able)]]
