"""Durations and ranges of time, written as another system or a person in a hurry writes them."""

import re

from flowc.diagnostic import error
from flowc.syntax.recovery import Reader, kind_of
from flowc.syntax.scan import Token

_UNITS = {
    "s": "s",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "m": "m",
    "min": "m",
    "mins": "m",
    "minute": "m",
    "minutes": "m",
    "h": "h",
    "hour": "h",
    "hours": "h",
}
_THOUSANDTHS = frozenset(("ms", "msec", "msecs", "milliseconds"))
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def duration(reader: Reader, token: Token) -> bool:
    """`20`, `20 s`, `1m30s`, `20sec`: a duration is one number and one unit."""
    unit = kind_of("DURATION")
    after = [*reader.ahead(1, 1), token][0]
    if reader.last is not None and reader.last.kind == unit and reader.last.end == token.start:
        last = reader.last
        if token.kind == unit:
            total = sum(int(t[:-1]) * _SECONDS[t[-1]] for t in (last.text, token.text))
            hint = f"write `{total}s`"
        elif token.kind < 0 and last.text[-1] + token.text in _THOUSANDTHS:
            hint = f"write `{-(-int(last.text[:-1]) // 1000)}s`: there are only whole seconds"
        elif token.kind < 0:
            hint = f"write `{last.text}`, in whole seconds, minutes or hours"
        else:
            return False
        _say_duration(reader, last, token, hint)
        reader.splice(1)
        return True
    if not reader.can(unit) or token.kind not in (
        kind_of("INT"),
        kind_of("DECIMAL"),
        kind_of("TIME"),
    ):
        return False
    number = token.text if token.kind == kind_of("INT") else "20"
    named = _UNITS.get(after.text) if after.kind < 0 else None
    last = after if named else token
    hint = f"write `{number}{named or 's'}`"
    if token.kind != kind_of("INT"):
        hint = "write whole seconds, minutes or hours, as in `90s`"
    elif not named:
        hint += ", or with `m` for minutes or `h` for hours"
    _say_duration(reader, token, last, hint)
    reader.splice(1 + bool(named), Token(unit, "20s", token.start, last.end))
    return True


def _say_duration(reader: Reader, first: Token, last: Token, hint: str) -> None:
    text = reader.text[first.start : last.end]
    bare = text.isdigit()
    what = f"`{text}` has no unit" if bare else f"`{text}` is no duration"
    why = "a duration belongs here" if bare else "one number and its unit, with nothing between"
    reader.report(error("F005", what, reader.span(first, last), why, help=hint))


def range_of_times(reader: Reader, token: Token) -> bool:
    """`08:00 - 18:00`, `8-18`, `mon - fri`: ranges have no blanks."""
    hours = kind_of("HOURS")
    between, end = [*reader.ahead(1, 2), token, token][:2]
    dash = between.text in ("-", "..", "to", "until")
    last = reader.last
    if reader.can(hours) and token.kind in (kind_of("TIME"), kind_of("INT"), kind_of("YEARLY")):
        whole = dash and end.kind in (kind_of("TIME"), kind_of("INT"))
        parts = [token.text, end.text] if whole else token.text.split("-")
        tidy = "-".join(_time(part) for part in parts)
        example = tidy if len(parts) > 1 else f"{tidy}-18:00"
        span = reader.span(token, end if whole else token)
        text = reader.text[span.start : span.end]
        reader.report(
            error(
                "F006",
                f"`{text}` is no range of hours",
                span,
                help=f"write `{example}`, both ends with hours and minutes and no blanks",
            )
        )
        reader.splice(3 if whole else 1, Token(hours, "08:00-18:00", span.start, span.end))
        return True
    weekday = last is not None and last.text in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    if token.text in ("-", "..", "to", "until") and weekday and between.kind < 0 and last:
        span = reader.span(last, between)
        hint = f"write `{last.text}-{between.text}`"
        reader.report(error("F006", "a range of days is written without blanks", span, help=hint))
        reader.splice(2)
        return True
    return False


_HALF = r"(\d{1,2})(?::(\d\d))?[ ]*([ap]m)?"
_HALF_DAYS = re.compile(rf"{_HALF}[ ]*(?:-|to|until)[ ]*{_HALF}", re.IGNORECASE)


def half_days(reader: Reader, token: Token) -> bool:
    """`9am-5pm`: hours are counted to 24."""
    found = _HALF_DAYS.match(reader.text, token.start)
    hours = kind_of("HOURS")
    if found is None or not (found[3] or found[6]) or not reader.can(hours):
        return False
    times = [_of_day(found[n + 1], found[n + 2], found[n + 3]) for n in (0, 3)]
    new = Token(hours, "-".join(times), found.start(), found.end())
    count = _tokens_to(reader, found.end())
    span = reader.span(token, new)
    reader.report(
        error(
            "F006",
            f"`{found[0]}` is no range of hours",
            span,
            help=f"write `{new.text}`: the hours of a day are counted to 24",
        )
    )
    reader.splice(count, new)
    return True


def _of_day(hour: str, minute: str | None, half: str | None) -> str:
    at = int(hour)
    if half:
        at = at % 12 + (12 if half.lower() == "pm" else 0)
    return f"{min(at, 23):02}:{minute or '00'}"


_DATE = re.compile(r"(\d{1,4})[./](\d{1,2})(?:[./](\d{4}|\d{2})\b)?\.?")


def date(reader: Reader, token: Token) -> bool:
    """`25.12.2026`, `12/25`: a date is written year, month, day."""
    found = _DATE.match(reader.text, token.start)
    kinds = kind_of("DATE"), kind_of("YEARLY")
    if found is None or not all(reader.can(kind) for kind in kinds):
        return False
    first, second, year = int(found[1]), int(found[2]), found[3]
    day, month = (second, first) if second > 12 or "/" in found[0] else (first, second)  # noqa: PLR2004 - months of a year
    if month > 12:  # noqa: PLR2004 - months of a year
        day, month = month, day
    written = f"{month:02}-{day:02}"
    if year:
        written = f"{year if len(year) > 2 else '20' + year}-{written}"  # noqa: PLR2004 - the years of a century
    certain = "/" not in found[0] or day > 12  # noqa: PLR2004 - months of a year
    plausible = certain and month in range(1, 13) and day in range(1, 32)
    span = reader.span(token, Token(0, found[0], found.start(), found.end()))
    help_ = "write year, month, day: `2026-12-25`, or `12-25` for every year"
    reader.report(
        error(
            "F016",
            f"`{found[0]}` is not how a date is written",
            span,
            help=f"write `{written}`: month before day" if plausible else help_,
        )
    )
    new = Token(kinds[0] if year else kinds[1], written, found.start(), found.end())
    stand_in = Token(kinds[1], "12-25", found.start(), found.end())
    reader.splice(_tokens_to(reader, found.end()), new if plausible else stand_in)
    return True


def years(reader: Reader, token: Token) -> bool:
    """`holidays LT 2026`: the first and the last year are both written."""
    last = reader.last
    if last is None or last.kind != kind_of("INT") or not reader.can(".."):
        return False
    behind = [*reader.ahead(1, 1), token][0]
    ranged = token.text in ("-", "to", "until") and behind.kind == kind_of("INT")
    end = behind.text if ranged else last.text
    dots = Token(0, "..", token.start, token.start)
    year = Token(kind_of("INT"), end, token.start, token.start)
    span = reader.span(last, behind if ranged else last)
    reader.report(
        error(
            "F001",
            f"`{reader.text[span.start : span.end]}` is no range of years",
            span,
            help=f"write `{last.text}..{end}`",
        )
    )
    reader.splice(2 if ranged else 0, dots, year)
    return True


def _tokens_to(reader: Reader, end: int) -> int:
    """How many of the next tokens lie before `end`."""
    count = 0
    while reader.tokens[reader.at + count].text and reader.tokens[reader.at + count].end <= end:
        count += 1
    return count


def _time(text: str) -> str:
    hour, _, minute = text.partition(":")
    return f"{hour.zfill(2)}:{minute or '00'}"
