"""The places where a call can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flowc.syntax.ast.actions import (
    AcceptPhone,
    Again,
    Between,
    Handler,
    Notify,
    Play,
    Send,
    Tries,
    Wait,
    Without,
)
from flowc.syntax.ast.words import Broken

if TYPE_CHECKING:
    from typing import NamedTuple

    from flowc.source import Span
    from flowc.syntax.ast.actions import Action, Edge, PromptRef
    from flowc.syntax.ast.words import Duration, Expr, Int, Key, Name, Need, Str, Text, TypeName
else:
    from flowc.syntax.node import Node as NamedTuple

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


RingItem: TypeAlias = (
    RingLine | Send | Show | Whisper | Music | TalkAtMost | Handler | Without | Broken
)


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
    | RingTime
    | AcceptPhone
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
