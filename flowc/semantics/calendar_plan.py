"""A schedule as an ordered list of questions about today: what every target writes out.

`plan(schedule)` is the meaning of a schedule, for the runtime and the back ends alike:

    for step in plan(schedule):
        if today is in step.on and today is not in step.unless and the minute is in step.hours:
            the answer is step.open (because of step.line); stop
    the answer is closed (no line speaks of the moment)

How the order comes about. Lines are taken by rank, dated before yearly before nth weekday before
holidays before weekdays. Within a rank:

1. hours that `closed` lines take out are closed, today's and what runs over from yesterday;
2. hours that `open` lines open are open, today's and what runs over from yesterday;
3. if an `open` line (or a `closed` one for the whole day) speaks of today, the rank decides the
   whole date: the rest of it is closed, and lower ranks are not asked.

So a `closed` line with hours never decides a date. It takes its hours out of whatever the first
rank below it decides: with `open mon-fri 08:00-18:00`, `closed 2026-12-31 12:00-24:00` leaves 31
December open from 08:00 to 12:00.

A range across midnight belongs to the day it starts on. Its tail is asked at its own rank on the
next date, so any higher rank that decides that date comes first and the tail yields to it; lower
ranks don't cut it. If a higher rank decides the date it starts on, the range does not happen, and
neither does its tail: that is `unless`.
"""

from typing import NamedTuple

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
from flowc.semantics.calendar_days import On, dates_of

RANKS: tuple[type, ...] = (Dated, Yearly, NthWeekday, Holidays, Weekdays)
"""From the most specific to the least."""

DAY = 1440
"""Minutes of a day on the clock, whatever the clock does that day."""

_WHOLE_DAY = (Hours(0, DAY),)


class Step(NamedTuple):
    """One question: whether today is in `on`, not in `unless`, and the minute in `hours`.

    If so, the answer is `open`. `line` is the line that says so. `reasons` are what `closed for …`
    may ask about it: "holiday", "label:Christmas"; they count for a closed answer only. `hours`
    lie within 0 and 1440, ends exclusive. `on` and `unless` are unions.
    """

    on: tuple[On, ...]
    unless: tuple[On, ...]
    hours: tuple[Hours, ...]
    open: bool
    line: Line
    reasons: tuple[str, ...]


def plan(schedule: Schedule) -> tuple[Step, ...]:
    """The questions in the order to ask them; nothing matching means closed."""
    steps: list[Step] = []
    decided_yesterday: tuple[On, ...] = ()
    for rank in RANKS:
        lines = [
            (line, days)
            for line in schedule.lines
            if (days := tuple(d for d in line.days if isinstance(d, rank)))
        ]
        for wanted in (False, True):
            chosen = [(line, days) for line, days in lines if line.open is wanted]
            for line, days in chosen:
                steps += _today(line, days)
            for line, days in chosen:
                steps += _from_yesterday(line, days, decided_yesterday)
        for line, days in lines:
            if line.open and not _covers_the_day(line):
                steps.append(_step(line, days, on=_union(days), hours=_WHOLE_DAY, open_=False))
            if decides_the_date(line):
                decided_yesterday += _union(days, moved=1)
    return tuple(steps)


def decides_the_date(line: Line) -> bool:
    """An open line decides its whole date; a closed one does if it is closed all day."""
    return line.open or _covers_the_day(line)


def reasons(line: Line, days: tuple[Days, ...]) -> tuple[str, ...]:
    """What `closed for …` may ask, of a line that closes by these of its days."""
    holiday = ("holiday",) if isinstance(days[0], Holidays) else ()
    return holiday if line.label is None else (*holiday, f"label:{line.label}")


def _today(line: Line, days: tuple[Days, ...]) -> list[Step]:
    hours = tuple(Hours(h.start, min(h.end, DAY)) for h in line.hours)
    return [_step(line, days, on=_union(days), hours=hours, open_=line.open)]


def _from_yesterday(line: Line, days: tuple[Days, ...], unless: tuple[On, ...]) -> list[Step]:
    hours = tuple(Hours(0, h.end - DAY) for h in line.hours if h.end > DAY)
    if not hours:
        return []
    on = _union(days, moved=1)
    return [_step(line, days, on=on, hours=hours, open_=line.open, unless=unless)]


def _step(  # noqa: PLR0913 - the parts of a step
    line: Line,
    days: tuple[Days, ...],
    *,
    on: tuple[On, ...],
    hours: tuple[Hours, ...],
    open_: bool,
    unless: tuple[On, ...] = (),
) -> Step:
    return Step(on, unless, hours, open_, line, reasons(line, days))


def _union(days: tuple[Days, ...], *, moved: int = 0) -> tuple[On, ...]:
    return tuple(on for one in days for on in dates_of(one, moved=moved))


def _covers_the_day(line: Line) -> bool:
    reached = 0
    for hours in sorted(line.hours):
        if hours.start > reached:
            return False
        reached = max(reached, hours.end)
    return reached >= DAY
