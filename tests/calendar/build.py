"""Schedules built by hand, as short as they are written."""

from datetime import date

from flowc.semantics.calendar import (
    Dated,
    Days,
    Holidays,
    Hours,
    Line,
    NthWeekday,
    Schedule,
    Weekdays,
    Yearly,
)
from flowc.source import Span

SPAN = Span("hours.flow", 0, 0)
MON_FRI = Weekdays((0, 1, 2, 3, 4))


def hours(text: str) -> tuple[Hours, ...]:
    """`"08:00-12:00, 22:00-06:00"`; "" is the whole day."""
    found: list[Hours] = []
    for part in text.split(", ") if text else ["00:00-24:00"]:
        start, end = (int(t[:2]) * 60 + int(t[3:]) for t in part.split("-"))
        found.append(Hours(start, end if end > start else end + 1440))
    return tuple(found)


def opened(days: Days, text: str = "", label: str | None = None) -> Line:
    return Line(open=True, days=(days,), hours=hours(text), label=label, span=SPAN)


def closed(days: Days, text: str = "", label: str | None = None) -> Line:
    return Line(open=False, days=(days,), hours=hours(text), label=label, span=SPAN)


def schedule(*lines: Line) -> Schedule:
    return Schedule("office", lines, SPAN)


def on(day: str, last: str | None = None) -> Dated:
    first = date.fromisoformat(day)
    end = date.fromisoformat(last or day)
    return Dated((first.year, first.month, first.day), (end.year, end.month, end.day))


def yearly(first: str, last: str | None = None) -> Yearly:
    def pair(text: str) -> tuple[int, int]:
        return int(text[:2]), int(text[3:])

    return Yearly(pair(first), pair(last or first))


def days_off(*days: str) -> Holidays:
    parts = tuple((d.year, d.month, d.day) for d in map(date.fromisoformat, days))
    return Holidays("LT", 2026, 2030, parts)


def nth(number: int, weekday: int, month: int) -> NthWeekday:
    return NthWeekday(number, weekday, month)


def weekdays(*numbers: int) -> Weekdays:
    return Weekdays(numbers)
