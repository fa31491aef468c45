"""Expressions: what channel variables and conditions can say, and what the flow's Lua file says.

A condition of the dialplan compares one field with one regular expression. That covers equality
with a constant, lists, prefixes, schedules and switches. Orders, arithmetic, comparisons of two
variables, texts outside the plain alphabet and everything about secrets (the log shows what a
condition looks at) become functions of the Lua file, which reads values with
`session:getVariable`: nothing of a caller is ever expanded into code.
"""

from flowc.backends.freeswitch.patterns import lua_pattern
from flowc.backends.freeswitch.site import Site, variable
from flowc.backends.freeswitch.text import (
    FsData,
    author_pattern,
    code,
    is_plain,
    lua_text,
    name,
    plain,
)
from flowc.semantics import ir

_CALLER: dict[str, FsData] = {
    "number": FsData("flowc_caller_number"),
    "name": FsData("flowc_caller_name"),
    "dialled": FsData("flowc_dialled"),
}


def source(expr: ir.Expr, at: Site) -> FsData | None:
    """The channel variable that holds it; None for what has to be worked out, for secrets, and for
    texts: FreeSWITCH expands what a variable holds too, so a text with `${…}` in it would run."""
    match expr:
        case ir.Var(var) if var not in at.secret and expr.type.kind != "text":
            return variable(var)
        case ir.CallerField(field):
            return _CALLER[field]
        case ir.CurrentLanguage():
            return FsData("flowc_language")
        case ir.CallField("outcome"):
            return FsData("flowc_outcome")
        case _:
            return None


def constant(expr: ir.Expr) -> FsData | None:
    """A constant that the dialplan can hold."""
    if not isinstance(expr, ir.Const):
        return None
    value = str(expr.value)
    return plain(value) if is_plain(value) else None


# ---- as Lua -------------------------------------------------------------------------------------


def lua_value(expr: ir.Expr) -> str:  # noqa: PLR0911 - one per kind
    """A Lua expression: a number for the type number, else a string."""
    match expr:
        case ir.Const(value):
            return str(value) if isinstance(value, int) else lua_text(value)
        case ir.Var(var):
            return _lua_variable(variable(var), expr.type)
        case ir.CallerField(field):
            return f"text({lua_text(_CALLER[field])})"
        case ir.CallField("duration"):
            return "seconds_of_call()"
        case ir.CallField():
            return 'text("flowc_outcome")'
        case ir.CurrentLanguage():
            return 'text("flowc_language")'
        case ir.Now():
            zone = f", {lua_text(expr.zone)}" if expr.zone else ""
            return f"now({lua_text(expr.type.kind)}{zone})"
        case ir.Arithmetic(op, left, right):
            return f"({lua_value(left)} {op} {lua_value(right)})"


def _lua_variable(name: FsData, type_: ir.Type) -> str:
    reader = "number" if type_.kind == "number" else "text"
    return f"{reader}({lua_text(name)})"


_LUA_OP = {"=": "==", "!=": "~=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def lua_condition(cond: ir.Cond, at: Site) -> str:  # noqa: PLR0911 - one per kind
    """A Lua expression that is true or false."""
    match cond:
        case ir.Compare(op, left, right):
            a, b = lua_value(left), lua_value(right)
            if left.type.kind == "one-of" and op not in {"=", "!="}:
                members = ", ".join(map(lua_text, left.type.members or right.type.members))
                a, b = f"rank({a}, {{{members}}})", f"rank({b}, {{{members}}})"
            if left.type.kind == "money" and op not in {"=", "!="}:
                a, b = f"tonumber({a})", f"tonumber({b})"
            return f"{a} {_LUA_OP[op]} {b}"
        case ir.StartsWith(value, prefix):
            return f"starts_with({lua_value(value)}, {lua_value(prefix)})"
        case ir.Contains(value, part):
            return f"contains({lua_value(value)}, {lua_value(part)})"
        case ir.OneOf(value, values):
            return f"one_of({lua_value(value)}, {{{', '.join(map(lua_value, values))}}})"
        case ir.InList(value, list_name):
            entries = ", ".join(
                f"{{{lua_text(e.pattern)}, {str(e.rest).lower()}}}"
                for e in at.lists[list_name].entries
            )
            return f"in_list({lua_value(value)}, {{{entries}}})"
        case ir.IsSet(ir.Var(var)):
            return f'text("flowc_set_{variable(var)}") == "yes"'
        case ir.IsSet(value):
            return f'{lua_value(value)} ~= ""'
        case _:
            message = f"{type(cond).__name__} is a condition of the dialplan"
            raise AssertionError(message)


def lua_accept(accept: ir.Accept | None) -> str | None:
    """A Lua function from keys to the value that they are accepted as, "" for none; None where a
    regular expression says it."""
    match accept:
        case ir.AcceptRange(low, high) if low < 0 or high > 9:  # noqa: PLR2004 - one digit
            return lua_acceptance(accept)
        case ir.AcceptLuhn() | ir.AcceptDate():
            return lua_acceptance(accept)
        case _:
            return None


def lua_acceptance(accept: ir.Accept | None) -> str:
    """The same for every kind of acceptance."""
    match accept:
        case None:
            return "accept_all"
        case ir.AcceptRange(low, high):
            return f"accept_range({low}, {high})"
        case ir.AcceptPattern(pattern):
            return f"accept_pattern({lua_pattern(pattern)})"
        case ir.AcceptPhone():
            ways = ", ".join(map(lua_text, (f"00{accept.country}", accept.trunk, "")))
            national = lua_pattern(accept.national)
            return f"accept_phone({lua_text(f'+{accept.country}')}, {{{ways}}}, {national})"
        case ir.AcceptLuhn():
            return "accept_luhn"
        case ir.AcceptDate():
            return "accept_date"


def phone_expression(accept: ir.AcceptPhone) -> FsData:
    """The ways of dialling in the order in which they take more for granted; $1 is the national
    number."""
    ways = [w for w in (f"00{accept.country}", accept.trunk) if w]
    prefix = FsData("".join(f"(?:{name(w)}|" for w in ways) + ")" * len(ways))
    return code("^{}((?:{}))$", prefix, author_pattern(accept.national))
