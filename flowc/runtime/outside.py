"""Where somebody else decides: a split's share, dialplan that is not flowc's."""

from flowc.runtime.actions import deaf, ending, hung_up
from flowc.runtime.arrows import arrow, leaving
from flowc.runtime.memory import FOREVER, HERE, OUT, UNTIL, WAIT, Memory, Node, T
from flowc.runtime.plan import Plan
from flowc.runtime.protocol import Choosing, Chosen, Event, Outside, Returned
from flowc.semantics import ir
from flowc.semantics.fitting import fitting
from flowc.trace import MASK


def split(block: ir.Split, at: Plan) -> Node:
    """A split's start: waits, in no time, for the share that the driver chooses."""
    leave = [arrow(s.edge, block.id, f"{s.percent}%", at) for s in block.shares]
    shares = tuple((s.percent, _name(s.edge)) for s in block.shares)

    def meet(_: Memory, event: Event) -> Node | None:
        if isinstance(event, Chosen) and 0 <= event.share < len(leave):
            return leave[event.share]
        return None

    gone = hung_up(at)
    here = (gone, deaf, gone, meet, None)
    wait = Choosing(block.id, shares)

    def begin(m: Memory) -> Node | None:
        m[UNTIL] = FOREVER
        m[WAIT] = wait
        m[HERE] = here
        return None

    return begin


def _name(edge: ir.Edge) -> str:
    """Where an arrow leads as it is written, bounds and defaults left aside."""
    match edge.target:
        case ir.ToBlock(block=block):
            return block
        case ir.ToEnd(cause=cause):
            return cause
        case ir.ToDefault(which=which):
            return which


def external(block: ir.External, at: Plan) -> Node:
    """An external's start: until the call is handed back, or gone for good."""
    if block.failed is None:
        return leaving(block.id, "gone", "external", ending("flow", "external", at))
    leave = {outcome: arrow(edge, block.id, outcome, at) for outcome, edge in block.outcomes}
    failed = arrow(block.failed, block.id, "failed", at)
    reads, languages = block.reads, at.program.languages

    def meet(m: Memory, event: Event) -> Node | None:
        if not isinstance(event, Returned):
            return None
        node = leave.get(event.outcome)
        if node is None:
            return failed
        given = dict(event.values)
        values = [
            fitting(given[r.name], r.var.type, languages) if r.name in given else None
            for r in reads
        ]
        if any(value is None for value in values):
            return failed
        for read, value in zip(reads, values, strict=True):
            name = read.var.name
            m[at.layout.variables[name]] = value
            m[OUT].append(("set", m[T], name, MASK if name in at.secret else value))
        return node

    gone = hung_up(at)
    here = (gone, deaf, gone, meet, None)
    wait = Outside(block.id, tuple(leave), tuple((r.name, r.var.type) for r in reads))

    def begin(m: Memory) -> Node | None:
        m[UNTIL] = FOREVER
        m[WAIT] = wait
        m[HERE] = here
        return None

    return begin
