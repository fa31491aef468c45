"""Words where they can't be heard, or are typed: on a switch, and in a call at the keyboard."""

from pathlib import Path

from flowc import pipeline
from flowc.runtime.protocol import Call
from flowc.semantics.ir import Program
from flowc.semantics.scenario import Test as Scenario
from flowc.testing import run_tests
from flowc.testing.handset import act, begin, go_on, passes, question
from flowc.testing.judge import can_be_made
from flowc.testing.moment import switchboard
from flowc.testing.racing import refused
from flowc.testing.result import Engine
from flowc.testing.retold import test_of as told_as_a_test

FLOW = """\
flow "Shop" { languages en  on failed -> hangup  on gave-up -> hangup }
number "1" -> main
menu main { play "Press 1."  press 1 -> sales  press 12 -> sales  say "Sales!" -> sales }
step sales { -> hangup }
test "spoken" { call "1"
  speak "sales"
  reach sales
}
test "pressed" { call "1"
  press 12
  reach sales
}
"""
ASTERISK = Engine("asterisk", "Asterisk", "22")


def shop(folder: Path) -> tuple[Program, tuple[Scenario, ...]]:
    path = folder / "shop.flow"
    path.write_text(FLOW, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert work.program
    return work.program, tuple(work.tests)


def test_a_test_that_speaks_is_refused_on_a_switch_and_says_why(tmp_path: Path) -> None:
    spoken, pressed = run_tests(*shop(tmp_path))
    assert spoken.failure is None
    assert not can_be_made(spoken)
    failure = refused(spoken, ASTERISK).failure
    assert failure
    assert failure.message == "Asterisk hears no words: only keys can be tested there"
    assert can_be_made(pressed)


def test_words_typed_in_a_call_are_said_and_retold(tmp_path: Path) -> None:
    program, _ = shop(tmp_path)
    board = switchboard(program)
    call = Call(to="1")
    moment = begin(board, call)
    while passes(board, moment):
        moment = go_on(board, moment)
    assert "say WORDS" in question(board, moment)
    assert act(board, moment, "say ...") == "say Sales!"
    after = act(board, moment, "say SALES")
    assert not isinstance(after, str)
    assert [event[2:] for event in after.trace if event[0] == "speech"] == [("Sales!", "main")]
    assert 'speak "SALES"' in told_as_a_test(program, call, "", after, "again")


def test_nothing_is_said_once_a_key_is_pressed(tmp_path: Path) -> None:
    program, _ = shop(tmp_path)
    board = switchboard(program)
    moment = begin(board, Call(to="1"))
    while passes(board, moment):
        moment = go_on(board, moment)
    begun = act(board, moment, "1")
    assert not isinstance(begun, str)
    assert "say" not in question(board, begun)
    assert isinstance(act(board, begun, "say sales"), str)
