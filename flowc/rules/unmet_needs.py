"""F401: callers whom no agent of a queue may ever answer. F402: a wait for nobody."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, error, warning
from flowc.rules.kinds import Part, Queues, Waiting, parts, told
from flowc.rules.spoken_language import lived, way
from flowc.rules.view import View, local_name
from flowc.rules.wording import need_words
from flowc.semantics import ir, needs
from flowc.semantics.needs import Variant


def run(queues: Queues) -> Iterator[Diagnostic]:
    """One finding for each queue, and one for each of its earlier steps that is met by nobody."""
    for waiting in queues.waiting:
        last = len(waiting.queue.needs) - 1
        # Who was admitted earlier was shut out by a later need, which is a finding of its own.
        never = [k for k, seats in waiting.seats.items() if not any(s.agents for s in seats)]
        if never:
            yield _never(queues.seen, waiting, never)
        for step in range(last):
            idle = [kind for kind, met in waiting.met(step).items() if not met]
            late = [kind for kind in idle if waiting.seats[kind][last].agents]
            if late:
                yield _idle(waiting, step, late)


def _never(seen: View, waiting: Waiting, kinds: list[Variant]) -> Diagnostic:
    queue = waiting.queue
    found = parts(waiting, kinds)
    step = queue.needs[-1]
    agents = seen.program.agents
    return error(
        "F401",
        f"no agent can ever answer callers of `{local_name(queue.id)}`{told(waiting, found)}",
        step.span,
        "nobody meets even this" if len(queue.needs) > 1 else "nobody meets this",
        caller=f"{_way(waiting, found[0])} gets `no-agents`, whoever is signed in",
        help=_who_meets(agents, queue, step.need, kinds[0])
        if agents
        else "declare agents: `agent alice { phone alice }`",
    )


def _idle(waiting: Waiting, index: int, kinds: list[Variant]) -> Diagnostic:
    queue = waiting.queue
    step = queue.needs[index]
    until = min(s.after for kind in kinds for s in waiting.seats[kind][index:] if s.agents)
    name, who = local_name(queue.id), told(waiting, parts(waiting, kinds))
    while_ = f"from {step.after} to {until} seconds" if index else f"in the first {until} seconds"
    return warning(
        "F402",
        f"{while_} nobody may answer callers of `{name}`{who}",
        step.span,
        "met by nobody",
        caller="they wait that long for nothing, though those who may answer later are free",
        help="let somebody meet it for these callers, or let the next need begin earlier",
    )


def _way(waiting: Waiting, part: Part) -> str:
    """How one of these callers comes to the queue."""
    places = (p for p in waiting.came if p.block in waiting.ids)
    place = next((p for p in places if part.language in (None, p.language)), None)
    return f"a caller who {lived(way(waiting.came, place))}" if place else "a caller who comes here"


def _who_meets(
    agents: tuple[ir.Agent, ...], queue: ir.Queue, need: ir.Need, kind: Variant
) -> str | None:
    """Each part of the need with those who meet it, so that the missing one is seen."""
    asked = _asked(need, dict(zip(needs.conditions(queue), kind.truths, strict=True)))
    if isinstance(asked, bool):
        return "let the need ask agents for something in this case too"
    said: list[str] = []
    for part in asked.needs if isinstance(asked, ir.NeedAll) else (asked,):
        able = [a.name for a in agents if needs.meets(part, a, kind.language, {})]
        names = ", ".join(f"`{name}`" for name in able[:_MOST_NAMES])
        more = f" and {len(able) - _MOST_NAMES} more" if len(able) > _MOST_NAMES else ""
        said.append(f"`{_spoken(part, kind)}` is met by {names or 'nobody'}{more}")
    return "; ".join(said)


def _asked(need: ir.Need, true: dict[ir.Cond, bool]) -> ir.Need | bool:
    """What is left to ask of agents once the conditions about the call are settled."""
    match need:
        case ir.Holds(cond):
            return true[cond]
        case ir.NeedNot(inner):
            left = _asked(inner, true)
            return not left if isinstance(left, bool) else ir.NeedNot(left)
        case ir.NeedAll(inner) | ir.NeedAny(inner):
            ends = isinstance(need, ir.NeedAny)
            settled = [_asked(one, true) for one in inner]
            if ends in settled:
                return ends
            left = tuple(one for one in settled if not isinstance(one, bool))
            if len(left) < 2:  # noqa: PLR2004 - nothing to join
                return left[0] if left else not ends
            return ir.NeedAny(left) if ends else ir.NeedAll(left)
        case _:
            return need


_MOST_NAMES = 4


def _spoken(part: ir.Need, kind: Variant) -> str:
    own = isinstance(part, ir.Speaks) and part.language is None
    return need_words(ir.Speaks(kind.language) if own else part)
