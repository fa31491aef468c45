"""What a call did, in one vocabulary, whoever tells it: the runtime or a real switch.

An event is a plain tuple `(what, t, *values)`: `what` is a key of `FIELDS`, `t` the seconds since
the call's start, the values in the order of `FIELDS[what]`. Tuples, because the runtime makes
hundreds of thousands of them a second.
"""

import json
from typing import Any

FIELDS: dict[str, tuple[str, ...]] = {
    "call": ("from", "to", "at"),  # at: local wall time, "2026-03-02 10:00:00", "" without a clock
    "enter": ("block", "kind"),
    "play": ("prompt", "language", "cut"),  # written when it stops; cut: a key stopped it
    "keys": ("digits", "into"),  # into: a menu, a variable, or "confirm"; masked when secret
    "speech": ("phrase", "into"),  # as written in the menu `into`; "": none of its phrases
    "no-input": ("block", "try"),
    "no-match": ("block", "try"),
    "set": ("var", "value"),  # masked when secret
    "lookup": ("service", "outcome"),
    # what: enter, need (another step holds), offer, refuse, answer; position: from 1, of "enter",
    # else None; why: of "need" its step from 1, of "offer" and "refuse" the reason, else ""
    "queue": ("queue", "what", "agent", "position", "why"),
    # what: registered, again (a try is over), gave-up
    "callback": ("queue", "what", "number"),
    "ring": ("phones", "outcome"),  # phones: a tuple of names or numbers, in written order
    "bridge": ("with", "seconds"),
    "message": ("mailbox", "seconds"),
    "record": ("name", "value"),
    "send": ("name", "value"),
    "recording": ("mode",),  # on, "on for caller", "on for agent", paused, off
    "notify": ("channel", "name"),  # channel: webhook or email
    "leave": (
        "block",
        "outcome",
        "to",
    ),  # to: a block, hangup, busy, congestion, transfer, external
    "end": ("by", "cause"),  # by: caller, flow, agent; always the last event of a call
}

MASK = "***"
"""What stands for a secret value, whatever its length."""

Event = tuple[Any, ...]
Trace = tuple[Event, ...]


def as_dict(call: str, event: Event) -> dict[str, Any]:
    """One event under its field names."""
    return {"call": call, "t": event[1], "event": event[0]} | dict(
        zip(FIELDS[event[0]], event[2:], strict=True)
    )


def to_json_lines(call: str, trace: Trace) -> str:
    """A whole trace as JSON Lines, one event a line, the same bytes every time."""
    return "".join(json.dumps(as_dict(call, e), ensure_ascii=False) + "\n" for e in trace)
