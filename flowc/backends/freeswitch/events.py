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
    """The same with events put together that nothing of the trace lies between, and neighbouring
    settings."""
    done: list[Action] = []
    for action in actions:
        if action.application == "event":
            at = _earlier_event(done, action)
            both = _both_events(done[at], action) if at is not None else None
        else:
            at = len(done) - 1
            both = _both_sets(done[at], action) if done else None
        if both and at is not None:
            done[at] = both
        else:
            done.append(action)
    return tuple(done)


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
    """Each thing at most once in an event: its headers are named after it."""
    before, _, fields = first.data.removeprefix(_HEAD).partition(",")
    what, _, more = second.data.removeprefix(_HEAD).partition(",")
    many = fields.count(",") + more.count(",") + 2
    if {*what.split(" ")} & {*before.split(" ")} or many > _FIELDS:
        return None
    found = ",".join(x for x in (fields, more) if x)
    return Action("event", FsData(f"{_HEAD}{before} {what}" + (f",{found}" if found else "")))


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
