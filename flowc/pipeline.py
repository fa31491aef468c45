"""From files to judged programs, and from there to a target's files: the order of the passes.

Nothing else knows the order. A pass takes a `Work` and gives it back with more in it, or with more
findings, and never raises for what a user wrote.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flowc import rules, syntax
from flowc.diagnostic import Diagnostic, has_errors
from flowc.semantics import lower
from flowc.source import Source, Sources
from flowc.syntax.ast import File, List, Test

if TYPE_CHECKING:
    from flowc.backends.target import Artefact, Target
    from flowc.semantics import scenario
    from flowc.semantics.ir import Program


class Work(NamedTuple):
    """A program on its way through the passes.

    `files` are its trees, the one at `path` first; `program` is None where they do not make one.
    `today` is for findings that depend on the date; None: there are none of those.
    """

    path: str
    today: date | None
    files: tuple[File, ...] = ()
    sources: Sources = {}  # noqa: RUF012 - never changed in place
    program: "Program | None" = None
    tests: "tuple[scenario.Test, ...]" = ()
    diagnostics: tuple[Diagnostic, ...] = ()


Pass: TypeAlias = Callable[[Work], Work]


def _read(work: Work) -> Work:
    loaded = syntax.load(work.path)
    return work._replace(
        files=loaded.files,
        sources=loaded.sources,
        diagnostics=work.diagnostics + loaded.diagnostics,
    )


def _lower(work: Work) -> Work:
    lists = None
    if any(isinstance(x, List) and x.file for f in work.files for x in f.items):
        from flowc.semantics import list_files

        lists, found = list_files.read(work.files)
        sources = work.sources | {path: file.source for path, file in lists.items()}
        work = work._replace(sources=sources, diagnostics=work.diagnostics + found)
    program, found = lower.analyse(work.files, lists)
    return work._replace(program=program, diagnostics=work.diagnostics + found)


def _judge(work: Work) -> Work:
    if work.program is None:
        return work
    found = rules.run(work.program, work.today)
    return work._replace(diagnostics=work.diagnostics + found)


def _script(work: Work) -> Work:
    if work.program is None or not any(isinstance(x, Test) for f in work.files for x in f.items):
        return work
    from flowc.semantics import scenario_lower

    tests, found = scenario_lower.run(work.files, work.program)
    return work._replace(tests=tests, diagnostics=work.diagnostics + found)


PASSES: tuple[Pass, ...] = (_read, _lower, _judge, _script)


class Checked(NamedTuple):
    """All programs that were asked for, and all that there is to say, by file and place."""

    works: tuple[Work, ...]
    sources: Sources
    diagnostics: tuple[Diagnostic, ...]


def check(paths: tuple[str, ...], today: date | None = None) -> Checked:
    """Read the programs at `paths`, all of them files, and run each through the passes.

    A file that another one imports is a part of that program, and none of its own.
    """
    works: list[Work] = []
    for path in paths:
        work = Work(path, today)
        for run in PASSES:
            work = run(work)
        works.append(work)
    imported = {path for work in works for path in work.sources if path != work.path}
    roots = tuple(work for work in works if work.path not in imported) or tuple(works)
    sources = {path: source for work in roots for path, source in work.sources.items()}
    found = tuple(d for work in roots for d in work.diagnostics)
    return Checked(roots, sources, ordered(found))


class Compiled(NamedTuple):
    """What a target made of a program: no artefacts if there is an error."""

    artefacts: "tuple[Artefact, ...]"
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def compile_for(
    work: Work,
    target: "Target",
    version: str,
    settings: Source | None = None,
    sets: tuple[str, ...] = (),
) -> Compiled:
    """What `target` makes of a checked program with a deployment's settings; the diagnostics are
    those of this step only."""
    from flowc.backends.target import Job
    from flowc.settings import SET, load

    sources = dict(work.sources)
    if settings is not None:
        sources[settings.path] = settings
    if sets:
        sources[SET] = Source(SET, "\n".join(sets))
    values, found = load(settings, sets)
    if work.program is None or has_errors(work.diagnostics + found):
        return Compiled((), ordered(found), sources)
    made = target.compile(Job(work.program, values, work.sources, version))
    return Compiled(made.artefacts, ordered(found + made.diagnostics), sources)


def ordered(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """By file and place, the same finding once."""
    return tuple(
        sorted(dict.fromkeys(diagnostics), key=lambda d: (d.primary.span, d.code, d.message))
    )
