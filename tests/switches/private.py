"""A private switch under test: programs from files, and what is left of it on the machine."""

import os
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.protocol import Loaded, Missing, Switch
from flowc.switches.registry import open_switch
from flowc.testing import run_tests
from flowc.testing.result import Result

NAMES = ("asterisk", "freeswitch")


def read(path: Path, select: str = "") -> tuple[Loaded, tuple[Result, ...]]:
    """A program and what came of its tests in the runtime."""
    (work,) = pipeline.check((str(path),)).works
    assert work.program is not None
    return Loaded(work.program, work.sources), run_tests(work.program, work.tests, select)


@contextmanager
def running(name: str) -> Generator[Switch]:
    """A private switch of that name; skips the test where there is none."""
    try:
        found = open_switch(name)
    except Missing as e:
        pytest.skip(f"needs {name}: {e}")
    with found as switch:
        yield switch


@contextmanager
def own_folder(monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """A folder for temporary files, which is empty again at the end and of which no process knows.

    Not pytest's: Asterisk cuts the names of sockets in folders with long names.
    """
    with tempfile.TemporaryDirectory(prefix="flowc-test-") as name:
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.setattr(tempfile, "tempdir", None)
        folder = Path(name)
        yield folder
        wait_until(lambda: not processes(folder), "a process was left behind")
        wait_until(lambda: not list(folder.iterdir()), "a folder was left behind")


def processes(folder: Path) -> list[int]:
    """The processes whose command line speaks of the folder."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in words and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again until the condition holds."""
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.05)
