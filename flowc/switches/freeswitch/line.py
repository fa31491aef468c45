"""A line that rings, as FreeSWITCH tells of it.

The dialplan tells that it begins to ring, and what came of it if nobody answered. That somebody
answered, and who hung up first, FreeSWITCH tells itself.
"""

from typing import NamedTuple

from flowc.trace import Event


class Line(NamedTuple):
    """A line of the ring `block`; a transfer's has none: what follows it, its dialplan tells.
    `ends`: nothing but the end of the call follows a conversation."""

    phones: tuple[str, ...]
    block: str
    ends: bool

    def withdrawn(self, t: float) -> Event:
        """The caller hung up while it rang."""
        return ("ring", t, self.phones, "withdrawn")

    def answered(self, t: float, phone: str) -> tuple[Event, ...]:
        """The caller and a phone hear each other."""
        return (("ring", t, self.phones, "answered"), ("bridge", t, phone, 0))

    def over(self, t: float) -> tuple[Event, ...]:
        """The phone has hung up, and FreeSWITCH the call."""
        left = ("leave", t, self.block, "done", "hangup")
        return (left, ("end", t, "agent", "hangup")) if self.ends else ()


def line(told: Event) -> Line:
    """What the dialplan tells of a line."""
    phones, block, then = told[2:]
    return Line(tuple(phones.split("|")), block, then == "hangup")
