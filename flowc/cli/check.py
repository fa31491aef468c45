"""`flowc check`: read programs and say what is wrong with them before a caller finds out."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import FINDINGS
from flowc.cli.paths import flow_files
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
    from flowc import pipeline
    from flowc.cli.options import choice, day
    from flowc.cli.targets import Chosen, choose

    choice("--format", format_, ("terminal", "json"))
    chosen: Chosen | None = choose(target) if target else None
    works = pipeline.check_all(flow_files(paths), day("--today", today) if today else None)
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Sources = {}
    for work in works:
        sources |= work.sources
        diagnostics += work.diagnostics if chosen is None else chosen.limits(work)
    diagnostics = pipeline.ordered(diagnostics)
    _show(diagnostics, sources, format_, None if everything else 20)
    if any(d.severity == "error" or strict for d in diagnostics):
        raise typer.Exit(FINDINGS)


def _show(
    diagnostics: "tuple[Diagnostic, ...]", sources: "Sources", how: str, limit: int | None
) -> None:
    if how == "json":
        from flowc.report.json_check import document

        out(document(diagnostics, sources))
        return
    from flowc.report.terminal import findings, summary

    if diagnostics:
        out(findings(diagnostics, sources, paint_for(sys.stdout), limit=limit))
    talk(summary(diagnostics, len(sources)))
