"""Text for a terminal: how wide it is, what of it is safe to send there, and its colours."""

from collections.abc import Callable
from functools import partial
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["error", "warning", "frame", "bold", "help", "good"]

Paint: TypeAlias = Callable[[Style, str], str]
"""Gives a text its colour, or leaves it as it is."""

TAB = 4
"""Columns from one tab stop to the next."""

_SGR: dict[Style, str] = {
    "error": "1;31",
    "warning": "1;33",
    "frame": "34",
    "bold": "1",
    "help": "36",
    "good": "32",
}

_UNSEEN = dict.fromkeys(
    (
        *range(0x7F, 0xA0),  # DEL and C1: terminals obey some of them
        *range(0x200B, 0x2010),  # zero width, and marks of direction
        *range(0x2028, 0x202F),  # line separators and embeddings of direction: text that lies
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xD800, 0xE000),  # what no encoding can write
    ),
    "\N{REPLACEMENT CHARACTER}",
) | {code: chr(0x2400 + code) for code in range(0x20)}


def painter(*, colour: bool) -> Paint:
    """The painter for a terminal that shows colours, or for one that does not."""
    return partial(_paint, colour)


def _paint(colour: bool, style: Style, text: str) -> str:  # noqa: FBT001 - bound by `painter`
    return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if colour and text else text


def visible(text: str) -> str:
    """`text` with a visible sign for every character that a terminal would obey, not show."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_UNSEEN)


def columns(text: str) -> list[int]:
    """The column at which each character starts, from 0, and at the end the column after all.

    Tabs reach to the next stop; wide characters take two columns, combining ones none.
    """
    if text.isascii() and "\t" not in text:
        return list(range(len(text) + 1))
    from unicodedata import combining, east_asian_width

    starts = [0]
    at = 0
    for char in text:
        if char == "\t":
            at += TAB - at % TAB
        elif ord(char) in _UNSEEN:
            at += 1
        elif not combining(char):
            at += 2 if east_asian_width(char) in "WF" else 1
        starts.append(at)
    return starts


def spread(text: str) -> str:
    """One line as a terminal is to show it: tabs as spaces, nothing in it to be obeyed."""
    if "\t" not in text:
        return visible(text)
    starts = columns(text)
    return "".join(
        " " * (starts[i + 1] - starts[i]) if char == "\t" else visible(char)
        for i, char in enumerate(text)
    )
