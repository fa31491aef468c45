"""Queues as one caller meets them: what is heard, which keys leave, when the longest wait is over.

Who is offered whom is decided elsewhere (`flowc.runtime.acd`): here it is only told and traced. A
key that leads nowhere, by itself or because none of its conditions holds, is thrown away.

Announcements: each line's instants are counted from joining the queue. What is due while something
else is said is said right after it, once however often it was due; of several the one that was due
first, then as written. The position and the expected wait are said in `SAID` milliseconds whatever
they are, so that the call need not know them. One that the agent, the longest wait or hanging up
ends is traced as it stops; only a key cuts it.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from flowc.runtime.actions import acting, deaf, hung_up, send_action
from flowc.runtime.arrows import arrow
from flowc.runtime.expressions import condition
from flowc.runtime.listening import SECOND
from flowc.runtime.memory import (
    ANSWERED,
    DUES,
    FOREVER,
    HERE,
    JOINING,
    LANGUAGE,
    NOW,
    OUT,
    PARTNER,
    PLACE,
    UNTIL,
    WAIT,
    Handlers,
    Memory,
    Node,
    OnEvent,
    Reader,
    T,
)
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import Listener, lengths_of, plays, words_of
from flowc.runtime.protocol import (
    AgentAnswered,
    Event,
    Joining,
    NoAgents,
    Offered,
    Queued,
    QueueFull,
    Queueing,
    Refused,
    Relaxed,
)
from flowc.runtime.ring import talking
from flowc.semantics import ir, needs
from flowc.semantics.matching import best

SAID = 2 * SECOND
"""How long a position or an expected wait is said."""

_Way: TypeAlias = Callable[[Memory, str], Node | None]
"""Where a key leads; None: nowhere."""


def queue(block: ir.Queue, at: Plan) -> Node:
    """A queue's start: who may answer, and the priority, are settled now."""
    leaves = _keys(block, at)
    seats, priorities = seats_of(block, at), priorities_of(block, at)
    sends = tuple(send_action(op, at) for op in block.sends)

    def press(m: Memory, key: str) -> Node | None:
        return leaves(m, key)

    def takes(m: Memory, key: str) -> bool:
        return leaves(m, key) is not None

    intro = plays(block.plays, Listener(block.id, press, takes), _join(block, leaves, at), at)

    def begin(m: Memory) -> Node | None:
        m[ANSWERED] = True
        for send in sends:
            send(m)
        m[JOINING] = Joining(block.id, seats(m), priorities(m))
        return intro

    return begin


# ---- what is settled on entering ----------------------------------------------------------------


def seats_of(block: ir.Queue, at: Plan) -> Reader:
    """Who may answer, as `Joining` has it."""
    holds = [condition(cond, at.names) for cond in needs.conditions(block)]
    hears, agents = needs.asks_language(block), at.program.agents

    @lru_cache(maxsize=1024)
    def rows(language: str | None, truths: tuple[bool, ...]) -> tuple[Any, ...]:
        seats = needs.seats(block, agents, needs.Variant(language, truths))
        return tuple((seat.after * SECOND, seat.agents) for seat in seats)

    def read(m: Sequence[Any]) -> tuple[Any, ...]:
        return rows(m[LANGUAGE] if hears else None, tuple(bool(hold(m)) for hold in holds))

    return read


def priorities_of(block: ir.Queue, at: Plan) -> Reader:
    """As `Joining` has them; of the lines of one instant the first that holds counts."""
    lines = [
        (line.after * SECOND, line.value, line.when and condition(line.when, at.names))
        for line in sorted(block.priorities, key=lambda line: line.after)
    ]

    def read(m: Sequence[Any]) -> tuple[tuple[int, int], ...]:
        found: dict[int, int] = {}
        for after, value, when in lines:
            if after not in found and (when is None or when(m)):
                found[after] = value
        return tuple(({0: 0} | found).items())

    return read


# ---- keys ---------------------------------------------------------------------------------------


def _keys(block: ir.Queue, at: Plan) -> _Way:
    choose = best([(key.pattern, key.rest) for key in block.keys])
    arms = [
        [
            (arm.when and condition(arm.when, at.names), arrow(arm.edge, block.id, outcome, at))
            for arm in key.arms
        ]
        for key, outcome in ((key, f"key {key.pattern}") for key in block.keys)
    ]

    def leaves(m: Memory, key: str) -> Node | None:
        chosen = choose(key)
        for when, leave in () if chosen is None else arms[chosen]:
            if when is None or when(m):
                return acting(lambda m: m[OUT].append(("keys", m[T], key, block.id)), leave)
        return None

    return leaves


# ---- waiting ------------------------------------------------------------------------------------


class _Ways(NamedTuple):
    """The ways out of the wait, whatever is heard meanwhile: `press` a key; `over` the longest wait
    is; `gone`, the caller; `told` by the queue."""

    press: _Way
    over: Node
    gone: Node
    told: OnEvent


def _join(block: ir.Queue, press: _Way, at: Plan) -> Node:
    gone = hung_up(at)
    full = arrow(block.full, block.id, "full", at) if block.full else None
    nobody = arrow(block.no_agents, block.id, "no-agents", at)
    ways = _Ways(press, arrow(block.leave.edge, block.id, "after", at), gone, _told(block, at))
    wait = _wait(block, ways, at)

    def ask(m: Memory) -> Node | None:
        m[UNTIL] = FOREVER
        m[WAIT] = m[JOINING]
        m[HERE] = here
        return None

    def meet(m: Memory, event: Event) -> Node | None:
        match event:
            case Queued(position=position):
                m[OUT].append(("queue", m[T], block.id, "enter", "", position, ""))
                now = m[NOW]
                m[PLACE] = (block.id, now)
                m[DUES] = (
                    now + block.leave.seconds * SECOND,
                    *(now + line.seconds * SECOND for line in block.every),
                )
                return wait
            case QueueFull():
                return full
            case NoAgents():
                return nobody
            case _:
                return None

    here: Handlers = (gone, deaf, gone, meet, None)
    return ask


def _told(block: ir.Queue, at: Plan) -> OnEvent:
    """What the queue tells a caller who waits."""
    talk = talking(block, at)

    def meet(m: Memory, event: Event) -> Node | None:
        if not traced(m, block.id, event) or not isinstance(event, AgentAnswered):
            return None
        m[PARTNER] = event.agent
        m[PLACE] = None
        return talk

    return meet


def traced(m: Memory, queue: str, event: Event) -> bool:
    """Traces what the queue tells; False for what it never tells one who waits."""
    match event:
        case Offered(agent=agent, why=why):
            told = ("offer", agent, None, why)
        case Refused(agent=agent, why=why):
            told = ("refuse", agent, None, why)
        case Relaxed(step=step):
            told = ("need", "", None, str(step + 1))
        case AgentAnswered(agent=agent):
            told = ("answer", agent, None, "")
        case _:
            return False
    m[OUT].append(("queue", m[T], queue, *told))
    return True


def _wait(block: ir.Queue, ways: _Ways, at: Plan) -> Node:
    """Music, until something is to be said."""
    name = block.id

    def listen(m: Memory) -> Node | None:
        leave, *dues = m[DUES]
        soonest = min(dues, default=FOREVER)
        if soonest <= m[NOW]:
            return say
        m[UNTIL] = until = min(leave, soonest)
        m[WAIT] = Queueing(until, name, "", m[LANGUAGE], says=soonest < leave)
        m[HERE] = here
        return None

    def say(m: Memory) -> Node | None:
        leave, *dues = m[DUES]
        if leave <= m[NOW]:
            return ways.over
        n = min(range(len(dues)), key=lambda n: dues[n])
        period = block.every[n].seconds * SECOND
        dues[n] += ((m[NOW] - dues[n]) // period + 1) * period
        m[DUES] = (leave, *dues)
        return lines[n]

    lines = [_announcement(block, line, ways, listen, at) for line in block.every]
    here: Handlers = (say, ways.press, ways.gone, ways.told, None)
    return listen


# ---- announcements ------------------------------------------------------------------------------


def _announcement(block: ir.Queue, line: ir.Every, ways: _Ways, listen: Node, at: Plan) -> Node:
    """Says a line, then listens again."""
    if not isinstance(line.what, ir.Play):
        return _say(block, line.what, lambda _: SAID, None, ways, listen)
    choices = [
        (c.when and condition(c.when, at.names), _say_use(block, c.use, ways, listen, at))
        for c in line.what.choices
    ]

    def choose(m: Memory) -> Node | None:
        return next((node for when, node in choices if when is None or when(m)), listen)

    return choose


def _say_use(block: ir.Queue, use: ir.PromptUse, ways: _Ways, listen: Node, at: Plan) -> Node:
    lengths = lengths_of(use, at)

    def length(m: Sequence[Any]) -> int:
        found = lengths.get(m[LANGUAGE], 0)
        return found if isinstance(found, int) else found(m)

    return _say(block, use.prompt, length, words_of(use, at), ways, listen)


def _say(  # noqa: PLR0913, PLR0917 - all that one announcement is
    block: ir.Queue, prompt: str, length: Reader, words: Reader | None, ways: _Ways, listen: Node
) -> Node:
    def begin(m: Memory) -> Node | None:
        end = m[NOW] + length(m)
        if end == m[NOW]:
            return finish
        m[UNTIL] = until = min(end, m[DUES][0])
        m[WAIT] = Queueing(until, block.id, prompt, m[LANGUAGE])
        m[HERE] = here
        return None

    def said(m: Memory, *, cut: bool = False) -> None:
        m[OUT].append(("play", m[T], prompt, m[LANGUAGE], cut))

    def finish(m: Memory) -> Node | None:
        said(m)
        return ways.over if m[DUES][0] <= m[NOW] else listen

    def press(m: Memory, key: str) -> Node | None:
        leave = ways.press(m, key)
        if leave:
            said(m, cut=True)
        return leave

    def abandon(m: Memory) -> Node | None:
        said(m)
        return ways.gone

    def told(m: Memory, event: Event) -> Node | None:
        if isinstance(event, AgentAnswered):
            said(m)
        return ways.told(m, event)

    here: Handlers = (finish, press, abandon, told, words)
    return begin
