"""The clock of a call: what the dialplan has read there, and whether that is what it should show.

A test's clock stands still at each wait, where the runtime's clock stands when the call goes on
from there; the driver sets it when the call has come to the wait. A call that went on before that
has read the clock too early, which its own words show.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flowc.backends.asterisk.schedule import FORMS

_READING = re.compile(r"ARRAY\(([^)]*)\)=(.*)")


class Clock:
    """The clock of a program's calls."""

    def __init__(self, zone: str | None) -> None:
        """`zone`: that of the flow, UTC if it has none."""
        self._zone = ZoneInfo(zone) if zone else UTC

    def may_show(self, data: str, second: int) -> bool:
        """Whether `Set` with this data sets no reading of the clock, or one at that epoch second:
        its minute."""
        found = _READING.fullmatch(data)
        if not found:
            return True
        read = dict(zip(found[1].split(","), found[2].split(","), strict=False))
        now = datetime.fromtimestamp(second, self._zone)
        return all(
            value == now.strftime(FORMS[name]) for name, value in read.items() if name in FORMS
        )
