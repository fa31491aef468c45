"""Tests, requirements and loads, and the file that holds everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from flowc.syntax.ast.actions import ExpectNotify, Wait
from flowc.syntax.ast.blocks import Block
from flowc.syntax.ast.resources import (
    Agent,
    AgentCodes,
    Entry,
    Flow,
    HeaderDecl,
    Import,
    List,
    Module,
    Number,
    Phone,
    Phones,
    Prompt,
    Schedule,
    Service,
    Skill,
    Switch,
    Team,
    VarDecl,
)
from flowc.syntax.ast.words import Broken, Decimal, Int, Name, Str

if TYPE_CHECKING:
    from typing import NamedTuple

    from flowc.source import Span
    from flowc.syntax.ast.actions import Change
    from flowc.syntax.ast.blocks import Mailbox
    from flowc.syntax.ast.resources import HourRange
    from flowc.syntax.ast.words import Date, Duration, Expr, Key, Time
else:
    from flowc.syntax.node import Node as NamedTuple

# ---- tests -------------------------------------------------------------------------------------


class At(NamedTuple):
    date: Date
    time: Time
    span: Span


class TestHeader(NamedTuple):
    header: Str
    value: Str
    span: Span


class Call(NamedTuple):
    """`call "+370…" from "+370…" name "Jonas" header "Diversion" "…"`; `to` may be `entry main`,
    given as the entry's Name; `caller` may be the Name `withheld`."""

    to: Str | Name
    caller: Str | Name | None
    name: Str | None
    headers: tuple[TestHeader, ...]
    span: Span


class JsonField(NamedTuple):
    name: str
    value: Json
    span: Span


class JsonObject(NamedTuple):
    fields: tuple[JsonField, ...]
    span: Span


class JsonArray(NamedTuple):
    values: tuple[Json, ...]
    span: Span


Json: TypeAlias = JsonObject | JsonArray | Str | Int | Decimal | Name
"""A reply's value; a Name is a bare word: `true`, `false`, `null`, or a text without quotes."""


class Replies(NamedTuple):
    status: Int
    body: Json | None
    span: Span


class OtherReply(NamedTuple):
    """`fails`, `times out`, `replies garbage`."""

    what: Literal["fails", "times out", "garbage"]
    span: Span


class GivenLookup(NamedTuple):
    """`given crm get "/customers/1" replies 200 { tier: gold } after 3s`; without method and path
    it holds for the whole service."""

    service: Name
    method: Literal["get", "post", "put"] | None
    path: Str | None
    reply: Replies | OtherReply
    after: Duration | None
    lasts: Duration | None
    span: Span


class GivenIs(NamedTuple):
    """`given emergency is on`, `alice is busy for 40s`, `alice is signed out` (state
    `signed out`; `signed in`, `on break` likewise), `office is closed`, `mailbox "200" is full`,
    `bob_desk does not answer` (state `silent`)."""

    subject: Name | Str | Mailbox
    state: Name
    lasts: Duration | None
    span: Span


class GivenAnswers(NamedTuple):
    """`given bob_desk answers after 5s for 40s`: a phone that picks up by itself."""

    phone: Name | Str
    after: Duration
    lasts: Duration | None
    span: Span


class GivenSplit(NamedTuple):
    """`given split beta takes b`."""

    split: Name
    takes: Name
    span: Span


class GivenReturns(NamedTuple):
    """`given payroll returns done with score = "7"`."""

    external: Name
    outcome: Name
    values: tuple[Change, ...]
    span: Span


Given: TypeAlias = GivenLookup | GivenIs | GivenAnswers | GivenSplit | GivenReturns


class Hear(NamedTuple):
    """`hear greeting in lt`, `hear next "…"`; a Name may be dotted."""

    what: Name | Str
    language: Name | None
    next: bool
    span: Span


class PressKeys(NamedTuple):
    keys: Key
    during: Name | None
    span: Span


class Enter(NamedTuple):
    digits: Str
    span: Span


class Speak(NamedTuple):
    words: Str
    span: Span


class StaySilent(NamedTuple):
    span: Span


class HangUp(NamedTuple):
    span: Span


class LeaveMessage(NamedTuple):
    """`message 20s`."""

    time: Duration
    span: Span


class Reach(NamedTuple):
    block: Name
    span: Span


class AnswerBy(NamedTuple):
    """`answer alice`, `answer "+370…" and press 1`."""

    who: Name | Str
    press: Key | None
    span: Span


class Refuse(NamedTuple):
    """`refuse alice`: the call that rings there is declined."""

    who: Name | Str
    span: Span


class AgentDoes(NamedTuple):
    """`agent alice signs out`; `does`: signs in, signs out, takes a break, is back."""

    agent: Name
    does: Name
    span: Span


class Talk(NamedTuple):
    """`talk 3m then agent hangs up`."""

    time: Duration
    ends: Literal["agent", "caller"] | None
    span: Span


class Expect(NamedTuple):
    cond: Expr
    span: Span


class End(NamedTuple):
    """`end hangup | busy | caller | agent | transfer | external | congestion`."""

    by: Name
    span: Span


class SwitchCaller(NamedTuple):
    """`caller b`: what follows is about caller b."""

    name: Name
    span: Span


class SwitchCallback(NamedTuple):
    """`callback of b`: what follows is about the call that b is given back; without a name, about
    the one of the test's only caller."""

    name: Name | None
    span: Span


Statement: TypeAlias = (
    At
    | Call
    | Given
    | Hear
    | PressKeys
    | Enter
    | Speak
    | StaySilent
    | HangUp
    | LeaveMessage
    | Reach
    | Wait
    | AnswerBy
    | Refuse
    | AgentDoes
    | Talk
    | Expect
    | ExpectNotify
    | End
    | SwitchCaller
    | SwitchCallback
    | Broken
)


class Test(NamedTuple):
    title: Str
    statements: tuple[Statement, ...]
    span: Span


# ---- requirements and loads --------------------------------------------------------------------


class AnyOf(NamedTuple):
    """`any number`, `any agent`: `what` is the second word."""

    what: Name
    span: Span


class Require(NamedTuple):
    """`require [from SOURCE] [when COND] CLAIM TARGETS [within N presses] [unless COND]`; a target
    is a block, a kind of block (`voicemail`), `agent`, or `any agent`."""

    source: AnyOf | Str | Name | None
    when: Expr | None
    claim: Literal["can reach", "never reach", "always reaches", "always ends in"]
    targets: tuple[Name | AnyOf, ...]
    presses: Int | None
    unless: Expr | None
    span: Span


class LoadCalls(NamedTuple):
    """`calls per hour 08:00 120, 09:00 240`."""

    points: tuple[tuple[Time, Int], ...]
    span: Span


class LoadChoose(NamedTuple):
    """`choose main 1 35%, none 5%`; a key None is `none`."""

    block: Name
    shares: tuple[tuple[Key | None, int], ...]
    span: Span


class LoadPatience(NamedTuple):
    mean: Duration
    span: Span


class LoadTalk(NamedTuple):
    means: tuple[tuple[Name, Duration], ...]
    span: Span


class LoadStaff(NamedTuple):
    shifts: tuple[tuple[Name, HourRange], ...]
    span: Span


class LoadGoal(NamedTuple):
    percent: int
    within: Duration
    span: Span


class Load(NamedTuple):
    name: Name
    items: tuple[
        LoadCalls | LoadChoose | LoadPatience | LoadTalk | LoadStaff | LoadGoal | Broken, ...
    ]
    span: Span


Item: TypeAlias = (
    Flow
    | Number
    | Entry
    | Prompt
    | Schedule
    | Switch
    | List
    | VarDecl
    | HeaderDecl
    | Service
    | Skill
    | Phone
    | Phones
    | Agent
    | AgentCodes
    | Team
    | Import
    | Module
    | Block
    | Test
    | At
    | Given
    | Require
    | Load
    | Broken
)


class Comment(NamedTuple):
    """`// …` with its slashes."""

    text: str
    span: Span


class File(NamedTuple):
    """One file as far as it could be read; comments stand beside the tree, in order."""

    path: str
    items: tuple[Item, ...]
    comments: tuple[Comment, ...]
