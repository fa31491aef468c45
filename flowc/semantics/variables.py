"""The variables of a body: declared by `var`, by what reads or collects them, by parameters."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.collects import is_secret, value_type
from flowc.semantics.declared import duplicate
from flowc.semantics.scope import ANY, Context, Scope, Site, Variable
from flowc.semantics.type_names import DIGITS, FIXED, lower_type, show
from flowc.semantics.values import NOTHING, value
from flowc.syntax import ast


class Implied(NamedTuple):
    """A variable that exists because something puts a value into it; `says` is what does."""

    name: ast.Name
    type: ir.Type
    secret: bool
    says: str


def declare_variables(
    context: Context,
    scope: Scope,
    declared: Iterable[ast.VarDecl | ast.HeaderDecl | ast.Param],
    blocks: Iterable[ast.Block | ast.Broken],
    more: Iterable[Implied] = (),
) -> None:
    """Put the variables of a body into `scope` and the program. `collect NAME` and its like declare
    NAME; an earlier `var` must be of the same type (F103)."""
    initial: dict[str, ast.VarDecl] = {}
    for node in declared:
        if isinstance(node, ast.Param) and node.type.word in FIXED:
            continue
        type_ = lower_type(node.type, context.findings)
        if not _enter(context, scope, Implied(node.name, type_, secret=False, says="var")):
            continue
        if isinstance(node, ast.VarDecl):
            initial[node.name.text] = node
            if node.keep:
                context.findings.unsupported("`keep var`", node.span)
    for implied in (*more, *(i for b in blocks for i in _implied(context, b))):
        _agree(context, scope, implied)
    for name, found in scope.variables.items():
        first = _initial(context, scope, initial[name], found) if name in initial else None
        var = ir.Variable(found.var.name, found.var.type, first, found.secret, found.name.span)
        context.variables.append(var)


def _enter(context: Context, scope: Scope, new: Implied) -> bool:
    known = scope.variables.get(new.name.text)
    if known:
        duplicate("variable", new.name, known.name, context.findings)
        return False
    var = ir.Var(scope.prefix + new.name.text, new.type)
    scope.variables[new.name.text] = Variable(var, new.secret, new.name)
    return True


def _agree(context: Context, scope: Scope, new: Implied) -> None:
    known = scope.variables.get(new.name.text)
    if known is None:
        _enter(context, scope, new)
        return
    if known.var.type != new.type and known.var.type is not ANY and new.type is not ANY:
        context.findings.error(
            "F103",
            f"`{new.name.text}` is {show(known.var.type)}, and `{new.says}` gives {show(new.type)}",
            new.name.span,
            secondary=(Label(known.name.span, f"declared here as {show(known.var.type)}"),),
            help=f"declare it as `var {new.name.text}: {show(new.type)}`",
        )
    if new.secret and not known.secret:
        scope.variables[new.name.text] = known._replace(secret=True)


def _implied(context: Context, block: ast.Block | ast.Broken) -> Iterator[Implied]:
    match block:
        case ast.Step():
            for action in block.actions:
                yield from _of_action(action)
        case ast.Menu():
            for item in block.items:
                if isinstance(item, ast.Press) and item.into:
                    yield Implied(item.into, DIGITS, secret=False, says="press … as")
        case ast.External():
            for item in block.items:
                if isinstance(item, ast.ReadVar):
                    type_ = lower_type(item.type, context.findings)
                    yield Implied(item.name, type_, secret=False, says="read")
        case _:
            return


def _of_action(action: ast.Action) -> Iterator[Implied]:
    """What an action declares by setting it."""
    if isinstance(action, ast.Collect):
        yield Implied(action.name, value_type(action), is_secret(action), "collect")


def _initial(context: Context, scope: Scope, node: ast.VarDecl, found: Variable) -> ir.Value | None:
    if node.initial is None:
        return None
    site = Site(context, scope, "", "variable", node.name.span)
    first = value(site, node.initial, found.var.type)
    if isinstance(first, ir.Const):
        return first.value
    if first is not NOTHING:
        context.findings.error(
            "F105",
            f"`{node.name.text}` starts with something that is known only in a call",
            node.initial.span,
            help="start with a fixed value, and `set` it in the first step",
        )
    return None
