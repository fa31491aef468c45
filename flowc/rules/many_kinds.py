"""F414: a queue with more kinds of callers than can be worked out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowc.diagnostic import Diagnostic, error
from flowc.rules.kinds import MOST_CONDITIONS
from flowc.rules.view import View, local_name
from flowc.semantics import ir, needs

if TYPE_CHECKING:
    from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each such queue, at the step that asks for too much."""
    told: set[Span] = set()
    for queue in seen.program.blocks:
        if not isinstance(queue, ir.Queue) or queue.span in told:
            continue
        told.add(queue.span)
        for n, step in enumerate(queue.needs, 1):
            asked = len(needs.conditions(queue._replace(needs=queue.needs[:n])))
            if asked > MOST_CONDITIONS:
                yield error(
                    "F414",
                    f"the needs of `{local_name(queue.id)}` ask {asked} things of a call, and "
                    f"{MOST_CONDITIONS} at most can be worked out",
                    step.span,
                    "the last of them here",
                    caller="for every kind of caller it is settled beforehand who may answer: "
                    f"here there are {2**asked:,} kinds",
                    help="decide in a step before, set one variable of type `one of (…)` there, "
                    "and make the needs of that",
                )
                break
