"""F406: phones that ring longer than callers wait."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.kinds import Queues, Waiting
from flowc.rules.view import View, local_name


def run(queues: Queues) -> Iterator[Diagnostic]:
    """One finding for each queue: of an agent whom the longest wait leaves too little time, or of a
    step of the need whose agents it does."""
    for waiting in queues.waiting:
        yield from _of_agent(queues.seen, waiting) or _of_step(waiting)


def _of_agent(seen: View, waiting: Waiting) -> list[Diagnostic]:
    """The agent whose phones, one after the other, take the longest."""
    queue = waiting.queue
    most = queue.leave.seconds
    met = dict.fromkeys(a for seats in waiting.seats.values() for s in seats for a in s.agents)
    able = [agent for agent in seen.program.agents if agent.name in met]
    slowest = max(able, key=lambda agent: len(agent.phones), default=None)
    if slowest is None or len(slowest.phones) * queue.ring < most:
        return []
    rings = len(slowest.phones) * queue.ring
    whole = rings == most
    if whole and (queue.strategy == "ring-all" or len(able) == 1):
        return []  # who is rung for the whole wait is all that there is to try
    phones = f"the {len(slowest.phones)} phones of `{slowest.name}` ring" * (rings > queue.ring)
    rung = f"{phones or 'a phone rings'} for {rings} seconds"
    tried = 1 if len(able) == 1 or queue.strategy == "ring-all" else 2
    shorter = max(1, most // (tried * len(slowest.phones)))
    return [
        warning(
            "F406",
            f"in `{local_name(queue.id)}` {rung}, and callers wait for {most}",
            queue.leave.edge.span,
            f"left after {most} seconds",
            secondary=(Label(slowest.span, "rung one after the other"),) * bool(phones),
            caller="while the first agent lets it ring, nobody else is tried"
            if tried > 1
            else f"`{slowest.phones[-1]}` stops ringing before its time, or never rings",
            help=f"ring shorter, as with `ring {shorter}s`, or let callers wait longer",
        )
    ]


def _of_step(waiting: Waiting) -> list[Diagnostic]:
    """The last step that lets somebody in, if it does so too late for a phone to ring out."""
    queue = waiting.queue
    for index in range(len(queue.needs) - 1, 0, -1):
        step = queue.needs[index]
        left = queue.leave.seconds - step.after
        before, after = waiting.met(index - 1), waiting.met(index)
        new = [a for kind, met in after.items() for a in met if a not in before[kind]]
        if new and 0 < left < queue.ring:
            return [
                warning(
                    "F406",
                    f"`{new[0]}`, who may answer callers of `{local_name(queue.id)}` after "
                    f"{step.after} seconds, is rung for {left} at most",
                    step.span,
                    f"leaves {left} seconds, and phones ring for {queue.ring}",
                    secondary=(Label(queue.leave.edge.span, "where callers leave"),),
                    caller="the phone of this last resort stops before there was time to answer",
                    help=f"begin this need {queue.ring - left} seconds earlier, or let callers "
                    "wait longer",
                )
            ]
    return []
