"""Schedules as conditions on the clock: one extension per schedule, asked when an `if` needs it.

Every question of `flowc.semantics.calendar_plan` becomes one condition with `break="on-true"`, so
the first that holds decides. FreeSWITCH facts that shape it: a clock test uses the zone of the
channel variable `timezone`, which must be set inline in an earlier condition; both ends of a range
count, so 18:00 is written 17:59:59; a condition with a clock *and* a field takes either; years,
months and days have attributes, leap years have none and are written out until 2099.
"""

from flowc.backends.freeswitch.model import Action, Clock, Condition, Extension, Group, Test
from flowc.backends.freeswitch.site import Site, place, read
from flowc.backends.freeswitch.text import FsData, code, comment, joined, name
from flowc.semantics.calendar import Hours, Schedule
from flowc.semantics.calendar_days import On
from flowc.semantics.calendar_plan import Step, plan

_DAY = 1440
_LEAP_YEARS = list(range(2024, 2100, 4))
_MONTHS, _DAYS = (1, 12), (1, 31)
_LEAP_DAY = (2, 2), (29, 29)


def address(schedule: str) -> FsData:
    """The extension that finds out whether it is open."""
    return code("schedule--{}", name(schedule))


def reasons(schedule: Schedule) -> tuple[str, ...]:
    """Every reason to be closed that the schedule's lines give, in order."""
    return tuple(dict.fromkeys(r for step in plan(schedule) for r in step.reasons))


def group(schedule: Schedule, at: Site) -> Group:
    """Sets `flowc_at_<name>` to open or closed, `flowc_why_<name>` to the reasons' numbers."""
    numbers = {reason: n for n, reason in enumerate(reasons(schedule))}
    zone = at.program.timezone or "UTC"
    conditions = [
        Condition(
            actions=(Action("set", code("timezone={}", _zone(zone)), inline=True),),
        )
    ]
    for step in _telling(plan(schedule)):
        conditions += _question(step, schedule.name, numbers)
    conditions.append(Condition(actions=_answer(schedule.name, FsData("closed"), FsData(""))))
    legend = "".join(f", r{n} {_reason(r)}" for r, n in numbers.items())
    told = comment(f"schedule {schedule.name}, {place(at, schedule.span)}, {zone}{legend}")
    where = address(schedule.name)
    return Group(told, (Extension(where, code("^{}$", where), tuple(conditions)),))


def _telling(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Without the last ones that only say what is so anyway: closed, for no reason."""
    end = len(steps)
    while end and not steps[end - 1].open and not steps[end - 1].reasons:
        end -= 1
    return steps[:end]


def _reason(reason: str) -> str:
    return reason.removeprefix("label:") if reason.startswith("label:") else "holidays"


def _zone(zone: str) -> FsData:
    return joined("/", [name(part) for part in zone.split("/")])


def _answer(schedule: str, what: FsData, why: FsData) -> tuple[Action, ...]:
    return (
        Action("set", code("flowc_at_{}={}", name(schedule), what)),
        Action("set", code("flowc_why_{}={}", name(schedule), why)),
    )


def _question(step: Step, schedule: str, numbers: dict[str, int]) -> list[Condition]:
    """`on`, not `unless`, within `hours`. The exception is judged first, into a variable."""
    what = FsData("open" if step.open else "closed")
    reasons_ = () if step.open else step.reasons
    why = joined("", [code("-r{}-", numbers[r]) for r in reasons_])
    hours = tuple(h for h in step.hours if h.start < h.end)
    clocks = [Clock(_attributes(on, hours)) for on in step.on if hours]
    answer = _answer(schedule, what, why)
    if not step.unless:
        return _any_of(tuple(clocks), answer)
    var = FsData("flowc_excepted")
    exceptions = tuple(Clock(_attributes(on, ())) for on in step.unless)
    wanted = FsData("flowc_at_that_time")
    return [
        _flag(var, exceptions),
        _flag(wanted, tuple(clocks)),
        Condition(
            tests=(Test(code("{}{}", read(wanted), read(var)), FsData("^yn$")),),
            actions=answer,
            on="on-true",
        ),
    ]


def _flag(var: FsData, clocks: tuple[Clock, ...]) -> Condition:
    return Condition(
        tests=clocks,
        match="any",
        actions=(Action("set", code("{}=y", var), inline=True),),
        otherwise=(Action("set", code("{}=n", var), inline=True),),
        on="never",
    )


def _any_of(clocks: tuple[Clock, ...], answer: tuple[Action, ...]) -> list[Condition]:
    return [Condition(tests=clocks, match="any", actions=answer, on="on-true")] if clocks else []


def _attributes(on: On, hours: tuple[Hours, ...]) -> tuple[tuple[str, FsData], ...]:
    found: list[tuple[str, FsData]] = []
    if on.year is not None:
        found.append(("year", code("{}", on.year)))
    elif on.leap is not None and (on.months, on.days) != _LEAP_DAY:
        years = [y for y in range(2024, 2100) if (y in _LEAP_YEARS) is on.leap]
        found.append(("year", joined(",", _runs(years))))
    if on.months and on.months != _MONTHS:
        found.append(("mon", _range(*on.months)))
    if on.days and on.days != _DAYS:
        found.append(("mday", _range(*on.days)))
    if on.weekdays is not None:
        found.append(("wday", joined(",", _runs(sorted((d + 1) % 7 + 1 for d in on.weekdays)))))
    if hours and (hours[0].start, hours[0].end) != (0, _DAY):
        found.append(("time-of-day", joined(",", [_hours(h) for h in hours])))
    return tuple(found) or (("time-of-day", code("00:00:00-23:59:59")),)


def _runs(numbers: list[int]) -> list[FsData]:
    """2, 3, 4, 6 as `2-4` and `6`."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] + 1 == n:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return [_range(first, last) for first, last in runs]


def _range(first: int, last: int) -> FsData:
    return code("{}", first) if first == last else code("{}-{}", first, last)


def _hours(hours: Hours) -> FsData:
    last = hours.end - 1
    start = f"{hours.start // 60:02d}:{hours.start % 60:02d}:00"
    return FsData(f"{start}-{last // 60:02d}:{last % 60:02d}:59")
