"""Numbers and keys as patterns: `X` any digit, a final `*` any rest."""

import re
from typing import NamedTuple

from flowc.semantics.scope import Site
from flowc.syntax import ast


class Pattern(NamedTuple):
    """`text` without the final `*`, which is `rest`."""

    text: str
    rest: bool


def number_pattern(site: Site, written: ast.Str) -> Pattern:
    """A number's or list entry's pattern; F114 for what is none."""
    found = re.fullmatch(r"(\+?[0-9X]*)(\*?)", written.text)
    if not found or (not found[1] and not found[2]) or found[1] == "+":
        site.findings.error(
            "F114",
            f'`"{written.text}"` is no number and no pattern of one',
            written.span,
            help="write digits after an optional `+`, with `X` for any digit and a final `*` for "
            'any rest: `"+3705200010X"`',
        )
        return Pattern("", rest=False)
    return Pattern(found[1], bool(found[2]))


def plain_number(site: Site, written: ast.Str) -> str:
    """A number to be dialled, without X and `*`."""
    if not re.fullmatch(r"\+?[0-9]+", written.text):
        site.findings.error(
            "F114",
            f'`"{written.text}"` is no number that can be dialled',
            written.span,
            help='write digits after an optional `+`: `"+37061111111"`',
        )
    return written.text


def key_pattern(key: ast.Key) -> Pattern:
    """A key's pattern: a lone `*` is the star key, a final `*` after others any rest."""
    rest = len(key.text) > 1 and key.text.endswith("*")
    return Pattern(key.text[:-1] if rest else key.text, rest)


def covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether every entry that matches `narrow` matches `wide` too."""
    if len(wide.text) > len(narrow.text) or (narrow.rest and not wide.rest):
        return False
    if len(wide.text) < len(narrow.text) and not wide.rest:
        return False
    return all(
        w in (n, "X") and (w == n or n.isdigit() or n == "X")
        for w, n in zip(wide.text, narrow.text, strict=False)
    )
