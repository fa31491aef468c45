"""`flowc call` in a queue: the person at the keyboard says what the agents do, too."""

from pathlib import Path

import pytest

from tests.cli.running import Flowc
from tests.cli.test_call import call

DESK = Path(__file__).parent.parent / "testing" / "spec" / "desk.flow"
ME = ("--from", "+37061234567")
SUPPORT = ("desk.flow", "--to", "+37052000200", *ME)
SALES = ("desk.flow", "--to", "+37052000203", *ME)


@pytest.fixture(autouse=True)
def _desk(tmp_path: Path) -> None:
    (tmp_path / "desk.flow").write_text(DESK.read_text(encoding="utf-8"), encoding="utf-8")


def test_what_happens_to_a_caller_who_waits_is_shown(tmp_path: Path) -> None:
    done = call(tmp_path, "\n\nanswer alice\n\n", *SUPPORT)
    ringing = "ringing alice: answer or refuse AGENT, 1 to leave, `agent NAME signs out`"
    nobody = "waiting in support: nobody rings, 1 to leave, `agent NAME signs out`"
    assert (done.code, done.err) == (0, "")
    assert done.out.split("\n") == [
        "          queue support",
        "          waits in support, no. 1",
        "          is offered to alice (need 1, longest-idle)",
        f"          {ringing}, Enter to wait > ",
        "          alice did not answer",
        f"          {nobody}, Enter to wait > ",
        "          is offered to alice (need 1, longest-idle)",
        f"          {ringing}, Enter to wait > answer alice",
        "          alice answers",
        "          talking with alice: Enter when they hang up, `hang up` when you do > ",
        "          talked with alice for 60 s",
        "          step rating",
        "01:25  Thank you.",
        "          the call ends: hangup, by flow",
        "",
    ]


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (SUPPORT, "answer alice\n\n"),
        (SUPPORT, "refuse\n\nrefuse alice\n\nanswer\nhang up\n"),
        (SUPPORT, "\n\n\n\n\nanswer bob\n\n"),
        (SUPPORT, "agent alice takes a break\n\nagent alice is back\n\nanswer alice\n\n"),
        (SUPPORT, "\n\n1\n\n"),
        (SUPPORT, "\n\n\nhang up\n"),
        (SUPPORT, "\n" * 30),
        (SALES, "answer carol\n\n"),
        (SALES, "\n9\n\nanswer alice\n\n"),
    ],
    ids=["answered", "declined", "relaxed", "a break", "a key", "abandoned", "long", "all", "on"],
)
def test_a_saved_call_passes_as_a_test(
    tmp_path: Path, flowc: Flowc, where: tuple[str, ...], words: str
) -> None:
    done = call(tmp_path, words, *where, "--save", "saved.flow")
    assert done.code == 0
    tested = flowc("test", "saved.flow")
    assert (tested.code, tested.out) == (0, "1 passed, 0 failed\n")


def test_what_is_saved_is_what_a_supervisor_would_write(tmp_path: Path) -> None:
    words = "\n\nagent bob signs out\n\n\nrefuse alice\n\nanswer alice\n\n"
    call(tmp_path, words, *SUPPORT, "--save", "saved.flow")
    assert (tmp_path / "saved.flow").read_text(encoding="utf-8") == (
        """\
import "desk.flow"

test "a call to +37052000200" {
  call  "+37052000200" from "+37061234567"
  wait  25s
  agent bob signs out
  wait  15s
  hear  hold_on
  refuse alice
  wait  5s
  answer alice
  talk  60s then agent hangs up
  hear  thanks
  end   hangup
}
"""
    )


def test_words_that_mean_nothing_there_are_answered(tmp_path: Path) -> None:
    words = "pick up\n5\nanswer bob\nagent dora signs out\nagent bob signs in\n\nrefuse\n"
    done = call(tmp_path, words, *SUPPORT)
    assert done.err == (
        "say `answer AGENT`, `refuse AGENT`, `agent NAME signs out`, a key, or nothing\n"
        "keys do nothing in this queue but those that leave it: 1\n"
        "ringing are alice: say which one\n"
        "say `agent NAME` and signs out, signs in, takes a break, is back; agents are alice, bob, "
        "carol\n"
        "bob has done that already\n"
        "nobody is rung for you now\n"
    )
