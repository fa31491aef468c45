"""A process that outlives its maker for as long as it takes to clean up.

Run as a program of its own (`python guard.py PREFIX`), with nothing but the standard library. It
makes a private folder and prints its path; then it reads one line of JSON that says what to start
there, starts it in a process group of its own, and prints its number. When standard input ends,
whatever the reason (the maker is done, was interrupted, was killed), it kills the group, removes
the folder and ends. `!` begins a line that says why something could not be done.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

_GRACE = 2.0
"""Seconds that files may still be written after everything was killed."""


def main(prefix: str) -> None:
    """Do as the module says."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    try:
        folder = tempfile.mkdtemp(prefix=prefix)
    except OSError as e:
        _say(f"!{e.filename or tempfile.gettempdir()}: {e.strerror}")
        return
    started: list[subprocess.Popen[bytes]] = []
    try:
        _say(folder)
        for line in sys.stdin.buffer:
            _stop(started)
            _start(json.loads(line), folder, started)
    finally:
        _stop(started)
        shutil.rmtree(folder, ignore_errors=True)


def _start(
    wanted: "dict[str, object]", folder: str, started: "list[subprocess.Popen[bytes]]"
) -> None:
    """Start `wanted["run"]` (a list of words) in the environment `wanted["environment"]`; what it
    writes goes to the file `output` of the folder."""
    try:
        with (Path(folder) / "output").open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - a program that the user named, and no shell
                wanted["run"],  # pyright: ignore[reportArgumentType, reportCallIssue]
                env=wanted["environment"],  # pyright: ignore[reportArgumentType]
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as e:
        _say(f"!{e.filename}: {e.strerror}")
        return
    started.append(process)
    _say(str(process.pid))


def _stop(started: "list[subprocess.Popen[bytes]]") -> None:
    while started:
        process = started.pop()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)


def _say(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody may be there any more
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
