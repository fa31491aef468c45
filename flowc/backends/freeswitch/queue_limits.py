"""What mod_callcenter does not do of a queue, or does in another way.

It is refused until the author takes the difference in so many words: `without … on freeswitch`.
"""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from flowc.backends.freeswitch.abilities import (
    NO_ANNOUNCEMENTS,
    NO_KEY_CONDITIONS,
    NO_PRIORITY_CHANGES,
    OTHER_ORDER,
)
from flowc.diagnostic import Diagnostic, error
from flowc.semantics import ir, needs

POSITION: Final = "queue-position"
WAIT: Final = "queue-wait"
PROMPTS: Final = "queue-prompts"
PRIORITY: Final = "queue-priority"
ORDER: Final = "queue-order"
"""The differences by name, as `without … on freeswitch` has them."""


def queue_limits(program: ir.Program) -> Iterator[Diagnostic]:
    """Everything that is refused of its queues."""
    for block in program.blocks:
        if isinstance(block, ir.Queue):
            for name, found in _differences(program, block):
                if (name, "freeswitch") not in block.accepted:
                    yield found


_Found: TypeAlias = tuple[ir.Difference | Literal[""], Diagnostic]
"""A difference by its name, "" for what nobody can take, and the finding."""


def _differences(program: ir.Program, block: ir.Queue) -> Iterator[_Found]:
    yield from _said(block)
    yield from _priorities(block)
    yield from _order(program, block)
    for key in block.keys:
        if any(arm.when is not None for arm in key.arms):
            yield "", _conditional(key)


def _said(block: ir.Queue) -> Iterator[_Found]:
    for line in block.every:
        match line.what:
            case "position":
                difference, what = POSITION, "their position"
            case "wait":
                difference, what = WAIT, "the expected wait"
            case _:
                difference, what = PROMPTS, "prompts"
        yield (
            difference,
            error(
                NO_ANNOUNCEMENTS.code,
                f"FreeSWITCH does not tell callers {what} while they wait",
                line.span,
                "said every so often",
                caller="a caller would hear music only",
                help=_taken(difference, "leave the line out"),
            ),
        )


def _priorities(block: ir.Queue) -> Iterator[_Found]:
    for line in block.priorities:
        if line.after:
            yield (
                PRIORITY,
                error(
                    NO_PRIORITY_CHANGES.code,
                    "FreeSWITCH keeps the priority that a caller came with",
                    line.span,
                    f"another one after {line.after} s",
                    caller="a caller who has waited long would not be preferred",
                    help=_taken(PRIORITY, "leave the line out"),
                ),
            )


def _order(program: ir.Program, block: ir.Queue) -> Iterator[_Found]:
    """Two ways in which the module chooses another agent."""
    if block.strategy in {"ring-all", "random"}:
        return
    why = ""
    if any(_relaxes(program, block)):
        why = "agents of an earlier step of the need go before those of a later one"
    elif block.strategy == "round-robin" and _shares_agents(program, block):
        why = "its turn goes on from the agent whom any queue offered to last"
    if why:
        yield (
            ORDER,
            error(
                OTHER_ORDER.code,
                f"FreeSWITCH chooses among free agents in another order than `{block.strategy}`",
                block.span,
                why,
                caller="a caller might be offered to another agent who meets the need",
                help=_taken(
                    ORDER, "let everybody with a single step, in queues of their own, take it"
                ),
            ),
        )


def _relaxes(program: ir.Program, block: ir.Queue) -> Iterator[bool]:
    """Whether some kind of caller has agents of several steps whose order the steps change."""
    for kind in needs.variants(block, program.languages):
        seats = needs.seats(block, program.agents, kind)
        first = {who: seat.after for seat in reversed(seats) for who in seat.agents}
        levels = [first[who] for who in seats[-1].agents]
        in_order = block.strategy == "in-order" and levels == sorted(levels)
        yield len(set(levels)) > 1 and not in_order


def _shares_agents(program: ir.Program, block: ir.Queue) -> bool:
    """Whether the turn is not the row's own: another queue's, or another kind of caller's."""
    own = _everybody(program, block)
    others = (b for b in program.blocks if isinstance(b, ir.Queue) and b.id != block.id)
    if any(own & _everybody(program, other) for other in others):
        return True
    kinds = needs.variants(block, program.languages)
    return len({needs.seats(block, program.agents, kind) for kind in kinds}) > 1


def _everybody(program: ir.Program, block: ir.Queue) -> set[str]:
    return {
        who
        for kind in needs.variants(block, program.languages)
        for who in needs.seats(block, program.agents, kind)[-1].agents
    }


def _conditional(key: ir.Key) -> Diagnostic:
    return error(
        NO_KEY_CONDITIONS.code,
        "FreeSWITCH lets a waiting caller leave by a key always or never",
        key.span,
        "leaves only sometimes",
        caller="a caller would lose the place by a key that leads nowhere",
        help="let the key lead to a block that asks, and that goes back to the queue",
    )


def _taken(difference: ir.Difference, otherwise: str) -> str:
    return f"write `without {difference} on freeswitch` in the queue, or {otherwise}"
