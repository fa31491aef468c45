"""The trace: `flowc::trace` events, and how few applications tell it.

What an application costs FreeSWITCH is not what it does but the two events that report each of
them, with all variables of the channel, and the row of the core's database that is written for it:
about 0.15 ms of CPU. So neighbours are put together: one event may tell several things that happen
at once (`flowc=leave enter`), one `multiset` sets several variables.

A value of a caller never stands in an event's data, which is split at commas. The event carries the
channel's variables, and the value is there.
"""

import re
from collections.abc import Iterable

from flowc.backends.freeswitch.model import Action
from flowc.backends.freeswitch.text import FsData, code, joined

_HEAD = "Event-Subclass=flowc::trace,Event-Name=CUSTOM,flowc="
_FIELDS = 20
"""How many fields one event may have: FreeSWITCH takes 25 and drops the others."""

_SETS = 100
"""How many variables one `multiset` may set: FreeSWITCH takes 256."""

_TOLD = re.compile(r"flow_|flowc_(?:record_|language$|keys$|caller_number$|dialled$)")
"""Variables that hold what an event tells."""

_OWN = re.compile(r"\$\{(flowc_(?:keys?|more|silences|wrong|rang|n_[^}]*))\}")
"""Variables whose values hold no `~`, which is what a `multiset` is split at: keys and counters."""


def trace(what: str, *fields: tuple[str, FsData]) -> Action:
    """Something happened; `fields` are headers of the event, `<what>-<field>`."""
    data = code("Event-Subclass=flowc::trace,Event-Name=CUSTOM,flowc={}", FsData(what))
    return Action("event", joined(",", [data, *_headers(what, fields)]))


def told_by_phone(*steps: tuple[str, tuple[tuple[str, FsData], ...]]) -> FsData:
    """The same for an event that FreeSWITCH is to send itself: its data alone."""
    whats = joined(" ", [FsData(what) for what, _ in steps])
    headers = [h for what, fields in steps for h in _headers(what, fields)]
    data = code("Event-Subclass=flowc::trace,Event-Name=CUSTOM,flowc={}", whats)
    return joined(",", [data, *headers])


def _headers(what: str, fields: tuple[tuple[str, FsData], ...]) -> list[FsData]:
    return [code("{}-{}={}", FsData(what), FsData(field), value) for field, value in fields]


def put_together(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The same with events put together that nothing of the trace lies between, and settings that
    nothing lies between for which they matter."""
    done: list[Action] = []
    for action in actions:
        told = action.application == "event"
        at = _earlier_event(done, action) if told else _earlier_settings(done, action)
        both = _both(done[at], action) if at is not None else None
        if both and at is not None:
            done[at] = both
        else:
            done.append(action)
    return tuple(done)


def _both(first: Action, second: Action) -> Action | None:
    event = second.application == "event"
    return _both_events(first, second) if event else _both_sets(first, second)


def _earlier_settings(done: list[Action], settings: Action) -> int | None:
    """The settings before, where nothing between the two knows what the later ones set."""
    known = _variables(settings)
    for at in range(len(done) - 1, -1, -1):
        if done[at].application in {"set", "multiset"}:
            return at
        if done[at].application not in {"answer", "event", "flush_dtmf"}:
            return None
        if any(_TOLD.match(var) or f"${{{var}}}" in done[at].data for var in known):
            return None
    return None


def _earlier_event(done: list[Action], event: Action) -> int | None:
    """The event before, where nothing between the two changes what either tells."""
    for at in range(len(done) - 1, -1, -1):
        if done[at].application == "event":
            return at
        if done[at].application not in {"answer", "flush_dtmf", "set", "multiset"}:
            return None
        if any(_TOLD.match(var) or f"${{{var}}}" in event.data for var in _variables(done[at])):
            return None
    return None


def _variables(settings: Action) -> list[str]:
    if settings.application not in {"set", "multiset"}:
        return []
    data = settings.data.removeprefix("^^~")
    parts = data.split("~") if settings.application == "multiset" else [data]
    return [part.partition("=")[0] for part in parts]


def _both_events(first: Action, second: Action) -> Action | None:
    """What happens a second time is told as `enter.2`: its headers are named after it."""
    before, fields = _told(first)
    what, more = _told(second)
    if len(fields) + len(more) > _FIELDS:
        return None
    names = list(before)
    for one in what:
        kind = one.partition(".")[0]
        again = sum(name.partition(".")[0] == kind for name in names)
        name = f"{kind}.{again + 1}" if again else kind
        fields += [name + h.removeprefix(one) for h in more if h.startswith(f"{one}-")]
        names.append(name)
    return Action("event", FsData(",".join((_HEAD + " ".join(names), *fields))))


def _told(event: Action) -> tuple[list[str], list[str]]:
    """What it tells, and its headers."""
    what, *headers = event.data.removeprefix(_HEAD).split(",")
    return what.split(" "), headers


def _both_sets(first: Action, second: Action) -> Action | None:
    """Everything is expanded before anything is set, so none of it may read what another sets."""
    kinds = {"set", "multiset"}
    if first.application not in kinds or second.application not in kinds:
        return None
    if first.inline != second.inline or not (_can_stand(first) and _can_stand(second)):
        return None
    known, more = _variables(first), _variables(second)
    if len(known) + len(more) > _SETS or {*known} & {*_OWN.findall(second.data), *more}:
        return None
    parts = (first.data.removeprefix("^^~"), second.data.removeprefix("^^~"))
    return Action("multiset", FsData("~".join(("^^", *parts))), first.inline)


def _can_stand(settings: Action) -> bool:
    if settings.application == "multiset":
        return True
    return not any(sign in _OWN.sub("", settings.data) for sign in ("${", "~", "'", "\\"))
