"""Words, literals, types, expressions and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from typing import NamedTuple

    from flowc.source import Span
else:
    from flowc.syntax.node import Node as NamedTuple

# ---- words and literals ------------------------------------------------------------------------


class Name(NamedTuple):
    """A name, a dotted name (`reg.first`, `tier.gold`) or a word that stands for one of a few."""

    text: str
    span: Span


class Str(NamedTuple):
    """A string in which braces are ordinary characters: a number, a label, a pattern."""

    text: str
    span: Span


class Text(NamedTuple):
    """A string with values in it: pieces of text, and `{name}` as `Ref`."""

    pieces: tuple[str | Ref, ...]
    span: Span


class Int(NamedTuple):
    value: int
    span: Span


class Decimal(NamedTuple):
    """`12.50`, as written."""

    text: str
    span: Span


class Duration(NamedTuple):
    """Whole seconds, however they were written: `90s`, `5m`, `2h`."""

    seconds: int
    span: Span


class Date(NamedTuple):
    """`2026-12-25`, or `12-25` with `year` None: of every year. The date exists (02-29 may)."""

    year: int | None
    month: int
    day: int
    span: Span


class Time(NamedTuple):
    """Minutes from midnight; `24:00` (1440) only as the end of `HourRange`."""

    minutes: int
    span: Span


class Key(NamedTuple):
    """Keys as written: `1`, `*`, `#`, `11XX`, `0*` (any digit X; a final `*` after others: any
    rest; alone it is the star key)."""

    text: str
    span: Span


class Broken(NamedTuple):
    """Something that could not be read: `word` is how it began (`menu`, `press`), `name` the name
    that it would have declared, if that much was readable. A finding tells why."""

    word: str
    name: Name | None
    span: Span


# ---- types -------------------------------------------------------------------------------------

TypeWord = Literal[
    "text",
    "digits",
    "number",
    "phone-number",
    "money",
    "date",
    "time",
    "yes-no",
    "one of",
    "language",
    "agent",
    "list of",
    "prompt",
    "queue",
    "schedule",
    "service",
    "list",
    "block",
]


class TypeName(NamedTuple):
    """A type as written. `members` of `one of (a, b)`, `currency` of `money EUR`, `of` of
    `list of T`. The last six words are for parameters of modules only."""

    word: TypeWord
    members: tuple[Name, ...]
    currency: Name | None
    of: TypeName | None
    span: Span


# ---- expressions and conditions: one ladder, semantics tells them apart -------------------------


class Ref(NamedTuple):
    """A value or thing by name: `tier`, `caller.number`, `reg.member`, `support.longest-wait`,
    `now`, `language`, `withheld`, `open`, `on`, `off`, `answered-by`."""

    parts: tuple[Name, ...]
    span: Span


class Arithmetic(NamedTuple):
    op: Literal["+", "-"]
    left: Expr
    right: Expr
    span: Span


class Compare(NamedTuple):
    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr
    span: Span


class Is(NamedTuple):
    """`tier is gold`, `emergency is on`, `office is not open`, `support is full`,
    `caller.number is withheld`, `last is free`; with `reason`: `office is closed for holiday`
    (a Name) or `for "Christmas"`."""

    left: Expr
    negated: bool
    right: Expr
    reason: Name | Str | None
    span: Span


class IsSet(NamedTuple):
    left: Expr
    negated: bool
    span: Span


class IsSignedIn(NamedTuple):
    left: Expr
    negated: bool
    span: Span


class HasNoAgents(NamedTuple):
    """`support has no agents`; `free`: `support has no free agents`."""

    left: Expr
    free: bool
    span: Span


class In(NamedTuple):
    """`caller.number in blocked`, `caller.number not in blocked`."""

    left: Expr
    negated: bool
    list: Name
    span: Span


class InValues(NamedTuple):
    """`tier in (gold, silver)`."""

    left: Expr
    negated: bool
    values: tuple[Expr, ...]
    span: Span


class StartsWith(NamedTuple):
    left: Expr
    right: Expr
    span: Span


class Contains(NamedTuple):
    left: Expr
    right: Expr
    span: Span


class CallerHangsUp(NamedTuple):
    """`caller hangs up`: only in the `unless` of a requirement."""

    span: Span


class Not(NamedTuple):
    term: Expr | Need
    span: Span


class And(NamedTuple):
    terms: tuple[Expr | Need, ...]
    span: Span


class Or(NamedTuple):
    terms: tuple[Expr | Need, ...]
    span: Span


Expr: TypeAlias = (
    Ref
    | Str
    | Int
    | Decimal
    | Duration
    | Date
    | Time
    | Arithmetic
    | Compare
    | Is
    | IsSet
    | IsSignedIn
    | HasNoAgents
    | In
    | InValues
    | StartsWith
    | Contains
    | CallerHangsUp
    | Not
    | And
    | Or
)


class NeedSkill(NamedTuple):
    """`tech >= 4`, or `desk` alone (`op` and `level` None)."""

    skill: Name
    op: Literal["=", "!=", "<", "<=", ">", ">="] | None
    level: Int | None
    span: Span


class NeedLanguage(NamedTuple):
    """`speaks lt`; `speaks language`: what the caller hears."""

    language: Name
    span: Span


Need: TypeAlias = NeedSkill | NeedLanguage | Is | Not | And | Or
