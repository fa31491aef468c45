"""A private folder and a program that runs in it, both gone when flowc is: see `guard.py`."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import IO

from flowc.switches import guard
from flowc.switches.protocol import Broken

_PATIENCE = 10.0
"""Seconds that the guard may take to clean up."""


@contextlib.contextmanager
def writing() -> Generator[None]:
    """Whatever can not be written in here is Broken: a full disk is no bug of ours."""
    try:
        yield
    except OSError as e:
        message = f"{e.filename or tempfile.gettempdir()}: {e.strerror}"
        raise Broken(message) from e


class Guarded:
    """A private folder, and the program that was started in it last."""

    def __init__(self, name: str) -> None:
        """Make the folder; `name` is a part of its name. Raises Broken if there can be none."""
        self._guard = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", guard.__file__, f"flowc-{name}-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for flowc, which tells the guard by its pipe
        )
        self.folder = Path(self._answer("no folder can be made for it"))

    def start(self, run: Sequence[str], environment: Mapping[str, str]) -> int:
        """Start a program, whose process number is given back; what was started before is killed.
        Raises Broken."""
        wanted = {"run": list(run), "environment": dict(environment)}
        try:
            self._pipe.write(json.dumps(wanted) + "\n")
            self._pipe.flush()
        except OSError as e:
            message = "the process that looks after it is gone"
            raise Broken(message) from e
        return int(self._answer("it can not be started"))

    def output(self) -> str:
        """What the program has written to its standard output and error."""
        try:
            return (self.folder / "output").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def close(self) -> None:
        """Kill what runs and remove the folder; again: nothing."""
        with contextlib.suppress(OSError):
            self._pipe.close()
        try:
            self._guard.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()
        if self._guard.stdout:
            self._guard.stdout.close()

    @property
    def _pipe(self) -> IO[str]:
        assert self._guard.stdin is not None  # noqa: S101 - it was asked for
        return self._guard.stdin

    def _answer(self, what: str) -> str:
        assert self._guard.stdout is not None  # noqa: S101 - it was asked for
        line = self._guard.stdout.readline().rstrip("\n")
        if line and not line.startswith("!"):
            return line
        if not line or what.startswith("no folder"):
            self.close()
        message = f"{what}: {line[1:] or 'the process that looks after it ended'}"
        raise Broken(message)
