"""An event of a trace as half a sentence, whoever did it: `played hello in en`."""

from flowc.testing import queue_words
from flowc.trace import FIELDS, Event


def in_words(event: Event) -> str:
    """What an event says was done, for somebody who reads what two switches did: a clause without
    its subject and without the time."""
    what, values = event[0], event[2:]
    if what == "queue":
        return queue_words.done(event)
    words = _WORDS.get(what)
    if words is not None:
        return words.format(*(_shown(value) for value in values)) + _more(event)
    pairs = zip(FIELDS[what], values, strict=True)
    return f"told `{what}`: " + ", ".join(f"{name} {_shown(value)}" for name, value in pairs)


_WORDS = {
    "call": "took a call from {0} to {1}",
    "enter": "came to `{0}`",
    "play": "played `{0}`",
    "keys": "took the keys {0} for `{1}`",
    "speech": 'heard "{0}" in `{1}`',
    "no-input": "counted silence {1} in `{0}`",
    "no-match": "counted wrong entry {1} in `{0}`",
    "set": "set `{0}` to {1}",
    "lookup": "asked `{0}`: {1}",
    "callback": "noted of the callback to {2} for `{0}`: {1}",
    "ring": "rang {0}: {1}",
    "bridge": "let the caller talk with {0}",
    "message": "took a message for mailbox {0}",
    "record": "recorded {0} = {1}",
    "send": "sent {0} = {1}",
    "notify": "left a notice for {0} {1}",
    "recording": "recorded the call: {0}",
    "leave": "left `{0}` by `{1}` to `{2}`",
    "end": "",
}


def _more(event: Event) -> str:
    match event:
        case ("play", _, _, language, cut):
            within = f" in {language}" if language else ""
            return within + (" until a key was pressed" if cut else "")
        case ("end", _, "caller", _):
            return "noted that the caller hung up"
        case ("end", _, "agent", _):
            return "ended the call because the other side hung up"
        case ("end", _, _, cause):
            return "hung up" if cause == "hangup" else f"ended the call: {cause}"
        case ("call", _, _, _, at) if at:
            return f" on {at}"
        case _:
            return ""


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return str(value) or "nothing"
