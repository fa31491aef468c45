"""The flow itself and what stands beside its blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from typing import NamedTuple

    from flowc.source import Span
    from flowc.syntax.ast.actions import Edge, Handler, LanguageText
    from flowc.syntax.ast.blocks import Block, Press
    from flowc.syntax.ast.words import Broken, Date, Duration, Expr, Int, Name, Str, TypeName
else:
    from flowc.syntax.node import Node as NamedTuple

# ---- the flow and its resources ----------------------------------------------------------------


class Timezone(NamedTuple):
    zone: Name
    span: Span


class Languages(NamedTuple):
    names: tuple[Name, ...]
    span: Span


class Consent(NamedTuple):
    """The prompt that a caller has to have heard before the call is recorded."""

    prompt: Name
    span: Span


class Flow(NamedTuple):
    title: Str
    items: tuple[Timezone | Languages | Consent | Handler | Press | Broken, ...]
    span: Span


class Number(NamedTuple):
    """`number "+3705200010X" as dialled -> sales`."""

    pattern: Str
    into: Name | None
    edge: Edge
    span: Span


class Entry(NamedTuple):
    name: Name
    span: Span


class Prompt(NamedTuple):
    """`name` may be dotted: `prompt tier.gold`."""

    name: Name
    items: tuple[LanguageText | Broken, ...]
    span: Span


class DateDays(NamedTuple):
    """One date or a range, both with a year or both without; `first` is `last` for one."""

    first: Date
    last: Date
    span: Span


class WeekdayDays(NamedTuple):
    """`mon-fri` or `sat`, Monday 0; may wrap (`fri-mon`)."""

    first: int
    last: int
    span: Span


class NthWeekdayDays(NamedTuple):
    """`3rd mon jan`; nth 1 to 5, -1 is `last`; Monday 0, January 1."""

    nth: int
    weekday: int
    month: int
    span: Span


class HolidayDays(NamedTuple):
    """`holidays LT 2026..2030`, both years included."""

    region: Name
    first_year: Int
    last_year: Int
    span: Span


Days: TypeAlias = DateDays | WeekdayDays | NthWeekdayDays | HolidayDays


class HourRange(NamedTuple):
    """Minutes from midnight, as written: `end` at or before `start` runs past midnight."""

    start: int
    end: int
    span: Span


class ScheduleLine(NamedTuple):
    open: bool
    days: tuple[Days, ...]
    hours: tuple[HourRange, ...]
    label: Str | None
    span: Span


class Schedule(NamedTuple):
    name: Name
    items: tuple[ScheduleLine | Broken, ...]
    span: Span


class Switch(NamedTuple):
    """`switch emergency = off code "*28" pin EMERGENCY_PIN`."""

    name: Name
    initial: bool | None
    code: Str | None
    pin: Name | None
    span: Span


class List(NamedTuple):
    """Entries, or the name of the `file` that holds them."""

    name: Name
    entries: tuple[Str, ...]
    file: Str | None
    span: Span


class VarDecl(NamedTuple):
    """`var tier: one of (a, b) = a`; `keep`: lasts per caller number."""

    name: Name
    type: TypeName
    initial: Expr | None
    keep: bool
    span: Span


class HeaderDecl(NamedTuple):
    """`header "Diversion" as who: text`."""

    header: Str
    name: Name
    type: TypeName
    span: Span


class SettingRef(NamedTuple):
    name: Name
    span: Span


class SecretRef(NamedTuple):
    name: Name
    span: Span


class Url(NamedTuple):
    value: Str | SettingRef
    span: Span


class ServiceHeader(NamedTuple):
    header: Str
    value: Str | SettingRef | SecretRef
    span: Span


class Timeout(NamedTuple):
    time: Duration
    span: Span


class Service(NamedTuple):
    name: Name
    items: tuple[Url | ServiceHeader | Timeout | Broken, ...]
    span: Span


class Skill(NamedTuple):
    """`skill tech 1..5`, or without levels (`low` and `high` None)."""

    name: Name
    low: Int | None
    high: Int | None
    span: Span


class Phone(NamedTuple):
    name: Name
    span: Span


class Phones(NamedTuple):
    """`phones desk 1101..1119`."""

    name: Name
    low: Int
    high: Int
    span: Span


class AgentPhone(NamedTuple):
    phone: Name
    span: Span


class AgentSkill(NamedTuple):
    skill: Name
    level: Int | None
    span: Span


class AgentSpeaks(NamedTuple):
    languages: tuple[Name, ...]
    span: Span


class Agent(NamedTuple):
    name: Name
    items: tuple[AgentPhone | AgentSkill | AgentSpeaks | Broken, ...]
    span: Span


class AgentCode(NamedTuple):
    """`sign-in "*45"`; `what`: sign-in, sign-out or break."""

    what: Name
    code: Str
    span: Span


class AgentCodes(NamedTuple):
    """`agents { sign-in "*45"  sign-out "*46"  break "*47" }`."""

    items: tuple[AgentCode | Broken, ...]
    span: Span


class Team(NamedTuple):
    """`team evening { alice, bob }`."""

    name: Name
    agents: tuple[Name, ...]
    span: Span


class Import(NamedTuple):
    path: Str
    span: Span


class Param(NamedTuple):
    name: Name
    type: TypeName
    span: Span


class Module(NamedTuple):
    """`start` None only beside a finding."""

    name: Name
    params: tuple[Param, ...]
    exits: tuple[Name, ...]
    gives: tuple[Param, ...]
    start: Edge | None
    items: tuple[Block | VarDecl | Broken, ...]
    span: Span
