"""From text to syntax tree, with spans, comments and recovery."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowc.syntax.loader import Loaded


def load(path: str) -> "Loaded":
    """The file at `path` and all that it imports: see `loader.load`."""
    from flowc.syntax import loader

    return loader.load(path)
