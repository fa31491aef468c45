"""What of a call that comes in is alike on every switch."""

from itertools import accumulate

from flowc.semantics.ir import Program, Split
from flowc.switches.course import Course


def draws(course: Course, program: Program) -> dict[str, str]:
    """The channel variables that decide its splits: the first number of the share that it takes."""
    splits = {block.id: block for block in program.blocks if isinstance(block, Split)}
    found: dict[str, str] = {}
    for block, share in course.draws:
        reached = [0, *accumulate(s.percent for s in splits[block].shares)]
        found.setdefault(f"flowc_draw_{block.replace('.', '__')}", str(reached[share] + 1))
    return found
