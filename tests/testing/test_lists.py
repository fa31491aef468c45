"""Lists from files in tests: what their files say, and a failure that nobody wrote down."""

import json
from pathlib import Path

from tests.cli.running import Flowc, flowc

__all__ = ["flowc"]

FLOWS = Path(__file__).parent.parent / "agreement" / "flows"

FLOW = """flow "Members" { languages en  on failed -> desk }
number "100" -> start
list members from "members.csv"
step start {
  if caller.number not in members -> hangup
  play "Welcome."
  -> hangup
}
voicemail desk { mailbox "1"  on failed -> hangup }
test "a member" { call "100" from "+37061234567"  hear "Welcome."  end hangup }
test "nobody" { call "100" from "+4912345"  end hangup }
"""


def test_a_test_goes_by_what_stands_in_the_file(flowc: Flowc) -> None:
    done = flowc("test", str(FLOWS / "lists.flow"))
    assert done.code == 0, done.out + done.err
    assert "19 passed" in done.err + done.out


def test_who_is_cut_off_when_a_list_can_not_be_asked_is_told(flowc: Flowc, tmp_path: Path) -> None:
    (tmp_path / "a.flow").write_text(FLOW, encoding="utf-8")
    (tmp_path / "members.csv").write_text("number\n+3706*\n", encoding="utf-8")
    done = flowc("test", "a.flow", "--format", "json")
    assert done.code == 1, done.err
    (one,) = json.loads(done.out)["stuck"]
    assert (one["how"], one["service"], one["asked"], one["replies"]) == (
        "dropped",
        "members",
        "+37061234567",
        ["not-found", "fails"],
    )


def test_at_the_keyboard_a_list_says_what_its_file_says(flowc: Flowc, tmp_path: Path) -> None:
    (tmp_path / "a.flow").write_text(FLOW, encoding="utf-8")
    (tmp_path / "members.csv").write_text("number\n+3706*\n", encoding="utf-8")
    done = flowc("call", "a.flow", "--from", "+37061234567")
    assert "Welcome." in done.out + done.err
    done = flowc("call", "a.flow", "--from", "+4912345")
    assert "Welcome." not in done.out + done.err
