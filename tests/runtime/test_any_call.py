"""Any program, any caller: every call ends, nothing raises, a step is a pure function."""

import random

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import (
    AgentHangUp,
    Call,
    Choosing,
    Chosen,
    Elapsed,
    Ended,
    Event,
    HangUp,
    Key,
    MailboxFull,
    Outside,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Returned,
    Silence,
    SwitchTurned,
    Talking,
    Wait,
)
from flowc.semantics import ir
from flowc.trace import FIELDS, Event as Traced
from tests.runtime.build import (
    HANGUP,
    NUMBER,
    SPAN,
    asking,
    branch,
    collect,
    const,
    flow,
    handler,
    line,
    menu,
    play,
    plus_one,
    press,
    prompt,
    record,
    ring,
    step,
    to,
    var,
    variable,
)

PROMPTS = ["two", "five", "sorry", "silent", "short", "empty"]
PATTERNS = ["1", "2", "12", "1X", "0*", "*", "#", "123"]
COUNTERS = tuple(f"c{n}" for n in range(200))


class Maker:
    """Makes up one program."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - for tests
        self.names = [f"b{n}" for n in range(self.rng.randint(2, 8))]
        self.counters = iter(COUNTERS)

    def program(self) -> ir.Program:
        makers = [self.step, self.menu, self.ring, self.voicemail, self.split, self.external]
        blocks = [self.rng.choice(makers)(name) for name in self.names]
        return flow(
            *blocks,
            *(step(name) for name in ("busy", "no_answer", "failed")),
            prompts=(prompt("read_back", "you said ", ir.Spoken("x", ir.Type("digits"))),),
            variables=(variable("x", "0"), variable("n", 0), variable("ends", 0)),
            counters=COUNTERS,
            switches=(ir.Switch("emergency", initial=False, code=None, pin=None, span=SPAN),),
            default_failed=to(self.rng.choice(self.names)),
            default_gave_up=to(self.rng.choice(self.names)),
            on_hangup=(plus_one("ends"), record("ends", var("ends", NUMBER))),
        )

    def edge(self, depth: int = 0) -> ir.Edge:
        kind = self.rng.randint(0, 9)
        if kind == 0:
            return HANGUP
        if kind <= 2:
            return ir.Edge(ir.ToDefault(self.rng.choice(("failed", "gave-up"))), SPAN)
        if kind <= 5 and depth < 2:
            bound = ir.Bound(next(self.counters), self.rng.randint(0, 2), self.edge(depth + 1))
            return to(self.rng.choice(self.names), ("n", const(3)), bound=bound)
        return to(self.rng.choice(self.names))

    def play(self) -> ir.Play:
        return play(self.rng.choice(PROMPTS), barge_in=self.rng.random() < 0.8)

    def handlers(self) -> tuple[ir.Handler, ...]:
        made: list[ir.Handler] = []
        for _ in range(self.rng.randint(0, 2)):
            edge = self.edge() if self.rng.random() < 0.3 else None
            nth = self.rng.choice((None, 1, 2))
            made.append(handler(self.play(), plus_one("n"), self.play(), nth=nth, edge=edge))
        return tuple(made)

    def asking(self) -> ir.Asking:
        most = self.rng.randint(1, 3)
        return asking(
            *(self.play() for _ in range(self.rng.randint(0, 2))),
            tries=ir.Tries(most, most, shared=self.rng.random() < 0.5),
            on_no_input=self.handlers(),
            on_no_match=self.handlers(),
            gave_up_no_input=self.edge(),
            gave_up_no_match=self.edge(),
        )

    def step(self, name: str) -> ir.Step:
        switched = ir.SwitchIs("emergency", on=True)
        makers = [
            self.play,
            lambda: plus_one("n"),
            lambda: ir.Wait(self.rng.randint(1, 3), SPAN),
            lambda: branch((switched, self.edge())),
            self.collect,
        ]
        ops = [self.rng.choice(makers)() for _ in range(self.rng.randint(0, 4))]
        return step(name, *ops, final=self.edge())

    def collect(self) -> ir.Collect:
        low = self.rng.randint(1, 3)
        confirm = (play("read_back", x=var("x")),) if self.rng.random() < 0.4 else ()
        visits = ir.Visits(next(self.counters), 2, self.edge())
        return collect(
            "x",
            self.asking(),
            (low, low + self.rng.randint(0, 2)),
            accept=self.rng.choice((None, ir.AcceptRange(1, 50), ir.AcceptLuhn())),
            confirm=confirm,
            visits=visits if self.rng.random() < 0.4 else None,
            escapes=(("*", self.edge()),) if self.rng.random() < 0.4 else (),
        )

    def menu(self, name: str) -> ir.Menu:
        chosen = self.rng.sample(PATTERNS, self.rng.randint(1, 4))
        return menu(name, self.asking(), *(press(pattern, self.edge()) for pattern in chosen))

    def ring(self, name: str) -> ir.Ring:
        rung = [line(self.rng.randint(1, 9), "alice", "bob"), line(5, "+370")]
        done = self.edge() if self.rng.random() < 0.5 else None
        return ring(name, *rung[: self.rng.randint(1, 2)], done=done)

    def voicemail(self, name: str) -> ir.Voicemail:
        done = self.edge() if self.rng.random() < 0.5 else None
        return ir.Voicemail(name, (self.play(),), "100", 30, self.edge(), done, SPAN)

    def split(self, name: str) -> ir.Split:
        return ir.Split(name, (ir.Share(60, self.edge()), ir.Share(40, self.edge())), SPAN)

    def external(self, name: str) -> ir.External:
        reads = (ir.Read("x", var("x")),)
        return ir.External(name, reads, (("done", self.edge()),), self.edge(), SPAN)


def anything(rng: random.Random, now: int) -> Event:
    """Something that may or may not fit what the call waits for, soon."""
    t = now + rng.choice((0, 100, 400, 2000, 9000, -500))
    made: list[Event] = [
        *(Key(t, rng.choice("0123456789*#A")) for _ in range(6)),
        *(Elapsed(t), HangUp(t), AgentHangUp(t), Silence(t), MailboxFull(t)),
        *(Chosen(t, rng.randint(-1, 2)), SwitchTurned(t, "emergency", on=rng.random() < 0.5)),
        *(kind(t, rng.choice(("alice", "bob", "+370", "x"))) for kind in (PhoneBusy, PhoneFailed)),
        PhoneAnswered(t, rng.choice(("alice", "bob"))),
        Returned(t, rng.choice(("done", "failed")), (("x", rng.choice(("5", "five"))),)),
    ]
    weights = [0.1 if isinstance(event, HangUp) else 1 for event in made]
    return rng.choices(made, weights)[0]


def going_on(wait: Wait, now: int) -> Event:
    """What lets any wait end: an hour, or what is waited for."""
    if wait.until is not None:
        return Elapsed(wait.until + 3_600_000)
    if isinstance(wait, Choosing):
        return Chosen(now, 0)
    if isinstance(wait, Outside):
        return Returned(now, "failed")
    return AgentHangUp(now + 1000) if isinstance(wait, Talking) else HangUp(now)


@pytest.mark.parametrize("seed", range(300))
def test_any_call_ends_and_a_step_is_pure(seed: int) -> None:
    made = Maker(seed).program()
    machine, twin = compile_program(made), compile_program(made)
    rng = random.Random(-1 - seed)  # noqa: S311 - for tests
    state, (trace, wait) = machine.start(Call(to="1"))
    other, (same, _) = twin.start(Call(to="1"))
    assert trace == same
    told = list(trace)
    now = 0
    for turn in range(20_000):
        if isinstance(wait, Ended):
            break
        event = anything(rng, now) if turn < 60 else going_on(wait, now)
        before = state
        state, effects = machine.step(before, event)
        assert machine.step(before, event) == (state, effects)
        other, theirs = twin.step(other, event)
        assert theirs == effects
        trace, wait = effects
        told += trace
        now = max(now, event.t)
    check(told)


def check(told: list[Traced]) -> None:
    """What is true of every trace."""
    names = [event[0] for event in told]
    assert names[0] == "call"
    assert names.count("end") == 1
    assert names[-1] == "end"
    assert told[-2] == ("record", told[-1][1], "ends", 1)
    assert all(len(event) == 2 + len(FIELDS[event[0]]) for event in told)
    times = [event[1] for event in told]
    assert times == sorted(times)
    inside: str | None = None
    for event in told:
        if event[0] == "enter":
            assert inside is None
            inside = event[2]
        elif event[0] == "leave":
            assert inside == event[2]
            inside = None
