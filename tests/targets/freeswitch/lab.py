"""Flows compiled for FreeSWITCH, as `flowc compile` would."""

from pathlib import Path

from flowc import pipeline
from flowc.backends import registry
from flowc.source import Source

HERE = Path(__file__).parent

Made = dict[str, str]
"""The text of every file by its path."""


def compiled(path: Path) -> pipeline.Compiled:
    """What the target says of a flow, with the lab's settings."""
    (work,) = pipeline.check((str(path),), None).works
    errors = [d for d in work.diagnostics if d.severity == "error"]
    assert not errors, errors
    target = registry.load("freeswitch")
    assert target is not None
    settings = Source("lab.toml", (HERE / "lab.toml").read_text(encoding="utf-8"))
    return pipeline.compile_for(work, target, target.versions[0], settings)


def files(path: Path) -> Made:
    """Every file, where nothing is wrong."""
    made = compiled(path)
    assert not [d for d in made.diagnostics if d.severity == "error"], made.diagnostics
    return {a.path: a.text for a in made.artefacts}
