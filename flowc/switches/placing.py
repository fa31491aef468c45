"""What of a call that comes in is alike on every switch."""

from itertools import accumulate

from flowc.semantics.ir import Program, Split
from flowc.switches.course import Course

BOXES = "flowc_test_boxes"
"""The channel variable that says of each mailbox that a call will come to whether it is full."""

FULL = "-full"
"""What the place of a lane's mailboxes that are full has behind its name."""


def boxes(course: Course) -> str:
    """How the call meets the mailboxes that it comes to, in order, with a point between: what
    stands behind the name of the lane's place. It takes the first from them each time, so that they
    are nothing to other calls, and to its own later visits."""
    return ".".join(FULL if full else "" for full in course.full)


def draws(course: Course, program: Program) -> dict[str, str]:
    """The channel variables that decide its splits: the first number of the share that it takes."""
    splits = {block.id: block for block in program.blocks if isinstance(block, Split)}
    found: dict[str, str] = {}
    for block, share in course.draws:
        reached = [0, *accumulate(s.percent for s in splits[block].shares)]
        found.setdefault(f"flowc_draw_{block.replace('.', '__')}", str(reached[share] + 1))
    return found
