"""What Asterisk's queues do not do, or do in another way.

It is refused until the author takes the difference in so many words: `without … on asterisk`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from flowc.backends.asterisk.abilities import (
    NO_KEY_CONDITIONS,
    NO_PRIORITY_CHANGES,
    NO_TALK_TIME,
    ONE_ANNOUNCEMENT,
    ONE_WRAP_UP,
    OTHER_ORDER,
    OUT_OF_TURN,
)
from flowc.backends.asterisk.prompts import recorded
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.waiting import STRATEGIES, TIES, Row, order, rows
from flowc.diagnostic import Diagnostic, error
from flowc.semantics import ir
from flowc.source import Span

TURN: Final = "queue-turn"
ORDER: Final = "queue-order"
WRAP_UP: Final = "queue-wrap-up"
POSITION: Final = "queue-position"
WAIT: Final = "queue-wait"
PROMPTS: Final = "queue-prompts"
PRIORITY: Final = "queue-priority"
"""The differences by name, as `without … on asterisk` has them."""

_Found: TypeAlias = tuple[ir.Difference | Literal[""], Diagnostic]
"""A difference by its name, "" for what nobody can take, and the finding."""


def queue_limits(unit: Unit) -> list[Diagnostic]:
    """Everything that is refused of its queues."""
    return [
        found
        for block in unit.program.blocks
        if isinstance(block, ir.Queue)
        for name, found in _differences(block, unit)
        if (name, "asterisk") not in block.accepted
    ]


def _differences(block: ir.Queue, unit: Unit) -> Iterator[_Found]:
    waiting = rows(block, unit)
    yield from _turns(block, waiting)
    yield from _order(block, waiting, unit)
    yield from _figures(block, unit)
    yield from _said(block, waiting, unit)
    for line in block.priorities:
        if line.after:
            yield PRIORITY, _changes(line)
    for key in block.keys:
        if key.arms[-1].when is not None:
            yield "", _conditional(key)


def _relaxes(waiting: tuple[Row, ...]) -> bool:
    """Whether some kind of caller has agents of several steps."""
    return any(len({step for _, step in row.members}) > 1 for row in waiting)


def _turns(block: ir.Queue, waiting: tuple[Row, ...]) -> Iterator[_Found]:
    """As many callers as agents are free ask for one at the same time, those not admitted yet among
    the agents too."""
    if _relaxes(waiting):
        yield (
            TURN,
            error(
                OUT_OF_TURN.code,
                "Asterisk may serve callers of a queue whose need relaxes out of their turn",
                block.needs[1].span if len(block.needs) > 1 else block.span,
                "agents of this step count as free for everybody",
                caller="of two callers who wait for the same agent the one who came later may be "
                "answered first",
                help=_taken(TURN, "give the queue a single step"),
            ),
        )


def _order(block: ir.Queue, waiting: tuple[Row, ...], unit: Unit) -> Iterator[_Found]:
    why = ""
    if block.strategy == "round-robin" and len(waiting) > 1:
        why = "each kind of caller has a turn of its own"
    elif block.strategy == "round-robin" and any(len(row.steps) > 1 for row in waiting):
        why = "the turn goes on from whom the caller before could be offered to"
    elif block.strategy == "ring-all" and _relaxes(waiting):
        why = "agents of a later step do not ring before the first have let it ring"
    elif STRATEGIES.get(block.strategy) in TIES and not _ordered(waiting, unit):
        why = "among equals the agents come in another order, which other queues want"
    if why:
        yield (
            ORDER,
            error(
                OTHER_ORDER.code,
                f"Asterisk chooses among free agents in another order than `{block.strategy}`",
                block.span,
                why,
                caller="a caller might be offered to another agent who meets the need",
                help=_taken(ORDER, "take another strategy, or a single step"),
            ),
        )


def _ordered(waiting: tuple[Row, ...], unit: Unit) -> bool:
    """Whether members stand in the one order that Asterisk has for equals."""
    places = {agent: n for n, agent in enumerate(order(unit))}
    return all(places[a] < places[b] for row in waiting for (a, _), (b, _) in pairwise(row.members))


def _figures(block: ir.Queue, unit: Unit) -> Iterator[_Found]:
    if block.strategy == "least-talk-time":
        yield (
            "",
            error(
                NO_TALK_TIME.code,
                "Asterisk does not choose agents by how long they have talked",
                block.span,
                "`least-talk-time`",
                help="take `longest-idle` or `fewest-calls`",
            ),
        )
    other = next((b for b in _sharing(block, unit) if b.wrap_up < block.wrap_up), None)
    if other:
        yield (
            WRAP_UP,
            error(
                ONE_WRAP_UP.code,
                f"Asterisk waits for the wrap-up of `{block.id}` after calls of `{other.id}` too",
                block.span,
                f"{block.wrap_up} s here, {other.wrap_up} s in `{other.id}`",
                caller=f"a caller of `{block.id}` may wait longer for them than the flow says",
                help=_taken(WRAP_UP, "write the same `wrap-up` in queues that share agents"),
            ),
        )


def _sharing(block: ir.Queue, unit: Unit) -> Iterator[ir.Queue]:
    own = _everybody(block, unit)
    for other in unit.program.blocks:
        if isinstance(other, ir.Queue) and other is not block and own & _everybody(other, unit):
            yield other


def _everybody(block: ir.Queue, unit: Unit) -> set[str]:
    return {agent for row in rows(block, unit) for agent, _ in row.members}


# ---- what is said -------------------------------------------------------------------------------


def _said(block: ir.Queue, waiting: tuple[Row, ...], unit: Unit) -> Iterator[_Found]:
    prompts = [line for line in block.every if isinstance(line.what, ir.Play)]
    words = [line for line in block.every if not isinstance(line.what, ir.Play)]
    for line in block.every:
        if line.what == "wait":
            yield WAIT, _coarse(line.span, "the expected wait", "an average of past waits", WAIT)
        elif line.what == "position" and len(waiting) > 1:
            among = "counted among callers of the same kind"
            yield POSITION, _coarse(line.span, "the position", among, POSITION)
        elif isinstance(line.what, ir.Play) and not recorded(line.what, unit):
            yield PROMPTS, _coarse(line.span, "one recording only", "more than that", PROMPTS)
    for line in (*prompts[1:], *words[1:]):
        yield PROMPTS, _coarse(line.span, "one such line", "another one", PROMPTS)


def _coarse(span: Span, what: str, label: str, difference: ir.Difference) -> Diagnostic:
    return error(
        ONE_ANNOUNCEMENT.code,
        f"Asterisk says {what} to callers who wait in its own way",
        span,
        label,
        caller="a caller would hear something else than the flow says",
        help=_taken(difference, "leave the line out"),
    )


# ---- what nobody can take -----------------------------------------------------------------------


def _changes(line: ir.PriorityLine) -> Diagnostic:
    return error(
        NO_PRIORITY_CHANGES.code,
        "Asterisk keeps the priority that a caller came with",
        line.span,
        f"another one after {line.after} s",
        caller="a caller who has waited long would not be preferred",
        help=_taken(PRIORITY, "leave the line out"),
    )


def _conditional(key: ir.Key) -> Diagnostic:
    return error(
        NO_KEY_CONDITIONS.code,
        "Asterisk lets a waiting caller leave by a key always or never",
        key.span,
        "leaves only sometimes",
        caller="a caller would lose the place by a key that leads nowhere",
        help="let the key lead to a block that asks, and that goes back to the queue",
    )


def _taken(difference: ir.Difference, otherwise: str) -> str:
    return f"write `without {difference} on asterisk` in the queue, or {otherwise}"
