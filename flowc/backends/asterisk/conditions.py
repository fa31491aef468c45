"""Conditions as expressions for `$[ ]`.

Traps that shape this: an operand that is nothing is a syntax error, so strings stand in quotes;
quoted operands compare as strings, so numbers don't; a quote inside a value ends the operand and
what follows is read as an expression, so text is only ever handed to functions.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import assert_never

from flowc.backends.asterisk import names
from flowc.backends.asterisk.abilities import TEXT_SEARCH
from flowc.backends.asterisk.lines import Writer
from flowc.backends.asterisk.text import one_line
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import SAFE, needs_clock, read_clock, sum_of, value
from flowc.diagnostic import Diagnostic, error
from flowc.semantics import ir
from flowc.semantics.calendar import Schedule
from flowc.semantics.calendar_plan import plan
from flowc.source import Span

_PLAIN = re.compile(r"[\w +.,:;@/&!?=#*'%-]*")
"""Text that can stand in a regular expression between quotes, once `. + * ?` are bracketed."""

LONG = 600
"""Characters of a condition from which its parts get lines of their own."""


def judge(cond: ir.Cond, writer: Writer, unit: Unit, span: Span) -> str:
    """The condition's text, for within `$[ ]`. Long ones are worked out part by part before."""
    text = _text(cond, unit, span)
    if isinstance(cond, ir.OneOf):
        cond = ir.Or(tuple(ir.Compare("=", cond.value, v) for v in cond.values))
    if len(text) <= LONG or not isinstance(cond, ir.And | ir.Or | ir.Not):
        return text
    if isinstance(cond, ir.Not):
        return f"!({judge(cond.cond, writer, unit, span)})"
    name = writer.label("flowc_test")
    goal = "0" if isinstance(cond, ir.And) else "1"
    writer.add(f"Set({name}={1 - int(goal)})")
    for part in cond.conds:
        said = judge(part, writer, unit, span)
        said = f"!({said})" if goal == "0" else said
        writer.add(f"ExecIf($[{said}]?Set({name}={goal}))")
    return f"${{{name}}} = 1"


def prepare(conds: list[ir.Cond], writer: Writer, unit: Unit) -> None:
    """One reading of the clock for all of `conds`, and the state of each schedule they ask for."""
    leaves = [leaf for cond in conds for leaf in _leaves(cond)]
    schedules = dict.fromkeys(x.schedule for x in leaves if isinstance(x, ir.ScheduleIs))
    if any(needs_clock(side) for leaf in leaves for side in _sides(leaf)):
        if not schedules:
            read_clock(writer, unit)
        unit.uses.add("clock")
    for n, name in enumerate(schedules):
        place = "s,judge" if n else "s,1"
        writer.add(f"Gosub({unit.service(f'schedule-{name}')},{place})")


def _sides(leaf: ir.Cond) -> tuple[ir.Expr, ...]:
    match leaf:
        case ir.Compare(left=left, right=right):
            return left, right
        case ir.OneOf(value=left):
            return (left,)
        case _:
            return ()


def _leaves(cond: ir.Cond) -> Iterator[ir.Cond]:
    if isinstance(cond, ir.And | ir.Or):
        for part in cond.conds:
            yield from _leaves(part)
    elif isinstance(cond, ir.Not):
        yield from _leaves(cond.cond)
    else:
        yield cond


def _text(cond: ir.Cond, unit: Unit, span: Span) -> str:  # noqa: C901, PLR0911, PLR0912 - one per kind
    match cond:
        case ir.Compare():
            return _compare(cond, unit)
        case ir.IsSet(value=ir.Var(name=name)) if name in unit.marked:
            return f'"${{{names.marker(name)}}}" = "1"'
        case ir.IsSet(value=operand):
            return f"${{LEN({value(operand, unit)})}} > 0"
        case ir.InList():
            return _in_list(cond, unit)
        case ir.OneOf(value=left, values=values):
            equal = [_compare(ir.Compare("=", left, v), unit) for v in values]
            return either(equal)
        case ir.StartsWith():
            return _begins(cond, unit, span)
        case ir.Contains():
            return _contains(cond, unit, span)
        case ir.Dials(value=called, country=country, national=national):
            pattern = f"^[+]{country}({national})$"
            return f'${{REGEX("{pattern}" {value(called, unit)})}}'
        case ir.ScheduleIs():
            return _schedule(cond, unit)
        case ir.SwitchIs():
            return _switch(cond, unit)
        case ir.Not(cond=inner):
            return f"!({_text(inner, unit, span)})"
        case ir.And(conds=conds):
            return both(_text(c, unit, span) for c in conds)
        case ir.Or(conds=conds):
            return either(_text(c, unit, span) for c in conds)
        case _:
            assert_never(cond)


def either(parts: Iterable[str]) -> str:
    """True where any of them is."""
    return _joined(" | ", list(parts)) or "0"


def both(parts: Iterable[str]) -> str:
    """True where all of them are."""
    return _joined(" & ", list(parts)) or "1"


def _joined(sign: str, parts: list[str]) -> str:
    """In brackets if there are several: what is around may bind more tightly."""
    return f"({sign.join(parts)})" if len(parts) > 1 else "".join(parts)


# ---- comparing ----------------------------------------------------------------------------------


def _compare(cond: ir.Compare, unit: Unit) -> str:
    kind = cond.left.type.kind
    if kind == "number":
        return f"{sum_of(cond.left, unit)} {cond.op} {sum_of(cond.right, unit)}"
    if cond.op not in {"=", "!="} and kind == "one-of":
        return _by_order(cond, unit)
    if cond.op not in {"=", "!="} and kind == "money":
        return f"{value(cond.left, unit)} {cond.op} {value(cond.right, unit)}"
    if kind in SAFE and cond.right.type.kind in SAFE:
        return f'"{value(cond.left, unit)}" {cond.op} "{value(cond.right, unit)}"'
    same = _same_text(cond.left, cond.right, unit)
    return same if cond.op == "=" else f"!({same})"


_ORDERED: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _by_order(cond: ir.Compare, unit: Unit) -> str:
    """`tier >= silver`: the pairs of members for which it holds."""
    members = cond.left.type.members
    order = {name: n for n, name in enumerate(members)}
    holds = _ORDERED[cond.op]
    left, right = value(cond.left, unit), value(cond.right, unit)
    pairs: list[str] = []
    for a, b in product(members, members):
        if not holds(order[a], order[b]):
            continue
        known = [
            None
            if isinstance(side, ir.Const) and side.value == member
            else f'"{text}" = "{member}"'
            for side, text, member in ((cond.left, left, a), (cond.right, right, b))
            if not isinstance(side, ir.Const) or side.value == member
        ]
        if len(known) == 2:  # noqa: PLR2004 - both sides can be this pair
            pairs.append(" & ".join(k for k in known if k) or "1")
    return either(f"({pair})" if " & " in pair else pair for pair in pairs)


def _same_text(left: ir.Expr, right: ir.Expr, unit: Unit) -> str:
    if isinstance(left, ir.Const):
        left, right = right, left
    text = _handed(left, unit)
    if isinstance(right, ir.Const):
        wanted = one_line(str(right.value))
        if not wanted:
            return f"${{LEN({text})}} = 0"
        if _PLAIN.fullmatch(wanted):
            return f'${{REGEX("^{_pattern(wanted, unit)}$" {text})}}'
        return f'"{_digest(text)}" = "{_digest_of(wanted, unit)}"'
    return f'"{_digest(text)}" = "{_digest(_handed(right, unit))}"'


def _begins(cond: ir.StartsWith, unit: Unit, span: Span) -> str:
    """Lengths are of bytes, as Asterisk counts them; equal bytes are equal code points."""
    text, prefix = _handed(cond.value, unit), cond.prefix
    if isinstance(cond.value, ir.Const):
        unit.found.append(_not_looked_for(span))
    if isinstance(prefix, ir.Const):
        wanted = one_line(str(prefix.value))
        if _PLAIN.fullmatch(wanted):
            return f'${{REGEX("^{_pattern(wanted, unit)}" {text})}}'
        first = _first(text, str(len(wanted.encode())))
        return f'"{_digest(first)}" = "{_digest_of(wanted, unit)}"'
    other = _handed(prefix, unit)
    return f'"{_digest(_first(text, f"${{LEN({other})}}"))}" = "{_digest(other)}"'


def _contains(cond: ir.Contains, unit: Unit, span: Span) -> str:
    part = one_line(str(cond.part.value)) if isinstance(cond.part, ir.Const) else None
    if part is not None and _PLAIN.fullmatch(part):
        return f'${{REGEX("{_pattern(part, unit)}" {_handed(cond.value, unit)})}}'
    unit.found.append(_not_looked_for(span))
    return "0"


_COLON = "\x01"
"""What a `:` is while a text is looked at, if some text could be cut at one."""


def _handed(expr: ir.Expr, unit: Unit) -> str:
    """A value as a function's argument. `LEN(a) b:2` is the length of `a`, from its character 2 on:
    where that can happen the variable, by its name, is handed on without colons."""
    if unit.cutting and isinstance(expr, ir.Var | ir.CallerField) and expr.type.kind == "text":
        return f"${{REPLACE({value(expr, unit)[2:-1]},:,\\x01)}}"
    return value(expr, unit)


def _not_looked_for(span: Span) -> Diagnostic:
    return error(
        TEXT_SEARCH.code,
        "Asterisk can't look for this text within another",
        span,
        "looked for here",
        help="look within a value for letters, digits, spaces and "
        "`. , : ; + - _ @ / & ! ? = # * ' %`, written out in the flow",
    )


def _first(text: str, length: str) -> str:
    """The first bytes of `${…}`."""
    return f"{text[:-1]}:0:{length}}}"


def _pattern(text: str, unit: Unit) -> str:
    colon = "[[:cntrl:]]" if unit.cutting else ":"
    bracketed = re.sub(r"[.+*?]", r"[\g<0>]", text)
    return bracketed.replace(":", colon).replace(";", r"\;")


def _digest(text: str) -> str:
    return f"${{MD5(x{text})}}"  # of nothing Asterisk makes none, and complains


def _digest_of(text: str, unit: Unit) -> str:
    import hashlib

    if unit.cutting:
        text = text.replace(":", _COLON)
    return hashlib.md5(f"x{text}".encode(), usedforsecurity=False).hexdigest()


# ---- lists, schedules, switches -----------------------------------------------------------------


def _in_list(cond: ir.InList, unit: Unit) -> str:
    """A list is a context. Asterisk ignores dashes when it matches, so text must look like a number
    first."""
    text = value(cond.value, unit)
    found = f"${{DIALPLAN_EXISTS({unit.service(f'list-{cond.list}')},{text},1)}}"
    if cond.value.type.kind in {"digits", "phone-number", "number"}:
        return found
    unit.uses.add("number-filter")
    return (
        f'(${{REGEX("^[+]?[0-9]+$" {text})}} & '
        f"${{DIALPLAN_EXISTS({unit.service(f'list-{cond.list}')},${{FILTER(0-9+,{text})}},1)}})"
    )


def schedule_variable(name: str) -> str:
    """Holds "open", "closed", or "closed" and the number of the line that says why."""
    return f"flowc_schedule_{name}"


def closing_lines(schedule: Schedule) -> dict[tuple[str, ...], int]:
    """The reasons that lines of a schedule close for, numbered from 1."""
    found = dict.fromkeys(step.reasons for step in plan(schedule) if step.reasons and not step.open)
    return {reasons: n for n, reasons in enumerate(found, 1)}


def _schedule(cond: ir.ScheduleIs, unit: Unit) -> str:
    state = f"${{{schedule_variable(cond.schedule)}}}"
    if cond.reason is None:
        return f'"{state}" {"=" if cond.open else "!="} "open"'
    numbers = closing_lines(unit.schedules[cond.schedule])
    asked = [n for reasons, n in numbers.items() if cond.reason in reasons]
    return either(f'"{state}" = "closed {n}"' for n in asked)


def _switch(cond: ir.SwitchIs, unit: Unit) -> str:
    """What was never turned is as declared."""
    initial = unit.switches[cond.switch].initial
    sign = "=" if cond.on is not initial else "!="
    turned = "off" if initial else "on"
    return f'"${{DB({unit.own.context}/{cond.switch})}}" {sign} "{turned}"'
