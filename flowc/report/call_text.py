"""A call in words: as its caller heard it, and the trace around one place."""

from collections.abc import Iterator
from typing import Any

from flowc.report.text import visible
from flowc.testing import queue_words
from flowc.testing.result import CallLog
from flowc.trace import FIELDS, Event

MOST = 200
"""Lines of one call; of a longer one the middle is left out."""

AROUND = 5
"""Events of the trace shown on either side of a place."""


def as_heard(call: CallLog) -> list[str]:
    """The call line by line: the time, where it was, what was said, pressed, rung and recorded."""
    return shortened(
        [
            f"{clock(event[1]):>8}  {line}"
            for n, event in enumerate(call.trace)
            if (line := _line(event, call.texts.get(n)))
        ]
    )


def shortened(lines: list[str]) -> list[str]:
    """The lines, without the middle where they are more than anybody reads."""
    left = len(lines) - MOST
    if left <= 0:
        return lines
    return [*lines[: MOST // 2], f"          … {left} lines left out …", *lines[-MOST // 2 :]]


def around(call: CallLog, position: int) -> list[str]:
    """The trace next to `position`, with a mark where the script had come to."""
    first = max(position - AROUND, 0)
    last = min(position + AROUND, len(call.trace))
    before = [f"  {_event(event)}" for event in call.trace[first:position]]
    after = [f"  {_event(event)}" for event in call.trace[position:last]]
    return [*before, "> from here on", *after]


def clock(seconds: float) -> str:
    """Seconds since the call began as `1:05.2`."""
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def _event(event: Event) -> str:
    values = zip(FIELDS[event[0]], event[2:], strict=True)
    told = [(n, v) for n, v in values if event[0] != "queue" or v not in ("", None)]
    fields = "  ".join(f"{name}={_value(value)}" for name, value in told)
    return f"{clock(event[1]):>8}  {event[0]:<8}  {fields}"


def _value(value: Any) -> str:  # noqa: ANN401 - whatever a trace holds
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(visible(str(x)) for x in value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return visible(str(value))


def _line(event: Event, text: str | None) -> str | None:
    """What the caller would tell of an event; None for what nobody hears."""
    words = " ".join(_words(event, text))
    return visible(words) or None


_LEAVES = {
    "full": "as many wait as it takes",
    "no-agents": "nobody is there who could help",
    "after": "it has been long enough",
}


def _without_text(prompt: str) -> str:
    return queue_words.announced(prompt) or "nothing: it has no text here"


def _words(event: Event, text: str | None) -> Iterator[str]:  # noqa: C901, PLR0912 - one arm a kind
    match event:
        case ("call", _, caller, to, at):
            yield f"{caller or 'a withheld number'} calls {to or 'an entry'}"
            if at:
                yield f"on {at}"
        case ("enter", _, block, kind):
            yield f"[{block}] {kind}"
        case ("play", _, prompt, language, cut):
            said = f'"{text}"' if text else _without_text(prompt)
            yield f"  hears {prompt} ({language}):" if language else f"  hears {prompt}:"
            yield said
            if cut:
                yield "… cut by a key"
        case ("keys", _, digits, into):
            yield f"  presses {digits} for {into}"
        case ("speech", _, phrase, into):
            yield f"  says {phrase or 'something else'} for {into}"
        case ("no-input", _, _, n):
            yield f"  stays silent (try {n})"
        case ("no-match", _, _, n):
            yield f"  is not understood (try {n})"
        case ("queue", *_):
            yield f"  {queue_words.waiting(event)}"
        case ("leave", _, block, "full" | "no-agents" | "after" as outcome, _):
            yield f"  leaves {block}: {_LEAVES[outcome]}"
        case ("lookup", _, service, outcome):
            yield f"  {service} was asked: {outcome}"
        case ("callback", _, queue, what, number):
            yield f"  callback to {number} by {queue}: {what}"
        case ("ring", _, phones, outcome):
            yield f"  rang {', '.join(phones)}: {outcome}"
        case ("bridge", _, partner, seconds):
            yield f"  has talked with {partner} for {seconds} s"
        case ("message", _, mailbox, seconds):
            yield f"  has left a message of {seconds} s in mailbox {mailbox}"
        case ("set", _, var, value):
            yield f"  {var} = {value}"
        case ("notify", _, channel, name):
            yield f"  notice: {channel} {name}"
        case ("recording", _, mode):
            yield f"  recording: {mode}"
        case ("record", _, name, value):
            yield f"  recorded: {name} = {value}"
        case ("send", _, name, value):
            yield f"  whoever answers is shown: {name} = {value}"
        case ("end", _, by, cause):
            yield f"the {by} ends the call" + ("" if cause == "hangup" else f": {cause}")
        case _:
            return
