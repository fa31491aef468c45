"""`flowc test`: call the program as its tests say, and see whether it does what they expect."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from flowc.cli.exits import FINDINGS, MISSING, StopError
from flowc.cli.program import checked
from flowc.cli.streams import out, paint_for

if TYPE_CHECKING:
    from flowc.pipeline import Checked, Work
    from flowc.source import Sources
    from flowc.testing import Suite

ENGINES = ("runtime", "asterisk", "freeswitch")


def run(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="A .flow file, or a folder of them.")
    ],
    select: Annotated[
        str, typer.Option("-k", metavar="TEXT", help="Only tests with TEXT in their title.")
    ] = "",
    engine: Annotated[
        str, typer.Option("--on", metavar="|".join(ENGINES), help="What takes the calls.")
    ] = "runtime",
    format_: Annotated[
        str, typer.Option("--format", metavar="terminal|json|junit", help="How to show results.")
    ] = "terminal",
    trace: Annotated[
        str, typer.Option(metavar="DIR", help="Write each test's trace into this folder.")
    ] = "",
) -> None:
    """Run the call tests of programs."""
    from flowc.cli.options import choice

    choice("--format", format_, ("terminal", "json", "junit"))
    if choice("--on", engine, ENGINES) != "runtime":
        message = f"--on {engine} is not available yet; --on runtime is, and it is the default"
        raise StopError(message, MISSING)
    done = checked(paths)
    suites = tuple(suite for work in done.works for suite in _suites(work, select))
    if not suites:
        raise StopError(_nothing(done, select, paths), FINDINGS)
    _show(suites, done.sources, format_)
    if trace:
        _write(trace, suites, done.sources)
    if any(s.errors or any(r.failure for r in s.results) for s in suites):
        raise typer.Exit(FINDINGS)


def _suites(work: "Work", select: str) -> "list[Suite]":
    """The results of a program, file by file; its errors if it can not be called."""
    from flowc.testing import Suite, run_tests

    errors = tuple(d for d in work.diagnostics if d.severity == "error")
    flow = work.program.name if work.program else ""
    if errors or work.program is None:
        return [Suite(work.path, flow, (), errors)] if errors else []
    results = run_tests(work.program, work.tests, select)
    paths = dict.fromkeys(r.test.path for r in results)
    return [Suite(p, flow, tuple(r for r in results if r.test.path == p), ()) for p in paths]


def _nothing(done: "Checked", select: str, paths: list[str]) -> str:
    """Why there is nothing to run: that is never a success."""
    tests = sum(len(work.tests) for work in done.works)
    if tests:
        return f"none of the {tests} tests has {select} in its title"
    return f'there is no test in {", ".join(paths)}: write one as test "…" {{ call "…" … }}'


def _show(suites: "tuple[Suite, ...]", sources: "Sources", how: str) -> None:
    if how == "json":
        from flowc.report.json_test import document as json

        out(json(suites, sources))
        return
    if how == "junit":
        from flowc.report.junit import document as junit

        out(junit(suites, sources))
        return
    from flowc.report.terminal import findings
    from flowc.report.test_terminal import results

    paint = paint_for(sys.stdout)
    errors = tuple(d for s in suites for d in s.errors)
    found = tuple(r for s in suites for r in s.results)
    parts = [findings(errors, sources, paint)] if errors else []
    out("\n".join(parts + ([results(found, sources, paint)] if found else [])))


def _write(folder: str, suites: "tuple[Suite, ...]", sources: "Sources") -> None:
    """The traces, or a word about why they can not be written."""
    from pathlib import Path

    from flowc.report.traces import files

    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, text in files(suites, sources):
            (place / name).write_text(text, encoding="utf-8")
    except OSError as e:
        message = f"{e.filename or folder} can not be written: {e.strerror}"
        raise StopError(message) from None
