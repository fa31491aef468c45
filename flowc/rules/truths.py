"""Which of several conditions about a call can be true together.

`tier is gold` and `tier is silver` never are, and one of them always is where a tier is nothing
else. So a few worlds are tried: for each thing that the conditions ask about, the values that make
a difference to them.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import TypeAlias

from flowc.semantics import ir
from flowc.semantics.fitting import hundredths, of_hundredths
from flowc.semantics.graph_arrows import Arrow
from flowc.semantics.mentions import inside

_MOST_WORLDS = 4096
"""Where there are more, everything counts as possible."""

_Subject: TypeAlias = tuple[str, ir.Expr | ir.Cond]
_Answer: TypeAlias = ir.Value | bool
World: TypeAlias = Mapping[_Subject, _Answer]
"""A value for each thing that conditions ask about."""

_OPS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def given_values(program: ir.Program, arrows: Iterable[Arrow]) -> dict[str, frozenset[ir.Value]]:
    """The variables that only ever have fixed values, and which."""
    found: dict[str, set[ir.Value | None]] = {
        v.name: set() if v.initial is None else {v.initial} for v in program.variables
    }
    for arrow in arrows:
        for move in arrow.moves:
            value = move.value.value if isinstance(move.value, ir.Const) else None
            found.setdefault(move.var, set()).add(value)
    return {
        name: frozenset(v for v in values if v is not None)
        for name, values in found.items()
        if values and None not in values
    }


def worlds(
    conds: tuple[ir.Cond, ...],
    languages: tuple[str, ...],
    given: Mapping[str, frozenset[ir.Value]],
) -> tuple[dict[_Subject, _Answer], ...] | None:
    """Every case that makes a difference to `conds`, for a call in one of `languages`; `given` from
    `given_values`. None if there are too many."""
    asked: dict[_Subject, dict[_Answer, None]] = {}
    for cond in conds:
        for node in inside(cond):
            for subject, answers in _asks(node, languages):
                asked.setdefault(subject, {}).update(dict.fromkeys(answers))
    for name, node in asked:
        if isinstance(node, ir.Var) and node.name in given:
            asked[name, node] = dict.fromkeys(sorted(given[node.name], key=str))
    if prod(map(len, asked.values())) > _MOST_WORLDS:
        return None
    return tuple(dict(zip(asked, answers, strict=True)) for answers in product(*asked.values()))


def true_in(cond: ir.Cond, world: World) -> bool:  # noqa: PLR0911 - a kind each
    """Whether the condition is true where everything is as `world` says."""
    match cond:
        case ir.Not(inner):
            return not true_in(inner, world)
        case ir.And(conds):
            return all(true_in(c, world) for c in conds)
        case ir.Or(conds):
            return any(true_in(c, world) for c in conds)
        case ir.Compare(op, left, ir.Const() as right) if not isinstance(left, ir.Const):
            return bool(
                _OPS[op](_place(world[_named(left)], left.type), _place(right.value, left.type))
            )
        case ir.OneOf(value, values):
            return world[_named(value)] in {one.value for one in values}
        case ir.SwitchIs(on=on):
            return world[_named(_plain(cond))] is on
        case ir.ScheduleIs(open=open_, reason=None):
            return world[_named(_plain(cond))] is open_
        case ir.ScheduleIs():
            return world[_named(_plain(cond))] is False and world[_named(cond)] is True
        case _:
            return world[_named(cond)] is True


def _asks(
    node: ir.Expr | ir.Cond, languages: tuple[str, ...]
) -> Iterator[tuple[_Subject, tuple[_Answer, ...]]]:
    """What a condition asks about, and the answers that make a difference to it."""
    match node:
        case ir.Not() | ir.And() | ir.Or():
            pass
        case ir.Compare(left=left, right=ir.Const() as right) if not isinstance(left, ir.Const):
            yield _named(left), _answers(left, (right,), languages)
        case ir.OneOf(value, values):
            yield _named(value), _answers(value, values, languages)
        case ir.SwitchIs():
            yield _named(_plain(node)), (True, False)
        case ir.ScheduleIs():
            yield _named(_plain(node)), (True, False)
            if node.reason is not None:
                yield _named(node), (True, False)
        case ir.Compare() | ir.IsSet() | ir.InList() | ir.StartsWith() | ir.Contains() | ir.Dials():
            yield _named(node), (True, False)
        case _:
            pass


def _named(node: ir.Expr | ir.Cond) -> _Subject:
    """Its kind beside it: `starts with "a"` and `contains "a"` are equal as tuples."""
    return type(node).__name__, node


def _plain(cond: ir.SwitchIs | ir.ScheduleIs) -> ir.Cond:
    """One name for all questions about a switch, or about a schedule's hours."""
    if isinstance(cond, ir.SwitchIs):
        return ir.SwitchIs(cond.switch, on=True)
    return ir.ScheduleIs(cond.schedule, open=True)


def _answers(
    value: ir.Expr, consts: tuple[ir.Const, ...], languages: tuple[str, ...]
) -> tuple[_Answer, ...]:
    if isinstance(value, ir.CurrentLanguage):
        return languages
    written = [const.value for const in consts]
    match value.type.kind:
        case "one-of":
            return value.type.members
        case "yes-no":
            return ("yes", "no")
        case "number":
            return tuple(n for c in written if isinstance(c, int) for n in (c - 1, c, c + 1))
        case "money":
            near = (n + more for n in map(hundredths, written) for more in (-1, 0, 1))
            return tuple(map(of_hundredths, near))
        case _:
            return ("", *(text for c in written for text in (c, f"{c} ")))


def _place(value: _Answer, kind: ir.Type) -> _Answer:
    """What is compared: a `one of` by the order of its members."""
    if kind.kind == "money":
        return hundredths(value)
    return kind.members.index(value) if kind.kind == "one-of" and value in kind.members else value
