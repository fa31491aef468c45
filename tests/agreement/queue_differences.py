"""What a real switch does otherwise in queues, as its table says or the author of a program took:
what is made up for it keeps away from where that would show."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

from flowc.runtime.protocol import AgentAnswered, Joining, Offered, Queueing, Refused, Talking
from flowc.semantics import ir
from flowc.testing.given import SECOND
from flowc.testing.staff import PASSED_OVER
from flowc.testing.stage import Live, Stage
from tests.agreement.queue_instants import apart

Fits = Callable[[Stage], bool]
"""Whether all that has happened on a stage is the same on a switch."""


class _Span(NamedTuple):
    """Something that lasts: whose it is, and the milliseconds of the test in which it does."""

    who: str
    since: int
    until: int

    def holds(self, t: int) -> bool:
        return self.since <= t < self.until


def fits(switch: str) -> Fits:
    """What may happen in a test that is made up for the switch."""
    allowed = ALLOWED[switch]
    return lambda stage: apart(stage) and allowed(stage)


def _on_asterisk(stage: Stage) -> bool:
    """Nobody waits while another does, where it was accepted that the later may be served; and
    nobody becomes free in the middle of a round of `ring-all`, of which they would be the next."""
    spans = [*_waits(stage, "queue-turn", "asterisk")]
    if any(a.who != b.who and _meet(a, b) for a, b in combinations(spans, 2)):
        return False
    rang = [_Span(r.caller, r.since, r.at or stage.now + 1) for r in stage.staff.told().rang]
    return not any(
        a.who == b.who and a.since != b.since and _meet(a, b) for a, b in combinations(rang, 2)
    )


def _on_freeswitch(stage: Stage) -> bool:
    """Nobody is offered a call while somebody of an earlier step is free, where it was accepted
    that these go first."""
    taken = [*_taken(stage)]
    for live in stage.calls.values():
        seats: tuple[tuple[int, tuple[str, ...]], ...] = ()
        for step in live.steps:
            if isinstance(step.wait, Joining):
                order = _accepts(stage, step.wait.queue, "queue-order", "freeswitch")
                seats = step.wait.seats if order else ()
            elif isinstance(step.event, Offered) and seats:
                t, agent = live.began + step.event.t, step.event.agent
                first = next(n for n, (_, some) in enumerate(seats) if agent in some)
                before = {one for _, some in seats[:first] for one in some}
                if before - {span.who for span in taken if span.holds(t)}:
                    return False
    return True


ALLOWED: Final = {"asterisk": _on_asterisk, "freeswitch": _on_freeswitch}


def _meet(a: _Span, b: _Span) -> bool:
    return a.since < b.until and b.since < a.until


def _accepts(stage: Stage, queue: str, difference: str, target: str) -> bool:
    block = stage.play.blocks[queue]
    return isinstance(block, ir.Queue) and (difference, target) in block.accepted


def _waits(stage: Stage, difference: str, target: str) -> Iterator[_Span]:
    """Who waits in queues that accept a difference, and when."""
    for live in stage.calls.values():
        since = 0
        for step in live.steps:
            t = live.began + step.event.t
            if isinstance(step.wait, Joining):
                since = t
            elif isinstance(step.wait, Queueing) and _accepts(
                stage, step.wait.queue, difference, target
            ):
                yield _Span(live.caller, since, t)
                since = t
        if isinstance(live.wait, Queueing) and _accepts(stage, live.wait.queue, difference, target):
            yield _Span(live.caller, since, stage.now + 1)


def _taken(stage: Stage) -> Iterator[_Span]:
    """Which agents are not free, and when: those who are rung, passed over, talk, or are away."""
    told = stage.staff.told()
    for rang in told.rang:
        yield _Span(rang.agent, rang.since, rang.at or stage.now + 1)
    for live in stage.calls.values():
        yield from _of_call(stage, live)
    gone = dict.fromkeys((*told.away, *told.paused), 0)
    for moved in told.moved:
        if moved.does in ("signs-out", "takes-a-break"):
            gone.setdefault(moved.agent, moved.at)
        elif moved.agent in gone:
            yield _Span(moved.agent, gone.pop(moved.agent), moved.at)
    for agent, since in gone.items():
        yield _Span(agent, since, stage.now + 1)


def _of_call(stage: Stage, live: Live) -> Iterator[_Span]:
    queue, answered = "", ("", 0)
    for step in live.steps:
        t = live.began + step.event.t
        if isinstance(step.wait, Joining):
            queue = step.wait.queue
        match step.event:
            case AgentAnswered(agent=agent):
                answered = (agent, t)
            case Refused(agent=agent, why=why) if why != "away":
                yield _Span(agent, t, t + PASSED_OVER)
            case _ if isinstance(step.wait, Talking) and answered[0]:
                block = stage.play.blocks[queue]
                wrap_up = block.wrap_up if isinstance(block, ir.Queue) else 0
                yield _Span(*answered, t + wrap_up * SECOND)
                answered = ("", 0)
            case _:
                pass
    if answered[0]:
        yield _Span(*answered, stage.now + 1)
