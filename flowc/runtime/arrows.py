"""Arrows: leaving a block, what changes on the way, entering the next one."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from flowc.runtime.actions import ending, set_action
from flowc.runtime.memory import (
    ENTERED,
    OUT,
    OUTCOME,
    USED_FAILED,
    USED_GAVE_UP,
    Action,
    Memory,
    Node,
    T,
)
from flowc.runtime.plan import Plan
from flowc.semantics import ir

LIMIT = 10_000
"""Blocks that one call may enter; entering one more ends it, by flow, cause "limit"."""


class _Landing(NamedTuple):
    """Where an arrow comes down: the changes on the way, the place as the trace names it."""

    changes: tuple[Action, ...]
    to: str
    node: Node


_Way: TypeAlias = _Landing | Callable[[Memory], _Landing]
"""A landing, or how to find it where that depends on what the call did before."""


def arrow(edge: ir.Edge, block: str, outcome: str, at: Plan) -> Node:
    """Leaves `block` by `edge`. The outcome of the call is this one before any change is made."""
    way = _way(edge, at)

    if not isinstance(way, _Landing):

        def find(m: Memory) -> Node | None:
            return _leave(m, block, outcome, way(m))

        return find

    if way.changes:

        def go(m: Memory) -> Node | None:
            return _leave(m, block, outcome, way)

        return go
    if isinstance(edge.target, ir.ToBlock):
        return _passing(block, outcome, way.to, at)
    return leaving(block, outcome, way.to, way.node)


def first_arrow(edge: ir.Edge, at: Plan) -> Node:
    """Comes from outside: nothing is left."""
    way = _way(edge, at)
    if isinstance(way, _Landing) and not way.changes:
        return way.node

    def go(m: Memory) -> Node | None:
        landing = way if isinstance(way, _Landing) else way(m)
        for change in landing.changes:
            change(m)
        return landing.node

    return go


def leaving(block: str, outcome: str, to: str, node: Node) -> Node:
    """Leaves for `to`, as the trace names it, by `node`; nothing changes on the way."""

    def go(m: Memory) -> Node | None:
        m[OUT].append(("leave", m[T], block, outcome, to))
        m[OUTCOME] = outcome
        return node

    return go


def _passing(block: str, outcome: str, to: str, at: Plan) -> Node:
    """Most arrows: `leaving` and `_entrance` in one."""
    kind, starts, limit = at.kinds[to], at.starts, ending("flow", "limit", at)

    def go(m: Memory) -> Node | None:
        out, t, entered = m[OUT], m[T], m[ENTERED]
        out.append(("leave", t, block, outcome, to))
        m[OUTCOME] = outcome
        if entered == LIMIT:
            return limit
        m[ENTERED] = entered + 1
        out.append(("enter", t, to, kind))
        return starts[to]

    return go


def _leave(m: Memory, block: str, outcome: str, landing: _Landing) -> Node:
    m[OUT].append(("leave", m[T], block, outcome, landing.to))
    m[OUTCOME] = outcome
    for change in landing.changes:
        change(m)
    return landing.node


def _way(edge: ir.Edge, at: Plan) -> _Way:
    changes = tuple(set_action(c.var, c.value, at) for c in edge.changes)
    match edge.target:
        case ir.ToBlock(block=block):
            way: _Way = _Landing(changes, block, _entrance(block, at))
        case ir.ToEnd(cause=cause):
            way = _Landing(changes, cause, ending("flow", cause, at))
        case ir.ToDefault(which=which):
            way = _default(which, changes, at)
    return _bounded(edge.bound, way, at) if edge.bound else way


def _bounded(bound: ir.Bound, within: _Way, at: Plan) -> _Way:
    place, most = at.layout.counters[bound.counter], bound.most
    otherwise = _way(bound.otherwise, at)

    def choose(m: Memory) -> _Landing:
        way = otherwise
        if m[place] < most:
            m[place] += 1
            way = within
        return way if isinstance(way, _Landing) else way(m)

    return choose


def _default(which: str, changes: tuple[Action, ...], at: Plan) -> _Way:
    """The default's own changes come after those of the arrow that uses it."""
    used = USED_FAILED if which == "failed" else USED_GAVE_UP
    edge = at.program.default_failed if which == "failed" else at.program.default_gave_up
    again = _Landing(changes, "congestion", ending("flow", "congestion", at))
    first = again if edge is None else _way(edge, at)

    def choose(m: Memory) -> _Landing:
        if m[used]:
            return again
        m[used] = True
        landing = first if isinstance(first, _Landing) else first(m)
        return landing._replace(changes=changes + landing.changes)

    return choose


def _entrance(block: str, at: Plan) -> Node:
    kind, starts = at.kinds[block], at.starts
    limit = ending("flow", "limit", at)

    def enter(m: Memory) -> Node | None:
        entered = m[ENTERED]
        if entered == LIMIT:
            return limit
        m[ENTERED] = entered + 1
        m[OUT].append(("enter", m[T], block, kind))
        return starts[block]

    return enter
