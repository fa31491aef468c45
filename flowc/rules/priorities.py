"""F407: a priority that never counts. F408: a priority that falls while callers wait."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.kinds import Queues
from flowc.rules.truths import World, true_in, worlds
from flowc.rules.view import local_name
from flowc.rules.wording import cond_words
from flowc.semantics import ir

if TYPE_CHECKING:
    from flowc.source import Span


def run(queues: Queues) -> Iterator[Diagnostic]:
    """One finding for each such line."""
    told: set[Span] = set()
    for block in queues.seen.program.blocks:
        if not isinstance(block, ir.Queue) or not block.priorities or block.span in told:
            continue
        told.add(block.span)
        conds = tuple(line.when for line in block.priorities if line.when)
        cases = worlds(conds, queues.seen.program.languages, queues.given)
        if cases is not None:
            yield from _of_queue(block, cases)


def _of_queue(queue: ir.Queue, cases: tuple[World, ...]) -> Iterator[Diagnostic]:
    name = local_name(queue.id)
    for line in queue.priorities:
        own = [world for world in cases if _given(queue, line.after, world) is line]
        if not own:
            rivals = [x for x in queue.priorities if x.after == line.after and x.when is None]
            yield _never(name, line, next((x for x in rivals if x is not line), None))
            continue
        if line.after == 0:
            continue
        had = [_at(queue, line.after, world) for world in own]
        if all(value == line.value for value, _ in had):
            yield _same(name, line)
        value, giver = max(had, key=lambda one: one[0])
        if value > line.value:
            yield _falls(name, line, value, giver)


def _given(queue: ir.Queue, after: int, world: World) -> ir.PriorityLine | None:
    """Of the lines of one instant the first that holds counts."""
    lines = (line for line in queue.priorities if line.after == after)
    return next((x for x in lines if x.when is None or true_in(x.when, world)), None)


def _at(queue: ir.Queue, after: int, world: World) -> tuple[int, ir.PriorityLine | None]:
    """The priority that callers have just before this instant, and the line that gave it."""
    times = sorted({0} | {line.after for line in queue.priorities if line.after < after})
    given = [line for at in times if (line := _given(queue, at, world))]
    return (given[-1].value, given[-1]) if given else (0, None)


def _never(name: str, line: ir.PriorityLine, winner: ir.PriorityLine | None) -> Diagnostic:
    return warning(
        "F407",
        f"a priority of `{name}` is never given",
        line.span,
        "of the lines of one time the first that holds counts"
        if winner
        else "never true where no line before it is",
        secondary=(Label(winner.span, "holds before"),) if winner else (),
        caller=f"callers for whom `{cond_words(line.when)}` wait behind others, as if it were not "
        "written"
        if line.when
        else "it changes nothing for anybody",
        help="write the line with the condition first, the one for everybody else last",
    )


def _same(name: str, line: ir.PriorityLine) -> Diagnostic:
    return warning(
        "F407",
        f"after {line.after} seconds the priority of callers of `{name}` does not change",
        line.span,
        f"they have priority {line.value} already",
        caller="nobody who waits moves up by it",
        help="write a larger one, or remove the line",
    )


def _falls(name: str, line: ir.PriorityLine, value: int, had: ir.PriorityLine | None) -> Diagnostic:
    whose = f" with `{cond_words(had.when)}`" if had and had.when else ""
    return warning(
        "F408",
        f"after {line.after} seconds callers of `{name}`{whose} fall from priority {value} to "
        f"{line.value}",
        line.span,
        f"gives {line.value} to everybody who has waited so long"
        if line.when is None
        else f"gives {line.value}",
        secondary=(Label(had.span, f"they had {value}"),) if had else (),
        caller="who has waited longer is overtaken by who came later",
        help=f"write more than {value}, or a condition that leaves them out",
    )
