"""Callbacks: registering one, and its life, which is a call of its own.

`flowc.semantics.ir.callbacks` says what happens. A life begins with all that the caller's call
remembered when it registered: so everything that is judged in it is as of then.
"""

from collections.abc import Callable, Sequence

from flowc.runtime.actions import action, deaf, hung_up
from flowc.runtime.arrows import arrow
from flowc.runtime.listening import SECOND
from flowc.runtime.memory import (
    ANSWERED,
    AT,
    BEGAN,
    DIALLED,
    FOREVER,
    HELD,
    HERE,
    JOINING,
    NOW,
    NUMBER,
    OUT,
    OUTCOME,
    PARTNER,
    PLACE,
    TRIES,
    UNTIL,
    WAIT,
    Handlers,
    Memory,
    Node,
    T,
)
from flowc.runtime.plan import Plan
from flowc.runtime.protocol import (
    AgentAnswered,
    AgentHangUp,
    Ended,
    Event,
    Joining,
    NoAgents,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Queued,
    Queueing,
    Registered,
    Registering,
    Ringing,
    Talking,
    Waiting,
)
from flowc.runtime.queue import priorities_of, seats_of, traced
from flowc.semantics import ir


def callback(block: ir.Callback, at: Plan) -> Node:
    """A callback's start: waits, in no time, until the driver has taken it over."""
    accepted = arrow(block.accepted, block.id, "accepted", at)
    failed = arrow(block.failed, block.id, "failed", at)
    number = at.layout.variables[block.number.name]
    at.lives[block.id] = _life(block, at)

    def meet(m: Memory, event: Event) -> Node | None:
        if not isinstance(event, Registered):
            return None
        if not event.kept:
            return failed
        m[OUT].append(("callback", m[T], block.queue, "registered", m[number]))
        return accepted

    gone = hung_up(at)
    here: Handlers = (gone, deaf, gone, meet, None)

    def begin(m: Memory) -> Node | None:
        m[UNTIL] = FOREVER
        m[WAIT] = Registering(block.id, block.queue, m[number])
        m[HERE] = here
        return None

    return begin


# ---- its life -----------------------------------------------------------------------------------


def starting(at: Plan, wall: Callable[[int | None], str]) -> Callable[[Memory], Node]:
    """Makes the memory of a call that is `Registering` that of the callback's life."""

    def start(m: Memory) -> Node:
        wait: Registering = m[WAIT]
        if m[AT] is not None:
            m[AT] += m[NOW] // 1000
        place = m[PLACE]
        m[PLACE] = None if place is None else (place[0], place[1] - m[NOW])
        m[NOW], m[T] = 0, 0.0
        m[NUMBER], m[ANSWERED], m[HELD], m[TRIES] = wait.number, False, None, 0
        m[OUT].append(("call", 0.0, wait.number, m[DIALLED], wall(m[AT])))
        m[OUT].append(("enter", 0.0, wait.block, "callback"))
        return at.lives[wait.block]

    return start


def _over(by: str, cause: str) -> Node:
    """The end of a life: `on hangup` is the caller's."""

    def end(m: Memory) -> None:
        m[WAIT] = Ended(by, cause)
        m[OUT].append(("end", m[T], by, cause))
        m[UNTIL] = FOREVER
        m[HERE] = here

    def still(_: Memory) -> None:
        return None

    here: Handlers = (still, deaf, still, deaf, None)
    return end


def _life(block: ir.Callback, at: Plan) -> Node:
    """All tries. Who hangs up before there is a talk calls the callback off."""
    gone = _over("caller", "hangup")

    def join(m: Memory) -> Node | None:
        return joining(m)

    def again(seconds: int) -> Node:
        here: Handlers = (join, deaf, gone, deaf, None)

        def rest(m: Memory) -> Node | None:
            if not seconds:
                return join
            m[UNTIL] = until = m[NOW] + seconds * SECOND
            m[WAIT] = Waiting(until)
            m[HERE] = here
            return None

        return rest

    missed = _missed(block, again(block.every), at)
    joining = _joining(block, _rung(block, missed, gone, at), missed, gone)
    settle = _settling(block, at)
    first = again(block.first)

    def begin(m: Memory) -> Node | None:
        settle(m)
        return first

    return begin


def _settling(block: ir.Callback, at: Plan) -> Callable[[Memory], None]:
    """What its turn in the queue is counted by: all as of the registration."""
    queue = next(b for b in at.program.blocks if b.id == block.queue and isinstance(b, ir.Queue))
    seats, priorities, keeps = seats_of(queue, at), priorities_of(queue, at), block.keeps_place

    def settle(m: Memory) -> None:
        place = m[PLACE]
        since = place[1] if keeps and place and place[0] == queue.id else 0
        m[JOINING] = (since, seats(m), priorities(m))

    return settle


def _joining(block: ir.Callback, ring: Node, missed: Node, gone: Node) -> Node:
    """Asks the queue in, and waits there however long it takes."""
    name = block.queue

    def ask(m: Memory) -> Node | None:
        since, seats, priorities = m[JOINING]
        m[UNTIL] = FOREVER
        m[WAIT] = Joining(name, seats, priorities, waited=m[NOW] - since, calls_back=True)
        m[HERE] = asking
        return None

    def answered(m: Memory, event: Event) -> Node | None:
        match event:
            case Queued(position=position):
                m[OUT].append(("queue", m[T], name, "enter", "", position, ""))
                m[WAIT] = Queueing(None, name, "", "")
                m[HERE] = waiting
                return None
            case NoAgents():
                return missed
            case _:
                return None

    def told(m: Memory, event: Event) -> Node | None:
        if not traced(m, name, event):
            return None
        if isinstance(event, AgentAnswered):
            m[PARTNER] = event.agent
            return ring
        return None

    asking: Handlers = (gone, deaf, gone, answered, None)
    waiting: Handlers = (gone, deaf, gone, told, None)
    return ask


def _rung(block: ir.Callback, missed: Node, gone: Node, at: Plan) -> Node:
    """The agent is there: the number rings, and then they talk."""
    place, length = at.layout.variables[block.number.name], block.ring * SECOND
    talk = _talk(gone)

    def begin(m: Memory) -> Node | None:
        m[UNTIL] = until = m[NOW] + length
        m[WAIT] = Ringing(until, block.id, (m[place],))
        m[HERE] = here
        return None

    def over(outcome: str, node: Node) -> Node:
        def end(m: Memory) -> Node | None:
            m[OUT].append(("ring", m[T], (m[place],), outcome))
            return node

        return end

    ways = {
        PhoneAnswered: over("answered", talk),
        PhoneBusy: over("busy", missed),
        PhoneFailed: over("failed", missed),
    }
    withdrawn = over("withdrawn", missed)

    def meet(m: Memory, event: Event) -> Node | None:
        match event:
            case PhoneAnswered() | PhoneBusy() | PhoneFailed() if event.phone == m[place]:
                return ways[type(event)]
            case AgentHangUp():
                return withdrawn
            case _:
                return None

    here: Handlers = (over("no-answer", missed), deaf, over("withdrawn", gone), meet, None)
    return begin


def _talk(gone: Node) -> Node:
    by_agent = _over("agent", "hangup")

    def begin(m: Memory) -> Node | None:
        m[ANSWERED] = True
        m[BEGAN] = m[NOW]
        m[UNTIL] = FOREVER
        m[WAIT] = Talking(m[PARTNER])
        m[HERE] = here
        return None

    def over(node: Node) -> Node:
        def end(m: Memory) -> Node | None:
            m[OUT].append(("bridge", m[T], m[PARTNER], (m[NOW] - m[BEGAN]) // SECOND))
            return node

        return end

    ends, leaves = over(by_agent), over(gone)

    def meet(_: Memory, event: Event) -> Node | None:
        return ends if isinstance(event, AgentHangUp) else None

    here: Handlers = (leaves, deaf, leaves, meet, None)
    return begin


def _missed(block: ir.Callback, rest: Node, at: Plan) -> Node:
    """A try is over."""
    place = at.layout.variables[block.number.name]
    notices: Sequence[Callable[[Memory], None]] = [action(op, at) for op in block.gave_up]
    end = _over("flow", "hangup")

    def missed(m: Memory) -> Node | None:
        m[TRIES] += 1
        what = "again" if m[TRIES] < block.tries else "gave-up"
        m[OUT].append(("callback", m[T], block.queue, what, m[place]))
        if what == "again":
            return rest
        m[OUTCOME] = "gave-up"
        for notice in notices:
            notice(m)
        return end

    return missed
