"""Moments at which a call is worth making: around every edge of every schedule, on the days that
its lines speak of and their neighbours, at the changes of the clock, and just anywhere."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from flowc.semantics import ir
from flowc.semantics.calendar import Dated, Days, Holidays, NthWeekday, Yearly
from flowc.semantics.calendar_days import dates_of, matches_any
from flowc.semantics.calendar_state import State, reader
from flowc.semantics.clock import day_length, instants

YEARS = (2026, 2030)
"""What the years of the examples' holidays are, too."""
_DAY = 1440


class Instants:
    """The pools from which the moments of one program are drawn."""

    def __init__(self, program: ir.Program) -> None:
        self.zone = program.timezone or "UTC"
        self.readers = tuple(reader(s) for s in program.schedules)
        self.lines = tuple(
            (read, line)
            for read, schedule in zip(self.readers, program.schedules, strict=True)
            for line in schedule.lines
            if line.hours
        )
        days = (days for s in program.schedules for line in s.lines for days in line.days)
        self.days = tuple(sorted({day for one in days for day in _days(one)}))
        edges = {
            edge % _DAY
            for schedule in program.schedules
            for line in schedule.lines
            for hours in line.hours
            for edge in (hours.start, hours.end)
        }
        self.edges = tuple(sorted(edges | {0, 720}))
        self.changes = _changes(self.zone)

    def one(self, rng: random.Random) -> str:
        """A local date and time, as behind `at`, that some clock shows; often one at which most is
        open, for there more happens."""
        if rng.random() < 0.4:
            return max((self._any(rng) for _ in range(4)), key=self._opens)
        return self._any(rng)

    def edge(self, rng: random.Random) -> str:
        """A moment at which a line of a schedule turns it, or the last minute before; just any if
        none is found."""
        for _ in range(20 if self.lines else 0):
            read, line = rng.choice(self.lines)
            pool = tuple(day for days in line.days for day in _days(days))
            first = date(YEARS[0], 1, 1)
            day = rng.choice(pool) if pool else first + timedelta(rng.randrange(5 * 365))
            edge = rng.choice(rng.choice(line.hours))
            day, minute = day + timedelta(edge // _DAY), edge % _DAY
            if _turns(read, day, minute):
                minute -= rng.choice((0, 1))
                if minute >= 0 and instants(day, minute, 0, self.zone):
                    return f"{day.isoformat()} {minute // 60:02}:{minute % 60:02}"
        return self._any(rng)

    def _opens(self, at: str) -> int:
        day, _, time = at.partition(" ")
        minute = int(time[:2]) * 60 + int(time[3:])
        return sum(read(date.fromisoformat(day), minute).open for read in self.readers)

    def _any(self, rng: random.Random) -> str:
        while True:
            pool = rng.choice((self.days, self.days, self.changes, ()))
            first = date(YEARS[0], 1, 1)
            day = rng.choice(pool) if pool else first + timedelta(rng.randrange(5 * 365))
            day += timedelta(rng.choice((-1, 0, 0, 0, 1)))
            minute = (rng.choice(self.edges) + rng.choice((-1, 0, 0, 1))) % _DAY
            if rng.random() < 0.2:
                minute = rng.randrange(_DAY)
            if instants(day, minute, 0, self.zone):
                return f"{day.isoformat()} {minute // 60:02}:{minute % 60:02}"


def _turns(read: Callable[[date, int], State], day: date, minute: int) -> bool:
    """Whether a schedule is open at this minute and not at the one before, or the other way."""
    before = (day, minute - 1) if minute else (day - timedelta(1), _DAY - 1)
    return read(day, minute).open != read(*before).open


@lru_cache(maxsize=256)
def _days(days: Days) -> tuple[date, ...]:
    """The dates that `days` speaks of, those of some years; none if it speaks of weekdays."""
    match days:
        case Dated(first, last):
            return date(*first), date(*last)
        case Holidays(dates=dates):
            return tuple(date(*one) for one in dates)
        case Yearly() | NthWeekday():
            union = dates_of(days)
            first_day = date(YEARS[0], 1, 1)
            every = (first_day + timedelta(n) for n in range((YEARS[1] - YEARS[0] + 1) * 365))
            return tuple(day for day in every if matches_any(union, day))
        case _:
            return ()


@lru_cache(maxsize=16)
def _changes(zone: str) -> tuple[date, ...]:
    """The days on which the clocks of a zone change."""
    first = date(YEARS[0], 1, 1)
    every = (first + timedelta(n) for n in range(2 * 365))
    return tuple(day for day in every if day_length(day, zone) != 86400)
