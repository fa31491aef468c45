"""F405: a line of a queue that begins when its callers have left."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.view import View, local_name
from flowc.semantics import ir
from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each line that the longest wait leaves no time for."""
    told: set[Span] = set()
    for block in seen.program.blocks:
        if not isinstance(block, ir.Queue):
            continue
        for seconds, span, what, caller in _timed(block):
            # At the same second a need relaxes and the call leaves, so nobody is offered by it.
            if seconds < block.leave.seconds or span in told:
                continue
            told.add(span)
            longest = block.leave.seconds
            yield warning(
                "F405",
                f"{what} of `{local_name(block.id)}` comes too late",
                span,
                f"after {seconds} seconds",
                secondary=(Label(block.leave.edge.span, f"left after {longest} seconds"),),
                caller=caller,
                help="write a shorter time, or a longer one in `after … -> …`",
            )


def _timed(queue: ir.Queue) -> Iterator[tuple[int, Span, str, str]]:
    """When a line first does something, what it is, and how callers meet that it does not."""
    for step in queue.needs:
        if step.after:
            yield step.after, step.span, "a need", "no caller ever reaches those whom it lets in"
    for line in queue.priorities:
        if line.after:
            yield line.after, line.span, "a priority", "nobody who waits ever moves up by it"
    for every in queue.every:
        if isinstance(every.what, ir.Play):
            yield every.seconds, every.span, "a message", "nobody ever hears it"
        else:
            yield every.seconds, every.span, f"`say {every.what}`", "nobody ever hears it"
