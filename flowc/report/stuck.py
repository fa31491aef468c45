"""Callers for whom nothing is done when a service replies otherwise, in words."""

from flowc.report.counts import count
from flowc.report.frame import Note, gutter, render
from flowc.report.text import Paint, visible
from flowc.source import Sources
from flowc.testing.result import Bad, Stuck

_BAD: dict[Bad, str] = {
    "not-found": "does not know it",
    "refused": "refuses",
    "fails": "is down",
    "times out": "is slow",
    "garbage": "replies garbage",
}
_HELP = {
    "dropped": "play something on this way, or lead it to a phone, a queue or a voicemail; "
    "`-> hangup busy` before anything was played gives a tone",
    "congestion": "lead this way to somebody, or play something and hang up; a default of the flow "
    "is used once in a call, and then the call ends so",
    "circles": "lead one of these arrows elsewhere, or bound it: `at most 2 times then -> …`",
}
_HOW = {
    "dropped": "the caller is cut off without a word",
    "congestion": "the call ends in congestion",
    "circles": "the call goes round in circles",
}


def message(stuck: Stuck) -> str:
    """What happens to the caller, and when."""
    bad = [_BAD[b] for b in stuck.bad]
    when = " or ".join(filter(None, (", ".join(bad[:-1]), bad[-1])))
    return f"{_HOW[stuck.how]} when `{stuck.service}` {when}"


def way(stuck: Stuck) -> str:
    """The way of the caller from the lookup on."""
    steps = [f"`{block}` ({outcome})" for block, outcome, _ in stuck.way]
    last = stuck.way[-1][2] if stuck.way else "hangup"
    return " -> ".join([*steps, f"`{last}`" if stuck.how == "circles" else last])


def advice(stuck: Stuck) -> str:
    """What to write instead."""
    return _HELP[stuck.how]


def stuck_caller(stuck: Stuck, sources: Sources, paint: Paint) -> str:
    """One of them in full: the lookup, the test that comes there, the way from there on."""
    start = stuck.lookup.start
    line = sources[stuck.lookup.path].text.find("\n", start, stuck.lookup.end)
    lookup = stuck.lookup if line < 0 else stuck.lookup._replace(end=line)
    notes = (
        Note(lookup, f"asked for `{stuck.asked}`", primary=True),
        Note(stuck.test.span, "by this test, which passes", primary=False),
    )
    margin = " " * gutter(notes, sources)
    remarks = (("way", way(stuck)), ("help", advice(stuck)))
    lines = [
        paint("error", "stuck") + paint("bold", f": {message(stuck)}"),
        *render(notes, sources, paint, "error"),
        paint("frame", f"{margin} |"),
        *(
            paint("frame", f"{margin} =") + " " + paint("help", f"{word}:") + f" {visible(text)}"
            for word, text in remarks
        ),
    ]
    return "\n".join(lines) + "\n"


def counted(stuck: int) -> str:
    """`1 caller stuck`."""
    return f"{count(stuck, 'caller')} stuck"
