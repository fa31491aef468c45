"""F310: lines of one rank that contradict each other. F314: a line that never decides anything."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from flowc.diagnostic import Diagnostic, Label, error, warning
from flowc.rules.schedule_dates import of_days, of_line
from flowc.rules.view import View
from flowc.semantics.calendar import Days, Hours, Line, Schedule
from flowc.semantics.calendar_days import On, dates_of, matches_any
from flowc.semantics.calendar_plan import DAY, RANKS
from flowc.semantics.calendar_state import Stretch, days_reader
from flowc.semantics.calendar_words import WEEKDAYS, clock_time, line_words

_RANK_WORDS = ("dates", "days of every year", "nth weekdays", "holidays", "weekdays")


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each such line of each schedule."""
    for schedule in seen.program.schedules:
        contradicting: set[int] = set()
        for finding, number in _contradictions(schedule):
            contradicting.add(number)
            yield finding
        yield from _idle(schedule, contradicting)


def _contradictions(schedule: Schedule) -> Iterator[tuple[Diagnostic, int]]:
    for number, line in enumerate(schedule.lines):
        for other in schedule.lines[:number]:
            if line.open is other.open:
                continue
            met = _meeting(line, other)
            if met is None:
                continue
            rank, day, minute = met
            when = f"{WEEKDAYS[day.weekday()]} {day.isoformat()} {clock_time(minute)}"
            if RANKS[rank].__name__ == "Weekdays":
                when = f"{WEEKDAYS[day.weekday()]} {clock_time(minute)}"
            opening, closing = (line, other) if line.open else (other, line)
            yield (
                error(
                    "F310",
                    f"`{schedule.name}` is both open and closed on {when}",
                    line.span,
                    f"{'opens' if line.open else 'closes'} it",
                    secondary=(Label(other.span, f"{'opens' if other.open else 'closes'} it"),),
                    caller="whether a call then is taken depends on nothing that you wrote",
                    help=f"both lines speak of {_RANK_WORDS[rank]}, so neither wins: write the "
                    f"hours that are open in `{line_words(opening)}`, and leave "
                    f"`{line_words(closing)}` out",
                ),
                number,
            )
            break


def _meeting(one: Line, other: Line) -> tuple[int, date, int] | None:
    """Rank, date and minute at which both lines speak at one rank."""
    for rank, kind in enumerate(RANKS):
        mine = tuple(d for d in one.days if isinstance(d, kind))
        theirs = tuple(d for d in other.days if isinstance(d, kind))
        if not mine or not theirs:
            continue
        for days in mine:
            for day in of_days(days):
                for at in (day, day + timedelta(1)):
                    minute = _both(_minutes(one, mine, at), _minutes(other, theirs, at))
                    if minute is not None:
                        return rank, at, minute
    return None


def _minutes(line: Line, days: tuple[Days, ...], at: date) -> list[Hours]:
    """What the line covers of a date, its own hours and those that run over from the day before."""
    here, before = _union(days)
    found: list[Hours] = []
    if matches_any(here, at):
        found += [Hours(h.start, min(h.end, DAY)) for h in line.hours]
    if matches_any(before, at):
        found += [Hours(0, h.end - DAY) for h in line.hours if h.end > DAY]
    return found


@lru_cache(maxsize=256)
def _union(days: tuple[Days, ...]) -> tuple[tuple[On, ...], tuple[On, ...]]:
    return (
        tuple(on for one in days for on in dates_of(one)),
        tuple(on for one in days for on in dates_of(one, moved=1)),
    )


def _both(mine: list[Hours], theirs: list[Hours]) -> int | None:
    for a in mine:
        for b in theirs:
            if max(a.start, b.start) < min(a.end, b.end):
                return max(a.start, b.start)
    return None


def _idle(schedule: Schedule, contradicting: set[int]) -> Iterator[Diagnostic]:
    """Lines that are never the reason for anything."""
    if len(schedule.lines) < 2:  # noqa: PLR2004 - one line has nothing to yield to
        return
    read = days_reader(schedule)
    for number, line in enumerate(schedule.lines):
        if number in contradicting or any(_decides(read(day), line) for day in of_line(line)):
            continue
        days = next(iter(of_line(line)), None)
        winner = next((s.state.line for s in read(days) if s.state.line), None) if days else None
        yield warning(
            "F314",
            f"a line of `{schedule.name}` never decides anything",
            line.span,
            "other lines win at all its times" if days else "these dates do not exist",
            secondary=(Label(winner.span, "wins"),) if winner else (),
            caller="callers meet the same hours with and without this line",
            help="remove it, or make it more specific: a date wins over days of every year, these "
            "over nth weekdays, these over holidays, and these over weekdays",
        )


def _decides(stretches: tuple[Stretch, ...], line: Line) -> bool:
    return any(stretch.state.line is line for stretch in stretches)
