"""Patterns as tables of the Lua file, which matches them itself: FreeSWITCH's own command for that
shows what it looks at in an event, and secrets are matched too."""

import re
from collections import deque

_PIECE = re.compile(r"[0-9.]|\[\^?[0-9-]+\]|[()|?*+]|\{[0-9]+(?:,[0-9]*)?\}")
_REPEAT = re.compile(r"[?*+]|\{.*\}")
_COUNTS = {"?": ("0", "1"), "*": ("0", ""), "+": ("1", "")}
_DIGITS = "0123456789"


def lua_pattern(portable: str) -> str:
    """A Lua table for a pattern of the language's own subset (`semantics/portable.py`)."""
    return _any(deque(_PIECE.findall(portable)))


def _any(left: deque[str]) -> str:
    """Ways with `|` between them, up to the end of their group."""
    ways = [_all(left)]
    while left and left[0] == "|":
        left.popleft()
        ways.append(_all(left))
    return ways[0] if len(ways) == 1 else f"{{any = {{{', '.join(ways)}}}}}"


def _all(left: deque[str]) -> str:
    """One thing after the other."""
    items: list[str] = []
    while left and left[0] not in "|)":
        items.append(_repeated(left))
    return items[0] if len(items) == 1 else f"{{all = {{{', '.join(items)}}}}}"


def _repeated(left: deque[str]) -> str:
    piece = left.popleft()
    if piece == "(":
        one = _any(left)
        left.popleft()
    else:
        signs = "".join(sign for sign in _DIGITS if re.fullmatch(piece, sign))
        one = f'{{signs = "{signs}"}}'
    if not (left and _REPEAT.fullmatch(left[0])):
        return one
    repeat = left.popleft()
    least, comma, most = repeat.strip("{}").partition(",")
    if repeat in _COUNTS:
        least, most = _COUNTS[repeat]
    elif not comma:
        most = least
    return f"{{again = {one}, least = {least}, most = {most or 'math.huge'}}}"
