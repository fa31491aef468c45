"""Constant values in tests: what is expected, what comes back from outside."""

from flowc.semantics import ir
from flowc.semantics.scenario_names import Lookup
from flowc.semantics.type_names import members, show, text_fault
from flowc.semantics.values import money
from flowc.syntax import ast

_ANY_TEXT = '"…"'


def constant(written: ast.Expr, types: tuple[ir.Type, ...], look: Lookup) -> ir.Value | None:
    """The value that is written, if it is one of any of the `types`; else None and F154."""
    languages = look.known.kinds["language"]
    for type_ in types:
        value = _value(written, type_, languages)
        if value is not None:
            return value
    wanted = types[0]
    look.findings.error(
        "F154",
        f"this is not {' or '.join(show(t) for t in types)}",
        written.span,
        f"a value of type {show(wanted)} belongs here",
        help=_example(written, wanted, languages),
    )
    return None


def _value(  # noqa: PLR0911 - one per kind
    written: ast.Expr, type_: ir.Type, languages: tuple[str, ...]
) -> ir.Value | None:
    match written:
        case ast.Int(value) if type_.kind == "number":
            return value
        case ast.Int() | ast.Decimal() if type_.kind == "money":
            return money(written, type_)
        case ast.Str(text) if type_.kind in {"text", "digits", "phone-number"}:
            return None if text_fault(text, type_) else text
        case ast.Ref((name,)) if name.text in members(type_, languages):
            return name.text
        case ast.Date(int(year), month, day) if type_.kind == "date":
            return f"{year}-{month:02}-{day:02}"
        case ast.Time(minutes) if type_.kind == "time":
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return None


def _example(written: ast.Expr, type_: ir.Type, languages: tuple[str, ...]) -> str:
    names = members(type_, languages)
    if names:
        return "write one of " + ", ".join(f"`{n}`" for n in names)
    if isinstance(written, ast.Int) and type_.kind in {"digits", "text", "phone-number"}:
        return f'write it in quotes: `"{written.value}"`'
    if isinstance(written, ast.Str) and (fault := text_fault(written.text, type_)):
        return fault[1]
    examples = {"number": "5", "money": "12.50", "date": "2026-12-25", "time": "08:00"}
    return f"write it as `{examples.get(type_.kind, _ANY_TEXT)}`"
