"""Several cases in one `.flow` file, divided by lines of `---`, each mistake beside what is said.

`//~ F005 "words"` at the end of a line: that line gives F005, and its message, label or help holds
the words. `//~^` speaks of the line above, for lines whose end is no comment.
"""

import re
from pathlib import Path
from typing import NamedTuple

from flowc.diagnostic import Diagnostic
from flowc.source import Source

HERE = Path(__file__).parent
_EXPECTED = re.compile(r'//~(\^?) (F\d{3})(?: "(.*?)")?(?=\s*(?://|$))')


class Chunk(NamedTuple):
    """One case: its title (the comment it starts with), its text, what is expected by line."""

    title: str
    text: str
    expected: tuple[tuple[int, str, str], ...]


def chunks(name: str) -> list[Chunk]:
    """The cases of a file beside this one."""
    out: list[Chunk] = []
    for text in re.split(r"^---\n", (HERE / name).read_text(encoding="utf-8"), flags=re.MULTILINE):
        expected = [
            (number - bool(match[1]), match[2], match[3] or "")
            for number, line in enumerate(text.split("\n"), 1)
            for match in _EXPECTED.finditer(line)
        ]
        title = text.partition("\n")[0].removeprefix("//").strip()
        out.append(Chunk(title, text, tuple(expected)))
    return out


def said(source: Source, found: tuple[Diagnostic, ...]) -> list[tuple[int, str]]:
    """Line and code of what was found."""
    return [(source.position(d.primary.span.start).line, d.code) for d in found]
