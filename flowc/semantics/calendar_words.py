"""Schedule values in the language's own notation, for findings and reports."""

from flowc.semantics.calendar import (
    Dated,
    Days,
    Holidays,
    Hours,
    Line,
    NthWeekday,
    Weekdays,
    Yearly,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}
_DAY = 1440


def clock_time(minute: int) -> str:
    """`08:00`; minutes of the next date count on from midnight, and 24:00 stays 24:00."""
    shown = minute if minute <= _DAY else minute - _DAY
    return f"{shown // 60:02}:{shown % 60:02}"


def hours_words(hours: tuple[Hours, ...]) -> str:
    """`08:00-12:00, 13:00-18:00`; "" for the whole day."""
    if hours == (Hours(0, _DAY),):
        return ""
    return ", ".join(f"{clock_time(h.start)}-{clock_time(h.end)}" for h in hours)


def days_words(days: Days) -> str:
    """`mon-fri`, `12-24..12-26`, `3rd mon jan`, `holidays LT 2026..2030`."""
    match days:
        case Dated(first, last):
            return _range(*("{:04}-{:02}-{:02}".format(*d) for d in (first, last)))
        case Yearly(first, last):
            return _range(*("{:02}-{:02}".format(*d) for d in (first, last)))
        case NthWeekday(nth, weekday, month):
            return f"{_ORDINALS[nth]} {WEEKDAYS[weekday]} {_MONTHS[month - 1]}"
        case Holidays(region, first_year, last_year):
            return f"holidays {region} {first_year}..{last_year}"
        case Weekdays(numbers):
            if len(numbers) == 1:
                return WEEKDAYS[numbers[0]]
            return f"{WEEKDAYS[numbers[0]]}-{WEEKDAYS[numbers[-1]]}"


def line_words(line: Line) -> str:
    """The line as its author would write it: `closed 12-24..12-26 "Christmas"`."""
    words = ["open" if line.open else "closed", ", ".join(days_words(d) for d in line.days)]
    if hours := hours_words(line.hours):
        words.append(hours)
    if line.label is not None:
        words.append(f'"{line.label}"')
    return " ".join(words)


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}..{last}"
