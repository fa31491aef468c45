"""`flowc call`: be the caller, at the keyboard."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import StopError
from flowc.cli.program import insist, one_program
from flowc.cli.streams import out, paint_for, talk

if TYPE_CHECKING:
    from flowc.report.text import Paint
    from flowc.runtime.protocol import Call, Machine
    from flowc.semantics.ir import Program
    from flowc.testing.handset import Moment


def run(
    path: Annotated[str, typer.Argument(metavar="PATH", help="The program's .flow file.")],
    to: Annotated[
        str, typer.Option(metavar="NUMBER", help="The number to call; else the first one.")
    ] = "",
    caller: Annotated[
        str, typer.Option("--from", metavar="NUMBER", help="Your number; else it is withheld.")
    ] = "",
    name: Annotated[
        str, typer.Option(metavar="TEXT", help="Your name, as the network shows it.")
    ] = "",
    at: Annotated[
        str, typer.Option(metavar="MOMENT", help='When, as "2026-12-24 17:59"; else now.')
    ] = "",
    save: Annotated[
        str, typer.Option(metavar="FILE", help="Write the call down as a test, in a new file.")
    ] = "",
) -> None:
    """Place a call yourself: type keys, hear the prompts, see where the call goes."""
    work = one_program(path)
    insist(tuple(d for d in work.diagnostics if d.severity == "error"), work.sources)
    program = work.program
    if program is None:
        message = f"{path} declares no flow, so there is nothing to call"
        raise StopError(message)
    when = _moment(at, program.timezone)
    call = _call(program, to, caller, name, when)
    if save:
        _refuse_existing(save)
    from flowc.runtime.machine import compile_program

    paint = paint_for(sys.stdout)
    moment = _converse(compile_program(program), call, program, paint)
    if save:
        _save(save, program, call, moment)


def _moment(at: str, zone: str | None) -> int | None:
    """The epoch second that `at` means in the program's zone; now if it is empty."""
    if zone is None:
        return None
    if not at:
        import time

        return int(time.time())
    from flowc.cli.options import instant

    return instant("--at", at, zone)


def _call(program: "Program", to: str, caller: str, name: str, at: int | None) -> "Call":
    from flowc.runtime.protocol import Call

    if to:
        return Call(to, caller, name, at=at)
    exact = [n.pattern for n in program.numbers if not n.rest and "X" not in n.pattern]
    if exact:
        return Call(exact[0], caller, name, at=at)
    if program.entries:
        return Call("", caller, name, at=at, entry=program.entries[0].name)
    message = "every number of this program is a pattern: say which one to call with --to"
    raise StopError(message)


def _converse(machine: "Machine", call: "Call", program: "Program", paint: "Paint") -> "Moment":
    from flowc.report.session import clock, happened, heard
    from flowc.testing import handset

    moment = handset.begin(machine, machine.start(call))
    shown = 0
    while True:
        out(happened(moment.trace[shown:], paint))
        shown = len(moment.trace)
        if handset.ended(moment):
            return moment
        if handset.passes(moment):
            time = clock(moment.now, call.at, program.timezone)
            out(heard(moment, machine.heard(moment.state), time, paint))
            moment = handset.go_on(machine, moment)
            continue
        words = _ask(handset.question(moment.wait), paint)
        after = handset.act(machine, moment, words)
        if isinstance(after, str):
            talk(after)
        else:
            moment = after


def _ask(question: str, paint: "Paint") -> str:
    """A line from the keyboard; the end of the input hangs up."""
    out(f"          {paint('bold', question)} > ")
    line = sys.stdin.readline()
    if not line:
        out("\n")
        return "hang up"
    if not sys.stdin.isatty():
        out(line if line.endswith("\n") else f"{line}\n")
    return line


def _refuse_existing(path: str) -> None:
    import os

    if os.path.lexists(path):
        message = f"{path} is there already: give --save a new file"
        raise StopError(message)


def _save(path: str, program: "Program", call: "Call", moment: "Moment") -> None:
    """Write the test down in a new file that imports the program."""
    import os
    from pathlib import Path

    from flowc.report.session import moment_text
    from flowc.testing.retold import quoted, test_of

    at = moment_text(call.at, program.timezone)
    title = f"a call to {call.entry or call.to}" + (f" at {at}" if at else "")
    place = os.path.relpath(program.path, Path(path).parent).replace(os.sep, "/")
    text = f"import {quoted(place)}\n\n" + test_of(program, call, at, moment, title)
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as e:
        message = f"{path} can not be written: {e.strerror}"
        raise StopError(message) from None
    talk(f"written to {path}: flowc test {path} repeats the call")
