"""`flowc test`: call the program as its tests say, and see whether it does what they expect."""

import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from flowc.cli.exits import FINDINGS, StopError
from flowc.cli.program import checked
from flowc.cli.streams import out, paint_for, talk

if TYPE_CHECKING:
    from flowc.diagnostic import Diagnostic
    from flowc.pipeline import Checked, Work
    from flowc.source import Sources
    from flowc.testing.result import Engine, Result, Stuck, Suite

ENGINES = ("runtime", "asterisk", "freeswitch")

ABOUT_TESTS = frozenset({"F160"})
"""Warnings about tests, which somebody who runs them has to know."""


class Played(NamedTuple):
    """A program and what came of its tests; with errors there are no results."""

    work: "Work"
    errors: "tuple[Diagnostic, ...]"
    results: "tuple[Result, ...]"
    stuck: "tuple[Stuck, ...]" = ()


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
    from flowc.testing.result import RUNTIME

    choice("--format", format_, ("terminal", "json", "junit"))
    on = choice("--on", engine, ENGINES)
    done = checked(paths)
    _warn(done)
    played = tuple(_play(work, select, on) for work in done.works)
    if not any(p.results or p.errors for p in played):
        raise StopError(_nothing(done, select, paths), FINDINGS)
    took = RUNTIME
    if on != "runtime":
        from flowc.cli.on_switch import place

        took, played = place(on, played)
    suites = tuple(suite for one in played for suite in _suites(one))
    _show(suites, done.sources, format_, took)
    if trace:
        _write(trace, suites, done.sources)
    if any(s.errors or s.stuck or any(r.failure for r in s.results) for s in suites):
        raise typer.Exit(FINDINGS)


def _warn(done: "Checked") -> None:
    """What is doubtful about the tests themselves, as `flowc check` says it."""
    found = tuple(d for d in done.diagnostics if d.code in ABOUT_TESTS)
    if found:
        from flowc.report.terminal import findings

        talk(findings(found, done.sources, paint_for(sys.stderr)))


def _play(work: "Work", select: str, on: str) -> Played:
    """The tests of a program in the runtime. It can't be called if it has errors, or if the switch
    that it is for can't do what it says."""
    from flowc.testing import run_tests, stuck

    errors = tuple(d for d in work.diagnostics if d.severity == "error")
    if work.program is None or errors:
        return Played(work, errors, ())
    if on != "runtime":
        from flowc.cli.targets import choose

        errors = tuple(d for d in choose(on).limits(work) if d.severity == "error")
    if errors:
        return Played(work, errors, ())
    results = run_tests(work.program, work.tests, select)
    return Played(work, (), results, stuck(work.program, results))


def _suites(played: Played) -> "list[Suite]":
    """The results of a program, file by file; its errors if it can not be called."""
    from flowc.testing import Suite

    work, errors, results, stuck = played
    flow = work.program.name if work.program else ""
    if errors:
        return [Suite(work.path, flow, (), errors)]
    paths = dict.fromkeys(r.test.path for r in results)
    return [
        Suite(
            path,
            flow,
            tuple(r for r in results if r.test.path == path),
            (),
            tuple(s for s in stuck if s.test.path == path),
        )
        for path in paths
    ]


def _nothing(done: "Checked", select: str, paths: list[str]) -> str:
    """Why there is nothing to run: that is never a success."""
    tests = sum(len(work.tests) for work in done.works)
    if tests:
        return f"none of the {tests} tests has {select} in its title"
    return f'there is no test in {", ".join(paths)}: write one as test "…" {{ call "…" … }}'


def _show(suites: "tuple[Suite, ...]", sources: "Sources", how: str, engine: "Engine") -> None:
    if how == "json":
        from flowc.report.json_test import document as json

        out(json(suites, sources, engine))
        return
    if how == "junit":
        from flowc.report.junit import document as junit

        out(junit(suites, sources, engine))
        return
    from flowc.report.terminal import findings
    from flowc.report.test_terminal import results

    paint = paint_for(sys.stdout)
    errors = tuple(d for s in suites for d in s.errors)
    found = tuple(r for s in suites for r in s.results)
    parts = [findings(errors, sources, paint)] if errors else []
    stuck = tuple(one for s in suites for one in s.stuck)
    parts += [results(found, sources, paint, engine, stuck)] if found else []
    out("\n".join(parts))


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
