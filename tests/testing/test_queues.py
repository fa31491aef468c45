"""Tests of queues from the command line: what a supervisor reads of callers who wait together."""

import json
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.testing import Result, run_tests
from tests.cli.running import Flowc

SPEC = Path(__file__).parent / "spec"

SHOP = """\
flow "Shop" { languages en }
number "+37052000000" -> desk
number "+37052000001" -> desk with known = yes

prompt tone { en "Speak after the tone." }
skill bikes 1..3
agent ann  { phone ann   skill bikes 3 }
agent ben  { phone ben   skill bikes 1 }
agent cleo { phone cleo  skill bikes 1 }

var known: yes-no = no

queue desk {
  need bikes >= 2
  after 20s need bikes >= 1
  strategy longest-idle
  priority 1 if known is yes
  ring 15s
  wrap-up 10s
  after 1m -> message
  on no-agents -> message
  on failed    -> message
}
voicemail message { play tone  mailbox "100"  on failed -> hangup }
"""

MORNING = """\
import "shop.flow"

test "three callers, one after the other" {
  given ben does not answer
  caller first
  call "+37052000000" from "+37061111111"
  answer ann
  caller second
  call "+37052000000" from "+37062222222"
  wait 5s
  caller regular
  call "+37052000001" from "+37063333333"
  caller first
  talk 5s then agent hangs up
  end agent
  caller regular
  answer ann
  caller second
  answer cleo
  caller regular
  talk 1m then caller hangs up
  caller second
  talk 1m then agent hangs up
  end agent
}

test "ann again" {
  caller first
  call "+37052000000" from "+37061111111"
  answer ann
  caller second
  call "+37052000000" from "+37062222222"
  answer ann
}
"""

FAILED = """\
failed: "ann again"
  --> morning_test.flow:33:3
   |
33 |   answer ann
   |   ^^^^^^^^^^ `ann` was not offered this caller
  ::: shop.flow:13:1
   |
13 | queue desk {
   | ------------ the call was here, in `desk`
   |
   = note: where `ann` was: busy with caller first (from 0:00.0)
   = note: offered were `ben` at 0:20.0 (need 2, longest-idle), who did not answer; `cleo` at \
0:35.0 (need 2, longest-idle), who did not answer; `ben` at 0:50.0 (need 2, longest-idle)
   = note: the call had ended at 1:06.6: the flow hung up

  the trace there
    > from here on
        0:00.0  call      from=+37062222222  to=+37052000000  at=
        0:00.0  enter     block=desk  kind=queue
        0:00.0  queue     queue=desk  what=enter  position=1
        0:20.0  queue     queue=desk  what=need  why=2
        0:20.0  queue     queue=desk  what=offer  agent=ben  why=need 2, longest-idle

  the call of caller first as heard
      0:00.0  +37061111111 calls +37052000000
      0:00.0  [desk] queue
      0:00.0    waits in desk, no. 1
      0:00.0    is offered to ann (need 1, longest-idle)
      0:00.0    ann answers

  the call of caller second as heard
      0:00.0  +37062222222 calls +37052000000
      0:00.0  [desk] queue
      0:00.0    waits in desk, no. 1
      0:20.0    has waited long enough for need 2 of desk
      0:20.0    is offered to ben (need 2, longest-idle)
      0:35.0    ben did not answer
      0:35.0    is offered to cleo (need 2, longest-idle)
      0:50.0    cleo did not answer
      0:50.0    is offered to ben (need 2, longest-idle)
      1:00.0    leaves desk: it has been long enough
      1:00.0  [message] voicemail
      1:01.6    hears tone (en): "Speak after the tone."
      1:06.6    has left a message of 0 s in mailbox 100
      1:06.6  the flow ends the call

1 passed, 1 failed
"""


@pytest.fixture
def morning(tmp_path: Path) -> Path:
    (tmp_path / "shop.flow").write_text(SHOP, encoding="utf-8")
    path = tmp_path / "morning_test.flow"
    path.write_text(MORNING, encoding="utf-8")
    return path


def test_an_offer_that_never_came_is_told_in_full(flowc: Flowc, morning: Path) -> None:
    done = flowc("test", morning.name)
    assert (done.code, done.out) == (1, FAILED)


def test_the_traces_say_who_was_offered_what_when_and_why(flowc: Flowc, morning: Path) -> None:
    done = flowc("test", morning.name, "-k", "three", "--trace", "told")
    assert (done.code, done.out) == (0, "1 passed, 0 failed\n")
    (path,) = (morning.parent / "told").iterdir()
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    queued = [e for e in events if e["event"] == "queue" and e["call"] != "first"]
    assert [(e["call"], e["t"], e["what"], e["agent"], e["why"]) for e in queued] == [
        ("second", 0, "enter", "", ""),
        # ann is in wrap-up until 0:20 and goes to the regular caller, who came 5 s later
        ("second", 20, "need", "", "2"),
        ("second", 20, "offer", "ben", "need 2, longest-idle"),
        ("second", 35, "refuse", "ben", "no-answer"),
        ("second", 35, "offer", "cleo", "need 2, longest-idle"),
        ("second", 35, "answer", "cleo", ""),
        ("regular", 0, "enter", "", ""),
        ("regular", 15, "offer", "ann", "need 1, longest-idle"),
        ("regular", 15, "answer", "ann", ""),
    ]
    entered = [e for e in queued if e["what"] == "enter"]
    assert [(e["call"], e["position"]) for e in entered] == [("second", 1), ("regular", 1)]


def test_json_tells_it_too(flowc: Flowc, morning: Path) -> None:
    done = flowc("test", morning.name, "--format", "json")
    _, failed = json.loads(done.out)["tests"]
    assert failed["failure"]["message"] == "`ann` was not offered this caller"
    offers = [e for e in failed["calls"][1]["trace"] if e.get("what") == "offer"]
    assert [e["agent"] for e in offers] == ["ben", "cleo", "ben"]
    assert offers[0]["position"] is None


def test_the_same_every_time(flowc: Flowc, morning: Path) -> None:
    first = flowc("test", morning.name, "--format", "json")
    assert flowc("test", morning.name, "--format", "json").out == first.out


# ---- where an agent was --------------------------------------------------------------------------


def failed(title: str) -> Result:
    (work,) = pipeline.check((str(SPEC / "not_offered.flow"),)).works
    assert work.program
    (result,) = run_tests(work.program, [t for t in work.tests if t.title == title])
    assert result.failure
    return result


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("an agent who is signed out", "signed out (from 0:00.0)"),
        ("an agent who is on a break for a while", "on a break (from 0:00.0)"),
        (
            "an agent who does not meet the need yet",
            (
                "does not meet need 1, only need 3 after 60 s (from 0:00.0); "
                "does not meet need 2, only need 3 after 60 s (from 0:30.0)"
            ),
        ),
        ("an agent who never meets it", "meets no need of `support` (from 0:00.0)"),
        ("an agent who talks with another caller", "busy with caller a (from 0:00.0)"),
        ("an agent who is in wrap-up all the while", "in wrap-up until 0:39.0 (from 0:29.0)"),
        ("an agent who talks on a phone of their own", "on the phone with caller a (from 0:00.0)"),
        (
            "a caller before is offered the agent",
            "rung for caller a (from 0:00.0); busy with caller a (from 0:18.0)",
        ),
    ],
)
def test_where_the_agent_was_is_told(title: str, told: str) -> None:
    failure = failed(title).failure
    assert failure
    help_ = failure.help or ""
    assert help_.split("\n")[0].partition(" was: ")[2] == told


def test_who_was_offered_instead_and_what_they_did_is_told() -> None:
    failure = failed("an agent who does not meet the need yet").failure
    assert failure
    assert (failure.help or "").split("\n")[1] == (
        "offered were `alice` at 0:00.0 (need 1, longest-idle), who did not answer; "
        "`alice` at 0:25.0 (need 1, longest-idle), who did not answer; "
        "`bob` at 0:45.0 (need 2, longest-idle), who answered"
    )


def test_a_phone_that_is_busy_can_not_be_answered() -> None:
    failure = failed("an agent whose phone is busy").failure
    assert failure
    assert failure.message == "`alice` never rang long enough to be answered"
    assert "`alice` at 0:30.0 (need 2, longest-idle), who was busy" in (failure.help or "")


# ---- what the agents of a test did ---------------------------------------------------------------


def test_a_result_holds_what_agents_did(morning: Path) -> None:
    (work,) = pipeline.check((str(morning),)).works
    assert work.program
    result, _ = run_tests(work.program, work.tests)
    rang = result.agents.rang
    assert [(r.agent, r.phone, r.caller, r.since, r.met, r.at) for r in rang] == [
        ("ann", "ann", "first", 0, "answered", 0),
        ("ann", "ann", "regular", 20_000, "answered", 20_000),  # the larger priority
        ("ben", "ben", "second", 20_000, "", 35_000),
        ("cleo", "cleo", "second", 35_000, "answered", 35_000),
    ]
    answered = [r for r in rang if r.met == "answered"]
    assert all(r.met_turn > r.turn for r in answered)
    assert sorted(r.met_turn for r in answered) == [r.met_turn for r in answered]
