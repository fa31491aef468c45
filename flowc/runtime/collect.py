"""Collecting digits into a variable."""

from typing import NamedTuple

from flowc.runtime.accept import accepting
from flowc.runtime.actions import acting
from flowc.runtime.arrows import arrow
from flowc.runtime.listening import silence
from flowc.runtime.memory import HELD, KEYS, OUT, Action, Memory, Node, T
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import Listener, plays
from flowc.runtime.recordings import rest, resume
from flowc.runtime.tries import tries
from flowc.semantics import ir
from flowc.trace import MASK

_DIGITS = frozenset("0123456789")


class _Fails(NamedTuple):
    no_input: Node
    no_match: Node
    declined: Node


def collect(op: ir.Collect, block: str, after: Node, at: Plan) -> Node:
    """A collect's start; `after` follows a good value. The end key wins over an escape."""
    if op.secret and at.records:
        resting = _collect(op, block, acting(resume, after), at, leaving=resume)
        return _visited(op.visits, block, acting(rest, resting), at)
    return _visited(op.visits, block, _collect(op, block, after, at), at)


def _collect(
    op: ir.Collect, block: str, after: Node, at: Plan, *, leaving: Action | None = None
) -> Node:
    """What a visit begins with; `leaving` happens before its arrows."""
    asking, end, maximum, masked = op.asking, op.end, op.maximum, op.secret
    escapes = {key: arrow(edge, block, f"key {key}", at) for key, edge in op.escapes}

    def first_key(m: Memory, key: str) -> Node | None:
        m[KEYS] = ""
        return next_key(m, key)

    def next_key(m: Memory, key: str) -> Node | None:
        if key == end:
            return judge if m[KEYS] else no_input
        m[KEYS] = keys = m[KEYS] + key
        if key in _DIGITS:
            return judge if len(keys) >= maximum else more
        return told(m, escapes.get(key, no_match))

    def told(m: Memory, node: Node) -> Node:
        m[OUT].append(("keys", m[T], MASK if masked else m[KEYS], op.var))
        return node

    def judge(m: Memory) -> Node | None:
        return told(m, accepted)

    def no_input(_: Memory) -> Node | None:
        return trying.no_input

    def no_match(_: Memory) -> Node | None:
        return trying.no_match

    def declined(_: Memory) -> Node | None:
        return trying.declined

    fails = _Fails(no_input, no_match, declined)
    accepted = _accepted(op, block, after, fails, at)
    listener = Listener(op.var, first_key)
    listen = silence(asking.wait, listener, no_input, at, begun=False)
    more = silence(asking.between, Listener(op.var, next_key), judge, at, begun=True)
    trying = tries(asking, block, listener, listen, at, leaving=leaving)
    return trying.begin


def _visited(visits: ir.Visits | None, block: str, begin: Node, at: Plan) -> Node:
    if visits is None:
        return begin
    place, most = at.layout.counters[visits.counter], visits.most
    leave = arrow(visits.edge, block, "visits", at)

    def visit(m: Memory) -> Node | None:
        if m[place] >= most:
            return leave
        m[place] += 1
        return begin

    return visit


def _accepted(op: ir.Collect, block: str, after: Node, fails: _Fails, at: Plan) -> Node:
    """Long enough and of its kind: assigned, once it is confirmed."""
    read, minimum = accepting(op.accept, op.type), op.minimum
    place, var = at.layout.variables[op.var], op.var
    masked = op.secret or op.var in at.secret

    def keep(m: Memory) -> Node | None:
        m[HELD] = None
        m[OUT].append(("set", m[T], var, MASK if masked else m[place]))
        return after

    ask = _confirming(op, block, keep, fails, at) if op.confirm else keep

    def check(m: Memory) -> Node | None:
        keys = m[KEYS]
        value = read(keys) if len(keys) >= minimum else None
        if value is None:
            return fails.no_match
        m[HELD] = (place, m[place])
        m[place] = value
        return ask

    return check


def _confirming(op: ir.Collect, block: str, keep: Node, fails: _Fails, at: Plan) -> Node:
    """The value stands in its variable while it is read out; unless it is confirmed, the variable
    has its old value again before anything else happens, at the end of the call too."""
    place = at.layout.variables[op.var]
    escapes = {key: arrow(edge, block, f"key {key}", at) for key, edge in op.escapes}

    def back(node: Node) -> Node:
        def restore(m: Memory) -> Node | None:
            m[place] = m[HELD][1]
            m[HELD] = None
            return node

        return restore

    answers = {"1": keep, "2": back(fails.declined)}
    answers |= {key: back(leave) for key, leave in escapes.items() if key not in answers}
    other, nothing = back(fails.no_match), back(fails.no_input)

    def answer(m: Memory, key: str) -> Node | None:
        m[OUT].append(("keys", m[T], key, "confirm"))
        return answers.get(key, other)

    listener = Listener("confirm", answer)
    listen = silence(op.asking.wait, listener, nothing, at, begun=False)
    return plays(op.confirm, listener, listen, at)
