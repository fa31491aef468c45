"""Schedules as they are written: what the words turn into, holidays included."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.diagnostic import Diagnostic
from flowc.semantics.calendar import Schedule
from flowc.semantics.calendar_state import decide, state
from flowc.semantics.calendar_words import line_words

FLOW = """\
flow "T" {{ timezone Europe/Vilnius languages en }}
number "1" -> start
phone front
schedule office {{
{lines}
}}
step start {{ if office is open -> desk -> hangup }}
ring desk {{ call front on busy -> hangup on no-answer -> hangup on failed -> hangup }}
"""


def read(folder: Path, *lines: str) -> tuple[Schedule | None, tuple[Diagnostic, ...]]:
    path = folder / "t.flow"
    path.write_text(FLOW.format(lines="\n".join(lines)), encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    return (work.program.schedules[0] if work.program else None), work.diagnostics


def office(folder: Path, *lines: str) -> Schedule:
    schedule, findings = read(folder, *lines)
    assert schedule is not None
    assert [d for d in findings if d.severity == "error"] == []
    return schedule


def closed_days(schedule: Schedule, first: str, last: str) -> list[str]:
    """The dates on which it is closed at noon for a holiday."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    found: list[str] = []
    while day <= end:
        if "holiday" in state(schedule, day, 720).reasons:
            found.append(day.isoformat())
        day += timedelta(1)
    return found


EVERY_DAY = "open mon-sun 08:00-18:00"


@pytest.mark.parametrize(
    ("year", "easter"), [(2026, "04-05"), (2027, "03-28"), (2028, "04-16"), (2029, "04-01")]
)
def test_easter_moves(tmp_path: Path, year: int, easter: str) -> None:
    schedule = office(tmp_path, EVERY_DAY, "closed holidays LT 2026..2029")
    sunday = date.fromisoformat(f"{year}-{easter}")
    found = closed_days(schedule, f"{year}-03-20", f"{year}-04-25")
    assert found == [sunday.isoformat(), (sunday + timedelta(1)).isoformat()]


def test_regions_have_days_of_their_own(tmp_path: Path) -> None:
    whole = office(tmp_path, EVERY_DAY, "closed holidays DE 2026..2026")
    bavaria = office(tmp_path, EVERY_DAY, "closed holidays DE/BY 2026..2026")
    only = set(closed_days(bavaria, "2026-01-01", "2026-12-31")) - set(
        closed_days(whole, "2026-01-01", "2026-12-31")
    )
    assert only == {"2026-01-06", "2026-06-04", "2026-11-01"}


def test_observed_days_are_kept_too(tmp_path: Path) -> None:
    """4 July 2027 is a Sunday; 1 January 2028 a Saturday, kept on the last day of 2027."""
    schedule = office(tmp_path, EVERY_DAY, "closed holidays US 2027..2027")
    assert closed_days(schedule, "2027-07-01", "2027-07-10") == ["2027-07-04", "2027-07-05"]
    assert closed_days(schedule, "2027-12-29", "2028-01-03") == ["2027-12-31"]


def test_holidays_end_with_the_years_that_are_named(tmp_path: Path) -> None:
    schedule = office(tmp_path, EVERY_DAY, "closed holidays LT 2026..2027")
    assert closed_days(schedule, "2025-12-24", "2026-01-01") == ["2026-01-01"]
    assert closed_days(schedule, "2027-12-26", "2028-12-31") == ["2027-12-26"]


@pytest.mark.parametrize(
    ("line", "week"),
    [
        ("open mon-fri", "MTWTF.."),
        ("open fri-mon", "M...FSS"),
        ("open mon-wed, fri", "MTW.F.."),
        ("open sun", "......S"),
        ("open sat-sat", ".....S."),
    ],
)
def test_weekdays(tmp_path: Path, line: str, week: str) -> None:
    schedule = office(tmp_path, line)
    monday = date(2026, 3, 2)
    found = [state(schedule, monday + timedelta(n), 720).open for n in range(7)]
    assert "".join(d if o else "." for d, o in zip("MTWTFSS", found, strict=True)) == week


@pytest.mark.parametrize(
    ("hours", "stretches"),
    [
        ("08:00-18:00", [(480, 1080)]),
        ("08:00-12:00, 13:00-18:00", [(480, 720), (780, 1080)]),
        ("00:00-24:00", [(0, 1440)]),
        ("", [(0, 1440)]),
        ("12:00-00:00", [(720, 1440)]),
        ("22:00-06:00", [(1320, 1440)]),
    ],
)
def test_hours(tmp_path: Path, hours: str, stretches: list[tuple[int, int]]) -> None:
    """On a Monday, before which nothing is open."""
    schedule = office(tmp_path, f"open mon {hours}")
    found = [(s.start, s.end) for s in decide(schedule, date(2026, 3, 2)) if s.state.open]
    assert found == stretches


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("closed holidays ZZ 2026..2027", "F302", "two-letter code"),
        ("closed holidays Lithuania 2026..2027", "F302", "write `LT`"),
        ("closed holidays UK 2026..2027", "F302", "write `GB`"),
        ("closed holidays US/CAL 2026..2027", "F302", "write `US/"),
        ("closed holidays LT 2030..2026", "F303", "write `holidays LT 2026..2030`"),
        ("closed holidays LT 2026..9999", "F303", "name years within these"),
        ("closed 2026-12-26..2026-12-24", "F304", "write `2026-12-24..2026-12-26`"),
        ("open sat 08:00-08:00", "F304", "leave the hours out for the whole day"),
    ],
)
def test_what_can_not_be(tmp_path: Path, line: str, code: str, words: str) -> None:
    _, findings = read(tmp_path, "open mon-fri 08:00-18:00", line)
    told = [d for d in findings if d.code == code]
    assert len(told) == 1
    assert words in (told[0].help or "")
    assert {d.code for d in findings if d.severity == "error"} == {code}


@pytest.mark.parametrize(
    "line",
    [
        'closed 12-24..12-26 "Christmas"',
        "open mon-fri 08:00-12:00, 13:00-18:00",
        "open 2026-12-31 08:00-12:00",
        "closed 3rd mon jan, last mon may",
        "closed holidays US/CA 2026..2030",
        "open fri 22:00-06:00",
        "open mon-tue, fri 18:00-24:00",
        "open fri-mon 10:00-11:00",
        "closed 02-29",
    ],
)
def test_lines_are_told_as_they_were_written(tmp_path: Path, line: str) -> None:
    assert line_words(office(tmp_path, line, "open wed 03:00-04:00").lines[0]) == line
