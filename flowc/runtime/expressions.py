"""Expressions and conditions as functions of what a call remembers.

A wall clock read twice at one instant shows the same, and no time passes between neighbouring
ifs: one reading serves them all.
"""

import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from flowc.runtime.memory import (
    AT,
    DIALLED,
    LANGUAGE,
    NAME,
    NOW,
    NUMBER,
    OUTCOME,
    REDIRECTED,
    Layout,
    Reader,
)
from flowc.semantics import ir
from flowc.semantics.calendar import Schedule
from flowc.semantics.calendar_state import holds, reader
from flowc.semantics.clock import Local, local
from flowc.semantics.fitting import hundredths
from flowc.semantics.matching import best

Clock: TypeAlias = Callable[[Sequence[Any]], Local | None]
"""What the wall shows now; None in a call without an instant, or a program without a zone."""


class Known(NamedTuple):
    """What expressions of a program may name."""

    layout: Layout
    schedules: dict[str, Schedule]
    lists: dict[str, ir.NumberList]
    clock: Clock


_CALLER = {"number": NUMBER, "name": NAME, "dialled": DIALLED, "redirected-from": REDIRECTED}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def known(program: ir.Program, layout: Layout) -> Known:
    """Everything that the program's expressions may name."""
    schedules = {s.name: s for s in program.schedules}
    return Known(layout, schedules, {n.name: n for n in program.lists}, clock_in(program.timezone))


def clock_in(zone: str | None) -> Clock:
    """The clock on a wall in `zone`."""

    @lru_cache(maxsize=1024)
    def at(epoch: int) -> Local | None:
        return local(epoch, zone) if zone else None

    def read(m: Sequence[Any]) -> Local | None:
        start = m[AT]
        return None if start is None else at(start + m[NOW] // 1000)

    return read


def value(expr: ir.Expr, names: Known) -> Reader:  # noqa: PLR0911 - one return per kind
    """The expression's value; a variable without one reads None."""
    match expr:
        case ir.Const(value=constant):
            return lambda _: constant
        case ir.Var():
            return operator.itemgetter(names.layout.variables[expr.name])
        case ir.CallerField(field=field):
            return operator.itemgetter(_CALLER[field])
        case ir.CallField(field="outcome"):
            return operator.itemgetter(OUTCOME)
        case ir.CallField():
            return lambda m: m[NOW] // 1000
        case ir.CurrentLanguage():
            return operator.itemgetter(LANGUAGE)
        case ir.Now():
            clock = names.clock if expr.zone is None else clock_in(expr.zone)
            return _now(clock, of_day=expr.type.kind == "time")
        case ir.Arithmetic():
            apply = operator.add if expr.op == "+" else operator.sub
            left, right = value(expr.left, names), value(expr.right, names)
            return lambda m: apply(left(m), right(m))


def _now(clock: Clock, *, of_day: bool) -> Reader:
    def now(m: Sequence[Any]) -> str:
        shown = clock(m)
        if shown is None:
            return ""
        hour, minute = divmod(shown.minute, 60)
        return f"{hour:02}:{minute:02}" if of_day else shown.date.isoformat()

    return now


def condition(cond: ir.Cond, names: Known) -> Reader:  # noqa: C901, PLR0911 - one per kind
    """Whether the condition holds."""
    match cond:
        case ir.Compare():
            return _compare(cond, names)
        case ir.IsSet():
            read, unset = value(cond.value, names), None if isinstance(cond.value, ir.Var) else ""
            return lambda m: read(m) != unset
        case ir.InList():
            return _in_list(cond, names)
        case ir.OneOf():
            read, values = value(cond.value, names), frozenset(c.value for c in cond.values)
            return lambda m: read(m) in values
        case ir.StartsWith():
            read, prefix = value(cond.value, names), value(cond.prefix, names)
            return lambda m: read(m).startswith(prefix(m))
        case ir.Contains():
            read, part = value(cond.value, names), value(cond.part, names)
            return lambda m: part(m) in read(m)
        case ir.Dials(country=country, national=national):
            read = value(cond.value, names)
            whole = re.compile(rf"\+{country}(?:{national})", re.ASCII)
            return lambda m: whole.fullmatch(read(m)) is not None
        case ir.ScheduleIs():
            return _schedule(cond, names)
        case ir.SwitchIs():
            place, on = names.layout.switches[cond.switch], cond.on
            return lambda m: m[place] is on
        case ir.Not():
            inner = condition(cond.cond, names)
            return lambda m: not inner(m)
        case ir.And():
            parts = tuple(condition(part, names) for part in cond.conds)
            return lambda m: all(part(m) for part in parts)
        case ir.Or():
            parts = tuple(condition(part, names) for part in cond.conds)
            return lambda m: any(part(m) for part in parts)


def _compare(cond: ir.Compare, names: Known) -> Reader:
    compare = _COMPARE[cond.op]
    left, right = value(cond.left, names), value(cond.right, names)
    type_ = cond.left.type
    if type_.kind in {"one-of", "money"} and cond.op not in {"=", "!="}:
        order = hundredths if type_.kind == "money" else type_.members.index
        return lambda m: compare(order(left(m)), order(right(m)))
    return lambda m: compare(left(m), right(m))


def _in_list(cond: ir.InList, names: Known) -> Reader:
    read = value(cond.value, names)
    find = best([(e.pattern, e.rest) for e in names.lists[cond.list].entries])

    def is_in(m: Sequence[Any]) -> bool:
        number = read(m)
        return number != "" and find(number) is not None

    return is_in


def _schedule(cond: ir.ScheduleIs, names: Known) -> Reader:
    clock, read = names.clock, reader(names.schedules[cond.schedule])
    wanted, reason = cond.open, cond.reason

    def judge(m: Sequence[Any]) -> bool:
        shown = clock(m)
        if shown is None:
            return not wanted and reason is None
        return holds(read(shown.date, shown.minute), open_=wanted, reason=reason)

    return judge
