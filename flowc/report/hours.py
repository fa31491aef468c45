"""When a schedule is open: at a moment, until when, and over the days that follow."""

from datetime import date, timedelta
from typing import NamedTuple

from flowc.report.text import Paint, visible
from flowc.semantics.calendar import Hours, Line, Schedule
from flowc.semantics.calendar_plan import DAY
from flowc.semantics.calendar_state import State, days_reader
from flowc.semantics.calendar_words import WEEKDAYS, clock_time, line_words
from flowc.semantics.clock import Local, day_length, instants, local
from flowc.source import Sources

HORIZON = 800
"""Days ahead in which the next change is looked for."""

_DAY_SECONDS = 86400


class Day(NamedTuple):
    """One local date: when it is open, why it is not as usual, what the clock does.

    `seconds` is its length. `missing` are the minutes that don't occur, `twice` those that come
    two times.
    """

    date: date
    open: tuple[Hours, ...]
    reasons: tuple[str, ...]
    seconds: int
    missing: Hours | None
    twice: Hours | None


class Opening(NamedTuple):
    """One schedule at one moment; `changes` is when it opens or closes next, None if not soon."""

    schedule: str
    zone: str
    at: Local
    state: State
    changes: Local | None
    days: tuple[Day, ...]


def opening(schedule: Schedule, zone: str, epoch: int, days: int) -> Opening:
    """What there is to say about `schedule` at an instant, and over so many days."""
    read = days_reader(schedule)
    at = local(epoch, zone)
    return Opening(
        schedule.name,
        zone,
        at,
        next(s.state for s in read(at.date) if at.minute < s.end),
        _next_change(schedule, zone, epoch),
        tuple(_day(schedule, zone, at.date + timedelta(n)) for n in range(days)),
    )


def _next_change(schedule: Schedule, zone: str, epoch: int) -> Local | None:
    """The local time at which open turns to closed or back; real time is walked where the clock
    is changed, because minutes may be missing there or come again."""
    read = days_reader(schedule)
    at = local(epoch, zone)
    now = next(s.state.open for s in read(at.date) if at.minute < s.end)
    for ahead in range(HORIZON):
        day = at.date + timedelta(ahead)
        stretches = read(day)
        if day_length(day, zone) != _DAY_SECONDS:
            moment = epoch - at.second + 60 if ahead == 0 else _first_instant(day, zone)
            while (here := local(moment, zone)).date == day:
                if next(s.state.open for s in stretches if here.minute < s.end) is not now:
                    return here
                moment += 60
            continue
        after = at.minute if ahead == 0 else -1
        for stretch in stretches:
            if stretch.start > after and stretch.state.open is not now:
                return Local(day, stretch.start, 0)
    return None


def _first_instant(day: date, zone: str) -> int:
    """The first minute of a date that occurs."""
    return next(found[0] for minute in range(DAY) if (found := instants(day, minute, 0, zone)))


def _day(schedule: Schedule, zone: str, day: date) -> Day:
    stretches = days_reader(schedule)(day)
    opened = [Hours(s.start, s.end) for s in stretches if s.state.open]
    merged: list[Hours] = []
    for hours in opened:
        if merged and merged[-1].end == hours.start:
            merged[-1] = Hours(merged[-1].start, hours.end)
        else:
            merged.append(hours)
    reasons = dict.fromkeys(_reason(s.state.line, s.state) for s in stretches)
    seconds = day_length(day, zone)
    counts = (
        [len(instants(day, minute, 0, zone)) for minute in range(DAY)]
        if seconds != _DAY_SECONDS
        else []
    )
    return Day(
        day,
        tuple(merged),
        tuple(reason for reason in reasons if reason),
        seconds,
        _run(counts, 0),
        _run(counts, 2),
    )


def _reason(line: Line | None, state: State) -> str:
    """What a person calls the day: a label, or that it is a holiday."""
    if line and line.label:
        return line.label
    return "holiday" if "holiday" in state.reasons else ""


def _run(counts: list[int], wanted: int) -> Hours | None:
    minutes = [minute for minute, count in enumerate(counts) if count == wanted]
    return Hours(minutes[0], minutes[-1] + 1) if minutes else None


def render(found: Opening, sources: Sources, paint: Paint) -> str:
    """The whole answer as text, ended by a newline."""
    word = paint("good", "open") if found.state.open else paint("warning", "closed")
    lines = [f"{paint('bold', found.schedule)} is {word} on {moment(found.at)} in {found.zone}"]
    lines.append(f"  {visible(why(found, sources))}")
    turn = "closes" if found.state.open else "opens"
    if found.changes:
        lines.append(f"  {turn} on {moment(found.changes)}")
    else:
        lines.append(f"  nothing changes in the next {HORIZON} days")
    if found.days:
        lines.append("")
        width = max(len(hours_of(day)) for day in found.days)
        lines += [_row(day, width) for day in found.days]
    return "\n".join(lines) + "\n"


def why(found: Opening, sources: Sources) -> str:
    """Which line decides, and where it stands."""
    line = found.state.line
    if line is None:
        return "no line of it speaks of this time"
    covers = found.state.open or not line.open
    place = f"{line.span.path}:{sources[line.span.path].position(line.span.start).line}"
    return f"{'by' if covers else 'outside the hours of'} `{line_words(line)}` ({place})"


def moment(at: Local) -> str:
    """`thu 2026-12-24 17:59`."""
    return f"{WEEKDAYS[at.date.weekday()]} {at.date.isoformat()} {clock_time(at.minute)}"


def hours_of(day: Day) -> str:
    """`08:00-12:00, 13:00-18:00`, `all day` or `closed`."""
    if not day.open:
        return "closed"
    if day.open == (Hours(0, DAY),):
        return "all day"
    return ", ".join(f"{clock_time(h.start)}-{clock_time(h.end)}" for h in day.open)


def _row(day: Day, width: int) -> str:
    notes = [visible(reason) for reason in day.reasons]
    if day.missing:
        notes.append(f"clocks go forward: {_span(day.missing)} does not occur")
    if day.twice:
        notes.append(f"clocks go back: {_span(day.twice)} comes twice")
    row = f"  {WEEKDAYS[day.date.weekday()]} {day.date.isoformat()}  {hours_of(day):<{width}}"
    return f"{row}  {'; '.join(notes)}".rstrip()


def _span(hours: Hours) -> str:
    return f"{clock_time(hours.start)}-{clock_time(hours.end)}"
