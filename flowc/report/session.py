"""A call at the keyboard, as it goes by: the clock, what is heard, where the call is."""

from flowc.report.text import Paint, visible
from flowc.runtime.protocol import Playing, Queueing, Waiting
from flowc.semantics.clock import local
from flowc.testing import queue_words
from flowc.testing.moment import Moment
from flowc.trace import Event, Trace


def clock(milliseconds: int, at: int | None, zone: str | None) -> str:
    """What the clock on the wall shows then; without one, the time since the call began."""
    seconds = milliseconds // 1000
    if at is None or zone is None:
        return f"{seconds // 60:02}:{seconds % 60:02}"
    wall = local(at + seconds, zone)
    return f"{wall.minute // 60:02}:{wall.minute % 60:02}:{wall.second:02}"


def heard(moment: Moment, text: str, time: str, paint: Paint) -> str:
    """The prompt that plays, or the silence that the flow keeps; "" if there is neither."""
    match moment.wait:
        case Playing(prompt=prompt):
            return f"{paint('frame', time)}  {visible(text) or f'({prompt})'}\n"
        case Queueing(prompt=prompt) if prompt:
            words = visible(text) or queue_words.announced(prompt) or prompt
            return f"{paint('frame', time)}  {words if text else f'({words})'}\n"
        case Waiting():
            return f"{paint('frame', time)}  (silence)\n"
        case _:
            return ""


def called_back(paint: Paint) -> str:
    """What stands between a call and the callback that follows it."""
    return f"\n          {paint('bold', 'and now the callback')}\n"


def happened(trace: Trace, paint: Paint) -> str:
    """What the caller does not hear: blocks entered, values set, rings, the end."""
    lines = [line for event in trace if (line := _line(event))]
    return "".join(f"          {paint('help', visible(line))}\n" for line in lines)


def _line(event: Event) -> str | None:  # noqa: C901, PLR0911, PLR0912 - a line a case
    match event:
        case ("enter", _, block, kind):
            return f"{kind} {block}"
        case ("no-input", _, _, tries):
            return f"no key: try {tries}"
        case ("no-match", _, _, tries):
            return f"not one of the keys: try {tries}"
        case ("set", _, var, value):
            return f"{var} = {value}"
        case ("queue", *_):
            return queue_words.waiting(event)
        case ("lookup", _, service, outcome):
            return f"{service}: {outcome}"
        case ("ring", _, phones, outcome):
            return f"{', '.join(phones)}: {outcome}"
        case ("bridge", _, partner, seconds):
            return f"talked with {partner} for {_seconds(seconds)}"
        case ("message", _, mailbox, seconds):
            return f"message of {_seconds(seconds)} in mailbox {mailbox}"
        case ("callback", _, _, what, number):
            return f"{number}: {_CALLBACK[what]}"
        case ("notify", _, channel, name):
            return f"notice for {channel} {name}"
        case ("record" | "send" as what, _, name, value):
            return f"{'sent' if what == 'send' else 'recorded'} {name} = {value}"
        case ("recording", _, mode):
            return f"recording {mode}"
        case ("end", _, by, cause):
            return f"the call ends: {cause}, by {by}"
        case _:
            return None


_CALLBACK = {
    "registered": "is to be called back",
    "again": "this try is over, the next one follows",
    "gave-up": "this try is over, and was the last",
}


def _seconds(seconds: float) -> str:
    return f"{seconds:g} s"


def moment_text(at: int | None, zone: str | None) -> str:
    """A moment as a test's `at` writes it, to the minute; "" without a clock."""
    if at is None or zone is None:
        return ""
    wall = local(at, zone)
    return f"{wall.date.isoformat()} {wall.minute // 60:02}:{wall.minute % 60:02}"
