"""Schedules as tables of the clock's Lua file, which an `if` asks when it needs one.

Every question of `flowc.semantics.calendar_plan` is a line of the table; the first that holds
decides. The dialplan's own clock conditions (`wday`, `time-of-day`) would need no Lua, but they
know the machine's clock only: a call could not be made as on another date without moving the clock
of the whole switch, under all its other calls.
"""

from typing import NamedTuple

from flowc.backends.freeswitch.site import Site, place
from flowc.backends.freeswitch.text import FsData, comment, lua_text
from flowc.semantics.calendar import Hours, Schedule
from flowc.semantics.calendar_days import On
from flowc.semantics.calendar_plan import Step, plan
from flowc.semantics.calendar_words import WEEKDAYS

_DAY = 1440


class Table(NamedTuple):
    """What the template lays out: the schedule's name, where it is from, its questions."""

    name: str
    comment: FsData
    questions: tuple[str, ...]


def reasons(schedule: Schedule) -> tuple[str, ...]:
    """Every reason to be closed that the schedule's lines give, in order."""
    return tuple(dict.fromkeys(r for step in plan(schedule) for r in step.reasons))


def table(schedule: Schedule, at: Site) -> Table:
    """The schedule as Lua."""
    numbers = {reason: n for n, reason in enumerate(reasons(schedule))}
    legend = "".join(f", r{n} {_reason(r)}" for r, n in numbers.items())
    questions = tuple(_question(step, numbers) for step in _telling(plan(schedule)))
    where = comment(place(at, schedule.span) + legend)
    return Table(lua_text(schedule.name), where, questions)


def _telling(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Without the last ones that only say what is so anyway: closed, for no reason."""
    end = len(steps)
    while end and not steps[end - 1].open and not steps[end - 1].reasons:
        end -= 1
    return tuple(s for s in steps[:end] if any(h.start < h.end for h in s.hours))


def _reason(reason: str) -> str:
    return reason.removeprefix("label:") if reason.startswith("label:") else "holidays"


def _question(step: Step, numbers: dict[str, int]) -> str:
    """`{open, {days…}, {hours…}}`: what it is then, on which dates, at which hours."""
    fields = ["open" if step.open else "closed", _dates(step.on)]
    hours = tuple(h for h in step.hours if h.start < h.end)
    if hours != (Hours(0, _DAY),):
        fields.append("hours = {" + ", ".join(map(_hours, hours)) + "}")
    if step.unless:
        fields.append(f"unless = {_dates(step.unless)}")
    if step.reasons and not step.open:
        fields.append('why = "' + "".join(f"-r{numbers[r]}-" for r in step.reasons) + '"')
    return "{" + ", ".join(fields) + "}"


def _dates(union: tuple[On, ...]) -> str:
    return "{" + ", ".join(map(_on, union)) + "}"


def _on(on: On) -> str:
    found: list[str] = []
    if on.year is not None:
        found.append(f"year = {on.year}")
    if on.leap is not None:
        found.append(f"leap = {str(on.leap).lower()}")
    if on.months is not None:
        found.append(f"months = {{{on.months[0]}, {on.months[1]}}}")
    if on.days is not None:
        found.append(f"days = {{{on.days[0]}, {on.days[1]}}}")
    if on.weekdays is not None:
        found.append('weekdays = "' + " ".join(WEEKDAYS[d] for d in on.weekdays) + '"')
    return "{" + ", ".join(found) + "}"


def _hours(hours: Hours) -> str:
    return f'{{"{_time(hours.start)}", "{_time(hours.end)}"}}'


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
