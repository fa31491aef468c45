"""What a target is: the call graph and a deployment's settings in, files and findings out.

A target makes every decision in Python and lays out text in templates. It never raises for what a
user wrote: what it can't do is an F7xx finding with a way out (F70x any target, F71x and F73x
asterisk, F72x freeswitch). Compiling twice gives the same bytes: no clock, no randomness, no
absolute path.
"""

import os.path
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from flowc.backends.abilities import Abilities
    from flowc.diagnostic import Diagnostic
    from flowc.semantics.ir import Program
    from flowc.settings import Settings
    from flowc.source import Sources, Span


class Artefact(NamedTuple):
    """One file: `path` is relative to the output folder, its parts joined by `/`; `text` is the
    whole file, lines ended by a newline, to be written as UTF-8."""

    path: str
    text: str


class Job(NamedTuple):
    """All that a target may look at. `version` is one of the target's `versions`."""

    program: "Program"
    settings: "Settings"
    sources: "Sources"
    version: str


class Compiled(NamedTuple):
    """What came of it. With an error among the diagnostics there are no artefacts."""

    artefacts: "tuple[Artefact, ...]"
    diagnostics: "tuple[Diagnostic, ...]"


Compile: TypeAlias = Callable[[Job], Compiled]


class Target(NamedTuple):
    """A switch that flowc can write for. `versions`: those it was tried with, the default first.
    `abilities`: what it makes of the language, for `flowc explain --targets`."""

    name: str
    versions: tuple[str, ...]
    compile: Compile
    abilities: "Abilities" = ()


def place(job: Job, span: "Span") -> str:
    """Where `span` starts as a comment says it: `support.flow:34`.

    Paths are told from the folder of the program's first file, so that the output does not depend
    on where the compiler was started.
    """
    path = os.path.relpath(span.path, Path(job.program.path).parent)
    path = path.replace(os.sep, "/")
    source = job.sources.get(span.path)
    return f"{path}:{source.position(span.start).line}" if source else path
