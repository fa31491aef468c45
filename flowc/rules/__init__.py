"""What a program can be told before a call is placed: one check per file, listed in `registry`."""

from datetime import date

from flowc.diagnostic import Diagnostic
from flowc.rules.registry import CHECKS
from flowc.rules.view import view
from flowc.semantics.ir import Program


def run(program: Program, today: date | None = None) -> tuple[Diagnostic, ...]:
    """The findings of every check, in the order of the registry."""
    seen = view(program, today)
    return tuple(finding for check in CHECKS for finding in check(seen))
