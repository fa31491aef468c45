"""The clock and the schedules, to the minute.

GotoIfTime is of no use here: it has no year, its end minute is included, and it asks for the
weekday of the instant itself. A local date and time are worked out once per question, as numbers
(20261224, 1800), and compared.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from flowc.backends.asterisk.conditions import (
    LONG,
    both,
    closing_lines,
    either,
    schedule_variable,
)
from flowc.backends.asterisk.lines import Context, Extension, Line, Writer
from flowc.backends.asterisk.text import DialplanText, comment
from flowc.backends.asterisk.unit import Unit
from flowc.semantics.calendar import Hours, Schedule
from flowc.semantics.calendar_days import On
from flowc.semantics.calendar_plan import Step, plan

MANY = 4
"""More dates than these become a context of their own, a line each."""

_FIELDS: Final = {
    "flowc_today": "%Y%m%d",
    "flowc_weekday": "%u",
    "flowc_time": "%H%M",
}

_NOW: Final = {"flowc_now_date": "%Y-%m-%d", "flowc_now_time": "%H:%M"}

FORMS: Final = _FIELDS | _NOW
"""How each variable shows the clock."""


def _reading(unit: Unit) -> str:
    """Looks at the clock once. A test sets `flowc_clock_shift` to seconds that it is to be off."""
    fields = (_FIELDS if unit.program.schedules else {}) | (_NOW if "clock" in unit.uses else {})
    zone, forms = unit.program.timezone or "UTC", ",".join(fields.values())
    read = f"${{STRFTIME($[${{EPOCH}} + 0${{flowc_clock_shift}}],{zone},{forms})}}"
    return f"Set(ARRAY({','.join(fields)})={read})"


def clock(unit: Unit) -> Context:
    """Reads the clock for what is no schedule."""
    writer = Writer("s")
    writer.add(_reading(unit))
    writer.add("Return()")
    title = comment(f"the clock on the wall in {unit.program.timezone or 'UTC'}")
    return Context(unit.service("clock"), (title,), (writer.done(),))


def schedule(one: Schedule, unit: Unit) -> list[Context]:
    """Sets the schedule's variable; from `judge` on it is judged by the clock as it was read last.
    The questions stand in the order of `calendar_plan`."""
    numbers = closing_lines(one)
    steps = _telling(plan(one))
    writer = Writer("s")
    writer.add(_reading(unit))
    writer.mark("judge")
    if any(on.leap is not None for step in steps for on in (*step.on, *step.unless)):
        year = "${flowc_today:0:4}"
        leap = f"({year} % 4 = 0 & {year} % 100 != 0) | {year} % 400 = 0"
        writer.add(f"Set(flowc_leap=$[{leap}])")
    dates = _Dates(one.name, [])
    answers: dict[str, str] = {}
    for step in steps:
        answer = "open" if step.open else "closed"
        if not step.open and step.reasons:
            answer = f"closed {numbers[step.reasons]}"
        label = answers.setdefault(answer, answer.replace(" ", "_"))
        writer.add(f"GotoIf($[{_step(step, dates, writer, unit)}]?{label})")
    variable = schedule_variable(one.name)
    for answer, label in {"closed": "closed", **answers}.items():
        writer.mark(label)
        writer.add(f"Return(${{SET({variable}={answer})}})")
    title = [unit.title(f"schedule {one.name}", one.span)]
    title += [comment(f"closed {n}: {', '.join(why)}") for why, n in numbers.items()]
    own = Context(unit.service(f"schedule-{one.name}"), tuple(title), (writer.done(),))
    return [own, *dates.contexts]


def _telling(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Without the last ones that say no more than is said when none of them holds: closed."""
    last = max((n for n, s in enumerate(steps, 1) if s.open or s.reasons), default=0)
    return steps[:last]


class _Dates(NamedTuple):
    """The contexts of dates that one schedule needs, gathered as they come up."""

    schedule: str
    contexts: list[Context]


def _step(step: Step, dates: _Dates, writer: Writer, unit: Unit) -> str:
    parts = [_union(step.on, dates, writer, unit)]
    if step.unless:
        parts.append(f"!({_union(step.unless, dates, writer, unit)})")
    if step.hours != (Hours(0, 1440),):
        parts.append(either(_hours(h) for h in step.hours))
    return " & ".join(part for part in parts if part != "1") or "1"


def _hours(hours: Hours) -> str:
    start, end = _hhmm(hours.start), _hhmm(hours.end)
    if hours.start == 0:
        return f"${{flowc_time}} < {end}"
    if hours.end >= 1440:  # noqa: PLR2004 - minutes of a day
        return f"${{flowc_time}} >= {start}"
    return f"${{flowc_time}} >= {start} & ${{flowc_time}} < {end}"


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02}{minute % 60:02}"


def _union(union: tuple[On, ...], dates: _Dates, writer: Writer, unit: Unit) -> str:
    """The test of a union: many single dates are a context, a long one gets lines of its own."""
    days = _single_days(union) if len(union) > MANY else None
    if days is not None:
        name = unit.service(f"dates-{dates.schedule}-{len(dates.contexts) + 1}")
        there = (Line(DialplanText("NoOp()"), None),)
        listed = tuple(Extension(day.strftime("%Y%m%d"), there, "") for day in days)
        title = comment(f"dates of schedule {dates.schedule}")
        dates.contexts.append(Context(name, (title,), listed))
        return f"${{DIALPLAN_EXISTS({name},${{flowc_today}},1)}}"
    tests = list(dict.fromkeys(_on(on) for on in union))
    if sum(map(len, tests)) <= LONG:
        return either(tests)
    among = writer.label("flowc_among")
    writer.add(f"Set({among}=0)")
    for test in tests:
        writer.add(f"ExecIf($[{test}]?Set({among}=1))")
    return f"${{{among}}} = 1"


def _single_days(union: tuple[On, ...]) -> list[date] | None:
    """The dates of a union of short stretches of certain years; None if it is not one."""
    found: list[date] = []
    for on in union:
        if on.year is None or on.months is None or on.weekdays or on.days is None:
            return None
        if on.months[0] != on.months[1]:
            return None
        first = date(on.year, on.months[0], on.days[0])
        found += [first + timedelta(n) for n in range(on.days[1] - on.days[0] + 1)]
    return sorted(set(found))


def _on(on: On) -> str:
    parts: list[str] = []
    if on.leap is not None:
        parts.append(f"${{flowc_leap}} = {int(on.leap)}")
    if on.months is not None:
        first, last = _stretch(on)
        parts += _between("${flowc_today:4}" if on.year is None else "${flowc_today}", first, last)
    elif on.year is not None:
        parts += _between("${flowc_today}", f"{on.year}0101", f"{on.year}1231")
    if on.months is None and on.days is not None:
        parts += _between("${flowc_today:6}", f"{on.days[0]:02}", f"{on.days[1]:02}")
    if on.weekdays is not None:
        parts.append(_weekdays(on.weekdays))
    return both(parts)


def _stretch(on: On) -> tuple[str, str]:
    """From and to within a year; days are only asked within one month."""
    (first, last), days = on.months or (1, 12), on.days or (1, 31)
    year = "" if on.year is None else f"{on.year}"
    return f"{year}{first:02}{days[0]:02}", f"{year}{last:02}{days[1]:02}"


def _between(field: str, first: str, last: str) -> list[str]:
    return (
        [f"{field} = {first}"] if first == last else [f"{field} >= {first}", f"{field} <= {last}"]
    )


def _weekdays(days: tuple[int, ...]) -> str:
    """Monday is 1 to Asterisk."""
    numbers = [d + 1 for d in days]
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return " & ".join(_between("${flowc_weekday}", str(numbers[0]), str(numbers[-1])))
    return either(f"${{flowc_weekday}} = {n}" for n in numbers)
