"""The tree of a `.flow` file: what was written, with the place of every piece.

A node says nothing about meaning: names are not resolved, types not checked, defaults not filled
in, a thing written twice stands there twice. Whatever stands in braces is a tuple of items in
written order. Every node ends with its `span`. Seconds are whole numbers, minutes count from
midnight, strings have had their escapes undone.

Where something could not be read, a finding was given and a `Broken` stands in its place, so that
later passes neither miss the name nor complain about what the mended text will hold.
"""

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


Need: TypeAlias = NeedSkill | NeedLanguage | Not | And | Or

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


class Lookup(NamedTuple):
    service: Name
    method: Literal["get", "post", "put"]
    path: Text
    items: tuple[SendField | ReadField | Handler | Without | Broken, ...]
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

# ---- blocks ------------------------------------------------------------------------------------


class Step(NamedTuple):
    """`final` None only beside a finding or a `Broken` in `actions`."""

    name: Name
    actions: tuple[Action, ...]
    final: Edge | None
    span: Span


class Press(NamedTuple):
    """`press 11XX as ext -> x if language is en unspoken`; in `flow` a key valid everywhere."""

    keys: tuple[Key, ...]
    into: Name | None
    edge: Edge
    when: Expr | None
    unspoken: bool
    span: Span


class Phrases(NamedTuple):
    """`say "sales", "buy" -> sales` in a menu."""

    phrases: tuple[Str, ...]
    edge: Edge
    when: Expr | None
    span: Span


MenuItem: TypeAlias = (
    Play | Again | Press | Phrases | Wait | Between | Tries | Handler | Without | Broken
)


class Menu(NamedTuple):
    name: Name
    items: tuple[MenuItem, ...]
    span: Span


class PhoneTarget(NamedTuple):
    name: Name
    span: Span


class NumberTarget(NamedTuple):
    number: Str
    span: Span


class PhonesTarget(NamedTuple):
    """`desk[ext]`: one of `phones desk 1101..1119`, chosen by a variable."""

    phones: Name
    chosen: Expr
    span: Span


class RingLine(NamedTuple):
    """`call a, b for 20s accept 1`."""

    targets: tuple[PhoneTarget | NumberTarget | PhonesTarget, ...]
    time: Duration | None
    accept: Key | None
    span: Span


class Show(NamedTuple):
    """`show name "Sales: {caller.name}"`."""

    text: Text
    span: Span


class Whisper(NamedTuple):
    prompt: PromptRef
    span: Span


class Music(NamedTuple):
    name: Str
    span: Span


class TalkAtMost(NamedTuple):
    time: Duration
    span: Span


RingItem: TypeAlias = RingLine | Show | Whisper | Music | TalkAtMost | Handler | Without | Broken


class Ring(NamedTuple):
    name: Name
    items: tuple[RingItem, ...]
    span: Span


class Mailbox(NamedTuple):
    box: Str
    span: Span


class MessageAtMost(NamedTuple):
    """`message at most 2m`."""

    time: Duration
    span: Span


VoicemailItem: TypeAlias = Play | Mailbox | MessageAtMost | Notify | Handler | Without | Broken


class Voicemail(NamedTuple):
    name: Name
    items: tuple[VoicemailItem, ...]
    span: Span


class QueueNeed(NamedTuple):
    """`need …`, `after 30s need …` (`after` None: from the start)."""

    after: Duration | None
    need: Need
    span: Span


class QueueAgents(NamedTuple):
    """`agents lena, dan`: agents or teams."""

    names: tuple[Name, ...]
    span: Span


class Strategy(NamedTuple):
    name: Name
    span: Span


class Priority(NamedTuple):
    """`priority 10 if tier is gold`, `after 2m priority 20`."""

    after: Duration | None
    value: Int
    when: Expr | None
    span: Span


class RingTime(NamedTuple):
    time: Duration
    span: Span


class WrapUp(NamedTuple):
    time: Duration
    span: Span


class Limit(NamedTuple):
    most: Int
    span: Span


class Every(NamedTuple):
    """`every 30s say position`, `every 45s play please_wait`; `what`: position, wait or a play."""

    time: Duration
    what: Name | Play
    span: Span


class After(NamedTuple):
    """`after 5m -> leave_message`."""

    time: Duration
    edge: Edge
    span: Span


class Prefer(NamedTuple):
    """`prefer last for 2m`."""

    var: Name
    time: Duration
    span: Span


QueueItem: TypeAlias = (
    QueueNeed
    | QueueAgents
    | Strategy
    | Priority
    | RingTime
    | WrapUp
    | Limit
    | Music
    | Play
    | Every
    | Press
    | After
    | Prefer
    | Whisper
    | Show
    | Send
    | Handler
    | Without
    | Broken
)


class Queue(NamedTuple):
    name: Name
    items: tuple[QueueItem, ...]
    span: Span


class CallbackQueue(NamedTuple):
    queue: Name
    span: Span


class CallbackNumber(NamedTuple):
    """`number caller.number or ask ask_number`."""

    value: Expr
    ask: Name | None
    span: Span


class Offer(NamedTuple):
    prompt: PromptRef
    span: Span


class ConfirmPrompt(NamedTuple):
    prompt: PromptRef
    span: Span


class FirstAfter(NamedTuple):
    time: Duration
    span: Span


class TriesEvery(NamedTuple):
    tries: Int
    time: Duration
    span: Span


class KeepPlace(NamedTuple):
    span: Span


CallbackItem: TypeAlias = (
    CallbackQueue
    | CallbackNumber
    | Offer
    | ConfirmPrompt
    | FirstAfter
    | TriesEvery
    | KeepPlace
    | Handler
    | Without
    | Broken
)


class Callback(NamedTuple):
    name: Name
    items: tuple[CallbackItem, ...]
    span: Span


class Share(NamedTuple):
    percent: int
    edge: Edge
    span: Span


class Split(NamedTuple):
    name: Name
    items: tuple[Share | Broken, ...]
    span: Span


class TransferTo(NamedTuple):
    """`to "+370…" for 30s`."""

    number: Str
    time: Duration | None
    span: Span


class TransferAs(NamedTuple):
    """`as "+370…"`: the number that is shown."""

    number: Str
    span: Span


class Transfer(NamedTuple):
    name: Name
    items: tuple[TransferTo | TransferAs | Handler | Without | Broken, ...]
    span: Span


class ReadVar(NamedTuple):
    """`read score: digits`."""

    name: Name
    type: TypeName
    span: Span


class External(NamedTuple):
    name: Name
    items: tuple[ReadVar | Handler | Broken, ...]
    span: Span


class Argument(NamedTuple):
    name: Name
    value: Expr
    span: Span


class Use(NamedTuple):
    """`use ask_phone(max = 3) as reg { on done -> book with who = reg.member }`."""

    module: Name
    arguments: tuple[Argument, ...]
    name: Name
    items: tuple[Handler | Broken, ...]
    span: Span


Block: TypeAlias = (
    Step | Menu | Ring | Voicemail | Queue | Callback | Split | Transfer | External | Use
)

# ---- the flow and its resources ----------------------------------------------------------------


class Timezone(NamedTuple):
    zone: Name
    span: Span


class Languages(NamedTuple):
    names: tuple[Name, ...]
    span: Span


class Flow(NamedTuple):
    title: Str
    items: tuple[Timezone | Languages | Handler | Press | Broken, ...]
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
    `signed out`), `office is closed`, `mailbox "200" is full`, `bob_desk does not answer` (state
    `silent`)."""

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
    | Talk
    | Expect
    | End
    | SwitchCaller
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
