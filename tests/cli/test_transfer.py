"""Transfers and values that are said, at the command line."""

from pathlib import Path

import pytest

from tests.cli.running import Flowc
from tests.cli.test_call import call

FLOW = """flow "Shop" {
  timezone  Europe/Vilnius
  languages en
  on failed -> sorry
}

number "100" -> hello

var turn: number = 3

step hello { say number turn + 1  -> partner }

transfer partner {
  to "+37060000000" for 30s
  on busy      -> sorry
  on no-answer -> sorry
}

step sorry { play { en "We are sorry." } -> hangup }
"""
AT = ("--at", "2026-03-02 10:00")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.flow").write_text(FLOW, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("answer +37060000000\n", "the call ends: transfer, by flow\n"),
        ("busy +37060000000\n", "the call ends: hangup, by flow\n"),
        ("fail +37060000000\n", "the call ends: hangup, by flow\n"),
        ("\n", "the call ends: hangup, by flow\n"),
        ("hang up\n", "the call ends: hangup, by caller\n"),
    ],
)
def test_a_call_by_hand_is_handed_over_and_its_test_repeats_it(
    shop: Path, flowc: Flowc, words: str, end: str
) -> None:
    done = call(shop, words, "shop.flow", *AT, "--save", "saved.flow")
    assert done.code == 0
    assert done.out.endswith(end)
    assert flowc("test", "saved.flow") == (0, "1 passed, 0 failed\n", "")


def test_a_picture_shows_where_calls_are_handed_over(shop: Path, flowc: Flowc) -> None:
    done = flowc("graph", str(shop / "shop.flow"), "--format", "dot")
    assert done.code == 0
    assert '[label="transfer", shape=doublecircle]' in done.out
    assert '[label="partner\\ntransfer"]' in done.out


@pytest.mark.parametrize("target", ["asterisk", "freeswitch"])
def test_a_deployment_says_how_numbers_outside_are_called(
    shop: Path, flowc: Flowc, target: str
) -> None:
    done = flowc("compile", "shop.flow", "--target", target, "--out", "out")
    assert done.code == 1
    assert "error[F173]" in done.err
    assert "--> shop.flow:13:1" in done.err
    assert not (shop / "out").exists()
