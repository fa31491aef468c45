"""Expressions: what a name or literal stands for, by the type that its place wants."""

from collections.abc import Callable
from typing import Final, TypeAlias

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.findings import a
from flowc.semantics.fitting import amount
from flowc.semantics.scope import ANY, Site
from flowc.semantics.type_names import (
    DATE,
    LANGUAGE,
    NUMBER,
    PHONE,
    TEXT,
    TIME,
    fits,
    members,
    show,
    text_fault,
)
from flowc.source import Span
from flowc.syntax import ast

_CALLER: Final[dict[str, ir.CallerField]] = {
    "number": ir.CallerField("number", PHONE),
    "name": ir.CallerField("name", TEXT),
    "dialled": ir.CallerField("dialled", PHONE),
    "redirected-from": ir.CallerField("redirected-from", PHONE),
}
_CALL: Final[dict[str, ir.CallField]] = {
    "duration": ir.CallField("duration", NUMBER),
    "outcome": ir.CallField("outcome", TEXT),
}
_QUEUE_FIGURES: Final = frozenset({"waiting", "longest-wait"})

NOTHING: Final = ir.Const("", ANY)
"""Stands for what could not be made out; beside an error only."""

_Literal: TypeAlias = ast.Str | ast.Int | ast.Decimal | ast.Duration | ast.Date | ast.Time


def value(
    site: Site,
    node: "ast.Expr",
    wanted: ir.Type | None = None,
    instead: Callable[[ir.Type], str | None] = lambda _: None,
) -> ir.Expr:
    """The value of `node`, of type `wanted` if that is given (F103 if it is of another; `instead`:
    what to write where it is of this one)."""
    found = _value(site, node, wanted)
    if wanted is not None and not fits(found.type, wanted):
        _mismatch(site, node, found, wanted, instead(found.type))
        return NOTHING
    return found


def _value(site: Site, node: "ast.Expr", wanted: ir.Type | None) -> ir.Expr:
    match node:
        case ast.Ref():
            return _ref(site, node, wanted)
        case ast.Str() | ast.Int() | ast.Decimal() | ast.Duration() | ast.Date() | ast.Time():
            return _literal(site, node, wanted)
        case ast.Arithmetic(op, left, right):
            return ir.Arithmetic(op, value(site, left, NUMBER), value(site, right, NUMBER), NUMBER)
        case _:
            site.findings.error(
                "F105",
                "a condition stands where a value belongs",
                node.span,
                help="use it in `if`, and set a value on each side of it",
            )
            return NOTHING


def _literal(  # noqa: PLR0911 - one per kind
    site: Site, node: _Literal, wanted: ir.Type | None
) -> ir.Expr:
    match node:
        case ast.Str(text, span):
            type_ = TEXT if wanted is None or wanted is ANY else wanted
            fault = text_fault(text, type_)
            if fault:
                site.findings.error("F103", fault[0], span, help=fault[1])
                return NOTHING
            return ir.Const(text, type_)
        case ast.Int(number):
            if wanted is not None and (whole := money(node, wanted)):
                return ir.Const(whole, wanted)
            return ir.Const(number, NUMBER)
        case ast.Duration(seconds, span):
            site.findings.error(
                "F103",
                "a duration is no value of its own",
                span,
                help="compare it with `call.duration`, or write a number: " + str(seconds),
            )
        case ast.Decimal():
            return _decimal(site, node, wanted)
        case ast.Date(None, _, _, span):
            site.findings.error(
                "F103", "a date without a year is no value", span, help="write `2026-12-25`"
            )
        case ast.Date(year, month, day):
            return ir.Const(f"{year:04}-{month:02}-{day:02}", DATE)
        case ast.Time(minutes):
            return ir.Const(f"{minutes // 60:02}:{minutes % 60:02}", TIME)
    return NOTHING


def money(node: ast.Expr, wanted: ir.Type) -> str | None:
    """The amount that a literal is, where money is wanted; else None."""
    if wanted.kind != "money":
        return None
    match node:
        case ast.Int(number):
            return amount(str(number))
        case ast.Decimal(text):
            return amount(text)
        case _:
            return None


def _decimal(site: Site, node: ast.Decimal, wanted: ir.Type | None) -> ir.Expr:
    if wanted is None or wanted.kind != "money":
        if wanted is not ANY:
            site.findings.error(
                "F103",
                f"`{node.text}` is an amount of money, and that is not what belongs here"
                if wanted
                else f"of `{node.text}` nobody knows which currency it is",
                node.span,
                help="numbers are whole; an amount stands where its type is known: "
                f"`var due: money EUR = {node.text}`, `if due > {node.text}`",
            )
        return NOTHING
    found = money(node, wanted)
    if found is None:
        site.findings.error(
            "F103",
            f"`{node.text}` is no amount",
            node.span,
            help="write at most two decimals, below a thousand million: `12.50`",
        )
        return NOTHING
    return ir.Const(found, wanted)


def _ref(site: Site, node: ast.Ref, wanted: ir.Type | None) -> ir.Expr:
    first = node.parts[0].text
    found: ir.Expr = NOTHING
    if len(node.parts) > 1:
        found = dotted(site, node)
    elif wanted is not None and first in members(wanted, site.context.languages):
        found = ir.Const(first, wanted)
    elif first in site.scope.variables:
        found = variable(site, first)
    elif first == "language":
        found = ir.CurrentLanguage(LANGUAGE)
    elif first == "now":
        found = _now(site, node, wanted)
    elif first == "answered-by":
        site.findings.unsupported("`answered-by`", node.span)
    else:
        unknown_value(site, first, node.span, wanted)
    return found


def _now(site: Site, node: ast.Ref, wanted: ir.Type | None) -> ir.Expr:
    if wanted is not None and wanted.kind in {"date", "time"}:
        site.context.clock = site.context.clock or node.span
        return ir.Now(wanted)
    site.findings.error(
        "F103",
        "`now` stands where it can be neither a date nor a time",
        node.span,
        help="compare it with a time such as `12:00`, or with a date",
    )
    return NOTHING


def variable(site: Site, name: str) -> ir.Var:
    """The variable `name` of the site's scope, which has it."""
    found = site.scope.variables[name]
    site.context.used.add(found.name.span)
    return found.var


def unknown_value(site: Site, name: str, span: Span, wanted: ir.Type | None) -> None:
    """F101 for a bare name that is neither a variable nor a value of the type that is wanted."""
    if site.context.may_hide("variable"):
        return
    known = [*site.scope.variables, "language"]
    if wanted is ANY or (wanted == LANGUAGE and site.context.incomplete_flow):
        return
    values = members(wanted, site.context.languages) if wanted else ()
    kind = "value or variable" if values else "variable"
    outside = site.scope is not site.context.top and name in site.context.top.variables
    site.findings.unknown(
        kind,
        name,
        span,
        [] if outside else [*values, *known],
        help=_outside_help(site, name) if outside else _declare_help(name, values),
    )


def _outside_help(site: Site, name: str) -> str:
    kind = site.context.top.variables[name].var.type
    return (
        f"variables outside a module are not visible in it: give the module a parameter "
        f"`{name}: {show(kind)}`"
    )


def _declare_help(name: str, values: tuple[str, ...]) -> str:
    if values:
        return f"write one of {', '.join(values)}"
    return f"declare it: `var {name}: text`"


def dotted(site: Site, node: ast.Ref) -> ir.Expr:
    """`caller.number`, `call.duration`, `reg.member`."""
    first, rest = node.parts[0].text, ".".join(p.text for p in node.parts[1:])
    found: ir.Expr = NOTHING
    if first in site.scope.gives:
        found = _given(site, node, first, rest)
    elif first in {"caller", "call"}:
        fields = _CALLER if first == "caller" else _CALL
        if rest in fields:
            found = fields[rest]
        else:
            names = ", ".join(fields)
            help_ = f"`{first}` has {names}"
            site.findings.unknown(f"`{first}` field", rest, node.span, fields, help=help_)
    elif rest in _QUEUE_FIGURES:
        site.findings.unsupported(f"`{first}.{rest}`", node.span)
    elif not site.context.may_hide("block"):
        site.findings.unknown(
            "placed module",
            first,
            node.parts[0].span,
            site.scope.gives,
            help=f"place one: `use some_module() as {first} {{ … }}`",
        )
    return found


def _given(site: Site, node: ast.Ref, first: str, rest: str) -> ir.Expr:
    """What the module placed as `first` gives under the name `rest`."""
    given = site.scope.gives[first]
    if given is None:
        return NOTHING
    if rest in given:
        site.context.used.add(given[rest].name.span)
        return given[rest].var
    site.findings.unknown(
        "value",
        f"{first}.{rest}",
        node.span,
        [f"{first}.{g}" for g in given],
        help=f"name it in the module: `gives {rest}: text`",
    )
    return NOTHING


def _mismatch(
    site: Site, node: "ast.Expr", found: ir.Expr, wanted: ir.Type, help_: str | None
) -> None:
    secondary: tuple[Label, ...] = ()
    if isinstance(node, ast.Int) and wanted.kind in {"digits", "text", "phone-number"}:
        help_ = help_ or f'write `"{node.value}"`: {wanted.kind} stand in quotes'
    elif isinstance(node, ast.Ref) and node.parts[0].text in site.scope.variables:
        declared = site.scope.variables[node.parts[0].text]
        secondary = (Label(declared.name.span, f"declared here as {show(declared.var.type)}"),)
    site.findings.error(
        "F103",
        f"{show(wanted)} belongs here, and this is {a(show(found.type))}",
        node.span,
        f"this is {a(show(found.type))}",
        secondary=secondary,
        help=help_,
    )
