"""F403: a later need that shuts an agent out. F404: a later need that lets nobody new in."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, error, warning
from flowc.rules.kinds import Queues, Waiting, parts, told
from flowc.rules.view import local_name
from flowc.rules.wording import need_words
from flowc.semantics import ir

_SHORT = 70
"""Signs of a need that is shown."""


def run(queues: Queues) -> Iterator[Diagnostic]:
    """One finding for each such step of each queue."""
    for waiting in queues.waiting:
        for index in range(1, len(waiting.queue.needs)):
            yield from _of_step(waiting, index)


def _of_step(waiting: Waiting, index: int) -> Iterator[Diagnostic]:
    before, after = waiting.met(index - 1), waiting.met(index)
    lost = {kind: [a for a in met if a not in after[kind]] for kind, met in before.items()}
    shut = [kind for kind, agents in lost.items() if agents]
    if shut:
        # Whoever loses the most agents tells it best; all kinds that lose the same are named.
        worst = max(shut, key=lambda kind: len(lost[kind]))
        alike = [kind for kind in shut if lost[kind] == lost[worst]]
        who = told(waiting, parts(waiting, alike))
        yield _stricter(waiting.queue, index, lost[worst], who)
    elif any(after.values()) and all(set(met) == set(before[kind]) for kind, met in after.items()):
        yield _idle(waiting.queue, index)


def _stricter(queue: ir.Queue, index: int, lost: list[str], who: str) -> Diagnostic:
    earlier, step = queue.needs[index - 1], queue.needs[index]
    names = ", ".join(f"`{name}`" for name in lost)
    whole = need_words(ir.NeedAny((earlier.need, step.need)))
    return error(
        "F403",
        f"after {step.after} seconds {names} may no longer answer callers of "
        f"`{local_name(queue.id)}`{who}",
        step.span,
        f"not met by {names}",
        secondary=(Label(earlier.span, f"met by {names}"),),
        caller="waiting longer makes fewer people answer: who is free then is not offered the call",
        help=f"a later need is the whole need, and weaker: `{whole}`"
        if len(whole) <= _SHORT and not isinstance(earlier.need, ir.Among)
        else "a later need is the whole need, and weaker: ask nothing in it that they lack",
    )


def _idle(queue: ir.Queue, index: int) -> Diagnostic:
    earlier, step = queue.needs[index - 1], queue.needs[index]
    return warning(
        "F404",
        f"after {step.after} seconds nobody else may answer in `{local_name(queue.id)}`",
        step.span,
        "met by the same agents",
        secondary=(Label(earlier.span, "as this"),),
        caller="a caller who waits so long gets no further agent by it",
        help="remove it, or ask less in it",
    )
