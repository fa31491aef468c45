"""`flowc hours --format json`: opening hours for other programs, as the document flowc.hours/1."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from flowc.report.hours import Day, Opening
from flowc.report.json_check import Words
from flowc.semantics.calendar import Hours
from flowc.semantics.calendar_words import clock_time, line_words
from flowc.semantics.clock import Local
from flowc.source import Sources


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Part):
    """Minutes on the wall, `from` included, `to` not; `to` is 24:00 at the end of a day."""

    from_: str = Field(alias="from", pattern=r"^\d\d:\d\d$")
    to: str = Field(pattern=r"^\d\d:\d\d$")


class Because(_Part):
    """The line of the schedule that decides."""

    text: Words
    path: Words
    line: int = Field(ge=1)


class Date(_Part):
    """One local date."""

    date: str = Field(description="as 2026-12-24")
    open: tuple[Span, ...]
    reasons: tuple[Words, ...] = Field(description="labels of its lines, or holiday")
    seconds: int = Field(description="86400, except where clocks are changed")
    missing: Span | None = Field(description="times that do not occur on this date")
    twice: Span | None = Field(description="times that come twice on this date")


class Schedule(_Part):
    """One schedule at the moment that was asked about."""

    name: Words
    open: bool
    because: Because | None = Field(description="null: no line speaks of the moment")
    reasons: tuple[Words, ...] = Field(description="what `closed for …` is true of")
    changes: str | None = Field(description="local time of the next opening or closing")
    days: tuple[Date, ...]


class HoursDocument(_Part):
    """What `flowc hours` found."""

    schema_: Literal["flowc.hours/1"] = Field(alias="schema")
    zone: Words
    at: str = Field(description="local time, as 2026-12-24 17:59")
    schedules: tuple[Schedule, ...]


def document(zone: str, at: Local, openings: tuple[Opening, ...], sources: Sources) -> str:
    """The openings as JSON, ended by a newline."""
    made = HoursDocument(
        schema="flowc.hours/1",
        zone=zone,
        at=_moment(at),
        schedules=tuple(_schedule(one, sources) for one in openings),
    )
    return made.model_dump_json(by_alias=True, indent=2, ensure_ascii=False) + "\n"


def _schedule(found: Opening, sources: Sources) -> Schedule:
    line = found.state.line
    return Schedule(
        name=found.schedule,
        open=found.state.open,
        because=line
        and Because(
            text=line_words(line),
            path=line.span.path,
            line=sources[line.span.path].position(line.span.start).line,
        ),
        reasons=tuple(reason.removeprefix("label:") for reason in found.state.reasons),
        changes=_moment(found.changes) if found.changes else None,
        days=tuple(_date(day) for day in found.days),
    )


def _date(day: Day) -> Date:
    return Date(
        date=day.date.isoformat(),
        open=tuple(_span(hours) for hours in day.open),
        reasons=day.reasons,
        seconds=day.seconds,
        missing=_span(day.missing) if day.missing else None,
        twice=_span(day.twice) if day.twice else None,
    )


def _span(hours: Hours) -> Span:
    return Span.model_validate({"from": clock_time(hours.start), "to": clock_time(hours.end)})


def _moment(at: Local) -> str:
    return f"{at.date.isoformat()} {clock_time(at.minute)}"
