"""Where output goes: results to stdout, talk to stderr, both UTF-8 whatever the locale says."""

import io
import os
import sys
from typing import TextIO

from flowc.cli.exits import PIPE, StopError
from flowc.report.text import Paint, painter, visible


def prepare() -> None:
    """Make both streams UTF-8: a flow's texts must come out under `LC_ALL=C` too."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def take_any_bytes(stream: TextIO) -> None:
    """Let `stream` read what is no UTF-8 as a sign for that, without an error."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")


def out(text: str) -> None:
    """Write a result to stdout, now. Ends the program quietly if nobody reads it any more."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        abandon()
        raise SystemExit(PIPE) from None
    except OSError as e:
        abandon()
        message = f"the output can not be written: {e.strerror}"
        raise StopError(message) from None


def talk(text: str) -> None:
    """Say something to the person, not to the next program: one line on stderr."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        pass  # there is nobody to tell


def complain(text: str) -> None:
    """Say on stderr what stopped the command."""
    talk(f"flowc: {visible(text)}")


def paint_for(stream: TextIO) -> Paint:
    """Colours if `stream` is a terminal. NO_COLOR never, FORCE_COLOR always, NO_COLOR wins."""
    return painter(colour=_colour(stream))


def _colour(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def abandon() -> None:
    """Send what is still buffered nowhere, so that nothing fails again on the way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
