"""Which dates a line speaks of, in the words that a switch can test: year, month, day, weekday.

A `Days` of the source ("3rd mon jan", "12-24..12-26") becomes a union of `On`, each a conjunction
over the fields of one local date. A union can be moved by one day, so that the part of a range
after midnight is a question about today as well, and no target needs yesterday's date.
"""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from flowc.semantics.calendar import Dated, Days, Holidays, NthWeekday, Weekdays, Yearly

_COMMON_YEAR, _LEAP_YEAR = 2001, 2000


class On(NamedTuple):
    """A date has all of these; None is any. Ranges include both ends and never wrap.

    `leap` asks for a leap year (or for a common one); it is only set where 29 February moves
    something. `weekdays` counts Monday as 0.
    """

    year: int | None = None
    leap: bool | None = None
    months: tuple[int, int] | None = None
    days: tuple[int, int] | None = None
    weekdays: tuple[int, ...] | None = None


def matches(on: On, day: date) -> bool:
    """Whether `day` has everything that `on` asks for."""
    return (
        (on.year is None or on.year == day.year)
        and (on.leap is None or on.leap == isleap(day.year))
        and (on.months is None or on.months[0] <= day.month <= on.months[1])
        and (on.days is None or on.days[0] <= day.day <= on.days[1])
        and (on.weekdays is None or day.weekday() in on.weekdays)
    )


def matches_any(union: tuple[On, ...], day: date) -> bool:
    """Whether `day` is one of the dates of `union`."""
    return any(matches(on, day) for on in union)


def dates_of(days: Days, *, moved: int = 0) -> tuple[On, ...]:
    """The dates that `days` names, `moved` by 0 or 1 days (1: the dates just after them)."""
    match days:
        case Dated(first, last):
            return _dated(date(*first), date(*last), moved)
        case Yearly(first, last):
            return _yearly(first, last, moved)
        case NthWeekday(nth, weekday, month):
            return _nth_weekday(nth, weekday, month, moved)
        case Holidays(dates=dates):
            return _listed([date(*d) + timedelta(moved) for d in dates])
        case Weekdays(numbers):
            return (On(weekdays=tuple(sorted({(n + moved) % 7 for n in numbers}))),)


def _dated(first: date, last: date, moved: int) -> tuple[On, ...]:
    first, last = first + timedelta(moved), last + timedelta(moved)
    found: list[On] = []
    for year in range(first.year, last.year + 1):
        start = (first.month, first.day) if year == first.year else (1, 1)
        end = (last.month, last.day) if year == last.year else (12, 31)
        found += [On(year=year, months=m, days=d) for m, d in _by_month(start, end, year)]
    return tuple(found)


def _listed(dates: list[date]) -> tuple[On, ...]:
    """Single dates, neighbours put together."""
    found: list[On] = []
    runs: list[list[date]] = []
    for day in sorted(set(dates)):
        if runs and runs[-1][1] + timedelta(1) == day:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    for first, last in runs:
        found += _dated(first, last, 0)
    return tuple(found)


def _yearly(first: tuple[int, int], last: tuple[int, int], moved: int) -> tuple[On, ...]:
    def in_year(year: int) -> Iterator[On]:
        return _yearly_in(first, last, moved, year)

    return _by_leap(in_year)


def _yearly_in(
    first: tuple[int, int], last: tuple[int, int], moved: int, year: int
) -> Iterator[On]:
    """The dates in one year; a range over New Year is its two parts."""
    parts = [(first, last)] if first <= last else [((1, 1), last), (first, (12, 31))]
    for start, end in parts:
        begin, stop = _exists_from(start, year), _exists_until(end, year)
        if begin > stop:  # 02-29 alone, in a common year
            continue
        begin, stop = begin + timedelta(moved), stop + timedelta(moved)
        if stop.year > year:  # moved over New Year
            yield On(months=(1, 1), days=(1, 1))
            if begin.year > year:
                continue
            stop = date(year, 12, 31)
        for months, days in _by_month((begin.month, begin.day), (stop.month, stop.day), year):
            yield On(months=months, days=days)


def _exists_from(day: tuple[int, int], year: int) -> date:
    return date(year, 3, 1) if day == (2, 29) and not isleap(year) else date(year, *day)


def _exists_until(day: tuple[int, int], year: int) -> date:
    return date(year, 2, 28) if day == (2, 29) and not isleap(year) else date(year, *day)


def _nth_weekday(nth: int, weekday: int, month: int, moved: int) -> tuple[On, ...]:
    def in_year(year: int) -> Iterator[On]:
        length = monthrange(year, month)[1]
        first, last = (length - 6, length) if nth < 0 else (nth * 7 - 6, min(nth * 7, length))
        if first > last:  # a fifth one in 28 days
            return
        start = date(year, month, first) + timedelta(moved)
        end = date(year, month, last) + timedelta(moved)
        wanted = ((weekday + moved) % 7,)
        if start.year == end.year == year:
            for m, d in _by_month((start.month, start.day), (end.month, end.day), year):
                yield On(months=m, days=d, weekdays=wanted)
            return
        if start.year == year:
            yield On(months=(12, 12), days=(start.day, 31), weekdays=wanted)
        yield On(months=(1, 1), days=(1, end.day), weekdays=wanted)

    return _by_leap(in_year)


def _by_leap(in_year: Callable[[int], Iterator[On]]) -> tuple[On, ...]:
    """The same dates for every year, told apart by leap years only where these differ."""
    common, leap = tuple(in_year(_COMMON_YEAR)), tuple(in_year(_LEAP_YEAR))
    if common == leap:
        return common
    shared = tuple(on for on in common if on in leap)
    return (
        *shared,
        *(on._replace(leap=False) for on in common if on not in shared),
        *(on._replace(leap=True) for on in leap if on not in shared),
    )


def _by_month(
    first: tuple[int, int], last: tuple[int, int], year: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int] | None]]:
    """A range within one year as (months, days): part of a month, whole months, part of a month."""
    (month, day), (last_month, last_day) = first, last
    if day > 1 or (month == last_month and last_day < monthrange(year, month)[1]):
        end = last_day if month == last_month else monthrange(year, month)[1]
        yield (month, month), (day, end)
        month += 1
    whole = last_month if last_day == monthrange(year, last_month)[1] else last_month - 1
    if month <= whole:
        yield (month, whole), None
        month = whole + 1
    if month <= last_month:
        yield (last_month, last_month), (1, last_day)
