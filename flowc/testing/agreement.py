"""What it is for two traces of one call to agree: the runtime's and a real switch's.

They agree if they are equal once what the switch can't show is taken out of both: that is the table
`UNSEEN`, and `UNTIMED` for every switch. The times of events are not compared. Values are compared
as texts: what is text and what a number is the flow's to know, and not every switch's.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from flowc.testing.happened import in_words
from flowc.trace import FIELDS, Event, Trace


class Unseen(NamedTuple):
    """What of a trace is not compared: an event, or one of its fields if `field` is not empty.
    `event`: as in `FIELDS`; of a queue also what it tells, "queue need"; and "play waiting", what
    is said to a caller who waits in a queue."""

    event: str
    field: str
    reason: str


UNTIMED: tuple[Unseen, ...] = (
    Unseen("bridge", "seconds", "how long they talked is measured on a clock, not decided"),
    Unseen("message", "seconds", "how long the caller spoke is measured on a clock, not decided"),
)
"""What is compared for no switch."""

UNSEEN: dict[str, tuple[Unseen, ...]] = {
    "asterisk": (
        Unseen("queue need", "", "which step holds is told with the next offer"),
        Unseen("play waiting", "", "Asterisk says by itself what is said in a queue"),
    ),
    "freeswitch": (
        Unseen("call", "at", "the time is asked for where a schedule or `now` needs it"),
        Unseen("queue need", "", "told by a clock of its own, shortly after an offer it allows"),
        Unseen("play waiting", "", "nothing is said in a queue, which the author has to accept"),
    ),
}
"""What each switch can't show. It only ever gets shorter."""


_AGENT = FIELDS["queue"].index("agent") + 1
_POSITION = FIELDS["queue"].index("position") + 1

_MOMENT = Unseen("call", "at", "the test does not say when it is, and nothing asks for it")
_NOTED = Unseen("call", "at", "when a callback was registered is measured on a clock, not decided")

DONE = "had ended the call"
NOTHING_MORE = "did nothing more"


class Difference(NamedTuple):
    """Where two traces part.

    `ours` and `theirs`: how many events of the runtime's and of the switch's trace come before, so
    the places of the first two that are not the same. `runtime` and `switch` say what each did
    there, as clauses without their subject.
    """

    ours: int
    theirs: int
    runtime: str
    switch: str


class Comparison(NamedTuple):
    """Two traces side by side: the places of events that are the same, as far as they agree."""

    pairs: tuple[tuple[int, int], ...]
    difference: Difference | None

    def told(self, position: int) -> int | None:
        """How many events of the switch's trace belong to the first `position` of the runtime's;
        None if the traces have parted before."""
        if self.difference and position > self.difference.ours:
            return None
        return next((theirs + 1 for ours, theirs in reversed(self.pairs) if ours < position), 0)


def agree(runtime: Trace, told: Trace, switch: str) -> Difference | None:
    """Where the two traces of a call part; None: they agree. `switch`: a name in `UNSEEN`."""
    return compare(runtime, told, switch).difference


def compare(runtime: Trace, told: Trace, switch: str) -> Comparison:
    """The two traces side by side.

    A position in a queue that the switch does not say is not compared. A call that the runtime did
    not play to its end (its test failed before) is compared as far as
    it came. The test of a program that asks for no time need not say when it is, and a switch
    always has a clock: then the moment of the call is not compared.
    """
    rows = UNTIMED + UNSEEN[switch] + _unasked(runtime)
    ours, theirs = _seen(runtime, rows), _seen(told, rows)
    pairs: list[tuple[int, int]] = []
    for (n, mine), (m, other) in zip(ours, theirs, strict=False):
        if mine != other and mine != _ranked(other, mine):
            return Comparison(tuple(pairs), _difference(runtime, told, n, m))
        pairs.append((n, m))
    both = len(pairs)
    longer = len(theirs) > both and _over(runtime)
    if len(ours) == both and not longer:
        return Comparison(tuple(pairs), None)
    n = ours[both][0] if both < len(ours) else len(runtime)
    m = theirs[both][0] if both < len(theirs) else len(told)
    return Comparison(tuple(pairs), _difference(runtime, told, n, m))


def filled(runtime: Trace, told: Trace, switch: str) -> Trace:
    """What a switch told, with the events that it can't show: as far as the two traces agree they
    are the runtime's, each behind what it follows there, and none are the switch's own."""
    gone = {row.event for row in UNSEEN[switch] if not row.field}
    names = list(names_of(runtime))
    if gone.isdisjoint(names):
        return told
    compared = compare(runtime, told, switch)
    places = dict(compared.pairs)
    last = len(runtime) if compared.difference is None else compared.difference.ours
    behind: dict[int, list[Event]] = {}
    place = -1
    for n, event in enumerate(runtime[:last]):
        place = places.get(n, place)
        if names[n] in gone and place >= 0:
            behind.setdefault(place, []).append((event[0], told[place][1], *event[2:]))
    end = len(told) if compared.difference is None else compared.difference.theirs
    own = [n >= end or name not in gone for n, name in enumerate(names_of(told))]
    return tuple(
        one
        for n, event in enumerate(told)
        for one in (*((event,) if own[n] else ()), *behind.get(n, ()))
    )


def _unasked(trace: Trace) -> tuple[Unseen, ...]:
    """What is not compared of this call."""
    if any(event[0] == "enter" and event[3] == "callback" for event in trace[1:2]):
        return (_NOTED,)
    return () if _has_a_clock(trace) else (_MOMENT,)


def _has_a_clock(trace: Trace) -> bool:
    return any(event[0] == "call" and event[FIELDS["call"].index("at") + 2] for event in trace)


def _over(trace: Trace) -> bool:
    return bool(trace) and trace[-1][0] == "end"


def _seen(trace: Trace, rows: tuple[Unseen, ...]) -> list[tuple[int, tuple[str, ...]]]:
    """What is compared of a trace: the places of its events, and their values as text."""
    gone = {row.event for row in rows if not row.field}
    kept: list[tuple[int, tuple[str, ...]]] = []
    dropped = {(row.event, row.field) for row in rows}
    for n, (event, name) in enumerate(zip(trace, names_of(trace), strict=True)):
        if event[0] not in gone and name not in gone:
            kept.append((n, (event[0], *_values(event, dropped))))
    return [one for _, run in groupby(kept, _together) for one in sorted(run, key=_by_agent)]


def _together(seen: tuple[int, tuple[str, ...]]) -> tuple[object, ...]:
    """Offers made at once come in no order, and neither do refusals: see `ring-all`."""
    n, values = seen
    at_once = values[0] == "queue" and values[2] in {"offer", "refuse"}
    return values[:3] if at_once else (n,)


def _by_agent(seen: tuple[int, tuple[str, ...]]) -> tuple[str, ...]:
    return seen[1] if len(seen[1]) > _AGENT else ()


def _ranked(told: tuple[str, ...], ours: tuple[str, ...]) -> tuple[str, ...]:
    """What was told, with our position for one that the switch did not say."""
    if told[0] == "queue" and told[_POSITION] == "None" and ours[0] == "queue":
        return (*told[:_POSITION], ours[_POSITION], *told[_POSITION + 1 :])
    return told


def names_of(trace: Trace) -> Iterator[str]:
    """Each event's name, as a row may have it."""
    waits = False
    for event in trace:
        what = event[0]
        if what == "queue":
            waits = event[3] != "answer"
            yield f"queue {event[3]}"
        else:
            waits = waits and what != "leave"
            yield "play waiting" if waits and what == "play" else what


def _values(event: Event, dropped: set[tuple[str, str]]) -> list[str]:
    fields = zip(FIELDS[event[0]], event[2:], strict=True)
    return [_text(value) for name, value in fields if (event[0], name) not in dropped]


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return str(value)


def _difference(runtime: Trace, told: Trace, ours: int, theirs: int) -> Difference:
    mine = in_words(runtime[ours]) if ours < len(runtime) else DONE
    other = in_words(told[theirs]) if theirs < len(told) else NOTHING_MORE
    return Difference(ours, theirs, mine, other)
