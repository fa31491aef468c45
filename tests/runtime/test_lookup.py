"""Asking a service in the runtime: what it waits for, what ends that, what the trace says."""

from pathlib import Path

import pytest

from flowc import pipeline
from flowc.runtime.machine import compile_program
from flowc.runtime.precedence import precedence
from flowc.runtime.protocol import (
    Call,
    Elapsed,
    Ended,
    Event,
    HangUp,
    Key,
    LookingUp,
    Machine,
    Playing,
    Replied,
)
from flowc.trace import Trace

FLOW = """
flow "Shop" { languages en }
number "100" -> start
number "200" -> quick
var tier: one of (gold, bronze) = bronze
var pin: text = "none"
service crm { url setting crm_url  timeout 3s }

step start {
  lookup crm get "/c/{caller.number}/tier" {
    send name = caller.name
    read tier = .tier
    on not-found { set tier = gold  play "New."  record tier as tier }
    on failed -> sorry with tier = bronze
  }
  play "Hello."
  -> next
}
step next {
  lookup crm put "/c/{caller.number}" {
    send tier = tier
    send seconds = call.duration
    on not-found -> sorry
    on refused   -> hangup busy
    on failed    -> sorry
  }
  -> hangup busy
}
step quick {
  lookup crm get "/busy" { on not-found -> sorry  on failed -> sorry }
  -> hangup busy
}
step sorry { play "Sorry."  -> hangup }
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    path = tmp_path / "shop.flow"
    path.write_text(FLOW, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert work.program
    return compile_program(work.program)


CALLER = Call("100", "+37061234567", "Ona & Co/?")


def begun(machine: Machine, *events: Event) -> tuple[Trace, object]:
    state, (trace, wait) = machine.start(CALLER)
    for event in events:
        state, (more, wait) = machine.step(state, event)
        trace += more
    return trace[2:], wait


def test_it_waits_for_the_service_and_says_what_it_asks(machine: Machine) -> None:
    _, wait = begun(machine)
    path = "/c/%2B37061234567/tier"
    assert wait == LookingUp(
        3000, "crm", "get", f"{path}?name=Ona%20%26%20Co%2F%3F", "/c/+37061234567/tier", ""
    )


def test_what_is_found_is_set_and_the_step_goes_on(machine: Machine) -> None:
    trace, wait = begun(machine, Replied(250, 200, '{"tier": "gold"}'))
    assert trace == (("lookup", 0.25, "crm", "found"), ("set", 0.25, "tier", "gold"))
    assert isinstance(wait, Playing)
    assert wait.until == 250 + 400


def test_a_way_without_an_arrow_goes_on_behind_the_lookup(machine: Machine) -> None:
    trace, wait = begun(machine, Replied(0, 404, ""), Elapsed(400), Elapsed(800))
    assert trace == (
        ("lookup", 0.0, "crm", "not-found"),
        ("set", 0.0, "tier", "gold"),
        ("play", 0.4, "start-1", "en", False),
        ("record", 0.4, "tier", "gold"),
        ("play", 0.8, "start-2", "en", False),
        ("leave", 0.8, "start", "done", "next"),
        ("enter", 0.8, "next", "step"),
    )
    assert isinstance(wait, LookingUp)
    assert wait.method == "put"
    assert wait.path == wait.plain.replace("+", "%2B") == "/c/%2B37061234567"
    assert wait.body == '{"tier": "gold", "seconds": 0}'


LEFT = (
    ("leave", 3.0, "start", "failed", "sorry"),
    ("set", 3.0, "tier", "bronze"),
    ("enter", 3.0, "sorry", "step"),
)


@pytest.mark.parametrize(
    "event",
    [Elapsed(3000), Elapsed(9000), Replied(3000, None, ""), Replied(3000, 403, "")],
    ids=repr,
)
def test_no_answer_a_refusal_and_the_time_out_are_failed(machine: Machine, event: Event) -> None:
    trace, _ = begun(machine, event)
    assert trace[:4] == (("lookup", 3.0, "crm", "failed"), *LEFT)


def test_a_reply_in_the_last_instant_is_in_time(machine: Machine) -> None:
    late = begun(machine, Replied(3001, 200, '{"tier": "gold"}'))[0]
    assert late[0] == ("lookup", 3.0, "crm", "failed")
    in_time = begun(machine, Replied(3000, 200, '{"tier": "gold"}'))[0]
    assert in_time[0] == ("lookup", 3.0, "crm", "found")


def test_hanging_up_meanwhile_ends_the_call_without_a_word_of_it(machine: Machine) -> None:
    trace, wait = begun(machine, HangUp(1000), Replied(1500, 200, '{"tier": "gold"}'))
    assert trace == (("end", 1.0, "caller", "hangup"),)
    assert wait == Ended("caller", "hangup")


def test_keys_meanwhile_are_thrown_away(machine: Machine) -> None:
    state, (_, asked) = machine.start(CALLER)
    state, (trace, wait) = machine.step(state, Key(100, "1"))
    assert (trace, wait) == ((), asked)


def test_a_reply_that_nobody_waits_for_is_thrown_away(machine: Machine) -> None:
    trace, wait = begun(machine, Replied(0, 404, ""), Replied(1, 200, '{"tier": "bronze"}'))
    assert [event[0] for event in trace] == ["lookup", "set"]
    assert isinstance(wait, Playing)


def test_a_withheld_number_in_a_path_is_not_found_and_nothing_is_asked(machine: Machine) -> None:
    _, (trace, wait) = machine.start(CALLER._replace(caller=""))
    assert trace[2:] == (("lookup", 0.0, "crm", "not-found"), ("set", 0.0, "tier", "gold"))
    assert isinstance(wait, Playing)


def test_a_lookup_does_not_answer_the_call(machine: Machine) -> None:
    state, _ = machine.start(CALLER._replace(to="200"))
    _, (trace, _) = machine.step(state, Replied(0, 204, ""))
    assert trace[0] == ("lookup", 0.0, "crm", "found")
    assert trace[-1] == ("end", 0.0, "flow", "busy"), "an answered call could not end busy"


def test_a_refusal_leaves_by_its_own_way(machine: Machine) -> None:
    heard = (Replied(0, 200, '{"tier": "gold"}'), Elapsed(400))
    trace, _ = begun(machine, *heard, Replied(500, 401, ""))
    assert trace[-3:] == (
        ("lookup", 0.5, "crm", "refused"),
        ("leave", 0.5, "next", "refused", "busy"),
        ("end", 0.5, "flow", "hangup"),
    )


def test_of_one_instant_the_caller_who_hangs_up_comes_first() -> None:
    at_once = [Elapsed(5), Replied(5, 200, ""), HangUp(5)]
    assert sorted(at_once, key=precedence) == [HangUp(5), Replied(5, 200, ""), Elapsed(5)]


def test_a_text_that_is_no_utf8_is_no_reply(machine: Machine) -> None:
    trace, _ = begun(machine, Replied(0, 200, '{"tier": "\ud800"}'))
    assert trace[0] == ("lookup", 0.0, "crm", "failed")


def test_a_secret_is_sent_and_nobody_is_shown_it(tmp_path: Path) -> None:
    path = tmp_path / "pay.flow"
    path.write_text(
        """flow "Pay" { languages en }
number "100" -> pay
service bank { url setting bank_url  timeout 3s }
step pay {
  collect pin { play "PIN?"  digits 4  secret  on gave-up -> hangup busy }
  lookup bank put "/pins" {
    send pin = pin
    send amount = 5
    on not-found -> hangup busy
    on failed -> hangup busy
  }
  -> hangup busy
}
""",
        encoding="utf-8",
    )
    (work,) = pipeline.check((str(path),)).works
    assert work.program
    keys = (Key(1, key) for key in "9071")
    trace, wait = begun(compile_program(work.program), *keys)
    assert isinstance(wait, LookingUp)
    assert wait.body == '{"pin": "***", "amount": 5}'
    assert "9071" not in repr((trace, wait))
