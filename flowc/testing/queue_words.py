"""What happens to a caller in a queue, in words: for whoever reads a call."""

from typing import Final

from flowc.trace import Event

REFUSALS: Final = {
    "no-answer": "did not answer",
    "busy": "was busy",
    "failed": "could not be reached",
    "refused": "declined",
    "away": "was not there any more",
}
"""Why an agent who was offered a caller is not rung any more, behind the agent's name."""

_ANNOUNCED: Final = {"position": "the position in the queue", "wait": "how long it may take"}


def announced(prompt: str) -> str | None:
    """What the switch itself says every so often, by its name in the trace; None for a prompt."""
    return _ANNOUNCED.get(prompt)


def waiting(event: Event) -> str:
    """What a `queue` event means to its caller: a clause without its subject, who is the caller
    or, where an agent is named first, that agent."""
    match event:
        case (_, _, queue, "enter", _, position, _):
            return f"waits in {queue}{_place(position)}"
        case (_, _, queue, "need", _, _, step):
            return f"has waited long enough for need {step} of {queue}"
        case (_, _, _, "offer", agent, _, why):
            return f"is offered to {agent} ({why})"
        case (_, _, _, "refuse", agent, _, why):
            return f"{agent} {REFUSALS.get(why, why)}"
        case _:
            return f"{event[4]} answers"


def _place(position: int | None) -> str:
    """Nothing for a position that a switch does not say: see `docs/targets.md`."""
    return "" if position is None else f", no. {position}"


def done(event: Event) -> str:
    """What a switch did that told this `queue` event: a clause without its subject."""
    match event:
        case (_, _, queue, "enter", _, position, _):
            return f"took the caller into `{queue}`{_place(position)}"
        case (_, _, queue, "need", _, _, step):
            return f"went on to need {step} of `{queue}`"
        case (_, _, queue, "offer", agent, _, why):
            return f"offered the caller of `{queue}` to `{agent}` ({why})"
        case (_, _, queue, "refuse", agent, _, why):
            return f"noted of `{queue}` that `{agent}` {REFUSALS.get(why, why)}"
        case _:
            return f"let `{event[4]}` answer the caller of `{event[2]}`"
