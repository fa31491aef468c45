"""Durations and ranges of time, written as another system or a person in a hurry writes them."""

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


def _time(text: str) -> str:
    hour, _, minute = text.partition(":")
    return f"{hour.zfill(2)}:{minute or '00'}"
