"""`flowc check`: read programs and say what is wrong with them before a caller finds out."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import FINDINGS
from flowc.cli.program import checked
from flowc.cli.streams import out, paint_for, talk

if TYPE_CHECKING:
    from flowc.diagnostic import Diagnostic
    from flowc.source import Sources


def run(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="A .flow file, or a folder of them.")
    ],
    target: Annotated[
        str, typer.Option(metavar="NAME[@VERSION]", help="Check this target's limits too.")
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,
    today: Annotated[
        str, typer.Option(metavar="DATE", help="Warn of schedules that end within a year of it.")
    ] = "",
    format_: Annotated[
        str, typer.Option("--format", metavar="terminal|json", help="How to show findings.")
    ] = "terminal",
    everything: Annotated[bool, typer.Option("--all", help="Show more than 20 findings.")] = False,
) -> None:
    """Read programs and say what is wrong with them."""
    from flowc.cli.options import choice, day
    from flowc.cli.targets import choose

    choice("--format", format_, ("terminal", "json"))
    chosen = choose(target) if target else None
    done = checked(paths, day("--today", today) if today else None)
    diagnostics = done.diagnostics
    if chosen is not None:
        from flowc.pipeline import ordered

        diagnostics = ordered(
            diagnostics + tuple(d for work in done.works for d in chosen.limits(work))
        )
    _show(diagnostics, done.sources, format_, everything)
    if any(d.severity == "error" or strict for d in diagnostics):
        raise typer.Exit(FINDINGS)


def _show(
    diagnostics: "tuple[Diagnostic, ...]", sources: "Sources", how: str, everything: bool
) -> None:
    if how == "json":
        from flowc.report.json_check import document

        out(document(diagnostics, sources))
        return
    from flowc.report.counts import summary

    if diagnostics:
        from flowc.report.terminal import LIMIT, findings

        limit = None if everything else LIMIT
        out(findings(diagnostics, sources, paint_for(sys.stdout), limit=limit))
        talk("")
    talk(summary(diagnostics, len(sources)))
