"""`--target NAME[@VERSION]`, as check and compile take it."""

from typing import TYPE_CHECKING, NamedTuple

from flowc.cli.exits import StopError

if TYPE_CHECKING:
    from flowc.backends.target import Target
    from flowc.diagnostic import Diagnostic
    from flowc.pipeline import Compiled, Work
    from flowc.source import Source

_NOT_GIVEN = "F173"
"""A setting that is missing: `check` is told none and asks for none."""


class Chosen(NamedTuple):
    """A target in one of its versions."""

    target: "Target"
    version: str

    def compile(
        self, work: "Work", settings: "Source | None" = None, sets: tuple[str, ...] = ()
    ) -> "Compiled":
        """What the target makes of a checked program."""
        from flowc import pipeline

        return pipeline.compile_for(work, self.target, self.version, settings, sets)

    def limits(self, work: "Work") -> "tuple[Diagnostic, ...]":
        """What of a checked program this target can't do."""
        return tuple(d for d in self.compile(work).diagnostics if d.code != _NOT_GIVEN)


def choose(wanted: str) -> Chosen:
    """The target that `wanted` names, in the version it asks for or the target's first."""
    from flowc.backends import registry

    name, at, version = wanted.partition("@")
    target = registry.load(name)
    if target is None:
        from flowc.nearest import nearest

        known = registry.names()
        near = nearest(name, known)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
        message = f"there is no target {name}: {hint}"
        raise StopError(message)
    if at and version not in target.versions:
        message = f"{name} is known in version {', '.join(target.versions)}, not {version or '?'}"
        raise StopError(message)
    return Chosen(target, version or target.versions[0])
