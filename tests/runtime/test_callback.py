"""A callback's life as a machine: what it waits for, what it dials, how it ends."""

import random

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import (
    AgentAnswered,
    AgentHangUp,
    Call,
    Effects,
    Elapsed,
    Ended,
    Event,
    HangUp,
    Joining,
    Key,
    Machine,
    NoAgents,
    Offered,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Queued,
    Queueing,
    Refused,
    Registered,
    Registering,
    Relaxed,
    Ringing,
    State,
    Talking,
    Waiting,
)
from flowc.trace import Event as Traced, Trace
from tests.semantics.read import read

NUMBER = "+37061234567"
FLOW = """\
flow "Back" {
  languages en  timezone Europe/Vilnius
  on failed -> lost  on hangup record "x" as ended
}
number "100" -> known with tier = gold
number "101" -> support
var tier: one of (silver, gold) = silver
agent alice { phone desk }
agent bob { phone mobile }
queue support {
  agents alice
  strategy in-order
  priority 5 if tier is gold
  press 1 -> back
  after 5m     -> lost
  on no-agents -> lost
}
callback back {
  queue support  number caller.number  accept phone-number LT
  first after 5s  tries 2 every 1m  keep place  ring 20s
  on accepted -> bye
  on gave-up { notify webhook missed }
}
step known { -> back }
step bye { set tier = silver  -> hangup }
step lost { -> hangup }
"""


def registering(to: str = "100", caller: str = NUMBER) -> tuple[Machine, State, Registering]:
    made, found = read(FLOW)
    assert made, found
    machine = compile_program(made)
    state, (_, wait) = machine.start(Call(to, caller, at=1_000_000))
    assert isinstance(wait, Registering)
    return machine, state, wait


def begun() -> tuple[Machine, State, Effects]:
    machine, state, _ = registering()
    state, effects = machine.calls_back(state)
    return machine, state, effects


def play(machine: Machine, state: State, *events: Event) -> tuple[State, Trace, object]:
    told: list[Traced] = []
    wait: object = None
    for event in events:
        state, (trace, wait) = machine.step(state, event)
        told += trace
    return state, tuple(told), wait


def test_the_caller_goes_on_when_it_is_noted() -> None:
    machine, state, wait = registering()
    assert wait == Registering("back.call", "support", NUMBER)
    _, told, ended = play(machine, state, Registered(0))
    assert told[0] == ("callback", 0.0, "support", "registered", NUMBER)
    assert told[1] == ("leave", 0.0, "back.call", "accepted", "bye")
    assert isinstance(ended, Ended)


def test_a_switch_that_can_not_keep_it_says_so() -> None:
    machine, state, _ = registering()
    _, told, _ = play(machine, state, Registered(0, kept=False))
    assert told[0] == ("leave", 0.0, "back.call", "failed", "lost")


def test_it_begins_as_a_call_of_its_own_and_rests_first() -> None:
    _, _, (trace, wait) = begun()
    assert trace == (
        ("call", 0.0, NUMBER, "100", "1970-01-12 16:46:40"),
        ("enter", 0.0, "back.call", "callback"),
    )
    assert wait == Waiting(5000)


def test_what_the_call_knew_then_decides_and_not_what_it_does_later() -> None:
    machine, state, _ = begun()
    _, _, wait = play(machine, state, Elapsed(5000))
    assert wait == Joining("support", ((0, ("alice",)),), ((0, 5),), waited=5000, calls_back=True)


def test_the_place_is_counted_from_being_let_in() -> None:
    made, _ = read(FLOW)
    assert made
    machine = compile_program(made)
    state, (_, wait) = machine.start(Call("101", NUMBER))
    assert isinstance(wait, Joining)
    state, _, wait = play(machine, state, Queued(0, 1), Key(40_000, "1"))
    assert isinstance(wait, Registering)
    life, _ = machine.calls_back(state)
    _, _, wait = play(machine, life, Elapsed(5000))
    assert isinstance(wait, Joining)
    assert wait.waited == 45_000


def test_the_agent_is_there_first_and_then_they_talk() -> None:
    machine, state, _ = begun()
    state, told, wait = play(
        machine,
        state,
        Elapsed(5000),
        Queued(5000, 2),
        Offered(5000, "alice", "need 1, in-order"),
        AgentAnswered(9000, "alice"),
    )
    assert wait == Ringing(29_000, "back.call", (NUMBER,))
    assert told[0] == ("queue", 5.0, "support", "enter", "", 2, "")
    state, told, wait = play(machine, state, PhoneAnswered(12_000, NUMBER))
    assert told == (("ring", 12.0, (NUMBER,), "answered"),)
    assert wait == Talking("alice")
    _, told, wait = play(machine, state, HangUp(60_000))
    assert told == (("bridge", 60.0, "alice", 48), ("end", 60.0, "caller", "hangup"))
    assert wait == Ended("caller", "hangup")


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (Elapsed(29_000), "no-answer"),
        (PhoneBusy(29_000, NUMBER), "busy"),
        (PhoneFailed(29_000, NUMBER), "failed"),
        (AgentHangUp(29_000), "withdrawn"),
    ],
)
def test_a_try_in_vain_is_followed_by_the_next(event: Event, outcome: str) -> None:
    machine, state, _ = begun()
    state, told, wait = play(
        machine, state, Elapsed(5000), Queued(5000, 1), AgentAnswered(9000, "alice"), event
    )
    assert told[-2:] == (
        ("ring", 29.0, (NUMBER,), outcome),
        ("callback", 29.0, "support", "again", NUMBER),
    )
    assert wait == Waiting(89_000)
    _, told, wait = play(machine, state, Elapsed(89_000), NoAgents(89_000))
    assert told == (
        ("callback", 89.0, "support", "gave-up", NUMBER),
        ("notify", 89.0, "webhook", "missed"),
        ("end", 89.0, "flow", "hangup"),
    )
    assert wait == Ended("flow", "hangup")


HOSTILE = ("", "+37090012345", "061234567", "37061234567", "+3706123456", "+370612345678")


@pytest.mark.parametrize("caller", [*HOSTILE, "+37061234567,1", "+37061234567\n", "+٣٧٠٦١٢٣٤٥٦٧"])
def test_nothing_else_is_ever_dialled(caller: str) -> None:
    made, _ = read(FLOW)
    assert made
    _, (trace, wait) = compile_program(made).start(Call("100", caller))
    assert isinstance(wait, Ended)
    assert ("enter", 0.0, "lost", "step") in trace
    assert not any(e[0] == "callback" for e in trace)


def anything(rng: random.Random, now: int) -> Event:
    t = now + rng.choice((0, 1000, 5000, 30_000))
    number = rng.choice((NUMBER, NUMBER, "+37061111111", "desk"))
    return rng.choice(
        (
            Elapsed(t),
            Elapsed(t),
            Queued(t, 1),
            NoAgents(t),
            Offered(t, "alice", ""),
            Refused(t, "alice", "busy"),
            Relaxed(t, 1),
            AgentAnswered(t, "alice"),
            AgentHangUp(t),
            PhoneAnswered(t, number),
            PhoneBusy(t, number),
            PhoneFailed(t, number),
            Key(t, "1"),
            Registered(t),
            *((HangUp(t),) if rng.random() < 0.05 else ()),
        )
    )


def fitting(wait: object, now: int) -> Event:
    """What lets any wait end."""
    match wait:
        case Joining():
            return Queued(now, 1)
        case Queueing():
            return AgentAnswered(now, "alice")
        case Talking():
            return AgentHangUp(now + 1000)
        case Waiting(until) | Ringing(until):
            return Elapsed(until)
        case _:
            raise AssertionError(wait)


@pytest.mark.parametrize("seed", range(300))
def test_whatever_happens_it_ends_and_a_step_is_pure(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - for tests
    machine, state, (trace, wait) = begun()
    told, now = list(trace), 0
    for turn in range(200):
        if isinstance(wait, Ended):
            break
        event = anything(rng, now) if turn < 25 else fitting(wait, now)
        before = state
        state, effects = machine.step(before, event)
        assert machine.step(before, event) == (state, effects)
        told += effects[0]
        wait, now = effects[1], max(now, event.t)
    assert isinstance(wait, Ended)
    names = [event[0] for event in told]
    assert names[-1] == "end"
    assert names.count("end") == names.count("call") == 1
    assert "record" not in names
    rings = [e for e in told if e[0] == "ring"]
    assert all(e[2] == (NUMBER,) for e in rings)
    assert len(rings) == sum(e[0] == "queue" and e[3] == "answer" for e in told)
    assert names.count("callback") <= 2
    connected = any(e[3] == "answered" for e in rings)
    assert connected == ("bridge" in names)
    gave_up = any(e[0] == "callback" and e[3] == "gave-up" for e in told)
    called_off = told[-1][2] == "caller" and not connected
    assert [connected, gave_up, called_off].count(True) == 1
