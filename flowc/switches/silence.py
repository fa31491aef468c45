"""Sound files in which nothing is heard."""

import os
from collections.abc import Iterable
from pathlib import Path

RATE = 8000
"""Samples a second."""

_SAMPLE = {".sln": b"\0\0", ".txt": b"", ".ulaw": b"\xff", ".alaw": b"\xd5"}
"""What silence is in a sample, by the ending of a file without a header."""


def lay(folder: Path, names: Iterable[str], milliseconds: int, ending: str) -> None:
    """A silent file for each name, which may have folders; they are one file under many names."""
    folder.mkdir(parents=True, exist_ok=True)
    one = folder / f"silent-{milliseconds}{ending}"
    one.write_bytes(_SAMPLE[ending] * (RATE * milliseconds // 1000))
    for name in names:
        file = folder / f"{name}{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or not file.samefile(one):
            file.unlink(missing_ok=True)
            os.link(one, file)
