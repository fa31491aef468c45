"""`flowc hours`: open or closed, why, and what comes next."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Flowc

FLOW = """\
flow "Shop" { timezone Europe/Vilnius }
number "100" -> start
phone  front
schedule office {
  open   mon-fri 08:00-18:00
  open   fri-sat 22:00-04:00
  closed 12-24..12-26            "Christmas"
  closed holidays LT 2026..2030
}
step start { if office is closed -> hangup -> desk }
ring desk { call front on busy -> hangup on no-answer -> hangup on failed -> hangup }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.flow"
    path.write_text(FLOW, encoding="utf-8")
    return path


def test_closed_by_a_line_and_the_days_after(flowc: Flowc, shop: Path) -> None:
    done = flowc("hours", shop.name, "office", "--at", "2026-12-24 17:59", "--days", "5")
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
office is closed on thu 2026-12-24 17:59 in Europe/Vilnius
  by `closed 12-24..12-26 "Christmas"` (shop.flow:7)
  opens on mon 2026-12-28 08:00

  thu 2026-12-24  closed       Christmas
  fri 2026-12-25  closed       Christmas
  sat 2026-12-26  closed       Christmas
  sun 2026-12-27  closed
  mon 2026-12-28  08:00-18:00
"""
    )


@pytest.mark.parametrize(
    ("at", "why", "change"),
    [
        ("2026-03-02 07:59", "outside the hours of `open mon-fri", "opens on mon 2026-03-02 08:00"),
        ("2026-03-02 08:00", "by `open mon-fri", "closes on mon 2026-03-02 18:00"),
        ("2026-03-02 17:59", "by `open mon-fri", "closes on mon 2026-03-02 18:00"),
        ("2026-03-02 18:00", "outside the hours", "opens on tue 2026-03-03 08:00"),
        ("2026-03-08 12:00", "no line of it speaks", "opens on mon 2026-03-09 08:00"),
        ("2026-03-11 12:00", "by `closed holidays LT", "opens on thu 2026-03-12 08:00"),
        ("2026-03-29 02:59", "by `open fri-sat 22:00-04:00`", "closes on sun 2026-03-29 04:00"),
        ("2026-10-25 03:30", "by `open fri-sat 22:00-04:00`", "closes on sun 2026-10-25 04:00"),
    ],
)
def test_a_moment(flowc: Flowc, shop: Path, at: str, why: str, change: str) -> None:
    lines = flowc("hours", shop.name, "--at", at, "--days", "0").out.splitlines()
    now = "closed" if change.startswith("opens") else "open"
    assert lines[0].startswith(f"office is {now} on ")
    assert lines[1].strip().startswith(why)
    assert lines[2].strip() == change
    assert len(lines) == 3


def test_days_on_which_clocks_are_changed(flowc: Flowc, shop: Path) -> None:
    spring = flowc("hours", shop.name, "--at", "2026-03-29 12:00", "--days", "1").out
    assert "00:00-04:00  clocks go forward: 03:00-04:00 does not occur\n" in spring
    autumn = flowc("hours", shop.name, "--at", "2026-10-25 12:00", "--days", "1").out
    assert "00:00-04:00  clocks go back: 03:00-04:00 comes twice\n" in autumn


def test_an_opening_in_the_hour_that_is_left_out(flowc: Flowc, shop: Path) -> None:
    shop.write_text(FLOW.replace("fri-sat 22:00-04:00", "sun 03:30-05:00"), encoding="utf-8")
    done = flowc("hours", shop.name, "--at", "2026-03-29 02:59", "--days", "0")
    assert "opens on sun 2026-03-29 04:00\n" in done.out


def test_json(flowc: Flowc, shop: Path) -> None:
    done = flowc("hours", shop.name, "--at", "2026-12-24 17:59", "--days", "1", "--format", "json")
    found = json.loads(done.out)
    assert found["schema"] == "flowc.hours/1"
    assert found["schedules"] == [
        {
            "name": "office",
            "open": False,
            "because": {
                "text": 'closed 12-24..12-26 "Christmas"',
                "path": "shop.flow",
                "line": 7,
            },
            "reasons": ["Christmas"],
            "changes": "2026-12-28 08:00",
            "days": [
                {
                    "date": "2026-12-24",
                    "open": [],
                    "reasons": ["Christmas"],
                    "seconds": 86400,
                    "missing": None,
                    "twice": None,
                }
            ],
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["offise"], "there is no schedule offise, did you mean office?"),
        (["--days", "many"], "write a number of days"),
        (["--days", "99999"], "write a number of days"),
        (["--at", "tomorrow"], 'write a moment as "2026-12-24 17:59"'),
        (["--at", "2026-03-29 03:30"], "clocks in Europe/Vilnius go forward over that time"),
        (["--format", "xml"], "write terminal or json"),
    ],
)
def test_wrong_usage(flowc: Flowc, shop: Path, arguments: list[str], word: str) -> None:
    done = flowc("hours", shop.name, *arguments)
    assert (done.code, done.out) == (2, "")
    assert word in done.err


def test_without_a_moment_it_is_now(flowc: Flowc, shop: Path) -> None:
    done = flowc("hours", shop.name, "--days", "1")
    assert done.code == 0
    assert done.out.startswith("office is ")
