"""Expressions as text that Asterisk replaces by their value when it runs the line."""

from urllib.parse import quote

from flowc.backends.asterisk import names
from flowc.backends.asterisk.lines import Writer
from flowc.backends.asterisk.text import data, one_line
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

CALLER = {
    "number": "${flowc_caller_number}",
    "name": "${flowc_caller_name}",
    "dialled": "${flowc_dialled}",
    "redirected-from": "${flowc_redirected_from}",
}
LANGUAGE = "${CHANNEL(language)}"
SAFE = frozenset(
    {"digits", "number", "phone-number", "money", "date", "time", "yes-no", "one-of", "language"}
)
"""Types whose every value is letters, digits and `+ - . : _`, checked where it came in: these may
stand within `$["…"]`. Text may hold anything, and never does."""


def language(code: str) -> str:
    """A language as Asterisk names it: `pt-BR` is `pt_BR`."""
    return code.replace("-", "_")


def spoken_language(unit: Unit) -> str:
    """The call's language, named as the flow does."""
    languages = unit.program.languages
    return spoken(LANGUAGE, unit) if len(languages) > 1 else "".join(languages)


def spoken(text: str, unit: Unit) -> str:
    """A language that `text` stands for, named as the flow does."""
    for code in unit.program.languages:
        if "-" in code:
            text = f'${{IF($["{text}" = "{language(code)}"]?{code}:{text})}}'
    return text


def told(expr: ir.Expr, writer: Writer, unit: Unit) -> str:
    """What an event says of a value. Where a text may hold a `:` after a `)` no function is handed
    it as it is: `URIENCODE(a) b:2` would be cut."""
    text = value(expr, unit)
    if expr.type.kind == "language":
        return spoken(text, unit)
    if expr.type.kind in SAFE:
        return text
    if isinstance(expr, ir.Const):
        return quote(one_line(str(expr.value)), safe=" ")
    if not (unit.cutting and isinstance(expr, ir.Var)):
        return f"${{URIENCODE({text})}}"
    writer.add(f"Set(flowc_said=${{URIENCODE(${{REPLACE({text[2:-1]},:,\\x01)}})}})")
    return "${STRREPLACE(flowc_said,%01,%3A)}"


def value(expr: ir.Expr, unit: Unit) -> str:  # noqa: PLR0911 - one per kind
    """What stands for the value in an application's only argument."""
    match expr:
        case ir.Const(value=constant):
            text = str(constant)
            return data(language(text) if expr.type.kind == "language" else text)
        case ir.Var(name=name):
            return f"${{{names.variable(name)}}}"
        case ir.CallerField(field=field):
            return CALLER[field]
        case ir.CallField(field="outcome"):
            unit.uses.add("outcome")
            return "${flowc_outcome}"
        case ir.CallField():
            return "$[${EPOCH} - ${flowc_started}]"
        case ir.CurrentLanguage():
            return LANGUAGE
        case ir.Now(zone=str(zone)):
            form = "%H:%M" if expr.type.kind == "time" else "%Y-%m-%d"
            return f"${{STRFTIME($[${{EPOCH}} + 0${{flowc_clock_shift}}],{data(zone)},{form})}}"
        case ir.Now():
            unit.uses.add("clock")
            return "${flowc_now_time}" if expr.type.kind == "time" else "${flowc_now_date}"
        case ir.Arithmetic():
            return f"$[{sum_of(expr, unit)}]"


def sum_of(expr: ir.Expr, unit: Unit) -> str:
    """A number inside `$[ ]`."""
    if isinstance(expr, ir.Arithmetic):
        return f"({sum_of(expr.left, unit)} {expr.op} {sum_of(expr.right, unit)})"
    if isinstance(expr, ir.CallField) and expr.field == "duration":
        return "(${EPOCH} - ${flowc_started})"
    return value(expr, unit)


def read_clock(writer: Writer, unit: Unit) -> None:
    """Looks at the clock, for what stands on the next lines."""
    unit.uses.add("clock")
    writer.add(f"Gosub({unit.service('clock')},s,1)")


def needs_clock(expr: ir.Expr) -> bool:
    """Whether the clock must be read before the value."""
    if isinstance(expr, ir.Arithmetic):
        return needs_clock(expr.left) or needs_clock(expr.right)
    return isinstance(expr, ir.Now) and expr.zone is None
