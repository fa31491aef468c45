"""Callers who wait: whose turn it is, and when their needs relax."""

from collections.abc import Iterable

from flowc.runtime.acd_protocol import Told
from flowc.runtime.acd_state import (
    CALLS_BACK,
    FOREVER,
    JOINED,
    NOW,
    OFFERS,
    OUT,
    PRIORITY,
    QUEUE,
    RELAX,
    SEATS,
    STEP,
    WAITING,
    WHO,
    Memory,
    Row,
)
from flowc.runtime.protocol import Joining, Relaxed

Schedule = tuple[tuple[int, int], ...]
"""Priorities, each from so many milliseconds of waiting on."""


def caller(queue: int, since: int, call: str, joining: Joining, seats: tuple[Row, ...]) -> Row:
    """One who waits in the queue of this place, and counts as waiting `since` then."""
    relaxes = since + seats[1][0] if len(seats) > 1 else FOREVER
    return (call, queue, since, seats, joining.priority, 0, relaxes, joining.calls_back)


def with_caller(waiting: tuple[Row, ...], row: Row) -> tuple[Row, ...]:
    """Who waits once this one does too, behind all who have waited as long."""
    n = len(waiting)
    while n and waiting[n - 1][JOINED] > row[JOINED]:
        n -= 1
    return (*waiting[:n], row, *waiting[n:])


def without(waiting: tuple[Row, ...], call: str) -> tuple[Row, ...]:
    """Who still waits once this one does not; `waiting` itself if it never did."""
    for n, row in enumerate(waiting):
        if row[WHO] == call:
            return waiting[:n] + waiting[n + 1 :]
    return waiting


def _relaxes(joined: int, seats: tuple[Row, ...], step: int) -> float:
    """When the step after this one holds."""
    return joined + seats[step + 1][0] if step + 1 < len(seats) else FOREVER


def relax(m: Memory) -> None:
    """The steps of needs that hold from now on."""
    now = m[NOW]
    for n, row in enumerate(m[WAITING]):
        if row[RELAX] <= now:
            m[WAITING] = (*m[WAITING][:n], _relaxed(m, row), *m[WAITING][n + 1 :])
            m[OFFERS] = True


def _relaxed(m: Memory, row: Row) -> Row:
    joined, seats, step = row[JOINED], row[SEATS], row[STEP]
    while _relaxes(joined, seats, step) <= m[NOW]:
        step += 1
        m[OUT].append(Told(row[WHO], Relaxed(m[NOW], step)))
    return (*row[:STEP], step, _relaxes(joined, seats, step), row[CALLS_BACK])


def priority(row: Row, now: int) -> int:
    """The caller's priority at this instant."""
    schedule = row[PRIORITY]
    value: int = schedule[0][1]
    if len(schedule) > 1:
        waited = now - row[JOINED]
        for after, later in schedule:
            if after <= waited:
                value = later
    return value


def in_order(waiting: tuple[Row, ...], now: int) -> Iterable[Row]:
    """The larger priority first, then the longer wait, in whose order `waiting` is."""
    return sorted(waiting, key=lambda row: -priority(row, now))


def position(waiting: tuple[Row, ...], call: str, t: int) -> int | None:
    """The caller's position from 1 among all who wait in the same queue; None: no such caller."""
    own = next((row for row in waiting if row[WHO] == call), None)
    if own is None:
        return None
    rivals = tuple(row for row in waiting if row[QUEUE] == own[QUEUE])
    return 1 + [row[WHO] for row in in_order(rivals, t)].index(call)
