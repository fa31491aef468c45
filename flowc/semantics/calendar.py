"""Schedules: which lines decide a date, and whether an instant of local wall time is open.

No clock and no time zone arithmetic here: an instant has been turned into a local date and a
minute of the day before anything in this module sees it. Public holidays have been expanded to
dates at compile time.
"""

from typing import NamedTuple, TypeAlias

from flowc.source import Span

# ---- which dates a line speaks of ---------------------------------------------------------------


class Dated(NamedTuple):
    """One date or a range of them, both ends included: `2026-12-31`."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]


class Yearly(NamedTuple):
    """A day or a range of days of every year, (month, day), both ends included; may wrap over New
    Year. 02-29 exists in leap years only."""

    first: tuple[int, int]
    last: tuple[int, int]


class NthWeekday(NamedTuple):
    """`3rd mon jan`: nth is 1 to 5, or -1 for `last`; weekday 0 is Monday; month 1 to 12."""

    nth: int
    weekday: int
    month: int


class Holidays(NamedTuple):
    """The public holidays of `region` ("LT", "US/CA"), `first_year` to `last_year`, as dates."""

    region: str
    first_year: int
    last_year: int
    dates: tuple[tuple[int, int, int], ...]


class Weekdays(NamedTuple):
    """Days of the week, Monday 0."""

    days: tuple[int, ...]


Days: TypeAlias = Dated | Yearly | NthWeekday | Holidays | Weekdays
"""From the most specific rank to the least: dated, yearly, nth weekday, holidays, weekdays."""


class Hours(NamedTuple):
    """Minutes of the day, `end` exclusive; `end` > 1440 runs on into the next date (22:00-06:00 is
    1320 to 1800). A whole day is 0 to 1440."""

    start: int
    end: int


class Line(NamedTuple):
    """One line of a schedule. Several days on one line share its hours."""

    open: bool
    days: tuple[Days, ...]
    hours: tuple[Hours, ...]
    label: str | None
    span: Span


class Schedule(NamedTuple):
    name: str
    lines: tuple[Line, ...]
    span: Span
