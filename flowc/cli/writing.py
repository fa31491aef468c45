"""Artefacts into a folder: all of them or none, and never over a file that flowc did not write.

`flowc-files.txt` in the folder lists what flowc wrote there. Only those files are ever replaced or,
when a program no longer gives them, removed. Every file is written beside its place and then moved
there, so that a switch that reloads at that moment reads the old file or the new one.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from errno import EISDIR
from pathlib import Path
from typing import Literal, NamedTuple

from flowc.cli.exits import StopError

LIST = "flowc-files.txt"
_HEAD = "flowc wrote these files, and the next compilation overwrites them:\n"


class File(NamedTuple):
    """One file to be: its path below the folder, parts joined by `/`, and its text."""

    path: str
    text: str


class Change(NamedTuple):
    """What happens to one file. `old` None: there is none yet; `new` None: it goes away."""

    path: str
    what: Literal["written", "unchanged", "removed"]
    old: bytes | None
    new: bytes | None


def changes(folder: str, files: tuple[File, ...]) -> tuple[Change, ...]:
    """What writing `files` into `folder` would do, by path. Reads only."""
    root = Path(folder)
    if root.exists() and not root.is_dir():
        message = f"{folder} is a file, not a folder"
        raise StopError(message)
    ours = _ours(root)
    out: list[Change] = []
    for file in files:
        _inside(root, file.path)
        old, new = _read(root / file.path), file.text.encode()
        if old is not None and old != new and file.path not in ours:
            message = f"{root / file.path} is not flowc's: move it, or choose another --out"
            raise StopError(message)
        out.append(Change(file.path, "unchanged" if old == new else "written", old, new))
    for path in ours - {file.path for file in files}:
        _inside(root, path)
        if (old := _read(root / path)) is not None:
            out.append(Change(path, "removed", old, None))
    return tuple(sorted(out))


def write(folder: str, planned: tuple[Change, ...]) -> None:
    """Do what `changes` said. When something fails, the folder is as it was before."""
    root = Path(folder)
    kept = [change for change in planned if change.new is not None]
    listed = (_HEAD + "".join(f"{change.path}\n" for change in kept)).encode()
    todo = [(c.path, c.new) for c in kept if c.new is not None and c.what == "written"]
    if _read(root / LIST) != listed:
        todo.append((LIST, listed))
    made: list[Path] = []
    places = {root / path: data for path, data in todo}
    try:
        for place, data in places.items():
            _make(place.parent, made)
            if place.is_dir():
                raise IsADirectoryError(EISDIR, "a folder has this name", str(place))
            _create(_beside(place), data)
        for place in places:
            _beside(place).replace(place)
        for change in planned:
            if change.what == "removed":
                (root / change.path).unlink(missing_ok=True)
    except OSError as e:
        _undo(places, made)
        message = f"{e.filename or folder} can not be written: {e.strerror}"
        raise StopError(message) from None


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}.new")


def _undo(places: Iterable[Path], made: list[Path]) -> None:
    """Take away what stands beside the places, and the folders that were made; as far as it goes:
    on a broken disk the first failure has been told already."""
    with suppress(OSError):
        for place in places:
            _beside(place).unlink(missing_ok=True)
        for folder in reversed(made):
            folder.rmdir()


def _ours(root: Path) -> set[str]:
    data = _read(root / LIST)
    if data is None:
        return set()
    lines = data.decode("utf-8", "replace").removeprefix(_HEAD).splitlines()
    return {line for line in lines if line}


def _inside(root: Path, path: str) -> None:
    """Refuse a path that a link leads out of the folder."""
    parent = (root / path).parent
    if not parent.resolve().is_relative_to(root.resolve()):
        message = f"{parent} leads out of {root}: flowc writes only below --out"
        raise StopError(message)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as e:
        message = f"{path} can not be read: {e.strerror}"
        raise StopError(message) from None


def _make(folder: Path, made: list[Path]) -> None:
    """Make `folder` and what is missing above it, noting each."""
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        made.append(path)


def _create(path: Path, data: bytes) -> None:
    """A new file with `data`, on the disk when this returns; never through somebody's link."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
