"""Whether going round a cycle can go on for ever: counters, flags, bounds, contradictions."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from flowc.semantics import ir
from flowc.semantics.graph_arrows import Arrow, Guard
from flowc.semantics.mentions import inside


class Steps(NamedTuple):
    """All values that a counter can have: it begins at one of `starts` and changes by `by`."""

    starts: frozenset[int]
    by: int

    def meet(self, number: int) -> bool:
        """Whether the counter ever comes to `number`."""
        return any(
            (number - start) % self.by == 0 and (number - start) // self.by >= 0
            for start in self.starts
        )


class _Grows(NamedTuple):
    """A number that gets larger (or smaller) every time round."""

    up: bool
    steps: Steps | None = None


Known: TypeAlias = _Grows | ir.Value | None
"""What is known of a variable after many rounds; None: nothing, and it may stay as it is."""

_LANGUAGE = "language"
_Op = Literal["=", "!=", "<", "<=", ">", ">="]
_TURNED: dict[_Op, _Op] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def settled(program: ir.Program, arrows: Iterable[Arrow]) -> dict[str, Known]:
    """Variables that have one value for good: their initial one, or what every change gives them,
    as with the parameters of a module."""
    given: dict[str, set[ir.Value | None]] = {
        v.name: {v.initial} for v in program.variables if v.initial is not None
    }
    for arrow in arrows:
        for move in arrow.moves:
            value = move.value.value if isinstance(move.value, ir.Const) else None
            given.setdefault(move.var, set()).add(value)
    return {n: v for n, values in given.items() if len(values) == 1 for v in values}


def counters(program: ir.Program, arrows: Iterable[Arrow]) -> dict[str, Steps]:
    """Variables that are only ever given fixed numbers and counted on by the same amount."""
    starts = {v.name: {v.initial} for v in program.variables if isinstance(v.initial, int)}
    amounts: dict[str, set[int | None]] = {}
    for arrow in arrows:
        for move in arrow.moves:
            if isinstance(move.value, ir.Const) and isinstance(move.value.value, int):
                starts.setdefault(move.var, set()).add(move.value.value)
            else:
                amounts.setdefault(move.var, set()).add(_step(move.var, move.value))
    return {
        name: Steps(frozenset(starts[name]), by)
        for name, found in amounts.items()
        if name in starts and len(found) == 1
        for by in found
        if by
    }


def counted(cycle: tuple[Arrow, ...]) -> frozenset[str]:
    """The variables that going round this cycle alone makes larger and larger, or smaller."""
    values = _after_many_rounds(cycle, {})
    return frozenset(name for name, value in values.items() if isinstance(value, _Grows))


def goes_on(
    cycle: tuple[Arrow, ...],
    known: dict[str, Known],
    steps: dict[str, Steps],
    free: frozenset[str] = frozenset(),
) -> bool:
    """Whether a call can take these arrows round and round without end; `known` from `settled`,
    `steps` from `counters`. `free`: what a loop beside this one counts, so that it may have any
    number when the call comes round.

    It can't if an arrow may be taken so many times only, if a counter or a flag that the cycle
    changes closes the way, or if two conditions on the way exclude each other.
    """
    resets = {counter for arrow in cycle for counter in arrow.resets}
    for arrow in cycle:
        if arrow.once or any(counter not in resets for counter in arrow.bounds):
            return False
    values = known | _after_many_rounds(cycle, steps)
    for _ in range(2):  # the second round knows what the first one set
        for arrow in cycle:
            if not _taken(arrow, values, free):
                return False
    return True


def walked(arrow: Arrow, values: dict[str, Known]) -> dict[str, Known] | None:
    """What is known after the arrow, if it can be taken with `values`, which are left as they are;
    None if it can't."""
    after = dict(values)
    return after if _taken(arrow, after, frozenset()) else None


def _after_many_rounds(cycle: tuple[Arrow, ...], known: dict[str, Steps]) -> dict[str, Known]:
    """Counters at infinity; a variable changed in a way not understood is `_Grows` too: it may
    well end the cycle, and an alarm would be a guess."""
    values: dict[str, Known] = {}
    moves = [move for arrow in cycle for move in arrow.moves]
    for name in {move.var: None for move in moves}:
        own = [move.value for move in moves if move.var == name]
        if any(isinstance(value, ir.Const | ir.Var) or value is None for value in own):
            continue  # walking the cycle tells
        steps = [_step(name, value) for value in own]
        if all(step is None or step > 0 for step in steps):
            values[name] = _Grows(up=True, steps=known.get(name))
        elif all(step is not None and step < 0 for step in steps):
            values[name] = _Grows(up=False, steps=known.get(name))
    return values


def _step(name: str, value: ir.Expr | None) -> int | None:
    """By how much `set n = n + 1` counts, or None if it is no counter."""
    if not isinstance(value, ir.Arithmetic):
        return None
    left, right = value.left, value.right
    if isinstance(left, ir.Const) and isinstance(right, ir.Var) and value.op == "+":
        left, right = right, left
    if not (isinstance(left, ir.Var) and left.name == name and isinstance(right, ir.Const)):
        return None
    amount = int(right.value)
    return amount if value.op == "+" else -amount


def _taken(arrow: Arrow, values: dict[str, Known], free: frozenset[str]) -> bool:
    """Walks one arrow: False if one of its guards can't keep holding."""
    guards = list(arrow.guards)
    for position in range(len(arrow.moves) + 1):
        while guards and guards[0].after == position:
            guard = guards.pop(0)
            if not _stays(guard.cond, guard.holds, values):
                return False
            _learn(guard, values)
        if position < len(arrow.moves):
            move = arrow.moves[position]
            if move.var in free and _step(move.var, move.value) is not None:
                values.pop(move.var, None)
            elif not isinstance(values.get(move.var), _Grows):
                values[move.var] = _value(move.value, values)
    return all(_stays(guard.cond, guard.holds, values) for guard in guards)


def _learn(guard: Guard, values: dict[str, Known]) -> None:
    """`if language is en` held: so it is en until something changes it."""
    match guard.cond:
        case ir.Compare("=", ir.Var(name=name), ir.Const(value=value)) if guard.holds:
            values.setdefault(name, value)
        case ir.Compare("=", ir.CurrentLanguage(), ir.Const(value=value)) if guard.holds:
            values.setdefault(_LANGUAGE, value)
        case _ if _steady(guard.cond):
            values.setdefault(repr(guard.cond), "yes" if guard.holds else "no")
        case _:
            pass


def _steady(cond: ir.Cond) -> bool:
    """Whether nothing that a call does changes the answer.

    So it is with questions about the caller, and for the length of a round about schedules and
    switches: one that turns twice a round is not believed in.
    """
    moving = (ir.Var, ir.CallField, ir.CurrentLanguage, ir.Now)
    return not any(isinstance(node, moving) for node in inside(cond))


def _value(expr: ir.Expr | None, values: dict[str, Known]) -> Known:  # noqa: PLR0911 - a case each
    match expr:
        case ir.Const(value=value):
            return value
        case ir.Var(name=name):
            return values.get(name)
        case ir.CurrentLanguage():
            return values.get(_LANGUAGE)
        case ir.CallField(field="duration"):
            return _Grows(up=True)
        case ir.Arithmetic(op, left, right):
            one, other = _value(left, values), _value(right, values)
            if isinstance(one, int) and isinstance(other, int):
                return one + other if op == "+" else one - other
            if isinstance(one, _Grows):
                return one
            return None
        case _:
            return None


def _stays(cond: ir.Cond, holds: bool, values: dict[str, Known]) -> bool:  # noqa: FBT001, PLR0911 - as in Guard, and a case each
    """Whether the condition can keep turning out this way."""
    known = values.get(repr(cond)) if _steady(cond) else None
    if known is not None:
        return (known == "yes") is holds
    match cond:
        case ir.Not(inner):
            return _stays(inner, not holds, values)
        case ir.And(conds):
            every = (_stays(c, holds, values) for c in conds)
            return all(every) if holds else any(every)
        case ir.Or(conds):
            every = (_stays(c, holds, values) for c in conds)
            return any(every) if holds else all(every)
        case ir.Compare(op, left, right):
            return _compared(op, _value(left, values), _value(right, values), holds)
        case ir.OneOf(value, members):
            known = _value(value, values)
            if isinstance(known, _Grows):
                return False
            return known is None or (known in {m.value for m in members}) is holds
        case ir.IsSet(value):
            set_here = isinstance(value, ir.Var) and values.get(value.name) is not None
            return holds or not set_here
        case _:
            return True


def _compared(  # noqa: PLR0911 - a case, an answer
    op: _Op,
    left: Known,
    right: Known,
    holds: bool,  # noqa: FBT001 - as in Guard
) -> bool:
    if isinstance(right, _Grows):
        left, right, op = right, left, _TURNED[op]
    if isinstance(left, _Grows):
        if isinstance(right, _Grows):
            return False
        if op in ("=", "!="):  # a counter passes every value once, if it ever does
            passes = left.steps is None or not isinstance(right, int) or left.steps.meet(right)
            return (op == "!=") is holds and not passes
        return left.up is (op in (">", ">=")) if holds else left.up is (op in ("<", "<="))
    if left is None or right is None or type(left) is not type(right):
        return True
    match op:
        case "=":
            return (left == right) is holds
        case "!=":
            return (left != right) is holds
        case _ if isinstance(left, int) and isinstance(right, int):
            less = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
            return less[op] is holds
        case _:
            return True
