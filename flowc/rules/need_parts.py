"""F411: a part of a need that no agent meets, though others meet the need without it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.kinds import Queues, Waiting
from flowc.rules.view import View, local_name
from flowc.rules.wording import need_words
from flowc.semantics import ir, needs

if TYPE_CHECKING:
    from flowc.source import Span


def run(queues: Queues) -> Iterator[Diagnostic]:
    """One finding for each such part of each step."""
    told: set[tuple[Span, str]] = set()
    for waiting in queues.waiting:
        for index, step in enumerate(waiting.queue.needs):
            if not all(waiting.met(index).values()):
                continue  # there are callers for whom nobody meets anything of it: told elsewhere
            for part in _asked(step.need):
                words = need_words(part)
                if (step.span, words) in told or _met(queues.seen, part):
                    continue
                told.add((step.span, words))
                yield _finding(waiting, step, part, words)


def _asked(need: ir.Need) -> Iterator[ir.Has | ir.Speaks]:
    """The skills and languages that it asks for; what an agent must not have may be nobody's."""
    match need:
        case ir.NeedAll(inner) | ir.NeedAny(inner):
            for one in inner:
                yield from _asked(one)
        case ir.Has():
            yield need
        case ir.Speaks(str()):
            yield need
        case _:
            pass


def _met(seen: View, part: ir.Has | ir.Speaks) -> bool:
    return any(needs.meets(part, agent, None, {}) for agent in seen.program.agents)


def _finding(
    waiting: Waiting, step: ir.NeedStep, part: ir.Has | ir.Speaks, words: str
) -> Diagnostic:
    if isinstance(part, ir.Has):
        gives = f"skill {part.skill}" + (f" {part.level}" if part.level > 1 else "")
    else:
        gives = words
    return warning(
        "F411",
        f"no agent meets `{words}`, which `{local_name(waiting.queue.id)}` asks for",
        step.span,
        "nobody meets this part",
        caller="whoever this part is for is answered by others, or waits longer",
        help=f"write `{gives}` in an agent, or take it out of the need",
    )
