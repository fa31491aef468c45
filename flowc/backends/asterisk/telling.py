"""The lines that tell the trace: a UserEvent costs as much as two other lines, so what happens at
one instant is told by one.

`What` says which events, in their order, and their fields stand together. Three things follow from
what the events mean, and are not said twice: an `enter` after a `leave` is of the block that `To`
names, a `ring` before a `bridge` was answered, and a field that two events agree on stands once.
"""

from collections.abc import Sequence
from typing import NamedTuple

TRACE = "flowc"
"""The UserEvent that carries events of a trace."""


class Told(NamedTuple):
    """An event and its fields; texts are percent-encoded, because commas would split them and
    quotes would vanish. It is told if the test (as for `$[ ]`) holds, "" for always."""

    what: str
    fields: tuple[tuple[str, str], ...]
    test: str = ""


_ALONE = frozenset({"set", "record"})
"""Their values may be longer than Asterisk takes: nothing else must be cut off with them."""


def fits(told: Sequence[Told], after: Told) -> bool:
    """Whether one line can tell all of it. Only the first may have a test: a line is then never
    without an event."""
    whats = {one.what for one in told}
    if told and (after.test or after.what in whats | _ALONE or whats & _ALONE):
        return False
    said = _fields(told)
    mine = _fields([*told[-1:], after])
    return all(said.get(name, text) == text for name, text in mine.items())


def line(told: Sequence[Told]) -> str:
    """The application that tells it."""
    first, *others = told
    whats = [told.what for told in told]
    if first.test and others:
        whats[0] = f"${{IF($[{first.test}]?{first.what})}}"
    fields = "".join(f",{name}: {text}" for name, text in _fields(told).items())
    app = f"UserEvent({TRACE},What: {' '.join(whats)}{fields})"
    return f"ExecIf($[{first.test}]?{app})" if first.test and not others else app


def _fields(told: Sequence[Told]) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, one in enumerate(told):
        before, after = told[n - 1].what if n else "", told[n + 1].what if n + 1 < len(told) else ""
        for name, text in one.fields:
            if (one.what, before, name) == ("enter", "leave", "Block"):
                continue
            if (one.what, after, name) == ("ring", "bridge", "Outcome"):
                continue
            found.setdefault(name, text)
    return found
