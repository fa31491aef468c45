"""What expressions and conditions hold, and which of a lookup's values are secret."""

from collections.abc import Collection, Iterator
from typing import TypeAlias

from flowc.semantics import ir

Node: TypeAlias = ir.Expr | ir.Cond


def inside(node: Node) -> Iterator[Node]:
    """`node` and everything in it."""
    work: list[Node] = [node]
    while work:
        one = work.pop()
        yield one
        match one:
            case ir.Not(cond):
                work.append(cond)
            case ir.And(conds) | ir.Or(conds):
                work.extend(conds)
            case ir.Compare(left=left, right=right) | ir.Arithmetic(left=left, right=right):
                work += [left, right]
            case ir.StartsWith(value, other) | ir.Contains(value, other):
                work += [value, other]
            case (
                ir.IsSet(value)
                | ir.InList(value=value)
                | ir.OneOf(value=value)
                | ir.Dials(value=value)
            ):
                work.append(value)
            case _:
                pass


def secret_in(value: ir.Expr, secret: Collection[str]) -> str | None:
    """The first variable of `secret` that the value holds."""
    found = (n.name for n in inside(value) if isinstance(n, ir.Var) and n.name in secret)
    return next(found, None)


def secrets_of(program: ir.Program) -> frozenset[str]:
    """The variables that are secret."""
    return frozenset(variable.name for variable in program.variables if variable.secret)


def secret_sent(op: ir.Lookup, secret: Collection[str]) -> str | None:
    """The first variable of `secret` that a lookup sends in a body, where no log holds it."""
    if op.method not in {"post", "put"}:
        return None
    found = (secret_in(sent.value, secret) for sent in op.sends)
    return next((name for name in found if name), None)
