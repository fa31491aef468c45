"""Arrows: where a call goes on, what changes on the way, how often it may go there."""

from typing import Literal

from flowc.semantics import ir
from flowc.semantics.scope import NOWHERE, Exit, Site
from flowc.semantics.type_names import LANGUAGE
from flowc.semantics.values import NOTHING, unknown_value, value, variable
from flowc.syntax import ast


def arrow(site: Site, edge: ast.Edge) -> ir.Edge:
    """The arrow `edge` of the site's block."""
    changes = tuple(_change(site, c) for c in edge.changes)
    bound = None
    if edge.bound:
        most = edge.bound.most
        if most.value < 1:
            site.findings.error(
                "F112",
                "an arrow is taken at least once",
                most.span,
                help="write `at most 1 times`, or leave the arrow out",
            )
        bound = ir.Bound(site.counter(), most.value, arrow(site, edge.bound.otherwise))
    target = _target(site, edge)
    if isinstance(target, Exit):
        return _through(site, ir.Edge(NOWHERE, edge.span, changes, bound), target.edge)
    return ir.Edge(target, edge.span, changes, bound)


def _target(site: Site, edge: ast.Edge) -> ir.ToBlock | ir.ToEnd | Exit:
    if isinstance(edge.target, ast.ToHangup):
        return ir.ToEnd(edge.target.cause)
    name = edge.target.name
    found = site.scope.targets.get(name.text)
    if found is not None:
        return found
    _unknown_target(site, name)
    return NOWHERE


def _unknown_target(site: Site, name: ast.Name) -> None:
    if site.context.may_hide("block"):
        return
    if site.scope is not site.context.top and name.text in site.context.top.targets:
        site.findings.unknown(
            "block or exit",
            name.text,
            name.span,
            (),
            help="blocks outside a module are not visible in it: leave by an exit, or give the "
            f"module a parameter `{name.text}: block`",
        )
        return
    kind = "block" if site.scope is site.context.top else "block or exit"
    site.findings.unknown(
        kind, name.text, name.span, site.scope.targets, help=f"write `step {name.text} {{ … }}`"
    )


def _change(site: Site, change: ast.Change) -> ir.Change:
    name, type_ = assigned(site, change.var)
    return ir.Change(name, value(site, change.value, type_))


def assigned(site: Site, name: ast.Name) -> tuple[str, ir.Type | None]:
    """The id and type of the variable that is set under `name`; type None where it is unknown."""
    if name.text == "language":
        return "language", LANGUAGE
    if name.text in site.scope.variables:
        var = variable(site, name.text)
        return var.name, var.type
    if "." in name.text:
        site.findings.error(
            "F105",
            f"`{name.text}` can't be set from outside",
            name.span,
            help="give the module a parameter for it",
        )
    else:
        unknown_value(site, name.text, name.span, None)
    return name.text, NOTHING.type


def _through(site: Site, inner: ir.Edge, outer: ir.Edge) -> ir.Edge:
    """The arrow `inner` of a module to an exit, and on by the exit's own arrow `outer`. Findings
    point at the outer one: it names where the call goes."""
    changes = inner.changes + outer.changes
    if inner.bound and outer.bound:
        site.findings.unsupported(
            "a bound on an exit's arrow, when the module's arrow to that exit is bounded too",
            inner.span,
            instead="bound one of the two",
        )
    bound = inner.bound
    if outer.bound:
        otherwise = _through(site, inner._replace(bound=None), outer.bound.otherwise)
        bound = outer.bound._replace(otherwise=otherwise)
    return ir.Edge(outer.target, outer.span, changes, bound)


def default(site: Site, which: Literal["failed", "gave-up"]) -> ir.Edge | None:
    """The flow's default for an outcome that the block leaves open; None if the flow has none."""
    if which in site.context.defaults:
        return ir.Edge(ir.ToDefault(which), site.span)
    return ir.Edge(NOWHERE, site.span) if site.context.incomplete_flow else None


def unhandled(
    site: Site,
    outcome: str,
    why: str | None = None,
    *,
    caller: str | None = None,
    flow: str | None = None,
) -> None:
    """F104: the block has no way on for `outcome`; `flow` names a default that would help."""
    site.findings.unhandled(
        site.name,
        outcome,
        site.span,
        why=f": {why}" if why else "",
        caller=caller or _MET.get(outcome),
        flow=flow is not None,
    )


_MET = {
    "busy": "a caller for whom every phone is busy hears nothing more and is left hanging",
    "no-answer": "a caller whose call nobody answers is left hanging when the phones stop ringing",
    "failed": "when something technical fails, the caller is left hanging",
    "after": "a caller whom nobody answers waits without end",
    "full": "a caller who comes when the limit is reached is left hanging",
    "no-agents": "a caller who comes when nobody is there who could answer is left hanging",
    "gave-up": "a caller who uses up the tries, by silence or wrong keys, is left hanging",
    "gave-up no-input": "a caller who stays silent until the tries are used up is left hanging",
    "gave-up no-match": "a caller who uses up the tries by wrong keys is left hanging",
}
