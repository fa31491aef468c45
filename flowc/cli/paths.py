"""Which files a command is about."""

import os
from collections.abc import Iterator

from flowc.cli.exits import StopError

SUFFIX = ".flow"


def flow_files(paths: list[str]) -> tuple[str, ...]:
    """The files that `paths` name: a file as it is, a folder as every `.flow` file below it.

    In the order given, a folder's own in the order of their names, each once.
    """
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - pathlib would change the path as it was written
            below = sorted(_below(path))
            if not below:
                message = f"there is no {SUFFIX} file in {path}"
                raise StopError(message)
            found.update(dict.fromkeys(below))
        elif os.path.lexists(path):
            found[path] = None
        else:
            message = f"there is no file {path}"
            raise StopError(message)
    return tuple(found)


def _below(folder: str) -> Iterator[str]:
    def refuse(e: OSError) -> None:
        message = f"{e.filename} can not be read: {e.strerror}"
        raise StopError(message)

    for here, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(SUFFIX) and not name.startswith("."):
                yield os.path.normpath(os.path.join(here, name))  # noqa: PTH118 - as above
