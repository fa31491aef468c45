"""Arrows, handlers, prompts, and what a step does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from flowc.syntax.ast.words import Broken, Text

if TYPE_CHECKING:
    from typing import NamedTuple

    from flowc.source import Span
    from flowc.syntax.ast.words import Duration, Expr, Int, Key, Name, Str
else:
    from flowc.syntax.node import Node as NamedTuple

# ---- arrows and handlers -----------------------------------------------------------------------


class ToName(NamedTuple):
    """A block, an external, a placed module, or in a module one of its exits."""

    name: Name
    span: Span


class ToHangup(NamedTuple):
    cause: Literal["hangup", "busy", "congestion"]
    span: Span


class Change(NamedTuple):
    """`with language = lt`: var `language` is the call's language."""

    var: Name
    value: Expr
    span: Span


class Bound(NamedTuple):
    """`at most 2 times then -> x`."""

    most: Int
    otherwise: Edge
    span: Span


class Edge(NamedTuple):
    """`-> target with a = b at most 2 times then -> x`; the span starts at the arrow."""

    target: ToName | ToHangup
    changes: tuple[Change, ...]
    bound: Bound | None
    span: Span


class Handler(NamedTuple):
    """`on EVENT …`: one action, an arrow, one action and an arrow, or braces. `event` is a word
    (`failed`, `no-input`, `hangup`, an exit, an outcome of an external); `nth` of `on no-input 2`;
    `which` of `on gave-up no-match`."""

    event: Name
    nth: Int | None
    which: Name | None
    actions: tuple[Action, ...]
    edge: Edge | None
    span: Span


# ---- prompts and what plays them ---------------------------------------------------------------


class LanguageText(NamedTuple):
    language: Name
    text: Text
    span: Span


class PromptName(NamedTuple):
    name: Name
    span: Span


class PromptTexts(NamedTuple):
    """`{ en "…" lt "…" }` written in place."""

    texts: tuple[LanguageText, ...]
    span: Span


PromptRef: TypeAlias = PromptName | Text | PromptTexts
"""What to play: a declared prompt, one text for every language, or a text a language."""


class PromptChoice(NamedTuple):
    """`when` None: always (an only prompt, or `otherwise`)."""

    prompt: PromptRef
    when: Expr | None
    span: Span


class Play(NamedTuple):
    """`play a`, `play a when x, b when y, otherwise c`; `barge_in` False: `no barge-in`."""

    choices: tuple[PromptChoice, ...]
    barge_in: bool
    span: Span


# ---- actions -----------------------------------------------------------------------------------


class Say(NamedTuple):
    """`say time now in America/Detroit`."""

    kind: Literal["digits", "number", "money", "date", "time"]
    value: Expr
    zone: Name | None
    span: Span


class Set(NamedTuple):
    var: Name
    value: Expr
    span: Span


class Record(NamedTuple):
    """`record rating as csat`: a named figure."""

    value: Expr
    name: Name
    span: Span


class RecordCall(NamedTuple):
    """`record call on for both`."""

    mode: Literal["on", "off", "paused"]
    who: Literal["caller", "agent", "both"] | None
    span: Span


class Answer(NamedTuple):
    span: Span


class Wait(NamedTuple):
    """`wait 5s`: an action, how long a menu or collect waits for a key, or a test's wait."""

    time: Duration
    span: Span


class If(NamedTuple):
    cond: Expr
    edge: Edge
    span: Span


class SendField(NamedTuple):
    """`send name = value`."""

    name: Name
    value: Expr
    span: Span


class ReadField(NamedTuple):
    """`read tier = .customer.tiers[0] or bronze`."""

    var: Name
    path: tuple[str | int, ...]
    default: Expr | None
    span: Span


class Send(NamedTuple):
    """Data for the agent's screen: `send account = account, tier = tier`."""

    fields: tuple[SendField, ...]
    span: Span


class Notify(NamedTuple):
    channel: Literal["webhook", "email"]
    name: Name
    fields: tuple[SendField, ...]
    span: Span


class ExpectNotify(NamedTuple):
    """In a test: `expect notify webhook calls`, `expect not notify email duty`."""

    channel: Literal["webhook", "email"]
    name: Name
    negated: bool
    span: Span


class Lookup(NamedTuple):
    service: Name
    method: Literal["get", "post", "put"]
    path: Text
    items: tuple[SendField | ReadField | Handler | Without | Broken, ...]
    span: Span


class ListLookup(NamedTuple):
    """`lookup vip for caller.number { … }`."""

    list: Name
    value: Expr
    items: tuple[ReadField | Handler | Without | Broken, ...]
    span: Span


class Digits(NamedTuple):
    """`digits 8` (`high` None) or `digits 4..10`."""

    low: Int
    high: Int | None
    span: Span


class EndKey(NamedTuple):
    key: Key
    span: Span


class AcceptRange(NamedTuple):
    low: Int
    high: Int
    span: Span


class AcceptMatches(NamedTuple):
    pattern: Str
    span: Span


class AcceptLuhn(NamedTuple):
    span: Span


class AcceptPhone(NamedTuple):
    """`accept phone-number LT`."""

    region: Name
    span: Span


class AcceptDate(NamedTuple):
    span: Span


class Confirm(NamedTuple):
    plays: tuple[Play, ...]
    span: Span


class Secret(NamedTuple):
    span: Span


class Visits(NamedTuple):
    most: Int
    edge: Edge
    span: Span


class Between(NamedTuple):
    time: Duration
    span: Span


class Tries(NamedTuple):
    """`tries 3` counts both kinds together (`shared`, both numbers the same); `tries no-input 2
    no-match 3` counts apart, and a kind that was not written is None."""

    no_input: Int | None
    no_match: Int | None
    shared: bool
    span: Span


class Again(NamedTuple):
    """`again play "short version"`."""

    play: Play
    span: Span


class Without(NamedTuple):
    """`without queue-position on freeswitch`: a difference that the author accepts."""

    feature: Name
    target: Name
    span: Span


CollectItem: TypeAlias = (
    Play
    | Again
    | Digits
    | EndKey
    | AcceptRange
    | AcceptMatches
    | AcceptLuhn
    | AcceptPhone
    | AcceptDate
    | Confirm
    | Secret
    | Visits
    | Wait
    | Between
    | Tries
    | Handler
    | Without
    | Broken
)


class Collect(NamedTuple):
    name: Name
    items: tuple[CollectItem, ...]
    span: Span


Action: TypeAlias = (
    Play
    | Say
    | Collect
    | Lookup
    | ListLookup
    | Set
    | Record
    | RecordCall
    | Notify
    | Send
    | Answer
    | Wait
    | If
    | Without
    | Broken
)
