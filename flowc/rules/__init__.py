"""What a program can be told before a call is placed: one check per file, listed in `registry`."""

from datetime import date

from flowc.diagnostic import Diagnostic
from flowc.rules.kinds import queues
from flowc.rules.registry import CHECKS, QUEUE_CHECKS
from flowc.rules.view import view
from flowc.semantics.ir import Program, Queue


def run(program: Program, today: date | None = None) -> tuple[Diagnostic, ...]:
    """The findings of every check, in the order of the registry."""
    seen = view(program, today)
    found = [finding for check in CHECKS for finding in check(seen)]
    if program.agents or any(isinstance(block, Queue) for block in program.blocks):
        waiting = queues(seen)
        found += [finding for check in QUEUE_CHECKS for finding in check(waiting)]
    return tuple(found)
