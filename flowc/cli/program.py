"""One program, for the commands that can do nothing without a whole one."""

import sys
from typing import TYPE_CHECKING

import typer

from flowc.cli.exits import FINDINGS, StopError
from flowc.cli.paths import flow_files
from flowc.cli.streams import paint_for, talk

if TYPE_CHECKING:
    from flowc.diagnostic import Diagnostic
    from flowc.pipeline import Work
    from flowc.source import Sources


def one_program(path: str) -> "Work":
    """The program at `path`; in a folder, the one that declares a flow."""
    from flowc import pipeline
    from flowc.syntax.ast import Flow

    files = flow_files([path])
    if files == (path,):
        return pipeline.check(path)
    works = [pipeline.check(file) for file in files]
    flows = [w for w in works if w.files and any(isinstance(x, Flow) for x in w.files[0].items)]
    if len(flows) != 1:
        names = ", ".join(work.path for work in flows) or "none of its files declares a flow"
        message = f"{path} is not one program ({names}): name a file"
        raise StopError(message)
    return flows[0]


def insist(diagnostics: "tuple[Diagnostic, ...]", sources: "Sources") -> None:
    """Show the findings on stderr, and end the command if there is an error among them."""
    from flowc.diagnostic import has_errors
    from flowc.report.terminal import findings, summary

    if diagnostics:
        talk(findings(diagnostics, sources, paint_for(sys.stderr)))
        talk(summary(diagnostics, len(sources)))
    if has_errors(diagnostics):
        raise typer.Exit(FINDINGS)
