"""Which line decides, to the minute."""

from datetime import date

import pytest

from flowc.semantics.calendar import Line, NthWeekday, Schedule
from flowc.semantics.calendar_state import holds, state
from tests.calendar.build import (
    MON_FRI,
    closed,
    days_off,
    nth,
    on,
    opened,
    schedule,
    weekdays,
    yearly,
)


def is_open(plan: Schedule, at: str) -> bool:
    day, time = at.split()
    return state(plan, date.fromisoformat(day), int(time[:2]) * 60 + int(time[3:])).open


def closed_for(plan: Schedule, at: str, reason: str) -> bool:
    day, time = at.split()
    found = state(plan, date.fromisoformat(day), int(time[:2]) * 60 + int(time[3:]))
    return holds(found, open_=False, reason=reason)


OFFICE = schedule(opened(MON_FRI, "08:00-18:00"), opened(weekdays(5), "10:00-14:00"))


@pytest.mark.parametrize(
    ("at", "answer"),
    [
        ("2026-03-02 07:59", False),
        ("2026-03-02 08:00", True),
        ("2026-03-02 17:59", True),
        ("2026-03-02 18:00", False),
        ("2026-03-07 09:59", False),
        ("2026-03-07 13:59", True),
        ("2026-03-08 12:00", False),
    ],
)
def test_opens_at_its_first_minute_and_closes_before_its_last(at: str, answer: int) -> None:
    assert is_open(OFFICE, at) == answer


def test_whole_days_end_at_midnight() -> None:
    plan = schedule(opened(weekdays(0)), opened(weekdays(2), "12:00-24:00"))
    assert is_open(plan, "2026-03-02 00:00")
    assert is_open(plan, "2026-03-02 23:59")
    assert not is_open(plan, "2026-03-03 00:00")
    assert is_open(plan, "2026-03-04 23:59")
    assert not is_open(plan, "2026-03-05 00:00")


RANKED: list[tuple[str, Line]] = [
    ("dated", opened(on("2026-05-25"), "01:00-02:00")),
    ("yearly", opened(yearly("05-25"), "02:00-03:00")),
    ("nth weekday", opened(nth(-1, 0, 5), "03:00-04:00")),
    ("holidays", opened(days_off("2026-05-25"), "04:00-05:00")),
    ("weekdays", opened(weekdays(0), "05:00-06:00")),
]


@pytest.mark.parametrize("first", range(5), ids=[name for name, _ in RANKED])
def test_the_highest_rank_present_decides_the_whole_date(first: int) -> None:
    """Monday 25 May 2026, with the ranks above `first` left out, in either order of writing."""
    lines = [line for _, line in RANKED[first:]]
    for plan in (schedule(*lines), schedule(*reversed(lines))):
        opens = [hour for hour in range(24) if is_open(plan, f"2026-05-25 {hour:02}:00")]
        assert opens == [first + 1]


@pytest.mark.parametrize("first", range(5), ids=[name for name, _ in RANKED])
@pytest.mark.parametrize("second", range(5), ids=[name for name, _ in RANKED])
def test_a_night_yields_to_higher_ranks_of_the_next_date_only(first: int, second: int) -> None:
    """From 25 May 22:00 to 06:00, against `closed` on 26 May by a line of each rank."""
    nights = [
        on("2026-05-25"),
        yearly("05-25"),
        nth(-1, 0, 5),
        days_off("2026-05-25"),
        weekdays(0),
    ]
    next_days = [
        on("2026-05-26"),
        yearly("05-26"),
        nth(4, 1, 5),
        days_off("2026-05-26"),
        weekdays(1),
    ]
    plan = schedule(opened(nights[first], "22:00-06:00"), closed(next_days[second]))
    assert is_open(plan, "2026-05-25 23:59")
    if first != second:  # open against closed within one rank is refused before this is asked
        assert is_open(plan, "2026-05-26 00:00") is (first < second)
        assert is_open(plan, "2026-05-26 05:59") is (first < second)
    assert not is_open(plan, "2026-05-26 06:00")


def test_a_night_adds_to_what_a_lower_or_equal_rank_opens_next_day() -> None:
    plan = schedule(opened(on("2026-12-31"), "22:00-02:00"), opened(MON_FRI, "08:00-18:00"))
    assert is_open(plan, "2027-01-01 01:59")
    assert not is_open(plan, "2027-01-01 02:00")
    assert is_open(plan, "2027-01-01 08:00")


def test_a_night_whose_day_is_decided_otherwise_has_no_morning_after() -> None:
    plan = schedule(opened(weekdays(3, 4), "22:00-06:00"), closed(on("2026-12-31")))
    assert not is_open(plan, "2026-12-31 23:00")
    assert not is_open(plan, "2027-01-01 03:00")
    assert is_open(plan, "2027-01-01 22:00")


def test_closed_with_hours_takes_only_these_out_of_what_lower_ranks_decide() -> None:
    plan = schedule(opened(MON_FRI, "08:00-18:00"), closed(on("2026-12-31"), "12:00-24:00"))
    assert is_open(plan, "2026-12-31 08:00")
    assert is_open(plan, "2026-12-31 11:59")
    assert not is_open(plan, "2026-12-31 12:00")
    assert is_open(plan, "2027-01-01 08:00")


def test_closed_with_hours_does_not_stop_a_rank_between() -> None:
    plan = schedule(
        opened(MON_FRI, "08:00-18:00"),
        opened(yearly("12-31"), "09:00-15:00"),
        closed(on("2026-12-31"), "12:00-13:00"),
    )
    hours = [hour for hour in range(24) if is_open(plan, f"2026-12-31 {hour:02}:00")]
    assert hours == [9, 10, 11, 13, 14]


def test_29_february_comes_in_leap_years_only() -> None:
    plan = schedule(opened(yearly("02-29"), "22:00-06:00"), opened(MON_FRI, "08:00-18:00"))
    assert is_open(plan, "2028-02-29 22:00")
    assert not is_open(plan, "2028-02-29 12:00")
    assert is_open(plan, "2028-03-01 05:59")
    assert is_open(plan, "2027-03-01 12:00")
    assert not is_open(plan, "2027-03-01 05:00")
    assert not is_open(plan, "2027-02-28 22:00")


def test_a_yearly_range_that_begins_or_ends_on_29_february() -> None:
    ends = schedule(opened(yearly("02-27", "02-29")))
    begins = schedule(opened(yearly("02-29", "03-02")))
    for year, leap in ((2027, False), (2028, True)):
        assert is_open(ends, f"{year}-02-28 12:00")
        assert not is_open(ends, f"{year}-03-01 12:00")
        assert not is_open(begins, f"{year}-02-28 12:00")
        assert is_open(begins, f"{year}-03-01 12:00")
        if leap:
            assert is_open(ends, f"{year}-02-29 12:00")
            assert is_open(begins, f"{year}-02-29 12:00")


def test_a_yearly_range_over_new_year() -> None:
    plan = schedule(closed(yearly("12-24", "01-02")), opened(weekdays(0, 1, 2, 3, 4, 5, 6)))
    answers = {d: is_open(plan, f"{d} 12:00") for d in ("2026-12-23", "2026-12-24", "2027-01-02")}
    assert answers == {"2026-12-23": True, "2026-12-24": False, "2027-01-02": False}
    assert is_open(plan, "2027-01-03 12:00")


@pytest.mark.parametrize(
    ("line", "days"),
    [
        (nth(3, 0, 1), ["2026-01-19", "2027-01-18"]),
        (nth(-1, 0, 5), ["2026-05-25", "2027-05-31"]),
        (nth(-1, 0, 2), ["2026-02-23", "2027-02-22", "2028-02-28"]),
        (nth(-1, 1, 2), ["2026-02-24", "2028-02-29"]),
        (nth(5, 6, 5), ["2026-05-31"]),
    ],
)
def test_nth_weekdays(line: NthWeekday, days: list[str]) -> None:
    plan = schedule(opened(line))
    years = {day[:4] for day in days}
    found = [
        f"{year}-{month:02}-{day:02}"
        for year in sorted(years)
        for month in range(1, 13)
        for day in range(1, 32)
        if _exists(int(year), month, day) and is_open(plan, f"{year}-{month:02}-{day:02} 12:00")
    ]
    assert found == days


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def test_reasons() -> None:
    plan = schedule(
        opened(MON_FRI, "08:00-18:00"),
        closed(days_off("2026-12-25", "2027-01-01")),
        closed(yearly("12-24", "12-26"), label="Christmas"),
        opened(on("2026-12-31"), "08:00-12:00", label="New Year's Eve"),
    )
    assert closed_for(plan, "2026-12-25 10:00", "label:Christmas")
    assert not closed_for(plan, "2026-12-25 10:00", "holiday")
    assert closed_for(plan, "2027-01-01 10:00", "holiday")
    assert closed_for(plan, "2026-12-31 12:00", "label:New Year's Eve")
    assert not closed_for(plan, "2026-12-31 11:59", "label:New Year's Eve")
    assert not closed_for(plan, "2026-12-30 20:00", "holiday")
