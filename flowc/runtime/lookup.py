"""Asking a service, or a list that stands in a file, and what its reply leads to."""

from collections.abc import Callable
from typing import TypeAlias

from flowc.runtime.actions import acting, action, deaf, hung_up
from flowc.runtime.arrows import arrow
from flowc.runtime.expressions import value
from flowc.runtime.listening import SECOND
from flowc.runtime.memory import HERE, NOW, OUT, UNTIL, WAIT, Memory, Node, Reader, T
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import play
from flowc.runtime.protocol import Event, LookingUp, Replied
from flowc.semantics import ir
from flowc.semantics.mentions import secret_in
from flowc.semantics.number_files import finder, values
from flowc.semantics.replies import Outcome, read
from flowc.semantics.requests import Gap, Request, request
from flowc.trace import MASK

_Ask: TypeAlias = Callable[[Memory], Request | None]


def lookup(op: ir.Lookup, block: str, after: Node, at: Plan) -> Node:
    """A lookup's start; `after` follows what was found."""
    ask = _asking(op, at)

    def leads(outcome: str, way: ir.Way) -> Node:
        node = arrow(way.edge, block, outcome, at) if way.edge else after
        return _telling(op.service, outcome, _doing(way.ops, node, at))

    ways = {outcome: leads(outcome, way) for outcome, way in op.ways()}
    failed = ways["failed"]
    asked = (*at.program.services, *at.program.file_lists)
    timeout = next(s.timeout for s in asked if s.name == op.service) * SECOND
    places = [
        (at.layout.variables[field.var.name], field.var.name, field.var.name in at.secret)
        for field in op.reads
    ]
    judge = _of_list(op, at) if op.method == "list" else _of_service(op, at)
    into = at.layout.variables[op.into.name] if op.into else None

    def meet(m: Memory, event: Event) -> Node | None:
        if not isinstance(event, Replied):
            return None
        outcome, values = judge(m, event)
        if outcome != "found":
            return ways.get(outcome, failed)
        m[OUT].append(("lookup", m[T], op.service, outcome))
        if into is not None:
            m[into] = "yes"
        for (place, name, masked), new in zip(places, values, strict=True):
            m[place] = new
            m[OUT].append(("set", m[T], name, MASK if masked else new))
        return after

    gone = hung_up(at)
    here = (failed, deaf, gone, meet, None)

    def begin(m: Memory) -> Node | None:
        if into is not None:
            m[into] = "no"
        asked = ask(m)
        if asked is None:
            return ways["not-found"]
        m[UNTIL] = until = m[NOW] + timeout
        m[WAIT] = LookingUp(until, op.service, op.method, asked.path, asked.plain, asked.body)
        m[HERE] = here
        return None

    return begin


_Judge: TypeAlias = Callable[[Memory, Replied], tuple[Outcome, tuple[ir.Value, ...]]]
"""The outcome, and what was read."""


def _of_service(op: ir.Lookup, at: Plan) -> _Judge:
    reads, languages = op.reads, at.program.languages

    def judge(_: Memory, event: Replied) -> tuple[Outcome, tuple[ir.Value, ...]]:
        body = event.body.encode("utf-8", "surrogatepass")
        return read(reads, languages, event.status, body)

    return judge


def _of_list(op: ir.Lookup, at: Plan) -> _Judge:
    """The file is looked at here: who answers says only whether it could be."""
    whole = next(one for one in at.program.file_lists if one.name == op.service)
    find, number = finder(whole.rows), value(_number(op), at.names)

    def judge(m: Memory, event: Replied) -> tuple[Outcome, tuple[ir.Value, ...]]:
        outcome, _ = read((), (), event.status, b"")
        row = find(number(m)) if outcome == "found" else None
        if row is None:
            return ("not-found" if outcome in {"found", "not-found"} else "failed"), ()
        taken = values(op.reads, at.program.languages, whole.columns, row)
        return ("failed", ()) if taken is None else ("found", taken)

    return judge


def _number(op: ir.Lookup) -> ir.Expr:
    return next(piece for piece in op.path if not isinstance(piece, str))


def _asking(op: ir.Lookup, at: Plan) -> _Ask:
    """What is asked, with the values of the call."""
    path: list[str | Reader] = [
        piece if isinstance(piece, str) else value(piece, at.names) for piece in op.path
    ]
    sends: list[tuple[str, Reader, ir.TypeKind]] = [(s.name, *_sent(s.value, at)) for s in op.sends]

    def ask(m: Memory) -> Request | None:
        return request(
            op.method,
            [piece if isinstance(piece, str) else Gap(piece(m)) for piece in path],
            [(name, read_(m), kind) for name, read_, kind in sends],
        )

    return ask


def _sent(sent: ir.Expr, at: Plan) -> tuple[Reader, ir.TypeKind]:
    """What reads a value to send, and its type; nobody is shown a secret."""
    if secret_in(sent, at.secret):
        return (lambda _: MASK), "text"
    return value(sent, at.names), sent.type.kind


def _doing(ops: tuple[ir.HandlerOp, ...], after: Node, at: Plan) -> Node:
    """The actions of an outcome, then `after`."""
    node = after
    for act in reversed(ops):
        if isinstance(act, ir.Play):
            node = play(act, None, node, at)
        else:
            node = acting(action(act, at), node)
    return node


def _telling(service: str, outcome: str, after: Node) -> Node:
    def tell(m: Memory) -> Node | None:
        m[OUT].append(("lookup", m[T], service, outcome))
        return after

    return tell
