"""What begins by itself, or because somebody does it, where callers wait in queues: two such
instants too close together, and on a switch either may come first."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from flowc.runtime.protocol import (
    AgentAnswered,
    AgentHangUp,
    Elapsed,
    HangUp,
    Joining,
    Key,
    Listening,
    PhoneAnswered,
    Playing,
    Queueing,
    Refused,
    Relaxed,
    Ringing,
    Talking,
)
from flowc.semantics import ir
from flowc.testing.given import SECOND
from flowc.testing.result import Step
from flowc.testing.staff import PASSED_OVER
from flowc.testing.stage import Live, Stage, pass_time
from tests.agreement.fork import fork

GAP = 2 * SECOND
"""What apart on the flow's clock is surely in that order on a switch whose clock runs ten-fold."""

LATE = 3 * SECOND // 2
"""How much later each offer may make the next one: switches look at their queues now and then."""


_PROMPT = 60 * SECOND
"""A prompt is as long as no other on a switch: where time counts nobody hangs up during one."""


class Root(NamedTuple):
    """Something that follows from nothing else of its instant: milliseconds of the test, and what
    it is; two of one kind at one instant are one. `chain`: the caller whose offers it is one of,
    and it may be `late` by so much; "" for what comes at its time. `of`: the caller who does it.
    It `follows` if that caller's own doings brought it about, at whatever distance."""

    t: int
    what: str
    chain: str = ""
    late: int = 0
    of: str = ""
    follows: bool = False


def apart(stage: Stage) -> bool:
    """Whether all that has happened so far is surely in one order, and no phone rang twice."""
    found = sorted(set(roots(stage)))
    return all(_apart(a, b) for a, b in combinations(found, 2)) and not _rung_twice(stage)


def _apart(a: Root, b: Root) -> bool:
    """Whether `b`, which is not the earlier one, surely comes behind `a`. Offers of one caller come
    one after the other, however late they are."""
    if (a.follows or b.follows) and a.of == b.of:
        return True
    late = 0 if a.chain and a.chain == b.chain else a.late
    return b.t - a.t - late >= GAP


def quiet(stage: Stage) -> bool:
    """Whether nothing is about to begin: what is done now surely comes before."""
    later = fork(stage)
    pass_time(later, GAP - 1)
    return not any(root.t > stage.now for root in roots(later))


def _rung_twice(stage: Stage) -> bool:
    """Whether a queue rang somebody on whose own phone a direct call rang."""
    rung = stage.staff.told().rang
    for live in stage.calls.values():
        for phone, began, ended in _direct(live, stage.now):
            if any(
                r.phone == phone and r.since <= ended and (r.at or stage.now) >= began for r in rung
            ):
                return True
    return False


def _direct(live: Live, now: int) -> Iterator[tuple[str, int, int]]:
    """The phones that a direct call rings, from when on and until when; they are rung at once."""
    for wait in [*(step.wait for step in live.steps), live.wait]:
        if isinstance(wait, Ringing):
            ring = next((e for e in live.trace if e[0] == "ring"), None)
            ended = live.began + round(ring[1] * SECOND) if ring else now
            yield from ((phone, live.began, ended) for phone in wait.phones)


def roots(stage: Stage) -> Iterator[Root]:
    """Everything that began something, as far as the test has come."""
    for live in stage.calls.values():
        yield Root(live.began, f"call {live.caller}", of=live.caller)
        yield from _of_call(stage, live)
    agents = stage.staff.told()
    for moved in agents.moved:
        yield Root(moved.at, f"{moved.agent} {moved.does}")
    for rang in agents.rang:
        block = stage.play.blocks[stage.staff.joined[rang.caller][1].queue]
        if isinstance(block, ir.Queue) and rang.at - rang.since == block.ring * SECOND:
            late = _late(stage, rang.caller, rang.at)
            yield Root(rang.at, f"rang out for {rang.caller}", rang.caller, late)


def _late(stage: Stage, caller: str, t: int) -> int:
    """How late an offer to this caller may be by then."""
    return LATE * sum(r.caller == caller and r.since < t for r in stage.staff.told().rang)


def _of_call(stage: Stage, live: Live) -> Iterator[Root]:
    yield from _priorities(stage, live)
    joined = 0
    for step in live.steps:
        t, event = live.began + step.event.t, step.event
        match event:
            case Key() | HangUp() | AgentHangUp() | AgentAnswered() | PhoneAnswered():
                follows = not isinstance(step.wait, Queueing | Ringing | Talking)
                what = f"{type(event).__name__} {live.caller}"
                yield Root(t, what, of=live.caller, follows=follows)
                yield from _just_before_its_end(live, step)
            case Relaxed() | Elapsed() if isinstance(step.wait, Queueing | Ringing):
                yield Root(t, f"{type(event).__name__} {live.caller}", of=live.caller)
            case Refused(why=why):
                if why == "refused":
                    yield Root(t, f"refused {live.caller}")
                again = t + PASSED_OVER
                if why != "away" and again <= stage.now:
                    late = _late(stage, live.caller, again)
                    yield Root(again, f"again for {live.caller}", live.caller, late)
            case _:
                pass
        if isinstance(step.wait, Joining):
            joined = t
            yield Root(t, f"join {live.caller}", of=live.caller, follows=True)
        if isinstance(step.wait, Queueing) and isinstance(event, Key | HangUp) and t - joined < GAP:
            yield Root(joined, f"{live.caller} has just come")
        if isinstance(step.wait, Talking) and isinstance(event, HangUp | AgentHangUp):
            yield from _wrapped_up(stage, live, t)


def _just_before_its_end(live: Live, step: Step) -> Iterator[Root]:
    """The end of a wait that somebody ended shortly before: on a switch it may come first."""
    wait = step.wait
    gap = GAP
    ends = isinstance(wait, Queueing | Ringing | Listening)
    if isinstance(wait, Playing):  # keys are pressed as soon as it begins
        ends = isinstance(step.event, HangUp)
        gap = _PROMPT if any(isinstance(s.wait, Joining) for s in live.steps) else GAP
    if ends and wait.until is not None and wait.until - step.event.t < gap:
        yield Root(step.event.t + live.began, f"end of what {live.caller} waits for")


def _priorities(stage: Stage, live: Live) -> Iterator[Root]:
    joined, wait = stage.staff.joined.get(live.caller, (0, None))
    if wait and isinstance(live.wait, Queueing):
        for after, _ in wait.priority:
            if after:
                yield from _later(stage, joined + after, f"priority of {live.caller}")


def _wrapped_up(stage: Stage, live: Live, t: int) -> Iterator[Root]:
    joined = stage.staff.joined.get(live.caller)
    block = stage.play.blocks[joined[1].queue] if joined else None
    if isinstance(block, ir.Queue) and block.wrap_up:
        yield from _later(stage, t + block.wrap_up * SECOND, f"wrapped up after {live.caller}")


def _later(stage: Stage, t: int, what: str) -> Iterator[Root]:
    if t <= stage.now:
        yield Root(t, what)
