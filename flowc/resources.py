"""Where the files are that belong to flowc and are no Python: the grammar, the targets' templates.

An installed flowc carries them in `_data` inside the package; a checkout has them beside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `grammar` or `targets`, wherever this flowc keeps it."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
