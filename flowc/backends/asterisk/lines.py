"""Dialplan as values: lines in extensions in contexts. The template lays these out."""

from typing import NamedTuple

from flowc.backends.asterisk import telling
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import DialplanText

LONGEST = 8000
"""Asterisk skips a longer line (8191) and numbers the rest wrongly."""


LONGEST_EXPRESSION = 4000
"""Asterisk works out an expression in a buffer of 4096."""


class Line(NamedTuple):
    """One priority: an application with its arguments, and perhaps a label."""

    app: DialplanText
    label: str | None


class Extension(NamedTuple):
    """`name` as written after `exten =>`; `note` is said above it, "" for nothing. `hint`: the
    devices whose state is the extension's."""

    name: str
    lines: tuple[Line, ...]
    note: str
    hint: DialplanText | None = None


class Context(NamedTuple):
    """`title` is the comment above: what it is and where it comes from."""

    name: str
    title: tuple[DialplanText, ...]
    extensions: tuple[Extension, ...]


def setting(*pairs: str) -> str:
    """Sets channel variables in one line: each pair is `name=value`, without a comma, a quote, a
    bracket or a backslash that stand for themselves."""
    return f"Set({pairs[0]})" if len(pairs) == 1 else f"MSet({','.join(pairs)})"


class Writer:
    """Writes one extension, line by line. A label set by `mark` stands on the next line.

    Events are held until another line comes: what no line stands between is told by one.
    """

    def __init__(self, name: str, note: str = "") -> None:
        """Begin an extension."""
        self.name = name
        self._note = note
        self._lines: list[Line] = []
        self._label: str | None = None
        self._taken: dict[str, int] = {}
        self._held: list[Told] = []

    def add(self, app: str) -> None:
        """One more line. The parts of `app` that come from outside have passed `text.py`."""
        self._say()
        self._write(app)

    def tell(self, *told: Told) -> None:
        """Events of the trace, told here."""
        for one in told:
            if not telling.fits(self._held, one):
                self._say()
            self._held.append(one)

    def take(self) -> tuple[Told, ...]:
        """The events that are held, to be told behind lines that say nothing to a caller and take
        no time; what they tell of must still be so there."""
        held, self._held = tuple(self._held), []
        return held

    def _say(self) -> None:
        held = self.take()
        if held:
            self._write(telling.line(held))

    def _write(self, app: str) -> None:
        self._lines.append(Line(DialplanText(app), self._label))
        self._label = None

    def mark(self, label: str) -> None:
        """Name the next line."""
        self._say()
        if self._label is not None:
            self.add("NoOp()")
        self._label = label

    def label(self, stem: str) -> str:
        """A label that this extension has not used yet: `stem`, or `stem_2` and so on."""
        count = self._taken.get(stem, 0) + 1
        self._taken[stem] = count
        return stem if count == 1 else f"{stem}_{count}"

    def done(self) -> Extension:
        """The extension as a value."""
        self._say()
        if self._label is not None:
            self.add("NoOp()")
        return Extension(self.name, tuple(self._lines), self._note)
