"""The plan against a second, slow reading of the rules, written from the words alone."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given, settings, strategies as st

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
from flowc.semantics.calendar_days import dates_of, matches_any
from flowc.semantics.calendar_state import State, decide, state
from tests.calendar.build import SPAN, closed, nth, on, opened, schedule, weekdays, yearly

KIND = {Dated: 0, Yearly: 1, NthWeekday: 2, Holidays: 3, Weekdays: 4}


def names(days: Days, day: date) -> bool:  # noqa: PLR0911 - a kind of days, an answer
    """Whether `day` is one of `days`, asked of the day itself."""
    if isinstance(days, Dated):
        return days.first <= (day.year, day.month, day.day) <= days.last
    if isinstance(days, Yearly):
        here = (day.month, day.day)
        if days.first <= days.last:
            return days.first <= here <= days.last
        return here >= days.first or here <= days.last
    if isinstance(days, NthWeekday):
        if (day.month, day.weekday()) != (days.month, days.weekday):
            return False
        same = [
            d
            for d in range(1, monthrange(day.year, day.month)[1] + 1)
            if date(day.year, day.month, d).weekday() == day.weekday()
        ]
        wanted = same[-1] if days.nth == -1 else dict(enumerate(same, 1)).get(days.nth)
        return day.day == wanted
    if isinstance(days, Holidays):
        return (day.year, day.month, day.day) in days.dates
    return day.weekday() in days.days


def speaks(line: Line, rank: int, day: date) -> bool:
    return any(KIND[type(d)] == rank and names(d, day) for d in line.days)


def all_day(line: Line) -> bool:
    return all(any(h.start <= m < h.end for h in line.hours) for m in range(0, 1440, 30))


def deciding(plan: Schedule, day: date) -> int:
    """The rank that decides the whole of `day`; 5 if none does."""
    for rank in range(5):
        if any(speaks(x, rank, day) and (x.open or all_day(x)) for x in plan.lines):
            return rank
    return 5


def happens(plan: Schedule, line: Line, rank: int, day: date, minute: int) -> bool:
    """Whether the hours of `line` cover the minute: today's, or those of yesterday's night."""
    if speaks(line, rank, day) and any(h.start <= minute < h.end for h in line.hours):
        return deciding(plan, day) >= rank
    before = day - timedelta(1)
    night = any(h.start <= minute + 1440 < h.end for h in line.hours)
    return (
        night
        and speaks(line, rank, before)
        and deciding(plan, before) >= rank
        and deciding(plan, day) >= rank
    )


def brute(plan: Schedule, day: date, minute: int) -> bool:
    for rank in range(5):
        if any(not x.open and happens(plan, x, rank, day, minute) for x in plan.lines):
            return False
        if any(x.open and happens(plan, x, rank, day, minute) for x in plan.lines):
            return True
        if rank == deciding(plan, day):
            return False
    return False


def a_date(low: int = 2026, high: int = 2029) -> st.SearchStrategy[date]:
    interesting = [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 28), date(2028, 2, 29)]
    interesting += [date(2028, 3, 1), date(2027, 2, 28), date(2027, 3, 1)]
    return st.sampled_from(interesting) | st.dates(date(low, 1, 1), date(high, 12, 31))


def parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


DATED = st.tuples(a_date(), st.integers(0, 40)).map(
    lambda x: Dated(parts(x[0]), parts(x[0] + timedelta(x[1])))
)
DAY_OF_YEAR = a_date(2028, 2028).map(lambda d: (d.month, d.day))
YEARLY = st.builds(Yearly, DAY_OF_YEAR, DAY_OF_YEAR)
NTH = st.builds(
    NthWeekday, st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6), st.integers(1, 12)
)
HOLIDAYS = st.lists(a_date().map(parts), max_size=8).map(
    lambda x: Holidays("LT", 2026, 2029, tuple(sorted(set(x))))
)
WEEK = st.sets(st.integers(0, 6), min_size=1).map(lambda x: Weekdays(tuple(sorted(x))))
HALF_HOUR = st.integers(0, 47).map(lambda n: n * 30)
HOURS = st.tuples(HALF_HOUR, st.integers(1, 48)).map(lambda x: Hours(x[0], x[0] + x[1] * 30))
LINE = st.builds(
    Line,
    st.booleans(),
    st.lists(DATED | YEARLY | NTH | HOLIDAYS | WEEK, min_size=1, max_size=2).map(tuple),
    st.lists(HOURS, min_size=1, max_size=2).map(tuple) | st.just((Hours(0, 1440),)),
    st.none(),
    st.just(SPAN),
)
SCHEDULE = st.lists(LINE, max_size=5).map(lambda x: Schedule("s", tuple(x), SPAN))


@settings(max_examples=150, deadline=None)
@given(SCHEDULE, a_date())
@example(  # a night that a higher rank cuts at midnight
    schedule(opened(weekdays(3), "22:00-06:00"), closed(on("2027-01-01"))), date(2027, 1, 1)
)
@example(  # a night whose first day a higher rank decides never begins
    schedule(opened(weekdays(3), "22:00-06:00"), closed(on("2026-12-31"))), date(2027, 1, 1)
)
@example(  # the night of 29 February
    schedule(opened(yearly("02-29"), "22:00-06:00"), closed(weekdays(2))), date(2028, 3, 1)
)
@example(  # the night of the last day of February
    schedule(opened(nth(-1, 0, 2), "20:00-02:00")), date(2028, 2, 29)
)
def test_plan_is_what_the_words_say(plan: Schedule, day: date) -> None:
    for minute in range(0, 1440, 30):
        assert state(plan, day, minute).open is brute(plan, day, minute), (day, minute)


@settings(max_examples=200, deadline=None)
@given(DATED | YEARLY | NTH | HOLIDAYS | WEEK, a_date())
def test_dates_and_the_dates_after_them(days: Days, day: date) -> None:
    assert matches_any(dates_of(days), day) is names(days, day)
    assert matches_any(dates_of(days, moved=1), day) is names(days, day - timedelta(1))


@settings(max_examples=100, deadline=None)
@given(SCHEDULE, a_date())
def test_a_decided_date_is_whole_and_in_order(plan: Schedule, day: date) -> None:
    stretches = decide(plan, day)
    assert stretches[0].start == 0
    assert stretches[-1].end == 1440
    for one, other in pairwise(stretches):
        assert one.end == other.start
        assert one.state != other.state
    assert all(isinstance(s.state, State) and s.start < s.end for s in stretches)


def test_every_nth_weekday_and_the_day_after_it() -> None:
    """On all dates of 28 years, after which weekdays and leap years repeat."""
    wanted = [NthWeekday(n, w, m) for n in (1, 3, 5, -1) for w in (0, 6) for m in (1, 2, 12)]
    unions = [(days, dates_of(days), dates_of(days, moved=1)) for days in wanted]
    for number in range(28 * 365 + 7):
        day = date(2001, 1, 1) + timedelta(number)
        for days, these, after in unions:
            if names(days, day):
                assert matches_any(these, day)
                assert matches_any(after, day + timedelta(1))
            elif day.month in (days.month, days.month % 12 + 1):
                assert not matches_any(these, day)
