"""Steps: actions in order, then one arrow."""

from flowc.runtime.actions import acting, action, deaf, hung_up, send_action
from flowc.runtime.arrows import arrow
from flowc.runtime.collect import collect
from flowc.runtime.expressions import condition
from flowc.runtime.listening import SECOND
from flowc.runtime.lookup import lookup
from flowc.runtime.memory import ANSWERED, HERE, NOW, UNTIL, WAIT, Action, Memory, Node
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import play
from flowc.runtime.protocol import Waiting
from flowc.semantics import ir


def step(block: ir.Step, at: Plan) -> Node:
    """A step's start. Nothing listens while it plays or waits."""
    node = arrow(block.final, block.id, "done", at)
    for op in reversed(block.ops):
        node = _op(op, block.id, node, at)
    return node


def _op(op: ir.Op, block: str, after: Node, at: Plan) -> Node:  # noqa: PLR0911 - one per kind
    match op:
        case ir.Play():
            return play(op, None, after, at)
        case ir.Collect():
            return collect(op, block, after, at)
        case ir.Branch():
            return _branch(op, block, after, at)
        case ir.Lookup():
            return lookup(op, block, after, at)
        case ir.Wait():
            return _wait(op, after, at)
        case ir.Set() | ir.Record() | ir.Notify() | ir.RecordCall():
            return acting(action(op, at), after)
        case ir.Send():
            return acting(send_action(op, at), after)
        case ir.Reset():
            return acting(_reset(op, at), after)
        case ir.Answer():
            return acting(_answer, after)


def _answer(m: Memory) -> None:
    m[ANSWERED] = True


def _reset(op: ir.Reset, at: Plan) -> Action:
    initial = {v.name: v.initial for v in at.program.variables}
    values = [(at.layout.variables[name], initial[name]) for name in op.vars]
    values += [(at.layout.counters[name], 0) for name in op.counters]

    def reset(m: Memory) -> None:
        for place, value in values:
            m[place] = value

    return reset


def _branch(op: ir.Branch, block: str, after: Node, at: Plan) -> Node:
    arms = [
        (condition(arm.cond, at.names), arrow(arm.edge, block, arm.outcome, at)) for arm in op.arms
    ]

    def judge(m: Memory) -> Node | None:
        for holds, leave in arms:
            if holds(m):
                return leave
        return after

    return judge


def _wait(op: ir.Wait, after: Node, at: Plan) -> Node:
    here = (after, deaf, hung_up(at), deaf, None)

    def wait(m: Memory) -> Node | None:
        m[UNTIL] = until = m[NOW] + op.seconds * SECOND
        m[WAIT] = Waiting(until)
        m[HERE] = here
        return None

    return wait
