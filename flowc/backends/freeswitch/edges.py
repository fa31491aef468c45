"""Arrows: leaving a block, what changes on the way, entering the next one, ending the call."""

from flowc.backends.freeswitch.events import trace
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.site import counter, read
from flowc.backends.freeswitch.text import FsData, code, name, plain
from flowc.semantics import ir


def leave(part: Part, edge: ir.Edge, outcome: str) -> Actions:
    """The actions that take an arrow. One with a bound, or to a flow's default, has a state of its
    own in which it finds out where it leads."""
    return _take(part, edge, outcome, ())


def start(part: Part, edge: ir.Edge) -> Actions:
    """The same for the first arrow of a call: there is no block to leave."""
    return _take(part, edge, None, ())


def _take(part: Part, edge: ir.Edge, outcome: str | None, before: tuple[ir.Change, ...]) -> Actions:
    if edge.bound:
        return _bounded(part, edge, edge.bound, outcome, before)
    changes = (*before, *edge.changes)
    match edge.target:
        case ir.ToDefault(which):
            return _default(part, which, outcome, edge, changes)
        case ir.ToBlock(block):
            target, there = block, [part.to_block(block)]
            kind = name(part.site.kinds[block])
            entered = [trace("enter", ("block", name(block)), ("kind", kind))]
        case ir.ToEnd(cause):
            target, there, entered = cause, part.to_end(cause), list[Action]()
    told = left(part, outcome, target) if outcome is not None else []
    changed = [a for c in changes for a in part.assign(c.var, c.value, edge.span)]
    return [*told, *changed, *entered, *there]


def left(part: Part, outcome: str, to: str) -> Actions:
    """The event of leaving the present block."""
    fields = (("block", name(part.block)), ("outcome", plain(outcome)), ("to", name(to)))
    kept = [Action("set", code("flowc_outcome={}", plain(outcome)))]
    return [trace("leave", *fields), *(kept if part.site.tells_outcome else [])]


def _bounded(
    part: Part,
    edge: ir.Edge,
    bound: ir.Bound,
    outcome: str | None,
    before: tuple[ir.Change, ...],
) -> Actions:
    where, count = part.fresh_address(), counter(bound.counter)
    within = _take(part, edge._replace(bound=None), outcome, before)
    part.aside(
        where,
        (
            Condition(
                tests=(Test(read(count), code("^x{{{}}}$", bound.most)),),
                actions=tuple(_take(part, bound.otherwise, outcome, ())),
                on="on-true",
            ),
        ),
        [Action("set", code("{}={}x", count, read(count))), *within],
    )
    return [part.to(where)]


def _default(
    part: Part,
    which: str,
    outcome: str | None,
    edge: ir.Edge,
    changes: tuple[ir.Change, ...],
) -> Actions:
    """A default is used once per call, after that the call ends with congestion."""
    used = code("flowc_used_{}", FsData(which))
    program = part.site.program
    default = program.default_failed if which == "failed" else program.default_gave_up
    over = ir.Edge(ir.ToEnd("congestion"), edge.span)
    if default is None:
        return _take(part, over, outcome, changes)
    where = part.fresh_address()
    part.aside(
        where,
        (
            Condition(
                tests=(Test(read(used), code("^yes$")),),
                actions=tuple(_take(part, over, outcome, changes)),
                on="on-true",
            ),
        ),
        [Action("set", code("{}=yes", used)), *_take(part, default, outcome, changes)],
    )
    return [part.to(where)]
