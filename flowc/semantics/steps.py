"""Steps: actions in order, early exits, one final arrow."""

from flowc.semantics import ir
from flowc.semantics.arrows import arrow
from flowc.semantics.asking import record_op, set_op
from flowc.semantics.collects import collect
from flowc.semantics.conditions import condition
from flowc.semantics.list_lookups import list_lookup
from flowc.semantics.lookups import lookup
from flowc.semantics.notices import notify, send
from flowc.semantics.parts import Parts, whole_seconds
from flowc.semantics.prompts import play
from flowc.semantics.recordings import record_call
from flowc.semantics.saying import say
from flowc.semantics.scope import NOWHERE, Site
from flowc.syntax import ast


def step(site: Site, node: ast.Step) -> ir.Step:
    """The step `node`. Neighbouring ifs become one branch; ifs are counted through the step."""
    ops: list[ir.Op] = []
    arms: list[ir.Arm] = []
    count = 0
    for action in node.actions:
        if isinstance(action, ast.If):
            count += 1
            site.asks = []
            cond = condition(site, action.cond)
            if site.asks:
                _close(ops, arms)
                ops += site.asks
            site.asks = None
            edge = arrow(site, action.edge)
            arms.append(ir.Arm(f"if {count}", cond, edge, action.cond.span))
            continue
        _close(ops, arms)
        op = _action(site, action)
        if op:
            ops.append(op)
    _close(ops, arms)
    final = arrow(site, node.final) if node.final else ir.Edge(NOWHERE, node.span)
    return ir.Step(site.id, tuple(ops), final, node.span)


def _close(ops: list[ir.Op], arms: list[ir.Arm]) -> None:
    if arms:
        ops.append(ir.Branch(tuple(arms), arms[0].edge.span))
        arms.clear()


def _action(site: Site, action: ast.Action) -> ir.Op | None:  # noqa: C901, PLR0912 - a kind each
    op: ir.Op | None = None
    match action:
        case ast.Play():
            op = play(site, action)
        case ast.Say():
            op = say(site, action)
        case ast.Set():
            op = set_op(site, action)
        case ast.Record():
            op = record_op(site, action)
        case ast.Notify():
            op = notify(site, action)
        case ast.Send():
            op = send(site, action)
        case ast.RecordCall():
            op = record_call(site, action)
        case ast.Collect():
            op = collect(site, action)
        case ast.Lookup():
            op = lookup(site, action)
        case ast.ListLookup():
            op = list_lookup(site, action)
        case ast.Answer(span):
            op = ir.Answer(span)
        case ast.Wait(time, span):
            op = ir.Wait(whole_seconds(site, time), span)
        case _:
            Parts(site, [action])
    return op
