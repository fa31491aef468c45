"""Asterisk as `flowc test --on asterisk` uses it."""

from flowc.switches.asterisk.finding import Found, find
from flowc.switches.asterisk.host import AsteriskHost
from flowc.switches.asterisk.lanes import Lane
from flowc.switches.private import PrivateSwitch


class AsteriskSwitch(PrivateSwitch[Lane]):
    """A private Asterisk."""

    name = "asterisk"

    def __init__(self, found: Found | None = None) -> None:
        """Find it; it runs from `with` on. Raises Missing, Broken."""
        self._found = found or find()
        self.version = self._found.version
        super().__init__()

    def _open(self) -> AsteriskHost:
        return AsteriskHost(self._found)
