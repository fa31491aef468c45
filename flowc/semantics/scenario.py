"""Call tests with their names resolved: what holds, what each caller does, what is expected.

Lowered by `scenario_lower.run`, played by `flowc.testing`. Nothing in here is checked again: a
prompt that is named exists, a share that is taken leads where the test says, a value has its type.
Seconds are whole. The meaning of every statement when it is played is in `docs/testing.md`.
"""

from typing import Literal, NamedTuple, TypeAlias

from flowc.semantics.ir import Type, Value
from flowc.source import Span

# ---- what holds --------------------------------------------------------------------------------
# `lasts`: seconds from the start of the test; None is the whole test.


class SwitchGiven(NamedTuple):
    """Staff have turned the switch; after `lasts` it is again as declared."""

    switch: str
    on: bool
    lasts: int | None
    span: Span


PhoneState: TypeAlias = Literal["busy", "silent", "unreachable", "answers"]


class PhoneGiven(NamedTuple):
    """How a phone (or an outside number) meets a call: `silent` lets it ring out, which is also
    what a phone does that no `given` speaks of; `answers` picks up when it has rung for `after`
    seconds (0 for the other states)."""

    phone: str
    state: PhoneState
    after: int
    lasts: int | None
    span: Span


AgentState: TypeAlias = Literal[
    "signed-in", "signed-out", "on-break", "busy", "silent", "unreachable", "answers"
]


class AgentGiven(NamedTuple):
    """Where an agent is when the test begins, and for how long: `signed-in` (which is usual),
    `signed-out` or `on-break`, so that no queue offers a caller; after `lasts` the agent signs in,
    or is back. Or how each phone of the agent meets a ring, as in `PhoneGiven`."""

    agent: str
    state: AgentState
    after: int
    lasts: int | None
    span: Span


class MailboxGiven(NamedTuple):
    """The mailbox is full and takes no message."""

    mailbox: str
    lasts: int | None
    span: Span


class SplitGiven(NamedTuple):
    """`share` is the index of the share that every call takes."""

    split: str
    share: int
    span: Span


class ReturnGiven(NamedTuple):
    """Outside dialplan hands every call back at once with this outcome and these values; outcome
    "failed" is always possible."""

    external: str
    outcome: str
    values: tuple[tuple[str, Value], ...]
    span: Span


class Reply(NamedTuple):
    """What a service answers: an HTTP status and the body as text."""

    status: int
    body: str


class LookupGiven(NamedTuple):
    """What a service answers to one request, `after` seconds: `path` as it is before encoding,
    without a query. `method` and `path` None: to every request that no other fact is about.
    "fails": nobody answers there; "times-out": nothing comes in time."""

    service: str
    method: Literal["get", "post", "put"] | None
    path: str | None
    reply: Reply | Literal["fails", "times-out"]
    after: int
    lasts: int | None
    span: Span


Given: TypeAlias = (
    SwitchGiven | PhoneGiven | AgentGiven | MailboxGiven | SplitGiven | ReturnGiven | LookupGiven
)

# ---- what a caller does and what is expected ---------------------------------------------------


class Dial(NamedTuple):
    """The call arrives: at the number `to`, or at the entry `entry`. `caller` is "" when the number
    is withheld."""

    to: str
    entry: str | None
    caller: str
    name: str
    redirected_from: str
    span: Span


class Hear(NamedTuple):
    """A prompt by id, or by what it says (`text`; one of the two is None), in `language` or in any;
    `next`: nothing else may be heard before it."""

    prompt: str | None
    text: str | None
    language: str | None
    next: bool
    span: Span


class Press(NamedTuple):
    """Keys one after another; with `during` as soon as that prompt plays."""

    keys: str
    during: str | None
    span: Span


class Enter(NamedTuple):
    """Digits, and then the end key if entry has not ended by itself."""

    digits: str
    span: Span


class Speak(NamedTuple):
    """Says words to a menu that listens to any; `words` as written."""

    words: str
    span: Span


class StaySilent(NamedTuple):
    """One silence is counted by the flow."""

    span: Span


class Pause(NamedTuple):
    """`wait 40s`."""

    seconds: int
    span: Span


class Reach(NamedTuple):
    """The call comes to a block."""

    block: str
    span: Span


class PickUp(NamedTuple):
    """`answer alice`: as soon as it rings. A phone, an outside number, or an agent whom a queue
    offers the caller, at whichever phone rings there; one name may be an agent and a phone."""

    phone: str
    span: Span


class Refuse(NamedTuple):
    """`refuse alice`: as `PickUp`, but the call that rings there is declined."""

    phone: str
    span: Span


Does: TypeAlias = Literal["signs-in", "signs-out", "takes-a-break", "is-back"]


class AgentDoes(NamedTuple):
    """`agent alice signs out`, now; every queue knows it."""

    agent: str
    does: Does
    span: Span


class Talk(NamedTuple):
    """`ends` None: the conversation goes on."""

    seconds: int
    ends: Literal["agent", "caller"] | None
    span: Span


class HangUp(NamedTuple):
    """The caller hangs up, now."""

    span: Span


class LeaveMessage(NamedTuple):
    """Speaks for so long once a recording has begun."""

    seconds: int
    span: Span


Comparison: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


class Expect(NamedTuple):
    """A recorded figure (`figure`) or a variable of the call compares so with `value`, both of
    this type."""

    name: str
    figure: bool
    op: Comparison
    value: Value
    type: Type
    span: Span


class ExpectRecording(NamedTuple):
    """The call is recorded so (`mode` on, off or paused), or with `negated` not so."""

    mode: Literal["on", "off", "paused"]
    negated: bool
    span: Span


class ExpectNotify(NamedTuple):
    """A notice for this receiver left before, or leaves later in the call; with `negated` none has
    left up to here."""

    channel: Literal["webhook", "email"]
    name: str
    negated: bool
    span: Span


class End(NamedTuple):
    """The call's real end: `by` and `cause` as in the trace, `cause` None is any; `word` as
    written."""

    word: str
    by: str
    cause: str | None
    span: Span


Statement: TypeAlias = (
    Dial
    | Hear
    | Press
    | Enter
    | Speak
    | StaySilent
    | Pause
    | Reach
    | PickUp
    | Refuse
    | AgentDoes
    | Talk
    | HangUp
    | LeaveMessage
    | Expect
    | ExpectRecording
    | ExpectNotify
    | End
)


class Line(NamedTuple):
    """One statement and whose it is; the callers of a test share one clock."""

    caller: str
    statement: Statement


ONLY = "call"
"""The name of the caller in a test that names none."""


def callback_of(caller: str, nth: int = 1) -> str:
    """What the nth callback of a caller is called in a test, as no caller can be; only the first
    can be spoken of."""
    which = "callback" if nth == 1 else f"callback {nth}"
    return f"the {which}" if caller == ONLY else f"{which} of {caller}"


class Test(NamedTuple):
    """One test. `at` is its start in epoch seconds, None where no clock is needed; `span` is its
    title's."""

    title: str
    path: str
    at: int | None
    givens: tuple[Given, ...]
    lines: tuple[Line, ...]
    span: Span
