"""Instants and the clock on the wall: the only place that knows time zones.

An instant (whole seconds since 1970, UTC) always has exactly one local time. The reverse is not
so, at a change of the clock: `instants` gives all that a local time can mean.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from flowc.diagnostic import Diagnostic, error
from flowc.nearest import nearest
from flowc.source import Span


class Local(NamedTuple):
    """What a clock on the wall shows; `minute` is of the day, 0 to 1439, `second` of the minute."""

    date: date
    minute: int
    second: int


def local(epoch: int, zone: str) -> Local:
    """The wall clock in `zone` (a checked name) at an instant."""
    at = datetime.fromtimestamp(epoch, zone_info(zone))
    return Local(at.date(), at.hour * 60 + at.minute, at.second)


def instants(day: date, minute: int, second: int, zone: str) -> tuple[int, ...]:
    """The instants at which a wall clock in `zone` shows this: none in the gap of a change, two
    where an hour repeats, else one; in order."""
    wanted = Local(day, minute, second)
    naive = datetime(day.year, day.month, day.day, minute // 60, minute % 60, second, tzinfo=None)  # noqa: DTZ001 - a clock on the wall
    info = zone_info(zone)
    candidates = {int(naive.replace(tzinfo=info, fold=fold).timestamp()) for fold in (0, 1)}
    return tuple(sorted(c for c in candidates if local(c, zone) == wanted))


def day_length(day: date, zone: str) -> int:
    """Seconds between the midnight that begins `day` and the next one: 86400 except at a change."""
    return _midnight(day + timedelta(1), zone) - _midnight(day, zone)


def _midnight(day: date, zone: str) -> int:
    """The first instant of a local date, in zones that skip midnight too."""
    low = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 2 * 86400
    high = low + 4 * 86400
    while low < high:
        middle = (low + high) // 2
        if local(middle, zone).date >= day:
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(maxsize=64)
def zone_info(zone: str) -> ZoneInfo:
    """The zone's rules; raises `KeyError` or `ValueError` for a name that is none."""
    return ZoneInfo(zone)


_ABBREVIATIONS = frozenset(
    ("EST", "MST", "HST", "EET", "CET", "MET", "WET", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT")
)
"""Old names of the database that say no place: some of them know no summer time."""


def check_zone(zone: str, span: Span) -> tuple[Diagnostic, ...]:
    """Whether `zone` is a place in the IANA time zone database (or `UTC`)."""
    if zone in _ABBREVIATIONS:
        return (
            error(
                "F301",
                f"`{zone}` is no place",
                span,
                "says nothing about summer time here",
                caller="callers may be told that you are closed an hour before you are",
                help="name the place whose clocks you mean, as `Europe/Vilnius` or "
                "`America/New_York`",
            ),
        )
    try:
        zone_info(zone)
    except (KeyError, ValueError, OSError):
        guess = nearest(zone, sorted(z for z in available_timezones() if "/" in z))
        return (
            error(
                "F301",
                f"there is no time zone `{zone}`",
                span,
                "not in the IANA time zone database",
                caller="no clock says whether callers come in time or after hours",
                help=f"write `{guess}`" if guess else "name a zone as `Europe/Vilnius`",
            ),
        )
    return ()
