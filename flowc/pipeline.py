"""From files to a judged program, and from there to a target's files: the order of the passes.

Nothing else knows the order. Every pass takes a `Work` and gives one back: with more in it, or with
more findings, and never raises for what a user wrote.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flowc import rules, syntax
from flowc.diagnostic import Diagnostic, has_errors
from flowc.semantics import lower
from flowc.source import Source, Sources

if TYPE_CHECKING:
    from flowc.backends.target import Artefact, Target
    from flowc.semantics.ir import Program
    from flowc.syntax.ast import File


class Work(NamedTuple):
    """A program on its way through the passes.

    `files` are the trees, the one at `path` first; `program` is None where the files do not make
    one. `today` is for findings that depend on the date; None: there are none of those.
    """

    path: str
    today: date | None
    files: "tuple[File, ...]" = ()
    sources: Sources = {}  # noqa: RUF012 - never changed in place
    program: "Program | None" = None
    diagnostics: tuple[Diagnostic, ...] = ()


Pass: TypeAlias = Callable[[Work], Work]


def _read(work: Work) -> Work:
    loaded = syntax.load(work.path)
    return work._replace(
        files=loaded.files,
        sources=loaded.sources,
        diagnostics=work.diagnostics + tuple(loaded.diagnostics),
    )


def _lower(work: Work) -> Work:
    program, found = lower.analyse(work.files)
    return work._replace(program=program, diagnostics=work.diagnostics + tuple(found))


def _judge(work: Work) -> Work:
    if work.program is None:
        return work
    found = rules.run(work.program, work.today)
    return work._replace(diagnostics=work.diagnostics + tuple(found))


PASSES: tuple[Pass, ...] = (_read, _lower, _judge)


def check(path: str, today: date | None = None) -> Work:
    """The program at `path`, with everything that there is to say about it in order."""
    work = Work(path, today)
    for run in PASSES:
        work = run(work)
    return work._replace(diagnostics=ordered(work.diagnostics))


def check_all(paths: tuple[str, ...], today: date | None = None) -> tuple[Work, ...]:
    """Every program among `paths`: a file that another one imports is part of that program."""
    works = [check(path, today) for path in paths]
    imported = {path for work in works for path in work.sources if path != work.path}
    return tuple(work for work in works if work.path not in imported) or tuple(works)


class Compiled(NamedTuple):
    """A program, and what a target made of it: no artefacts if there is an error."""

    work: Work
    artefacts: "tuple[Artefact, ...]"
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def compile_for(
    work: Work, target: "Target", version: str, settings: Source | None, sets: tuple[str, ...]
) -> Compiled:
    """What `target` makes of a checked program with a deployment's settings."""
    from flowc.backends.target import Job
    from flowc.settings import SET, load

    sources = dict(work.sources)
    if settings is not None:
        sources[settings.path] = settings
    if sets:
        sources[SET] = Source(SET, "\n".join(sets))
    values, found = load(settings, sets)
    diagnostics = work.diagnostics + found
    if work.program is None or has_errors(diagnostics):
        return Compiled(work, (), ordered(diagnostics), sources)
    made = target.compile(Job(work.program, values, work.sources, version))
    return Compiled(work, made.artefacts, ordered(diagnostics + made.diagnostics), sources)


def ordered(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """By file and place, the same finding once."""
    return tuple(
        sorted(dict.fromkeys(diagnostics), key=lambda d: (d.primary.span, d.code, d.message))
    )
