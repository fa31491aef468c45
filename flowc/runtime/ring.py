"""Rings: phones rung together, line after line, and the talk that may follow; transfers.

Each line leaves one `ring` in the trace when it is over: answered, busy, no-answer, failed, or
withdrawn, where the caller hung up while it rang. A talk leaves its `bridge` when it ends.
"""

from flowc.runtime.actions import acting, deaf, ending, hung_up, send_action
from flowc.runtime.arrows import arrow, leaving
from flowc.runtime.listening import SECOND
from flowc.runtime.memory import (
    ANSWERED,
    BEGAN,
    BEST,
    FOREVER,
    HERE,
    NOW,
    OUT,
    PARTNER,
    RINGING,
    UNTIL,
    WAIT,
    Memory,
    Node,
    T,
)
from flowc.runtime.plan import Plan
from flowc.runtime.protocol import (
    AgentHangUp,
    Event,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Ringing,
    Talking,
)
from flowc.semantics import ir

_OUTCOMES = ("failed", "busy", "no-answer")
_FAILED, _BUSY, _NO_ANSWER = range(3)


def ring(block: ir.Ring, at: Plan) -> Node:
    """A ring's start. The block's outcome is the best of its lines."""
    node = _lines(block, block.lines, talking(block, at), at)
    for op in reversed(block.sends):
        node = acting(send_action(op, at), node)
    return node


def transfer(block: ir.Transfer, at: Plan) -> Node:
    """A transfer's start: a line of one number. Who answers has the call from then on."""
    line = ir.RingLine((ir.OutsideNumber(block.number),), block.seconds, block.span)
    gone = leaving(block.id, "transferred", "transfer", ending("flow", "transfer", at))
    return _lines(block, (line,), gone, at)


def _lines(
    block: ir.Ring | ir.Transfer, lines: tuple[ir.RingLine, ...], answered: Node, at: Plan
) -> Node:
    edges = (block.failed, block.busy, block.no_answer)
    leave = tuple(
        arrow(edge, block.id, outcome, at) for edge, outcome in zip(edges, _OUTCOMES, strict=True)
    )

    def nobody(m: Memory) -> Node | None:
        best: int = m[BEST]
        return leave[best]

    node: Node = nobody
    for line in reversed(lines):
        node = _line(block.id, line, answered, node, at)
    first = node

    def begin(m: Memory) -> Node | None:
        m[BEST] = _FAILED
        return first

    return begin


def _line(block: str, line: ir.RingLine, talk: Node, after: Node, at: Plan) -> Node:
    """Rings one line. It is over when somebody answers, when every phone was busy or failed, or
    when its time is up: then what still rings has rung out."""
    phones = tuple(t.phone if isinstance(t, ir.PhoneRef) else t.number for t in line.targets)
    length, gone = line.seconds * SECOND, hung_up(at)

    def begin(m: Memory) -> Node | None:
        m[RINGING] = (phones, _FAILED)
        m[UNTIL] = until = m[NOW] + length
        m[WAIT] = Ringing(until, block, phones)
        m[HERE] = here
        return None

    def over(m: Memory, outcome: int) -> Node | None:
        m[OUT].append(("ring", m[T], phones, _OUTCOMES[outcome]))
        m[BEST] = max(m[BEST], outcome)
        return after

    def rang_out(m: Memory) -> Node | None:
        return over(m, _NO_ANSWER)

    def meet(m: Memory, event: Event) -> Node | None:
        if not isinstance(event, PhoneAnswered | PhoneBusy | PhoneFailed):
            return None
        ringing, outcome = m[RINGING]
        if event.phone not in ringing:
            return None
        if isinstance(event, PhoneAnswered):
            m[OUT].append(("ring", m[T], phones, "answered"))
            m[PARTNER] = event.phone
            return talk
        left = tuple(phone for phone in ringing if phone != event.phone)
        outcome = max(outcome, _BUSY if isinstance(event, PhoneBusy) else _FAILED)
        if not left:
            return over(m, outcome)
        m[RINGING] = (left, outcome)
        m[WAIT] = Ringing(m[UNTIL], block, left)
        return None

    def withdraw(m: Memory) -> Node | None:
        m[OUT].append(("ring", m[T], phones, "withdrawn"))
        return gone

    here = (rang_out, deaf, withdraw, meet, None)
    return begin


def talking(block: ir.Ring | ir.Queue, at: Plan) -> Node:
    """A talk with PARTNER, which answers the call. The agent hangs up: `done`, or the end."""
    gone = hung_up(at)
    by_agent = leaving(block.id, "done", "hangup", ending("agent", "hangup", at))
    done = arrow(block.done, block.id, "done", at) if block.done else by_agent

    def begin(m: Memory) -> Node | None:
        m[ANSWERED] = True
        m[BEGAN] = m[NOW]
        m[UNTIL] = FOREVER
        m[WAIT] = Talking(m[PARTNER])
        m[HERE] = here
        return None

    def bridge(m: Memory) -> None:
        m[OUT].append(("bridge", m[T], m[PARTNER], (m[NOW] - m[BEGAN]) // SECOND))

    def meet(m: Memory, event: Event) -> Node | None:
        if not isinstance(event, AgentHangUp):
            return None
        bridge(m)
        return done

    def leave(m: Memory) -> Node | None:
        bridge(m)
        return gone

    here = (gone, deaf, leave, meet, None)
    return begin
