"""Programs as commands take them from the command line: checked, and whole if need be."""

import sys
from typing import TYPE_CHECKING

import typer

from flowc.cli.exits import FINDINGS, StopError
from flowc.cli.paths import flow_files
from flowc.cli.streams import paint_for, talk

if TYPE_CHECKING:
    from datetime import date

    from flowc.diagnostic import Diagnostic
    from flowc.pipeline import Checked, Work
    from flowc.source import Sources


def checked(paths: list[str], today: "date | None" = None) -> "Checked":
    """Everything at `paths`, read and checked; a path that is not there ends the command."""
    from flowc import pipeline

    return pipeline.check(flow_files(paths), today)


def one_program(path: str) -> "Work":
    """The program at `path`, with all that there is to say about it.

    In a folder it is the one that declares a flow; of a file with tests, what it imports.
    """
    works = checked([path]).works
    works = tuple(work for work in works if work.program is not None) or works
    if len(works) != 1:
        names = ", ".join(work.path for work in works)
        message = f"{path} holds more than one program, name one of them: {names}"
        raise StopError(message)
    return works[0]


def insist(diagnostics: "tuple[Diagnostic, ...]", sources: "Sources") -> None:
    """Show the findings on stderr, and end the command if there is an error among them."""
    from flowc.diagnostic import has_errors

    if diagnostics:
        from flowc.report.counts import summary
        from flowc.report.terminal import findings

        talk(findings(diagnostics, sources, paint_for(sys.stderr)).removesuffix("\n"))
        talk(f"\n{summary(diagnostics, len(sources))}")
    if has_errors(diagnostics):
        raise typer.Exit(FINDINGS)
