"""Enough dates to judge a schedule by: whatever it can do, it does on one of these."""

from collections.abc import Iterator
from datetime import date, timedelta

from flowc.semantics.calendar import (
    Dated,
    Days,
    Holidays,
    Line,
    NthWeekday,
    Schedule,
    Weekdays,
    Yearly,
)
from flowc.semantics.calendar_days import dates_of, matches_any

_FIRST = date(2023, 1, 1)
_YEARS = 28
"""After 28 years every date has fallen on every weekday, in leap years and common ones."""

_LONGEST = 400
"""Of a longer range of dates, its beginning tells."""


def dates(schedule: Schedule) -> Iterator[date]:
    """The dates at which something about the schedule can differ, likely ones first."""
    ordinary = [_FIRST + timedelta(n) for n in range(14)]
    yield from ordinary
    kinds = [days for line in schedule.lines for days in line.days]
    for days in kinds:
        if isinstance(days, Dated | Holidays):
            yield from of_days(days)
    if any(isinstance(days, Yearly | NthWeekday) for days in kinds):
        yield from _every_date()


def of_line(line: Line) -> Iterator[date]:
    """Dates on which `line` speaks, and those just after them, where its nights end."""
    for days in line.days:
        for day in of_days(days):
            yield day
            yield day + timedelta(1)


def of_days(days: Days) -> Iterator[date]:
    """The dates that `days` names, so far as they can tell anything new."""
    match days:
        case Dated(first, last):
            start, end = date(*first), date(*last)
            for n in range(min((end - start).days + 1, _LONGEST)):
                yield start + timedelta(n)
        case Holidays(dates=listed):
            yield from (date(*day) for day in listed)
        case Weekdays(numbers):
            # Whether holidays and dates always win over a weekday needs a year of them.
            for n in range(366):
                day = _FIRST + timedelta(n)
                if day.weekday() in numbers:
                    yield day
        case Yearly() | NthWeekday():
            wanted = dates_of(days)
            yield from (day for day in _every_date() if matches_any(wanted, day))


def _every_date() -> Iterator[date]:
    end = date(_FIRST.year + _YEARS, 1, 1)
    day = _FIRST
    while day < end:
        yield day
        day += timedelta(1)
