"""Flows compiled for Asterisk, as `flowc compile` would."""

import re
from pathlib import Path
from typing import NamedTuple

from flowc import pipeline
from flowc.backends import registry
from flowc.source import Source

HERE = Path(__file__).parent

Made = dict[str, str]
"""The text of every file by its path."""


def compiled(path: Path, sets: tuple[str, ...] = ()) -> pipeline.Compiled:
    """What the target says of a flow, with the lab's settings."""
    (work,) = pipeline.check((str(path),), None).works
    errors = [d for d in work.diagnostics if d.severity == "error"]
    assert not errors, errors
    target = registry.load("asterisk")
    assert target is not None
    settings = Source("lab.toml", (HERE / "lab.toml").read_text(encoding="utf-8"))
    return pipeline.compile_for(work, target, target.versions[0], settings, sets)


def files(path: Path, sets: tuple[str, ...] = ()) -> Made:
    """Every file, where nothing is wrong."""
    made = compiled(path, sets)
    assert not [d for d in made.diagnostics if d.severity == "error"], made.diagnostics
    return {a.path: a.text for a in made.artefacts}


class Priority(NamedTuple):
    """One line of dialplan, as Asterisk reads it."""

    context: str
    extension: str
    label: str | None
    app: str


LINE = re.compile(
    r"(?:exten => (?P<exten>[^,]+),1|\s+same => n)(?:\((?P<label>\w[\w-]*)\))?,(?P<app>.+)"
)

HINT = re.compile(r"exten => agent-\w+,hint,[\w/@:-]+(&[\w/@:-]+)*")
"""Devices whose state is an agent's."""


def dialplan(text: str) -> list[Priority]:
    """Every line that is no comment. Anything unexpected fails."""
    found: list[Priority] = []
    context = extension = ""
    for line in text.splitlines():
        bare = re.sub(r"(?<!\\);.*", "", line).rstrip()
        if not bare:
            continue
        if bare.startswith("["):
            assert bare.endswith("]"), line
            context = bare[1:-1]
            continue
        if HINT.fullmatch(bare):
            continue
        match = LINE.fullmatch(bare)
        assert match, line
        extension = match["exten"] or extension
        found.append(Priority(context, extension, match["label"], match["app"]))
    return found
