"""The lines that tell the trace: a UserEvent costs as much as two other lines, so what happens at
one instant is told by one.

`What` says which events, in their order, and their fields stand together. Three things follow from
what the events mean, and are not said twice: an `enter` after a `leave` is of the block that `To`
names, a `ring` before a `bridge` was answered, and a field that two events agree on stands once.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

TRACE = "flowc"
"""The UserEvent that carries events of a trace."""


class Told(NamedTuple):
    """An event and its fields; texts are percent-encoded, because commas would split them and
    quotes would vanish. It is told if the test (as for `$[ ]`) holds, "" for always."""

    what: str
    fields: tuple[tuple[str, str], ...]
    test: str = ""


_ALONE = frozenset({"set", "record", "send"})
"""Their values may be longer than Asterisk takes: nothing else must be cut off with them."""


def fits(told: Sequence[Told], after: Told) -> bool:
    """Whether one line can tell all of it. Only the first may have a test: a line is then never
    without an event."""
    whats = {one.what for one in told}
    if told and (after.test or after.what in whats | _ALONE or whats & _ALONE):
        return False
    pairs = list(_pairs([*told, after]))
    written = dict(reversed(pairs))
    return all(written[name] == text for name, text in pairs)


def line(told: Sequence[Told]) -> str:
    """The application that tells it."""
    first, *others = told
    whats = [told.what for told in told]
    if first.test and others:
        whats[0] = f"${{IF($[{first.test}]?{first.what})}}"
    fields = "".join(f",{name}: {text}" for name, text in dict.fromkeys(_pairs(told)))
    app = f"UserEvent({TRACE},What: {' '.join(whats)}{fields})"
    return f"ExecIf($[{first.test}]?{app})" if first.test and not others else app


def _pairs(told: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """Each field of each event, under the name by which it is written."""
    for n, one in enumerate(told):
        before, after = told[n - 1].what if n else "", told[n + 1].what if n + 1 < len(told) else ""
        for name, text in one.fields:
            if (one.what, before, name) == ("enter", "leave", "Block"):
                yield "To", text
            elif (one.what, after, name) != ("ring", "bridge", "Outcome"):
                yield name, text
