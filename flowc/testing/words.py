"""How a call stands, in words, for a test that is not met."""

from typing import NamedTuple

from flowc.runtime.protocol import Ended, Talking
from flowc.testing.stage import Live
from flowc.trace import Event


class Unmet(NamedTuple):
    """Why a statement is not met: the fact, and what to know or write. `position` is a place in the
    trace to show, where it is not the one up to which the script has matched."""

    message: str
    help: str
    position: int | None = None


def how_it_stands(live: Live) -> str:
    """What the call does that a statement waited for in vain."""
    match live.wait:
        case Ended():
            return ended(live.trace)
        case Talking(partner):
            return (
                f"the caller talks with `{partner}`, and nobody hangs up: "
                "write `talk 3m then agent hangs up` or `hang up`"
            )
        case _:
            return "nothing more happens in this call"


def ended(trace: list[Event]) -> str:
    """How a call ended, as a sentence without its full stop."""
    _, t, by, cause = trace[-1]
    when = clock_time(t)
    if by == "caller":
        return f"the caller had hung up at {when}"
    if by == "agent":
        return f"the call had ended at {when}: the other side hung up"
    return f"the call had ended at {when}: {_CAUSES.get(cause, cause)}"


_CAUSES = {
    "hangup": "the flow hung up",
    "busy": "the flow hung up busy",
    "congestion": "the flow hung up with congestion",
    "transfer": "it was handed to another number",
    "external": "it went to dialplan outside the flow for good",
    "limit": "it entered more blocks than a call may",
    "unclaimed": "nothing answers the number",
}


def block_of(trace: list[Event], position: int) -> str | None:
    """The block that the call was in after that many events; if it was in none yet, its first."""
    before = (event[2] for event in reversed(trace[:position]) if event[0] == "enter")
    first = (event[2] for event in trace[position:] if event[0] == "enter")
    return next(before, None) or next(first, None)


def clock_time(seconds: float) -> str:
    """Seconds since the start as a clock shows them: `1:05.2`."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"
