"""Instants and the clock on the wall, at both changes of the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from flowc.semantics.calendar_state import state
from flowc.semantics.clock import Local, check_zone, day_length, instants, local
from tests.calendar.build import SPAN, opened, schedule, weekdays

EVERY_DAY = weekdays(0, 1, 2, 3, 4, 5, 6)


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


CHANGES = [
    # zone, the date, its length in hours, local minutes that are missing or come twice
    ("Europe/Vilnius", date(2026, 3, 29), 23, range(180, 240)),
    ("Europe/Vilnius", date(2026, 10, 25), 25, range(180, 240)),
    ("America/New_York", date(2026, 3, 8), 23, range(120, 180)),
    ("America/New_York", date(2026, 11, 1), 25, range(60, 120)),
    ("Australia/Lord_Howe", date(2026, 10, 4), 23.5, range(120, 150)),
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5, range(90, 120)),
]


@pytest.mark.parametrize(("zone", "day", "hours", "strange"), CHANGES)
def test_gaps_do_not_occur_and_repeated_minutes_count_twice(
    zone: str, day: date, hours: float, strange: range
) -> None:
    """Every minute of the date is met by walking through real time, and asked of a schedule."""
    assert day_length(day, zone) == hours * 3600
    times = 0 if hours < 24 else 2
    start = instants(day, 0, 0, zone)[0]
    walked = [local(start + 60 * n, zone) for n in range(int(hours * 60))]
    assert {w.date for w in walked} == {day}
    seen = dict.fromkeys(range(1440), 0)
    for moment in walked:
        seen[moment.minute] += 1
    assert seen == {minute: times if minute in strange else 1 for minute in range(1440)}
    for minute in (0, strange[0] - 1, strange[0], strange[-1], strange[-1] + 1, 1439):
        assert len(instants(day, minute, 0, zone)) == seen[minute]

    span = f"{strange[0] // 60:02}:{strange[0] % 60:02}-23:59"
    plan = schedule(opened(EVERY_DAY, span))
    opened_minutes = sum(state(plan, day, moment.minute).open for moment in walked)
    assert opened_minutes == sum(seen[minute] for minute in range(strange[0], 1439))


@pytest.mark.parametrize(("zone", "day", "hours", "strange"), CHANGES)
def test_a_night_shift_over_a_change(zone: str, day: date, hours: float, strange: range) -> None:
    """22:00-06:00 ends when the wall says 06:00, however long the night was."""
    plan = schedule(opened(EVERY_DAY, "22:00-06:00"))
    begin = instants(day - timedelta(1), 22 * 60, 0, zone)[0]
    end = instants(day, 6 * 60, 0, zone)[0]
    assert end - begin == (8 + hours - 24) * 3600
    for at in range(begin, end, 60):
        moment = local(at, zone)
        assert state(plan, moment.date, moment.minute).open
    after = local(end, zone)
    assert not state(plan, after.date, after.minute).open
    assert strange


def test_an_instant_has_one_local_time() -> None:
    assert local(utc("2026-03-29T00:59:59"), "Europe/Vilnius") == Local(
        date(2026, 3, 29), 2 * 60 + 59, 59
    )
    assert local(utc("2026-03-29T01:00:00"), "Europe/Vilnius") == Local(date(2026, 3, 29), 240, 0)
    assert local(utc("2026-10-25T00:30:00"), "Europe/Vilnius").minute == 210
    assert local(utc("2026-10-25T01:30:00"), "Europe/Vilnius").minute == 210


def test_a_zone_that_skips_midnight_still_has_its_dates() -> None:
    """Havana sets its clocks forward at 00:00; Apia once left out a whole day."""
    assert day_length(date(2026, 3, 8), "America/Havana") == 23 * 3600
    assert instants(date(2026, 3, 8), 30, 0, "America/Havana") == ()
    assert instants(date(2011, 12, 30), 720, 0, "Pacific/Apia") == ()


@pytest.mark.parametrize(
    ("zone", "offer"),
    [
        ("Europe/Vilnus", "write `Europe/Vilnius`"),
        ("america/new_york", "write `America/New_York`"),
        ("Nowhere", "name a zone as `Europe/Vilnius`"),
        ("../etc/passwd", "name a zone as `Europe/Vilnius`"),
        ("Europe", "name a zone as `Europe/Vilnius`"),
    ],
)
def test_unknown_zones(zone: str, offer: str) -> None:
    (finding,) = check_zone(zone, SPAN)
    assert finding.code == "F301"
    assert finding.help == offer


def test_known_zones() -> None:
    assert [z for z in ("Europe/Vilnius", "UTC", "Etc/GMT+3") if check_zone(z, SPAN)] == []


@pytest.mark.parametrize("zone", ["EST", "EET", "CET", "EST5EDT"])
def test_an_abbreviation_is_no_place(zone: str) -> None:
    (finding,) = check_zone(zone, SPAN)
    assert finding.message == f"`{zone}` is no place"
