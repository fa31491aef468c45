"""Types, values, expressions, conditions and arrows."""

from typing import Literal, NamedTuple, TypeAlias

from flowc.source import Span

# ---- types and values --------------------------------------------------------------------------

TypeKind = Literal[
    "text",
    "digits",
    "number",
    "phone-number",
    "money",
    "date",
    "time",
    "yes-no",
    "one-of",
    "language",
]


class Type(NamedTuple):
    """A type; `members` are the names of a `one of (…)`, in written order, or the one currency of
    `money EUR`."""

    kind: TypeKind
    members: tuple[str, ...] = ()


Value: TypeAlias = str | int
"""A value. `number` is an int; every other type is a str: a date "2026-12-25", a time "08:00",
money "12.50" (two decimals, below a thousand million, never "-0.00"), a yes-no "yes" or "no", a
language its code, one of (…) its name."""


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
    """Local date or time of day in `zone`, None: the flow's (`type.kind` is date or time)."""

    type: Type
    zone: str | None = None


class Arithmetic(NamedTuple):
    """Whole-number `+` or `-`."""

    op: Literal["+", "-"]
    left: "Expr"
    right: "Expr"
    type: Type


Expr: TypeAlias = Const | Var | CallerField | CallField | CurrentLanguage | Now | Arithmetic


# ---- conditions --------------------------------------------------------------------------------


class Compare(NamedTuple):
    """Both sides have one type; `<` and its kin only on number, money, date, time and one-of (by
    order of declaration). Text, digits and the like compare code point by code point: "05" is not
    "5"."""

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


class Dials(NamedTuple):
    """The value is a number that may be called back: `+`, `country`, and digits that match
    `national` as a whole (a portable pattern, of fixed lines and mobile phones alone)."""

    value: Expr
    country: str
    national: str


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
    | Dials
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
