"""Conditions of the flow as conditions of the dialplan.

The dialplan has no nesting that reads well, so a tree becomes a row: what lies deeper than one
`and` or `or` is judged first into a variable, `y` or `n`, set inline. `not` goes down to the
leaves, where it is another expression.
"""

from typing import TYPE_CHECKING

from flowc.backends.freeswitch.expressions import constant, lua_condition, source
from flowc.backends.freeswitch.model import Action, Condition, LuaEntry, Match, Test
from flowc.backends.freeswitch.site import Site, place, read, variable
from flowc.backends.freeswitch.text import (
    FsData,
    author_pattern,
    code,
    joined,
    literal,
    name,
    pattern,
)
from flowc.semantics import ir
from flowc.source import Span

if TYPE_CHECKING:
    from flowc.backends.freeswitch.part import Part


def find_out(conds: list[ir.Cond], part: "Part", span: Span) -> "dict[int, Test]":
    """Makes the part find out what conditions can't see: the clock, switches, what Lua judges.

    The result tells for each such leaf (by identity) the test that stands for it.
    """
    found: dict[int, Test] = {}
    asked: list[Action] = []
    for leaf in (leaf for cond in conds for leaf in _leaves(cond)):
        fact = _fact(leaf, part, span)
        if fact:
            action, found[id(leaf)] = fact
            if action not in asked:
                asked.append(action)
    part.find_out(asked)
    return found


def _leaves(cond: ir.Cond) -> list[ir.Cond]:
    match cond:
        case ir.Not(inner):
            return _leaves(inner)
        case ir.And(conds) | ir.Or(conds):
            return [leaf for c in conds for leaf in _leaves(c)]
        case _:
            return [cond]


def _fact(leaf: ir.Cond, part: "Part", span: Span) -> tuple[Action, Test] | None:
    at = part.site
    match leaf:
        case ir.ScheduleIs(schedule, is_open, reason):
            look = Action("lua", code("{} {}", at.clock, name(schedule)))
            if reason is None:
                word = code("open") if is_open else code("closed")
                return look, Test(read(code("flowc_at_{}", name(schedule))), code("^{}$", word))
            number = reasons_of(schedule, at).index(reason)
            why = read(code("flowc_why_{}", name(schedule)))
            return look, Test(why, code("^.*-r{}-", number))
        case ir.SwitchIs(switch, is_on):
            look = Action("lua", code("{} switch {}", at.script, name(switch)))
            word = code("on") if is_on else code("off")
            return look, Test(read(code("flowc_switch_{}", name(switch))), code("^{}$", word))
        case _ if _plain_test(leaf, at) is None:
            return _judged_by_lua(lua_condition(leaf, at), part, span)
        case _:
            return None


def _judged_by_lua(expression: str, part: "Part", span: Span) -> tuple[Action, Test]:
    at, key = part.site, part.fresh_lua()
    at.lua[key] = LuaEntry(key, place(at, span), (f'judge("{key}", {expression})',))
    look = Action("lua", code("{} {}", at.script, FsData(key)))
    return look, Test(read(code("flowc_is_{}", FsData(key))), code("^y$"))


def reasons_of(schedule: str, at: Site) -> tuple[str, ...]:
    """The reasons that the flow asks about, in the order of their numbers."""
    from flowc.backends.freeswitch.clock import reasons

    return reasons(next(s for s in at.program.schedules if s.name == schedule))


def _plain_test(leaf: ir.Cond, at: Site) -> Test | None:  # noqa: PLR0911 - one per kind
    """The test of a leaf that one regular expression can say."""
    match leaf:
        case ir.Compare("=" | "!=" as op, left, right):
            test = _equal(left, right, at) or _equal(right, left, at)
            return negated(test) if test and op == "!=" else test
        case ir.StartsWith(value, prefix):
            return _holding(code("^"), value, prefix, at)
        case ir.Contains(value, part):
            return _holding(code("^(?s:.*)"), value, part, at)
        case ir.OneOf(value, values):
            known = [literal(c) for v in values if (c := constant(v)) is not None]
            return _among(value, known, at) if len(known) == len(values) else None
        case ir.InList(value, list_name):
            entries = at.lists[list_name].entries
            return _among(value, [pattern(e.pattern, rest=e.rest) for e in entries], at)
        case ir.Dials(value, country, national):
            number = code(r"\+{}(?:{})", name(country), author_pattern(national))
            return Test(read(var), code("^{}$", number)) if (var := source(value, at)) else None
        case ir.IsSet(ir.Var(var)):
            return Test(read(code("flowc_set_{}", variable(var))), code("^yes$"))
        case ir.IsSet(value):
            return Test(read(var), code("^.")) if (var := source(value, at)) else None
        case _:
            return None


def _equal(value: ir.Expr, other: ir.Expr, at: Site) -> Test | None:
    var, const = source(value, at), constant(other)
    if var is None or const is None:
        return None
    return Test(read(var), code("^{}$", literal(const)))


def _holding(start: FsData, value: ir.Expr, part: ir.Expr, at: Site) -> Test | None:
    var, const = source(value, at), constant(part)
    return Test(read(var), code("{}{}", start, literal(const))) if var and const else None


def _among(value: ir.Expr, expressions: list[FsData], at: Site) -> Test | None:
    var = source(value, at)
    if var is None or not expressions:
        return None
    return Test(read(var), code("^(?:{})$", joined("|", expressions)))


def negated(test: Test) -> Test:
    """True where `test` is not: the same expression in a negative look-ahead."""
    inner = test.expression.removeprefix("^")
    if inner.startswith("(?!") and inner.endswith(")"):
        return Test(test.field, FsData("^" + inner[3:-1]))
    return Test(test.field, FsData(f"^(?!{inner})"))


def judged(
    cond: ir.Cond, known: dict[int, Test], part: "Part", before: list[Condition]
) -> tuple[tuple[Test, ...], Match]:
    """The tests that say `cond`, and whether all or any of them must hold.

    Conditions that have to come first are added to `before`.
    """
    return _row(cond, known, part, before, negate=False)


def _row(
    cond: ir.Cond,
    known: dict[int, Test],
    part: "Part",
    before: list[Condition],
    *,
    negate: bool,
) -> tuple[tuple[Test, ...], Match]:
    match cond:
        case ir.Not(inner):
            return _row(inner, known, part, before, negate=not negate)
        case ir.And(conds) | ir.Or(conds):
            every = isinstance(cond, ir.And) is not negate
            tests = tuple(_one(c, known, part, before, negate=negate) for c in conds)
            return tests, "all" if every else "any"
        case _:
            test = known.get(id(cond)) or _plain_test(cond, part.site)
            if test is None:
                message = "a leaf is a fact or has a test"
                raise AssertionError(message)
            return (negated(test) if negate else test,), "all"


def _one(
    cond: ir.Cond,
    known: dict[int, Test],
    part: "Part",
    before: list[Condition],
    *,
    negate: bool,
) -> Test:
    tests, match = _row(cond, known, part, before, negate=negate)
    if len(tests) == 1:
        return tests[0]
    var = part.fresh_variable()
    before.append(
        Condition(
            tests=tests,
            match=match,
            actions=(Action("set", code("{}=y", var), inline=True),),
            otherwise=(Action("set", code("{}=n", var), inline=True),),
            on="never",
        )
    )
    return Test(read(var), code("^y$"))
