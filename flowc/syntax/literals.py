"""Words, numbers, times and strings as they are written, turned into leaves of the tree."""

# ruff: noqa: D103 - a builder is named after its rule, and the grammar says what that means

from typing import Any

from flowc.diagnostic import Diagnostic, Fix, error
from flowc.source import Span
from flowc.syntax import ast

Found = list[Diagnostic]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNITS = {"s": 1, "m": 60, "h": 3600}
_MOST_DIGITS = 15
_HOUR, _DAY = 60, 1440
"""Minutes."""
_KEY = frozenset("0123456789X*#")


def whole(text: str, span: Span, found: Found) -> int:
    """A whole number; one that no switch could count to is reported and cut down."""
    if len(text) > _MOST_DIGITS:
        found.append(
            error(
                "F019",
                f"`{text[:12]}…` has {len(text)} digits, too many for a number",
                span,
                help='write a string of digits, as in `"370…"`, if it is not for counting',
            )
        )
        return 0
    return int(text)


def duration(c: list[Any], span: Span, found: Found) -> ast.Duration:
    text = c[0]
    return ast.Duration(whole(text[:-1], span, found) * _UNITS[text[-1]], span)


def key(c: list[Any], span: Span, found: Found) -> ast.Key:
    text = c[0]
    if not _KEY.issuperset(text) or "*" in text[1:-1]:
        found.append(
            error(
                "F019",
                f"`{text}` is no key of a phone",
                span,
                help="write digits, `*`, `#`, `X` for any digit, or a final `*` for any rest",
            )
        )
    return ast.Key(text, span)


def date(c: list[Any], span: Span, found: Found) -> ast.Date:
    """`2026-12-25`; what the calendar does not have is reported and moved to a day it has."""
    year, month, day = (int(part) for part in c[0].split("-"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    month, day = _existing(c[0], month, day, 28 + leap, span, found)
    return ast.Date(max(year, 1), month, day, span)


def yearly(c: list[Any], span: Span, found: Found) -> ast.Date:
    """`12-25`, month first."""
    month, day = (int(part) for part in c[0].split("-"))
    month, day = _existing(c[0], month, day, 29, span, found)
    return ast.Date(None, month, day, span)


def _existing(  # noqa: PLR0913, PLR0917 - a date's parts and where to report
    text: str, month: int, day: int, february: int, span: Span, found: Found
) -> tuple[int, int]:
    if 1 <= month <= len(MONTHS):
        longest = february if month == 2 else _MONTH_DAYS[month - 1]  # noqa: PLR2004 - February
        if 1 <= day <= longest:
            return month, day
        hint = f"write a day from 01 to {longest}"
    else:
        longest = 1
        hint = "write the month before the day, as in `12-25`"
    found.append(error("F016", f"there is no date `{text}`", span, help=hint))
    return min(max(month, 1), 12), min(max(day, 1), longest)


def clock(text: str, span: Span, found: Found, *, ending: bool = False) -> int:
    """Minutes from midnight of `08:00`; `24:00` may only end a range."""
    hour, minute = (int(part) for part in text.split(":"))
    if len(text) < len("08:00"):
        found.append(
            error(
                "F006",
                f"`{text}` has one digit for the hour",
                span,
                help=f"write `0{text}`",
            )
        )
    at = hour * _HOUR + minute
    if minute >= _HOUR or at > _DAY or (at == _DAY and not ending):
        found.append(
            error(
                "F016",
                f"there is no time `{text}`" + (" to start at" if at == _DAY else ""),
                span,
                help="write a time from `00:00` to `23:59`; `24:00` can only end a range",
            )
        )
        return 0
    return at


def time(c: list[Any], span: Span, found: Found) -> ast.Time:
    return ast.Time(clock(c[0], span, found), span)


def hours(c: list[Any], span: Span, found: Found) -> ast.HourRange:
    start, end = c[0].split("-")
    first = Span(span.path, span.start, span.start + len(start))
    last = Span(span.path, first.end + 1, span.end)
    before = len(found)
    opens, closes = clock(start, first, found), clock(end, last, found, ending=True)
    if len(found) > before and opens == closes:
        closes = _DAY  # that they hold no time is not said of hours that are none
    return ast.HourRange(opens, closes, span)


def _index(word: str, words: tuple[str, ...], what: str, span: Span, found: Found) -> int:
    """Which weekday or month a word is; any other word is reported."""
    if word in words:
        return words.index(word)
    short = word[:3].lower()
    help_ = f"write `{short}`" if short in words else f"write one of {', '.join(words)}"
    fix = Fix(span, short, help_) if short in words else None
    found.append(error("F017", f"`{word}` is no {what}", span, help=help_, fix=fix))
    return words.index(short) if short in words else 0


def weekdays(c: list[Any], span: Span, found: Found) -> ast.WeekdayDays:
    first, _, last = c[0].text.partition("-")
    long = f"{first[:3].lower()}-{last[:3].lower()}"
    if last and not {first, last} & set(WEEKDAYS) and set(long.split("-")) <= set(WEEKDAYS):
        help_ = f"write `{long}`"
        message = f"`{c[0].text}` is no range of weekdays"
        found.append(error("F017", message, span, help=help_, fix=Fix(span, long, help_)))
        first, last = long.split("-")
    low = _index(first, WEEKDAYS, "weekday", span, found)
    return ast.WeekdayDays(
        low, _index(last, WEEKDAYS, "weekday", span, found) if last else low, span
    )


def nth_days(c: list[Any], span: Span, found: Found) -> ast.NthWeekdayDays:
    weekday = _index(c[1], WEEKDAYS, "weekday", span, found)
    month = _index(c[2], MONTHS, "month", span, found) + 1
    return ast.NthWeekdayDays(int(c[0][0]), weekday, month, span)


def last_days(c: list[Any], span: Span, found: Found) -> ast.NthWeekdayDays:
    weekday = _index(c[0], WEEKDAYS, "weekday", span, found)
    return ast.NthWeekdayDays(-1, weekday, _index(c[1], MONTHS, "month", span, found) + 1, span)


# ---- strings -----------------------------------------------------------------------------------

_ESCAPES = {'"': '"', "\\": "\\", "n": "\n"}


def _body(raw: str) -> tuple[str, int]:
    """What stands between the quotes, and how long the opening ones are."""
    return (raw[3:-3], 3) if raw.startswith('"""') else (raw[1:-1], 1)


def _lines(text: str, raw: str) -> str:
    """In a string over several lines a line end, and the blanks around it, is one blank."""
    if not raw.startswith('"""'):
        return text
    return " ".join(line for line in (part.strip() for part in text.split("\n")) if line)


def _escaped(char: str, at: int, path: str, found: Found) -> str:
    """The character that a backslash and `char` stand for."""
    if char in _ESCAPES:
        return _ESCAPES[char]
    found.append(
        error(
            "F018",
            f"`\\{char}` means nothing in a string",
            Span(path, at, at + 2),
            help='write `\\\\` for a backslash, `\\"` for a quote, `\\n` for a line end',
        )
    )
    return char


def string(c: list[Any], span: Span, found: Found) -> ast.Str:
    raw = c[0]
    body, offset = _body(raw)
    body = _lines(body, raw)
    if "\\" not in body:
        return ast.Str(body, span)
    out: list[str] = []
    at = 0
    while at < len(body):
        if body[at] == "\\" and at + 1 < len(body):
            out.append(_escaped(body[at + 1], span.start + offset + at, span.path, found))
            at += 2
        else:
            out.append(body[at])
            at += 1
    return ast.Str("".join(out), span)


def text(c: list[Any], span: Span, found: Found) -> ast.Text:
    """A string with values: `{{` and `}}` are braces, `{name}` a value."""
    raw = c[0]
    body, offset = _body(raw)
    if "{" not in body and "\\" not in body and "}" not in body:
        plain = _lines(body, raw)
        return ast.Text((plain,) if plain else (), span)
    pieces: list[str | ast.Ref] = []
    words: list[str] = []
    at = 0
    base = span.start + offset

    def flush() -> None:
        if words:
            pieces.append("".join(words))
            words.clear()

    while at < len(body):
        char, two = body[at], body[at : at + 2]
        if char == "\\" and len(two) > 1:
            words.append(_escaped(two[1], base + at, span.path, found))
            at += 2
        elif two in ("{{", "}}"):
            words.append(char)
            at += 2
        elif char == "{":
            end = body.find("}", at)
            inside = body[at + 1 : end] if end > 0 else ""
            close = end if end > 0 else at + 1
            value = _value(inside, Span(span.path, base + at + 1, base + close), found)
            if value is None:
                words.append(char)
                at += 1
            else:
                flush()
                pieces.append(value)
                at = end + 1
        else:
            words.append(char)
            at += 1
    flush()
    if raw.startswith('"""'):
        pieces = [_spaced(p) if isinstance(p, str) else p for p in pieces]
    return ast.Text(tuple(pieces), span)


def _spaced(piece: str) -> str:
    """A piece between values: line ends become blanks, blanks at its ends stay."""
    import re

    return re.sub(r"[ \t\r]*\n[ \t\r\n]*", " ", piece)


def _value(inside: str, span: Span, found: Found) -> ast.Ref | None:
    """`account` or `caller.name` within a text; anything else is reported."""
    parts: list[ast.Name] = []
    at = span.start
    for word in inside.split("."):
        if not word.isascii() or not word.replace("-", "_").isidentifier():
            found.append(
                error(
                    "F018",
                    "a `{` in a text starts a value, and no name follows",
                    Span(span.path, span.start - 1, span.end),
                    help="write `{name}` for a value, or `{{` for a brace that is spoken as text",
                )
            )
            return None
        parts.append(ast.Name(word, Span(span.path, at, at + len(word))))
        at += len(word) + 1
    return ast.Ref(tuple(parts), span)
