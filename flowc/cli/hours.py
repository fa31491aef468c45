"""`flowc hours`: whether a schedule is open, why, and what comes next."""

import sys
from typing import Annotated

import typer

from flowc.cli.exits import StopError
from flowc.cli.options import choice, instant
from flowc.cli.program import insist, one_program
from flowc.cli.streams import out, paint_for

_MOST_DAYS = 3660


def run(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A .flow file.")],
    schedule: Annotated[
        str, typer.Argument(metavar="[SCHEDULE]", help="One of its schedules; else all of them.")
    ] = "",
    at: Annotated[
        str, typer.Option(metavar='"DATE TIME"', help="The moment, in the flow's zone; else now.")
    ] = "",
    days: Annotated[str, typer.Option(metavar="N", help="How many days to list.")] = "14",
    format_: Annotated[
        str, typer.Option("--format", metavar="terminal|json", help="How to show them.")
    ] = "terminal",
) -> None:
    """Say when schedules are open, and because of which line."""
    choice("--format", format_, ("terminal", "json"))
    count = _number("--days", days)
    work = one_program(path)
    insist(tuple(d for d in work.diagnostics if d.severity == "error"), work.sources)
    program = work.program
    if program is None or not program.schedules or program.timezone is None:
        message = f"{path} has no schedule"
        raise StopError(message)
    from flowc.report.hours import opening, render
    from flowc.semantics.clock import local

    zone = program.timezone
    epoch = instant("--at", at, zone) if at else _now()
    wanted = [s for s in program.schedules if schedule in ("", s.name)]
    if not wanted:
        raise StopError(_unknown(schedule, tuple(s.name for s in program.schedules)))
    found = tuple(opening(one, zone, epoch, count) for one in wanted)
    if format_ == "json":
        from flowc.report.json_hours import document

        out(document(zone, local(epoch, zone), found, work.sources))
        return
    paint = paint_for(sys.stdout)
    out("\n".join(render(one, work.sources, paint) for one in found))


def _now() -> int:
    """The one place in this command that looks at a clock."""
    from time import time

    return int(time())


def _number(option: str, value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) < 5 and int(value) <= _MOST_DAYS:  # noqa: PLR2004 - digits of the most
        return int(value)
    message = f"{option} {value}: write a number of days, at most {_MOST_DAYS}"
    raise StopError(message)


def _unknown(name: str, known: tuple[str, ...]) -> str:
    from flowc.nearest import nearest

    near = nearest(name, known)
    hint = f"did you mean {near}?" if near else f"there is {', '.join(known)}"
    return f"there is no schedule {name}, {hint}"
