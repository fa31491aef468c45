"""Source text and positions in it: the lowest layer, known to everybody."""

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of one file, `start` inclusive and `end` exclusive, in code points."""

    path: str
    start: int
    end: int


class Position(NamedTuple):
    """A place as people count it: lines and columns from 1."""

    line: int
    column: int


class Source:
    """One file's text under the path that the user gave; lines are found when asked for."""

    def __init__(self, path: str, text: str) -> None:
        """Keep `text` as read from `path`; line ends are left as they are."""
        self.path = path
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> Position:
        """The line and column of the code point at `offset`."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def start(self, number: int) -> int:
        """The offset of line `number`, from 1."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r")


Sources = dict[str, Source]
"""Every file of a program by its path: what a renderer needs to show a span."""
