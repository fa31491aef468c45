"""From a schedule as written to a schedule as meant: hours over midnight, holidays as dates.

The one user of the `holidays` library, which is loaded only for a schedule that names holidays.
Observed days (a holiday on a Sunday that is kept on Monday) are included; optional and bank-only
categories (and days kept by a part of a region only, such as Assumption in Bavaria) are not.
"""

from functools import lru_cache

from flowc.diagnostic import Diagnostic, error
from flowc.nearest import nearest
from flowc.semantics.calendar import (
    Dated,
    Days,
    Holidays,
    Hours,
    Line,
    NthWeekday,
    Schedule,
    Weekdays,
    Yearly,
)
from flowc.semantics.calendar_plan import DAY
from flowc.semantics.calendar_words import clock_time, days_words
from flowc.syntax import ast

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The years for which the library computes movable feasts of the regions it knows."""


def lower_schedule(node: ast.Schedule) -> tuple[Schedule, tuple[Diagnostic, ...]]:
    """The schedule, with what could not be understood left out and told."""
    found: list[Diagnostic] = []
    lines: list[Line] = []
    for item in node.items:
        if isinstance(item, ast.Broken):
            continue
        days = tuple(d for one in item.days if (d := _days(one, found)) is not None)
        hours = tuple(h for one in item.hours if (h := _hours(one, found)) is not None)
        if not item.hours:
            hours = (Hours(0, DAY),)
        if days and hours:
            label = item.label.text if item.label else None
            lines.append(Line(item.open, days, hours, label, item.span))
    return Schedule(node.name.text, tuple(lines), node.span), tuple(found)


def _hours(node: ast.HourRange, found: list[Diagnostic]) -> Hours | None:
    if node.start == node.end:
        time = clock_time(node.start)
        found.append(
            error(
                "F304",
                f"`{time}-{time}` is no time at all",
                node.span,
                "begins and ends at the same minute",
                help="leave the hours out for the whole day, or end later than you begin",
            )
        )
        return None
    return Hours(node.start, node.end if node.end > node.start else node.end + DAY)


def _days(node: ast.Days, found: list[Diagnostic]) -> Days | None:
    match node:
        case ast.WeekdayDays(first, last):
            count = (last - first) % 7 + 1
            return Weekdays(tuple((first + n) % 7 for n in range(count)))
        case ast.NthWeekdayDays(nth, weekday, month):
            return NthWeekday(nth, weekday, month)
        case ast.HolidayDays():
            return _holidays(node, found)
        case ast.DateDays(first, last):
            return _dates(node, first, last, found)


def _dates(
    node: ast.DateDays, first: ast.Date, last: ast.Date, found: list[Diagnostic]
) -> Days | None:
    if first.year is None or last.year is None:
        return Yearly((first.month, first.day), (last.month, last.day))
    days = Dated((first.year, first.month, first.day), (last.year, last.month, last.day))
    if days.last < days.first:
        turned = days_words(Dated(days.last, days.first))
        found.append(
            error(
                "F304",
                f"`{days_words(days)}` ends before it begins",
                node.span,
                "no date lies in this range",
                help=f"write `{turned}`",
            )
        )
        return None
    return days


def _holidays(node: ast.HolidayDays, found: list[Diagnostic]) -> Days | None:
    region, first, last = node.region.text, node.first_year.value, node.last_year.value
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        found.append(
            error(
                "F303",
                f"the years `{first}..{last}` of holidays can't be laid out",
                node.span,
                f"years run upwards between {FIRST_YEAR} and {LAST_YEAR}",
                help=f"write `holidays {region} {last}..{first}`"
                if last < first
                else "name years within these",
            )
        )
        return None
    dates = holiday_dates(region, first, last)
    if dates is None:
        guess = _nearest_region(region)
        found.append(
            error(
                "F302",
                f"no public holidays are known for `{region}`",
                node.region.span,
                "a country by its two letters, or a part of one as `US/CA`",
                help=f"write `{guess}`" if guess else "name the country by its two-letter code",
            )
        )
        return None
    missing = next((y for y in range(first, last + 1) if not any(d[0] == y for d in dates)), None)
    if missing is not None:
        found.append(
            error(
                "F303",
                f"no holidays of `{region}` are known for {missing}",
                node.span,
                help="name fewer years, or write the dates out",
            )
        )
        return None
    return Holidays(region, first, last, dates)


@lru_cache(maxsize=64)
def holiday_dates(region: str, first: int, last: int) -> tuple[tuple[int, int, int], ...] | None:
    """The public holidays of a region in order, or None for a region that the library lacks."""
    country, _, part = region.partition("/")
    parts = _parts_of(country)
    if parts is None or (part and part not in parts):
        return None
    import holidays

    calendar = holidays.country_holidays(country, subdiv=part or None, years=range(first, last + 1))
    return tuple(sorted((d.year, d.month, d.day) for d in calendar if first <= d.year <= last))


def _parts_of(country: str) -> tuple[str, ...] | None:
    """The parts of a country that have holidays of their own; None if it is not known.

    Asked of the registry and of one country, because the library's own list of what it supports
    loads all countries for it, which takes longer than checking a program.
    """
    import holidays
    from holidays.registry import COUNTRIES

    if not any(codes[1] == country for codes in COUNTRIES.values()):
        return None
    return tuple(getattr(holidays, country).subdivisions)


def _nearest_region(region: str) -> str | None:
    from holidays.registry import COUNTRIES

    country, _, part = region.partition("/")
    parts = _parts_of(country)
    if parts is not None:
        guess = nearest(part, parts)
        return f"{country}/{guess}" if guess else country
    names = {name: codes[1] for name, codes in sorted(COUNTRIES.items())}
    for codes in COUNTRIES.values():  # ("UnitedKingdom", "GB", "GBR", "UK")
        names |= dict.fromkeys(codes[1:], codes[1])
    wanted = country.replace("-", "_")
    exact = next((c for name, c in names.items() if name.lower() == wanted.lower()), None)
    guess = exact or names.get(nearest(wanted, names) or "")
    return f"{guess}/{part}" if guess and part in (_parts_of(guess) or ()) else guess
