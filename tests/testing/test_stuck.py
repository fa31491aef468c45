"""`flowc test` tries for every lookup what no test says, and tells who would get stuck."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.running import Flowc

FLOW = """\
flow "Shop" {{ languages en  on failed -> hangup }}
number "100" -> start
phone desk
service crm {{ url setting crm_url  timeout 3s }}
step start {{
  lookup crm get "/customers/{{caller.number}}" {{
{ways}
  }}
  play "Welcome back."
  -> hangup
}}
{blocks}
"""

TEST = """
test "known" {
  given crm get "/customers/+37061234567" replies 200
  call "100" from "+37061234567"
  hear "Welcome back."
}
"""


def program(folder: Path, ways: str, blocks: str = "", test: str = TEST) -> None:
    text = FLOW.format(ways=ways, blocks=blocks)
    (folder / "shop.flow").write_text(text + test, encoding="utf-8")


def stuck(flowc: Flowc, *, code: int = 1) -> list[tuple[str, list[str], list[str]]]:
    """How, by which replies, and the way as blocks, outcomes and the last place."""
    done = flowc("test", "shop.flow", "--format", "json")
    assert done.code == code, done.out + done.err
    return [
        (
            one["how"],
            one["replies"],
            [*(f"{x['block']} {x['outcome']}" for x in one["way"]), one["way"][-1]["to"]],
        )
        for one in json.loads(done.out)["stuck"]
    ]


SAID = 'on not-found play "Hello."'
TOLD = f'{SAID}  on failed {{ play "Sorry."  -> hangup }}'
RING = """ring help {{
  call desk for 20s
  on busy -> hangup  on no-answer -> {after}  on failed -> hangup
}}"""


def test_nobody_is_stuck_where_something_is_said(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, TOLD)
    assert stuck(flowc, code=0) == []
    assert flowc("test", "shop.flow").out == "1 passed, 0 failed\n"


def test_a_caller_is_dropped(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, f"{SAID}  on failed -> hangup")
    bad = ["refused", "fails", "times out"]
    assert stuck(flowc) == [("dropped", bad, ["start failed", "hangup"])]


def test_the_flows_default_drops_too(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, SAID)
    assert [how for how, _, _ in stuck(flowc)] == ["dropped"]


def test_garbage_is_tried_where_something_is_read(flowc: Flowc, tmp_path: Path) -> None:
    ways = f'read tier = .tier or 1  {SAID}  on refused play "No."  on failed -> hangup'
    test = TEST.replace("replies 200", "replies 200 { tier: 2 }")
    program(tmp_path, ways, "var tier: number = 0", test)
    assert stuck(flowc) == [
        ("dropped", ["fails", "times out", "garbage"], ["start failed", "hangup"])
    ]


def test_not_found_and_refused_have_ways_of_their_own(flowc: Flowc, tmp_path: Path) -> None:
    ways = 'on not-found -> out  on refused -> hangup  on failed play "Sorry."'
    program(tmp_path, ways, "step out { -> hangup }")
    assert stuck(flowc) == [
        ("dropped", ["not-found"], ["start not-found", "out done", "hangup"]),
        ("dropped", ["refused"], ["start refused", "hangup"]),
    ]


def test_a_ring_that_nobody_answers_was_something(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, f"{SAID}  on failed -> help", RING.format(after="hangup"))
    assert stuck(flowc, code=0) == []


def test_a_busy_tone_is_heard(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, f"{SAID}  on failed -> hangup busy")
    assert stuck(flowc, code=0) == []


def test_congestion_is_told_whatever_was_said(flowc: Flowc, tmp_path: Path) -> None:
    ways = f'{SAID}  on failed {{ play "Sorry."  -> hangup congestion }}'
    program(tmp_path, ways)
    bad = ["refused", "fails", "times out"]
    assert stuck(flowc) == [("congestion", bad, ["start failed", "congestion"])]


def test_a_service_that_is_down_stays_down(flowc: Flowc, tmp_path: Path) -> None:
    again = (
        'step again { lookup crm get "/again" { on not-found -> hangup busy  on failed -> out }'
        '  play "Back."  -> hangup }\nstep out { -> hangup }'
    )
    test = TEST.replace("  call", '  given crm get "/again" replies 200\n  call')
    program(tmp_path, f"{SAID}  on failed -> again", again, test)
    bad = ["fails", "times out"]
    assert stuck(flowc) == [
        ("dropped", bad, ["start failed", "again failed", "out done", "hangup"])
    ]


def test_a_call_that_goes_in_circles(flowc: Flowc, tmp_path: Path) -> None:
    """A count ends the loop, after more blocks than a call may enter."""
    blocks = """var round: number = 0
step again { set round = round + 1  if round < 0 -> hangup  if round > 20000 -> over  -> again }
step over { play "Enough."  -> hangup }"""
    program(tmp_path, f"{SAID}  on failed -> again", blocks)
    ((how, bad, way),) = stuck(flowc)
    assert (how, bad) == ("circles", ["refused", "fails", "times out"])
    assert way[:2] == ["start failed", "again done"]


def test_the_caller_does_what_the_script_still_says(flowc: Flowc, tmp_path: Path) -> None:
    """With the key of the script the caller comes to `out`, a silent one would not."""
    menu = """menu choose { play "Press 1."  press 1 -> out  on gave-up -> told }
step out { -> hangup congestion }
step told { play "Sorry."  -> hangup }"""
    test = """
test "by key" {
  given crm replies 404
  call "100" from "+37061234567"
  press 1
  end congestion
}
test "silent" {
  given crm replies 404
  call "100" from "+37061234567"
  hear "Sorry."
}
"""
    ways = "on not-found -> choose  on failed -> choose"
    program(tmp_path, ways, menu, test)
    assert [way[:2] for _, _, way in stuck(flowc)] == [
        ["start not-found", "choose key 1"],
        ["start failed", "choose key 1"],
    ]
    program(tmp_path, ways, menu, test[test.index('test "silent"') :])
    assert stuck(flowc, code=0) == []


def test_the_lookup_that_asked_is_told_where_several_ask_alike(
    flowc: Flowc, tmp_path: Path
) -> None:
    """A value may hold a `/`, and is one segment all the same."""
    block = """step more {
  lookup crm get "/c/{caller.name}" { on not-found -> told  on failed -> told }
  lookup crm get "/c/{caller.number}/more" { on not-found -> told  on failed -> out }
  play "More."
  -> hangup
}
step told { play "Sorry."  -> hangup }
step out { -> hangup }"""
    test = """
test "slashes" {
  given crm replies 200
  call "100" from "+37061234567" name "a/more"
  hear "More."
}
"""
    program(tmp_path, TOLD, block, test)
    text = (
        (tmp_path / "shop.flow")
        .read_text(encoding="utf-8")
        .replace('"100" -> start', '"100" -> more')
    )
    (tmp_path / "shop.flow").write_text(text + 'number "200" -> start\n', encoding="utf-8")
    done = flowc("test", "shop.flow")
    line = next(n for n, x in enumerate(text.splitlines(), 1) if "/more" in x)
    assert f"--> shop.flow:{line}:3" in done.out
    assert done.out.endswith("1 passed, 0 failed, 1 caller stuck\n")


def test_a_failed_test_is_not_tried(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, f"{SAID}  on failed -> hangup", test=TEST.replace("Welcome back", "No"))
    assert stuck(flowc) == []


def test_one_way_is_told_once_however_many_tests_come_there(flowc: Flowc, tmp_path: Path) -> None:
    second = TEST.replace('"known"', '"known too"')
    program(tmp_path, f"{SAID}  on failed -> hangup", test=TEST + second)
    assert len(stuck(flowc)) == 1


def test_a_person_is_shown_the_lookup_the_test_and_the_way(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, f"    {SAID}\n    on failed -> hangup")
    done = flowc("test", "shop.flow")
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0] == (
        "stuck: the caller is cut off without a word when `crm` refuses, is down or is slow"
    )
    assert lines[1] == "  --> shop.flow:6:3"
    assert any("asked for `get /customers/+37061234567`" in line for line in lines)
    assert any('test "known"' in line for line in lines)
    assert "   = way: `start` (failed) -> hangup" in lines
    assert lines[-1] == "1 passed, 0 failed, 1 caller stuck"


def test_a_machine_counts_it_as_a_failure(flowc: Flowc, tmp_path: Path) -> None:
    program(tmp_path, f"{SAID}  on failed -> hangup")
    root = ET.fromstring(flowc("test", "shop.flow", "--format", "junit").out)  # noqa: S314 - ours
    assert root.attrib["failures"] == "1"
    assert root.attrib["tests"] == "2"
    (failure,) = root.iter("failure")
    assert failure.attrib["type"] == "stuck"
    assert failure.text
    assert "shop.flow:6:3" in failure.text


@pytest.mark.parametrize("way", ["on failed -> box", "on failed -> many"])
def test_a_mailbox_or_a_queue_is_help(flowc: Flowc, tmp_path: Path, way: str) -> None:
    blocks = """voicemail box { mailbox "1"  on failed -> hangup }
agent alice { phone alice }
queue many {
  agents alice
  strategy longest-idle
  after 1m -> hangup
  on no-agents -> hangup
  on failed -> hangup
}"""
    program(tmp_path, f"{SAID}  {way}", blocks)
    assert stuck(flowc, code=0) == []
