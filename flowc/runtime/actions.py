"""What takes no time: assigning, recording figures, ending the call."""

from flowc.runtime.expressions import value
from flowc.runtime.memory import (
    ANSWERED,
    FOREVER,
    HELD,
    HERE,
    LANGUAGE,
    OUT,
    UNTIL,
    WAIT,
    Action,
    Handlers,
    Memory,
    Node,
    T,
)
from flowc.runtime.plan import Plan
from flowc.runtime.protocol import Ended, Event
from flowc.runtime.recordings import record_call_action
from flowc.semantics import ir
from flowc.trace import MASK

# ---- changes ------------------------------------------------------------------------------------


def set_action(var: str, expr: ir.Expr, at: Plan) -> Action:
    """Assigns and traces; `var` "language" is the call's language."""
    place = LANGUAGE if var == "language" else at.layout.variables[var]
    read, secret = value(expr, at.names), var in at.secret

    def assign(m: Memory) -> None:
        m[place] = new = read(m)
        m[OUT].append(("set", m[T], var, MASK if secret else new))

    return assign


def record_action(op: ir.Record, at: Plan) -> Action:
    """A figure in the call's record."""
    name, read = op.name, value(op.value, at.names)

    def record(m: Memory) -> None:
        m[OUT].append(("record", m[T], name, read(m)))

    return record


def notify_action(op: ir.Notify) -> Action:
    """A notice, of which the runtime says that it left."""
    channel, name = op.channel, op.name

    def notify(m: Memory) -> None:
        m[OUT].append(("notify", m[T], channel, name))

    return notify


def send_action(op: ir.Send, at: Plan) -> Action:
    """What whoever answers is shown, field by field."""
    fields = tuple((sent.name, value(sent.value, at.names)) for sent in op.sends)

    def send(m: Memory) -> None:
        for name, read in fields:
            m[OUT].append(("send", m[T], name, read(m)))

    return send


def action(op: ir.QuietOp, at: Plan) -> Action:
    """What a handler may do besides playing; `on hangup` too, but for recordings."""
    match op:
        case ir.Set():
            return set_action(op.var, op.value, at)
        case ir.Record():
            return record_action(op, at)
        case ir.Notify():
            return notify_action(op)
        case ir.RecordCall():
            return record_call_action(op)


def acting(act: Action, after: Node) -> Node:
    """`act`, then `after`."""

    def go(m: Memory) -> Node | None:
        act(m)
        return after

    return go


# ---- endings ------------------------------------------------------------------------------------


def _over(_: Memory) -> None:
    return None


def deaf(_: Memory, _event: Event | str) -> None:
    """Meets every event, or key, with nothing."""


_OVER: Handlers = (_over, deaf, _over, deaf, None)


def ending(by: str, cause: str, at: Plan) -> Node:
    """Runs `on hangup`, then ends the call. A value that was not confirmed yet is forgotten first.
    A call that was answered can't end busy any more: that is a plain hang-up, in the trace too."""
    actions = tuple(action(op, at) for op in at.program.on_hangup)
    plain, answered = Ended(by, cause), Ended(by, "hangup" if cause == "busy" else cause)

    def end(m: Memory) -> None:
        if m[HELD]:
            place, before = m[HELD]
            m[place] = before
        for act in actions:
            act(m)
        m[WAIT] = ended = answered if m[ANSWERED] else plain
        m[OUT].append(("end", m[T], by, ended.cause))
        m[UNTIL] = FOREVER
        m[HERE] = _OVER

    return end


def hung_up(at: Plan) -> Node:
    """The caller is gone."""
    return ending("caller", "hangup", at)
