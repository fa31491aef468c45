"""Random scenarios: the engine against a second, naive implementation, event by event, and what
must hold of queues whoever runs them.
"""

from collections import defaultdict
from random import Random
from typing import NamedTuple

import pytest

from flowc.runtime import acd_protocol as acd
from flowc.runtime.acd import compile_acd
from flowc.runtime.protocol import (
    AgentAnswered,
    Elapsed,
    Joining,
    Offered,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Queued,
)
from flowc.semantics import ir
from tests.runtime.naive_queues import Naive
from tests.runtime.queues import agent, among, joining, program, queue, tech

END = 150  # seconds: all patience is over by then
STRATEGIES: tuple[ir.Strategy, ...] = (
    "ring-all",
    "longest-idle",
    "round-robin",
    "fewest-calls",
    "least-talk-time",
    "in-order",
    "random",
)


class Visit(NamedTuple):
    """A caller: joins, and goes after so many seconds, at the latest by the longest wait."""

    t: int
    call: str
    joining: Joining
    after: int
    hangs_up: int | None
    talks: int


class Scenario(NamedTuple):
    whole: ir.Program
    away: set[str]
    paused: set[str]
    visits: list[Visit]
    moves: list[acd.Event]


# ---- what may come ------------------------------------------------------------------------------


def scenario(seed: int) -> Scenario:
    """Agents, queues and callers; times are whole seconds, and few, so that much coincides."""
    r = Random(seed)  # noqa: S311 - no secret
    agents = tuple(
        agent(name, *([name, f"{name}_mobile"][: r.randint(1, 2)]), tech=r.randint(1, 3))
        for name in ("ann", "bob", "cid", "dan")[: r.randint(1, 4)]
    )
    names = [a.name for a in agents]
    whole = program(agents, *(some_queue(r, n, names) for n in range(r.randint(1, 3))))
    ids = [block.id for block in whole.blocks]
    visits = [
        Visit(
            r.randint(0, 40),
            f"c{n}",
            some_joining(r, whole, ids),
            r.choice((10, 20, 30, 45)),
            r.choice((None, None, r.randint(0, 30))),
            r.randint(0, 12),
        )
        for n in range(r.randint(1, 9))
    ]
    moves = [some_move(r, names, agents) for _ in range(r.randint(0, 6))]
    away, paused = ({n for n in names if r.random() < 0.1} for _ in range(2))
    return Scenario(whole, away, paused, visits, moves)


def some_queue(r: Random, n: int, names: list[str]) -> ir.Queue:
    level = r.randint(1, 3)
    steps = r.choice(
        (
            (tech(level),),
            (tech(level), tech(1, after=r.randint(1, 8))),
            (tech(3), tech(2, after=4), tech(1, after=9)),
            (among(*r.sample(names, len(names))),),
            (among(names[-1]), among(*reversed(names), after=5)),
        )
    )
    return queue(
        f"q{n}",
        *steps,
        strategy=r.choice(STRATEGIES),
        ring=r.randint(1, 6),
        wrap_up=r.choice((0, 0, 1, 5, 8)),
        limit=r.choice((None, None, 1, 3)),
    )


def some_joining(r: Random, whole: ir.Program, ids: list[str]) -> Joining:
    """A caller's, or that of a callback, which has a wait behind it."""
    wants = joining(whole, r.choice(ids), some_priority(r))
    if r.random() < 0.7:
        return wants
    return wants._replace(waited=r.choice((0, 0, r.randint(1, 40))) * 1000, calls_back=True)


def some_priority(r: Random) -> tuple[tuple[int, int], ...]:
    first = (0, r.choice((0, 0, 5)))
    later = ((r.randint(1, 10) * 1000, r.choice((3, 5, 9))),)
    return (first, *(later if r.random() < 0.3 else ()))


def some_move(r: Random, names: list[str], agents: tuple[ir.Agent, ...]) -> acd.Event:
    t, name = r.randint(0, 50) * 1000, r.choice(names)
    phone = r.choice([phone for a in agents for phone in a.phones])
    return r.choice(
        (
            acd.SignedOut(t, name),
            acd.SignedIn(t, name),
            acd.OnBreak(t, name),
            acd.Back(t, name),
            acd.PhoneTaken(t, phone),
            acd.PhoneFreed(t, phone),
            PhoneAnswered(t, phone),
        )
    )


# ---- the play -----------------------------------------------------------------------------------


class Play:
    """A scenario, played by both, second by second, in the order that the protocol asks for."""

    def __init__(self, given: Scenario, seed: int) -> None:
        self.given = given
        self.random = Random(seed)  # noqa: S311 - no secret
        self.acd = compile_acd(given.whole)
        self.state = self.acd.start(given.away, given.paused)
        self.naive = Naive(given.whole, given.away, given.paused)
        self.visits = {visit.call: visit for visit in given.visits}
        self.agenda: dict[int, list[acd.Event]] = defaultdict(list)
        self.rung: dict[tuple[str, str], acd.Event | None] = {}
        self.leaves: dict[int, list[str]] = defaultdict(list)
        self.log: list[acd.Effect] = []
        for event in (
            *given.moves,
            *(acd.Joined(v.t * 1000, v.call, v.joining) for v in given.visits),
        ):
            self.agenda[event.t].append(event)

    def run(self) -> None:
        for t in range(0, END * 1000, 1000):
            self.happen(t)
            self.elapse(t, offering=False)
            for call in self.leaves.pop(t, ()):
                if any(c.name == call for c in self.naive.waiting):
                    self.give(acd.Left(t, call))
            while self.elapse(t, offering=True):
                self.happen(t)
        assert not self.naive.waiting
        assert not self.naive.offers
        assert self.acd.until(self.state) is None

    def happen(self, t: int) -> None:
        """What people do at this second, those who come first first."""
        while self.agenda[t]:
            event = min(self.agenda[t], key=_order)
            self.agenda[t].remove(event)
            self.give(event)

    def give(self, event: acd.Event) -> None:
        due = self.acd.until(self.state)
        assert due is None or due >= event.t
        self.state, effects = self.acd.step(self.state, event)
        self.same(event, list(effects), self.naive.give(event))

    def elapse(self, t: int, *, offering: bool) -> bool:
        """One of the two turns at this second, if the engine asks for it."""
        got: list[acd.Effect] = []
        asked = False
        while self.acd.until(self.state) == t and self.acd.offering(self.state) == offering:
            self.state, effects = self.acd.step(self.state, Elapsed(t))
            got += effects
            asked = True
        expected = self.naive.new_offers(t) if offering else self.naive.timers(t)
        self.same(Elapsed(t), got, expected)
        if offering:
            self.fair(t, got)
        return asked

    def same(self, event: acd.Event, got: list[acd.Effect], expected: list[acd.Effect]) -> None:
        assert sorted(map(str, got)) == sorted(map(str, expected)), event
        self.log += got
        for effect in got:
            self.react(effect)
        for visit in self.given.visits:
            position = self.acd.position(self.state, visit.call, event.t)
            waits = any(c.name == visit.call for c in self.naive.waiting)
            assert position == (self.naive.position(visit.call, event.t) if waits else None)

    # ---- how people react ----

    def react(self, effect: acd.Effect) -> None:
        match effect:
            case acd.Rings(t, name, phone, _):
                self.rung[name, phone] = event = self.reaction(t, phone)
                if event:
                    self.agenda[event.t].append(event)
            case acd.Stops(_, name, phone, _):
                event = self.rung.pop((name, phone))
                if event and event in self.agenda[event.t]:
                    self.agenda[event.t].remove(event)
            case acd.Told(call, Queued(t=t)):
                visit = self.visits[call]
                self.leaves[t + visit.after * 1000].append(call)
                if visit.hangs_up is not None:
                    self.agenda[t + visit.hangs_up * 1000].append(
                        acd.Left(t + visit.hangs_up * 1000, call)
                    )
            case acd.Told(call, AgentAnswered(t=t)):
                over = t + self.visits[call].talks * 1000
                self.agenda[over].append(acd.Freed(over, call))
            case _:
                pass

    def reaction(self, t: int, phone: str) -> acd.Event | None:
        delayed = t + self.random.choice((0, 1, 2, 4)) * 1000
        return self.random.choice(
            (
                PhoneAnswered(delayed, phone),
                PhoneAnswered(delayed, phone),
                PhoneBusy(t, phone),
                PhoneFailed(t, phone),
                acd.PhoneRefused(delayed, phone),
                None,
            )
        )

    # ---- what must hold ----

    def fair(self, t: int, made: list[acd.Effect]) -> None:
        """Nobody who might be rung is idle while somebody waits for them; nobody was passed over
        for one who comes later; an agent is in one call at most, and meets its need."""
        naive = self.naive
        offered = {o.caller.name for o in naive.offers}
        left_out = [c for c in naive.waiting if c.name not in offered]
        for caller in left_out:
            seat = caller.wants.seats[caller.step(t)][1]
            assert not [name for name in seat if naive.may_be_rung(t, name)]
        waiting = {c.name: c for c in naive.waiting}
        for effect in made:
            if isinstance(effect, acd.Told) and isinstance(effect.event, Offered):
                caller, name = waiting[effect.call], effect.event.agent
                assert name in caller.wants.seats[caller.step(t)][1]
                for other in left_out:
                    wanted = name in other.wants.seats[other.step(t)][1]
                    assert not wanted or caller.rank(t) <= other.rank(t)
        busy = [o.agent for o in naive.offers] + [x.agent for x in naive.talks if x.ended is None]
        assert len(busy) == len(set(busy))


_FIRST: tuple[type[acd.Event], ...] = (acd.Left, acd.Freed, PhoneAnswered, PhoneBusy, PhoneFailed)


def _order(event: acd.Event) -> int:
    return _FIRST.index(type(event)) if type(event) in _FIRST else len(_FIRST)


@pytest.mark.parametrize("batch", range(10))
def test_the_engine_does_what_the_rules_say(batch: int) -> None:
    for seed in range(batch * 200, batch * 200 + 200):
        play = Play(scenario(seed), seed)
        play.run()


def test_the_scenarios_hold_what_they_are_for() -> None:
    seen: set[str] = set()
    for seed in range(100):
        play = Play(scenario(seed), seed)
        play.run()
        for effect in play.log:
            event = effect.event if isinstance(effect, acd.Told) else effect
            seen.add(type(event).__name__)
            seen.add(str(getattr(event, "why", "")))
    assert {"Queued", "QueueFull", "NoAgents", "Relaxed", "Refused", "AgentAnswered"} <= seen
    assert {"no-answer", "busy", "failed", "refused", "away"} <= seen
    assert {f"need 2, {s}" for s in STRATEGIES} <= seen
