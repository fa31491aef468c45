"""Which targets there are: the built-in ones, and those that other packages bring.

A package adds a target with an entry point in the group `flowc.targets`, whose object is a
`flowc.backends.target.Target`. Nothing is imported before a target is asked for by name.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from flowc.backends.target import Target

GROUP = "flowc.targets"

BUILT_IN: tuple[tuple[str, str], ...] = (
    ("asterisk", "flowc.backends.asterisk"),
    ("freeswitch", "flowc.backends.freeswitch"),
)
"""Names, and the modules whose `TARGET` they are."""


def names() -> tuple[str, ...]:
    """All names, the built-in ones first, the others in alphabetical order."""
    built_in = tuple(name for name, _ in BUILT_IN)
    return built_in + tuple(sorted(_others().keys() - set(built_in)))


def load(name: str) -> "Target | None":
    """The target of that name; a built-in one can't be replaced. None: there is none."""
    for built_in, module in BUILT_IN:
        if built_in == name:
            target: Target = import_module(module).TARGET
            return target
    point = _others().get(name)
    return point.load() if point else None


def _others() -> "dict[str, EntryPoint]":
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}
