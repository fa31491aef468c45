"""Whether a schedule is open at a local date and minute, and because of which line."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from flowc.semantics.calendar import Line, Schedule
from flowc.semantics.calendar_days import matches_any
from flowc.semantics.calendar_plan import DAY, Step, plan


class State(NamedTuple):
    """Open or closed, and why.

    `line` is the line that opens or closes the moment; outside the hours of the lines that decide
    a date it is the first of these; None: no line speaks of the moment at all (closed). `reasons`
    holds what `closed for …` is true of: "holiday", "label:Christmas"; empty when open.
    """

    open: bool
    line: Line | None
    reasons: tuple[str, ...]


class Stretch(NamedTuple):
    """Minutes of one date with one state, `end` exclusive."""

    start: int
    end: int
    state: State


_NOTHING_SAID = State(open=False, line=None, reasons=())


def decide(schedule: Schedule, day: date) -> tuple[Stretch, ...]:
    """The whole of `day`, minute 0 to 1440, in order and without gaps; neighbours differ."""
    return _decide(plan(schedule), day)


def state(schedule: Schedule, local_date: date, minute: int) -> State:
    """The state at `minute` (0 to 1439) of `local_date`; for many questions take `reader`."""
    return reader(schedule)(local_date, minute)


def holds(found: State, *, open_: bool, reason: str | None) -> bool:
    """Whether `office is open`, `is closed`, `is closed for …` (as in `ir.ScheduleIs`) is true."""
    return found.open is open_ and (reason is None or reason in found.reasons)


def reader(schedule: Schedule) -> Callable[[date, int], State]:
    """`state` of one schedule for many moments: a date is decided once."""
    stretches = days_reader(schedule)

    def read(local_date: date, minute: int) -> State:
        for stretch in stretches(local_date):
            if minute < stretch.end:
                return stretch.state
        message = f"minute {minute} is not in a day of 0 to 1439"
        raise ValueError(message)

    return read


def days_reader(schedule: Schedule) -> Callable[[date], tuple[Stretch, ...]]:
    """`decide` of one schedule for many dates: each is decided once."""
    steps = plan(schedule)

    @lru_cache(maxsize=1024)
    def stretches(day: date) -> tuple[Stretch, ...]:
        return _decide(steps, day)

    return stretches


def _decide(steps: tuple[Step, ...], day: date) -> tuple[Stretch, ...]:
    today = [s for s in steps if matches_any(s.on, day) and not matches_any(s.unless, day)]
    bounds = {0, DAY} | {b for s in today for hours in s.hours for b in hours}
    ordered = sorted(bounds)
    found: list[Stretch] = []
    for start, end in pairwise(ordered):
        now = _first(today, start)
        if found and found[-1].state == now:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Stretch(start, end, now))
    return tuple(found)


def _first(steps: list[Step], minute: int) -> State:
    for step in steps:
        if any(hours.start <= minute < hours.end for hours in step.hours):
            return State(step.open, step.line, () if step.open else step.reasons)
    return _NOTHING_SAID
