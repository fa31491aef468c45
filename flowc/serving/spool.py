"""The folder through which notices go: written by the switch, kept until somebody took them.

`new/` is the switch's: a file for each notice, its name the notice's id. `queue/` holds those that
are to be delivered, `dead/` those that nobody took or can take. A notice is one file in one of
them at any moment, moved by a rename and removed after it was taken: whenever the program or the
machine stops, it is there at the next start. Everything here may wait for a disk.
"""

import errno
import fcntl
import os
import stat
import time
from pathlib import Path
from typing import NamedTuple

from flowc.serving import notice
from flowc.serving.notice import Document, UnreadableError

_FOLDERS = ("new", "queue", "dead")

_LARGEST = 64 << 10
"""Bytes of a notice."""

_PATIENCE = 3600
"""Seconds for which a file without its end is left to its writer."""

_AT_A_TIME = 500


class SpoolError(Exception):
    """The spool can't be used; says why."""


class Kept(NamedTuple):
    """A notice in the queue: its file's name, since when it is there (seconds since 1970), and
    what it says."""

    name: str
    since: float
    document: Document


class Lost(NamedTuple):
    """A file in the queue that is no notice, and why."""

    name: str
    why: str


class Arrived(NamedTuple):
    """What was moved into the queue, and what is wrong with the disk; empty if nothing is."""

    found: list[Kept | Lost]
    trouble: str


class Spool:
    """A spool of which this program is the only reader."""

    def __init__(self, folder: Path) -> None:
        """Make what is not there yet, and keep others out. Raises SpoolError."""
        self.folder = folder
        self.unfinished = 0
        try:
            for name in _FOLDERS:
                (folder / name).mkdir(mode=0o770, parents=True, exist_ok=True)
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        except OSError as e:
            message = f"the spool {folder} can not be used: {e.strerror}"
            raise SpoolError(message) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            message = f"the spool {folder} is another flowc serve's"
            raise SpoolError(message) from None
        self.dead = sum(1 for _ in (folder / "dead").iterdir())

    def close(self) -> None:
        """Let others in."""
        os.close(self._lock)

    def left(self) -> list[Kept | Lost]:
        """What an earlier run did not deliver."""
        return [self._read(file.name) for file in sorted((self.folder / "queue").iterdir())]

    def arrived(self) -> Arrived:
        """What the switch has written since, moved into the queue: some of it, the first names
        first. What can't be moved waits where it is."""
        moved: list[str] = []
        self.unfinished = 0
        trouble = ""
        try:
            for file in sorted((self.folder / "new").iterdir()):
                if len(moved) == _AT_A_TIME:
                    break
                try:
                    if not _finished(file):
                        self.unfinished += 1
                        continue
                    free = self._free("queue", file.name)
                    file.rename(free)
                except OSError as e:  # of this one; the next may fit
                    trouble = f"{file}: {e.strerror}: it waits there"
                else:
                    moved.append(free.name)
            if moved:
                self._settle("queue", "new")
        except OSError as e:
            trouble = f"{self.folder}: {e.strerror}"
        return Arrived([self._read(name) for name in moved], trouble)

    def _free(self, folder: str, name: str) -> Path:
        """A name for it that nothing there has: calls' ids may repeat after a restart."""
        free, number = self.folder / folder / name, 1
        while os.path.lexists(free):
            number += 1
            free = free.with_name(f"{name}.{number}")
        return free

    def _read(self, name: str) -> Kept | Lost:
        file = self.folder / "queue" / name
        try:
            about = file.lstat()
            if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST:
                return Lost(name, "it is no file of a notice's size")
            return Kept(name, about.st_mtime, notice.read(name, file.read_text("utf-8", "replace")))
        except OSError as e:
            return Lost(name, f"it can not be read: {e.strerror}")
        except UnreadableError as e:
            return Lost(name, str(e))

    def taken(self, name: str) -> None:
        """Somebody has it: remove it. Raises OSError."""
        (self.folder / "queue" / name).unlink()
        self._settle("queue")

    def bury(self, name: str) -> None:
        """Nobody will take it: keep it in `dead`. Raises OSError."""
        (self.folder / "queue" / name).rename(self._free("dead", name))
        self._settle("dead", "queue")
        self.dead += 1

    def _settle(self, *folders: str) -> None:
        """Have the names in these folders on the disk."""
        for folder in folders:
            handle = os.open(self.folder / folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _finished(file: Path) -> bool:
    """Whether its writer is done with it; it is on the disk then. Raises OSError."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as e:
        if e.errno in {errno.ELOOP, errno.ENXIO}:
            return True  # no file: reading it in the queue says so
        raise
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST:
            return True  # as above
        text = os.read(handle, _LARGEST).decode("utf-8", "replace")
        if notice.complete(text) or time.time() - about.st_mtime > _PATIENCE:
            os.fsync(handle)
            return True
        return False
    finally:
        os.close(handle)
