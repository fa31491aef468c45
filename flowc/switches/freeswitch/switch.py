"""FreeSWITCH as `flowc test --on freeswitch` uses it."""

from flowc.switches.freeswitch.finding import Found, find
from flowc.switches.freeswitch.host import FreeSwitchHost
from flowc.switches.freeswitch.lane import Lane
from flowc.switches.private import PrivateSwitch


class FreeSwitchSwitch(PrivateSwitch[Lane]):
    """A private FreeSWITCH."""

    name = "freeswitch"

    def __init__(self, found: Found | None = None) -> None:
        """Find it; it runs from `with` on. Raises Missing, Broken."""
        self._found = found or find()
        self.version = self._found.version
        super().__init__()

    def _open(self) -> FreeSwitchHost:
        return FreeSwitchHost(self._found)
