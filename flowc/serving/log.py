"""What `flowc serve` says of itself: one line for each event, nothing in it that is a value."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["error", "warning", "info", "debug"]

Log: TypeAlias = Callable[[Level, str], None]
"""Takes one line. Values of callers and secrets are in none; names of plans, services and calls
are shown by `shown`."""


def silent(_level: Level, _line: str) -> None:
    """Nobody listens."""


def shown(text: str) -> str:
    """`text` so that it stays in its line and moves no cursor: all but printable ASCII escaped."""
    return "".join(c if " " <= c <= "~" and c != "\\" else _escaped(c) for c in text)


def named(bug: Exception) -> str:
    """What it is and where it was raised, for whoever mends it. Not its text, which may hold a
    value."""
    at = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{type(bug).__name__} at {Path(at.filename).name}:{at.lineno}"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
