"""`flowc call`: be the caller, at the keyboard."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import StopError
from flowc.cli.program import insist, one_program
from flowc.cli.streams import out, paint_for, take_any_bytes, talk
from flowc.report.text import visible

if TYPE_CHECKING:
    from flowc.report.text import Paint
    from flowc.runtime.protocol import Call
    from flowc.semantics.ir import Program
    from flowc.testing.moment import Moment


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
        _refuse(save)
    take_any_bytes(sys.stdin)
    paint = paint_for(sys.stdout)
    moment = _converse(call, program, paint)
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
    from flowc.semantics.scenario_lines import as_dialled

    to, caller = as_dialled(to), as_dialled(caller)
    if to:
        return Call(to, caller, name, at=at)
    exact = [n.pattern for n in program.numbers if not n.rest and "X" not in n.pattern]
    if exact:
        return Call(exact[0], caller, name, at=at)
    if program.entries:
        return Call("", caller, name, at=at, entry=program.entries[0].name)
    message = "every number of this program is a pattern: say which one to call with --to"
    raise StopError(message)


def _converse(call: "Call", program: "Program", paint: "Paint") -> "Moment":
    from flowc.report.session import called_back, clock, happened, heard
    from flowc.testing import handset
    from flowc.testing.moment import switchboard

    board = switchboard(program)
    moment = handset.begin(board, call)
    shown = 0
    while True:
        out(happened(moment.trace[shown:], paint))
        shown = len(moment.trace)
        if handset.ended(moment):
            back = handset.called_back(board, moment)
            if back is None:
                return moment
            out(called_back(paint))
            moment = back
            continue
        if handset.passes(board, moment):
            time = clock(moment.now, call.at, program.timezone)
            out(heard(moment, board.machine.heard(moment.state), time, paint))
            moment = handset.go_on(board, moment)
            continue
        words = _ask(handset.question(board, moment), paint)
        after = handset.act(board, moment, words)
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
    words = line.rstrip("\n")
    if not sys.stdin.isatty():
        out(f"{visible(words)}\n")
    return words


def _refuse(path: str) -> None:
    """Say before the call what would keep it from being written down after it."""
    import os
    from pathlib import Path

    if os.path.lexists(path):
        message = f"{path} is there already: give --save a new file"
        raise StopError(message)
    folder = Path(path).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        message = f"{path} can not be written: {folder} is no folder that you may write to"
        raise StopError(message)


def _save(path: str, program: "Program", call: "Call", moment: "Moment") -> None:
    """Write the test down in a new file that imports the program, whole or not at all; where that
    fails it is shown, so that the call was not for nothing."""
    import os
    from contextlib import suppress
    from pathlib import Path

    from flowc.report.session import moment_text
    from flowc.testing.quoting import quoted
    from flowc.testing.retold import test_of

    at = moment_text(call.at, program.timezone)
    title = f"a call to {call.entry or call.to}" + (f" at {at}" if at else "")
    file = Path(path)
    place = os.path.relpath(program.path, file.parent).replace(os.sep, "/")
    text = f"import {quoted(place)}\n\n" + test_of(program, call, at, moment, title)
    try:
        with file.open("x", encoding="utf-8") as opened:
            try:
                opened.write(text)
                opened.flush()
            except OSError:
                with suppress(OSError):
                    file.unlink()
                raise
    except OSError as e:
        out(text)
        message = f"{path} can not be written, so the test is shown instead: {e.strerror}"
        raise StopError(message) from None
    talk(f"written to {path}: flowc test {path} repeats the call")
