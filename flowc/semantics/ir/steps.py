"""Prompts, and what a step does."""

from typing import Literal, NamedTuple, TypeAlias

from flowc.semantics.ir.values import Cond, Edge, Expr, Type
from flowc.source import Span

# ---- prompts -----------------------------------------------------------------------------------


class Spoken(NamedTuple):
    """A value within a text: `{account}`. Which variable that is depends on where the prompt is
    played: see `PromptUse.values`."""

    name: str
    type: Type


class Prompt(NamedTuple):
    """What callers hear under one name. `id` is the declared name, or `<block>-<n>` for an inline
    text (module name, not instance name: one recording serves every placement). `texts` maps
    languages, in the flow's order, to pieces of text and values; a language may be missing only
    if no caller can hear the prompt in it."""

    id: str
    named: bool
    texts: tuple[tuple[str, tuple[str | Spoken, ...]], ...]
    span: Span


class PromptUse(NamedTuple):
    prompt: str
    values: tuple[tuple[str, Expr], ...] = ()


class PromptChoice(NamedTuple):
    when: Cond | None
    use: PromptUse


class Play(NamedTuple):
    """Plays the first choice whose condition is true or absent; nothing if there is none."""

    choices: tuple[PromptChoice, ...]
    barge_in: bool
    span: Span


# ---- what a step does --------------------------------------------------------------------------


class Set(NamedTuple):
    var: str
    value: Expr
    span: Span


class Reset(NamedTuple):
    """At the entry of a module: its variables get their initial values (or none), its arrows'
    counters 0. Not traced."""

    vars: tuple[str, ...]
    counters: tuple[str, ...]


class Record(NamedTuple):
    """A named figure in the call's record."""

    name: str
    value: Expr
    span: Span


Who: TypeAlias = Literal["caller", "agent", "both"]


class RecordCall(NamedTuple):
    """Turns the recording of the call's sound on, off, or lets it rest; it answers no call.

    A call is not recorded at first. `on` begins a recording of what the caller says ("caller"), of
    what the caller hears, prompts as well ("agent"), or of both; after `paused` it goes on with
    that recording, unless it is of somebody else: then, and after `off`, it begins another.
    `paused` changes nothing where nothing is recorded, `off` nothing where there is no recording.
    While a secret collect asks, from its first prompt until it is left or its value is set, a
    recording that is on is paused by itself; one that the caller ends by hanging up stays so. The
    recording ends with the call. Trace: `recording` where the mode changes. Whether a disk takes
    what is recorded is no business of the call."""

    mode: Literal["on", "off", "paused"]
    who: Who
    span: Span


class Sent(NamedTuple):
    """`send name = value`: a field of the JSON body of a post or put, a parameter of the query of a
    get. What the value's type is, it is in JSON too: a number is a number, yes-no true or false,
    everything else a string."""

    name: str
    value: Expr


class Notify(NamedTuple):
    """A notice that leaves by webhook or e-mail; `name` is where to, a setting (`[webhooks]`,
    `[emails]`). It is written down and delivered later, at least once: the call never waits for
    it, nor is answered by it. It holds what `about` has (the caller's number and name, the number
    that was called, the outcome of the block left last), the call's id, the flow, the call's start,
    `block` (where it stands, "" in the flow's `on hangup`), for how many seconds the caller has
    talked with somebody (at least 1 if with anybody, a transfer included), the figures recorded so
    far, and `sends`; never a secret value. Trace: `notify`."""

    channel: Literal["webhook", "email"]
    name: str
    block: str
    about: tuple[Sent, ...]
    sends: tuple[Sent, ...]
    span: Span


class Send(NamedTuple):
    """`send account = account, tier = tier`: what whoever takes the call is shown of it, from now
    on to its end: all phones that are rung hear it, and no number outside. A field that is sent
    again has the new value. Trace: a `send` for each field."""

    sends: tuple[Sent, ...]
    span: Span


class Answer(NamedTuple):
    span: Span


class Wait(NamedTuple):
    """Silence for `seconds`; nothing listens, and the call is not answered by it."""

    seconds: int
    span: Span


class Arm(NamedTuple):
    """`if cond -> edge`; outcome is "if 1", "if 2", … counted through the step. `span` is where
    the condition stands."""

    outcome: str
    cond: Cond
    edge: Edge
    span: Span | None = None


class Branch(NamedTuple):
    """Neighbouring ifs, judged in order with one reading of the clock; none true: go on."""

    arms: tuple[Arm, ...]
    span: Span


LastOp: TypeAlias = Set | Record | Notify
"""What is still done for a call that has ended."""

QuietOp: TypeAlias = LastOp | RecordCall
"""What takes no time and is heard by nobody."""

HandlerOp: TypeAlias = Play | QuietOp


class Handler(NamedTuple):
    """What happens at a no-input or no-match. `nth` None is every time, else only at the nth
    silence (or wrong key) of this visit; an exact nth wins over None. With an edge it always runs
    whole and leaves (outcome: no-input or no-match; nothing listens to its prompts). Without an
    edge, its plays are skipped after the last try (sets and records are not), and a key pressed
    during them cuts them, is the first key of the next try, whose prompt is then skipped."""

    nth: int | None
    ops: tuple[HandlerOp, ...]
    edge: Edge | None
    span: Span


class Tries(NamedTuple):
    """How many failed tries of each kind end the visit; `shared`: one count for both kinds, and
    both numbers are the same."""

    no_input: int
    no_match: int
    shared: bool


class Asking(NamedTuple):
    """What menu and collect share. `again` are the plays of every try but the first (the same as
    `plays` unless written). Seconds are whole, at least one. A gave-up edge is None only where
    every such try is left by a handler's edge before the count is used up. Outcome of both edges:
    "gave-up" when shared, else "gave-up no-input" and "gave-up no-match"."""

    plays: tuple[Play, ...]
    again: tuple[Play, ...]
    wait: int
    between: int
    tries: Tries
    on_no_input: tuple[Handler, ...]
    on_no_match: tuple[Handler, ...]
    gave_up_no_input: Edge | None
    gave_up_no_match: Edge | None


class AcceptRange(NamedTuple):
    """The digits as a number lie in low..high; the value is that number, without leading zeros."""

    low: int
    high: int


class AcceptPattern(NamedTuple):
    """The whole value matches `pattern`: a portable subset (literals, classes, `.`, groups, `|`,
    `? * + {m,n}`) that means the same in Python, POSIX extended and PCRE."""

    pattern: str


class AcceptLuhn(NamedTuple):
    """The last digit is the Luhn check digit of those before it."""


class AcceptPhone(NamedTuple):
    """A number of `region` (ISO code) as its callers dial it, compiled from the phonenumbers
    metadata: optional `00`+country code, or `trunk` (national prefix, may be ""), or neither, then
    digits that match `national` as a whole. The value is "+", country, national digits."""

    region: str
    country: str
    trunk: str
    national: str


class AcceptDate(NamedTuple):
    """Eight digits, year month day, a date that exists; the value is "2026-12-25"."""


Accept: TypeAlias = AcceptRange | AcceptPattern | AcceptLuhn | AcceptPhone | AcceptDate


class Visits(NamedTuple):
    """`visits 3 -> x`: entered a fourth time in a call, the collect leaves (outcome "visits")."""

    counter: str
    most: int
    edge: Edge


class Collect(NamedTuple):
    """Asks for digits. Entry ends at `maximum` by itself, else by `end` or `between` seconds
    without a key. Fewer than `minimum`, a key that is no digit, or a value that `accept` refuses is
    a no-match; the end key alone, or nothing at all, a no-input. A key of `escapes` (flow-wide keys
    that are no digits; never in a secret collect) leaves at once, outcome "key *". `confirm` plays
    after acceptance and listens for one key, `wait` seconds: 1 keeps; 2 is a failed try counted as
    no-match, without its message; another key is a no-match, silence a no-input. Trace of a good
    try: `keys`, (confirm: `play`, `keys` into "confirm",) `set`."""

    var: str
    type: Type
    secret: bool
    asking: Asking
    minimum: int
    maximum: int
    end: str | None
    accept: Accept | None
    confirm: tuple[Play, ...]
    visits: Visits | None
    escapes: tuple[tuple[str, Edge], ...]
    span: Span
