"""The call graph: what a program means, free of syntax and of any target.

Everything after lowering reads this and nothing else. It cannot express a dangling arrow or an
unhandled outcome: names are resolved, modules are laid out in place (a block `first` of
`use M as reg` is the block `reg.first`), flow defaults stand where they are used. Values are
NamedTuples: immutable, quick to define (start-up) and quick to read (runtime). Ids of blocks,
variables and prompts match `[A-Za-z_][A-Za-z0-9_]*` parts joined by `.` (prompt ids may hold `-`).
"""

from typing import Literal, NamedTuple, TypeAlias

from flowc.semantics.calendar import Schedule
from flowc.source import Span

# ---- types and values --------------------------------------------------------------------------

TypeKind = Literal[
    "text", "digits", "number", "phone-number", "date", "time", "yes-no", "one-of", "language"
]


class Type(NamedTuple):
    """A type; `members` are the names of a `one of (…)`, in written order."""

    kind: TypeKind
    members: tuple[str, ...] = ()


Value: TypeAlias = str | int
"""A value. `number` is an int; every other type is a str: a date "2026-12-25", a time "08:00",
a yes-no "yes" or "no", a language its code, one of (…) its name."""

# ---- expressions -------------------------------------------------------------------------------


class Const(NamedTuple):
    value: Value
    type: Type


class Var(NamedTuple):
    """A variable of the call, `reg.member` inside a module placed as `reg`."""

    name: str
    type: Type


class CallerField(NamedTuple):
    r"""What is known of the caller: "" for a number that is withheld and for what is absent.

    All of it is cleaned once, at entry, by one rule for the runtime and every target:

    - `number`, `dialled` and `redirected-from` are kept if `\+?[0-9]{1,20}` is all of them;
    - a `dialled` that no number claims, where one claims it with a `+` in front, is that number;
    - `name` loses the spaces around it, and is kept if it has at most 80 characters (Unicode's), no
      control character (ASCII's), none of `" $ < > [ \ ] ` { | }` and no `:` after a `)`.
    """

    field: Literal["number", "name", "dialled", "redirected-from"]
    type: Type


class CallField(NamedTuple):
    """`call.duration` in whole seconds, `call.outcome` (the outcome of the last block left)."""

    field: Literal["duration", "outcome"]
    type: Type


class CurrentLanguage(NamedTuple):
    type: Type


class Now(NamedTuple):
    """Local date or time of day in the flow's time zone (`type.kind` is date or time)."""

    type: Type


class Arithmetic(NamedTuple):
    """Whole-number `+` or `-`."""

    op: Literal["+", "-"]
    left: "Expr"
    right: "Expr"
    type: Type


Expr: TypeAlias = Const | Var | CallerField | CallField | CurrentLanguage | Now | Arithmetic

# ---- conditions --------------------------------------------------------------------------------


class Compare(NamedTuple):
    """Both sides have one type; `<` and its kin only on number, date, time and one-of (by order
    of declaration). Text, digits and the like compare code point by code point: "05" is not "5"."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr


class IsSet(NamedTuple):
    """A variable has a value; a caller's field is not empty (so `withheld` is `not` this)."""

    value: Var | CallerField


class InList(NamedTuple):
    """The value matches an entry of a declared list; an empty (withheld) number is in no list."""

    value: Expr
    list: str


class OneOf(NamedTuple):
    value: Expr
    values: tuple[Const, ...]


class StartsWith(NamedTuple):
    value: Expr
    prefix: Expr


class Contains(NamedTuple):
    value: Expr
    part: Expr


class ScheduleIs(NamedTuple):
    """`office is open` / `is closed`; with `reason`, closed by a line of holidays ("holiday") or
    by a line with that label (`label:Christmas`)."""

    schedule: str
    open: bool
    reason: str | None = None


class SwitchIs(NamedTuple):
    switch: str
    on: bool


class Not(NamedTuple):
    cond: "Cond"


class And(NamedTuple):
    conds: tuple["Cond", ...]


class Or(NamedTuple):
    conds: tuple["Cond", ...]


Cond: TypeAlias = (
    Compare
    | IsSet
    | InList
    | OneOf
    | StartsWith
    | Contains
    | ScheduleIs
    | SwitchIs
    | Not
    | And
    | Or
)

# ---- arrows ------------------------------------------------------------------------------------


class ToBlock(NamedTuple):
    block: str


class ToEnd(NamedTuple):
    cause: Literal["hangup", "busy", "congestion"]


class ToDefault(NamedTuple):
    """The flow's default for this outcome: its edge the first time in a call (each default has
    its own count), congestion the second time."""

    which: Literal["failed", "gave-up"]


class Change(NamedTuple):
    """`with var = value`; var "language" is the call's language."""

    var: str
    value: Expr


class Bound(NamedTuple):
    """`at most N times then -> x`: this arrow is taken N times at most in a call (in a module: in
    a visit of the module), after that `otherwise` is. `counter` is the arrow's own."""

    counter: str
    most: int
    otherwise: "Edge"


class Edge(NamedTuple):
    """An arrow. Bound first, then changes left to right, then the target. Trace: `leave`, a `set`
    for each change, `enter`."""

    target: ToBlock | ToEnd | ToDefault
    span: Span
    changes: tuple[Change, ...] = ()
    bound: Bound | None = None


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


HandlerOp: TypeAlias = Play | Set | Record


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


Op: TypeAlias = Play | Set | Reset | Record | Answer | Wait | Branch | Collect

# ---- blocks ------------------------------------------------------------------------------------


class Step(NamedTuple):
    """Actions in order, then `final` (outcome "done"). `kind` is "use" for the entry of a module
    placed as `id`: it sets the parameters and goes to the module's first block."""

    id: str
    ops: tuple[Op, ...]
    final: Edge
    span: Span
    kind: Literal["step", "use"] = "step"


class KeyArm(NamedTuple):
    when: Cond | None
    edge: Edge


class Key(NamedTuple):
    """A key or several: `pattern` of `0-9 * # X`, X any digit; `rest`: then any number of digits.
    An exact digit wins over X, X over rest. The first arm whose condition holds (judged when the
    key is matched) is taken, outcome "key 12" (the pattern as written); if none holds it is a
    no-match. `into`: the digits pressed are set there (traced before `leave`)."""

    pattern: str
    rest: bool
    arms: tuple[KeyArm, ...]
    into: Var | None
    unspoken: bool
    span: Span


class Menu(NamedTuple):
    """Keys are matched digit by digit: what nothing longer can start with acts at once, else
    `between` seconds are waited for more. Trace of a try: `play`s, `keys` into the block's id, then
    `leave` or `no-match`; silence is `no-input`."""

    id: str
    asking: Asking
    keys: tuple[Key, ...]
    span: Span
    kind = "menu"


class PhoneRef(NamedTuple):
    """A declared phone."""

    phone: str


class OutsideNumber(NamedTuple):
    """A number reached through the deployment's trunk."""

    number: str


class RingLine(NamedTuple):
    """Targets rung together for `seconds`."""

    targets: tuple[PhoneRef | OutsideNumber, ...]
    seconds: int
    span: Span


class Ring(NamedTuple):
    """Lines one after the other until somebody answers. A line is no-answer if any target rang
    out, else busy if any was busy, else failed; the block takes the best of its lines in that
    order. `done` (the other side hung up, the caller is still there) None: the call ends, by agent.
    """

    id: str
    lines: tuple[RingLine, ...]
    busy: Edge
    no_answer: Edge
    failed: Edge
    done: Edge | None
    span: Span
    kind = "ring"


class Voicemail(NamedTuple):
    """Plays (not interruptible), then records at most `longest` seconds until `#`, hanging up or 5
    s of silence. `done` None: the call ends, by flow."""

    id: str
    plays: tuple[Play, ...]
    mailbox: str
    longest: int
    failed: Edge
    done: Edge | None
    span: Span
    kind = "voicemail"


class Share(NamedTuple):
    percent: int
    edge: Edge


class Split(NamedTuple):
    """Sends a share each way; outcome is "60%"; percents add up to 100."""

    id: str
    shares: tuple[Share, ...]
    span: Span
    kind = "split"


class Read(NamedTuple):
    """A value handed back by dialplan outside flowc, checked against its type on return; one that
    does not fit (or is absent, and an empty text is) is the outcome `failed`."""

    name: str
    var: Var


class External(NamedTuple):
    """Dialplan that is not flowc's. Naming no outcome, the call is gone for good (trace: `leave`
    with outcome "gone" to "external", `end` by flow, cause external)."""

    id: str
    reads: tuple[Read, ...]
    outcomes: tuple[tuple[str, Edge], ...]
    failed: Edge | None
    span: Span
    kind = "external"


Block: TypeAlias = Step | Menu | Ring | Voicemail | Split | External

# ---- resources and the whole -------------------------------------------------------------------


class Number(NamedTuple):
    """A dialled number or a pattern of it (X any digit, `rest` a final `*`); "" matches all."""

    pattern: str
    rest: bool
    edge: Edge
    span: Span


class Entry(NamedTuple):
    """A block with a stable name that other dialplan may send calls to."""

    name: str
    edge: Edge
    span: Span


class Switch(NamedTuple):
    """Turned on and off by staff: `code` dialled from inside, `pin` the name of a secret."""

    name: str
    initial: bool
    code: str | None
    pin: str | None
    span: Span


class ListEntry(NamedTuple):
    """A number, a pattern with X, or with `rest` any that begins so."""

    pattern: str
    rest: bool


class NumberList(NamedTuple):
    name: str
    entries: tuple[ListEntry, ...]
    span: Span


class Phone(NamedTuple):
    name: str
    span: Span


class Variable(NamedTuple):
    """A call's variable; `secret` ones are masked in the trace and never spoken or recorded."""

    name: str
    type: Type
    initial: Value | None
    secret: bool
    span: Span


class Program(NamedTuple):
    """A whole flow. Blocks stand in source order, module placements after the block that names
    them. `counters` are the arrows' and visits' own, all 0 when a call starts. `on_hangup` runs
    once for every ending, just before the trace's `end`."""

    name: str
    path: str
    timezone: str | None
    languages: tuple[str, ...]
    numbers: tuple[Number, ...]
    entries: tuple[Entry, ...]
    blocks: tuple[Block, ...]
    prompts: tuple[Prompt, ...]
    schedules: tuple[Schedule, ...]
    switches: tuple[Switch, ...]
    lists: tuple[NumberList, ...]
    phones: tuple[Phone, ...]
    variables: tuple[Variable, ...]
    counters: tuple[str, ...]
    default_failed: Edge | None
    default_gave_up: Edge | None
    on_hangup: tuple[Set | Record, ...]
