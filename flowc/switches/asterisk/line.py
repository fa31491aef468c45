"""What is heard from an instance, and whose it is."""

import asyncio
import re
from itertools import count
from typing import TYPE_CHECKING

from flowc.switches.asterisk.ami import Event
from flowc.switches.asterisk.instance import Instance
from flowc.switches.asterisk.scene import Scene

if TYPE_CHECKING:
    from flowc.switches.asterisk.call import Call

_LOG_ID = re.compile(r"\[(C-[0-9a-f]+)\]")

MOST_CALLS = 48
"""How many tests run on an instance at once: more do not end sooner on two processors."""

_KNOWN = (
    "may be removed in a future release",
    "built by ",
)
"""What Asterisk says of itself whatever it runs."""


class Line:
    """The calls that go on, by the identity of their first channel, and what Asterisk's log said of
    each (by the log's own number of a call; "" is what belongs to none)."""

    def __init__(self, instance: Instance) -> None:
        """Nothing goes on yet."""
        self.instance = instance
        self.room = asyncio.Semaphore(MOST_CALLS)
        self._names = count(1)
        self._scenes: dict[str, tuple[Scene, Call]] = {}
        self._log: dict[str, list[str]] = {}

    def name(self) -> str:
        """An identity for another call's channels."""
        return f"flowc-{next(self._names)}"

    def begin(self, scene: Scene) -> None:
        """Listen for a test's calls."""
        for call in scene.calls:
            self._scenes[call.name] = scene, call

    def end(self, scene: Scene) -> None:
        """They are over."""
        for call in scene.calls:
            del self._scenes[call.name]

    def hear(self, event: Event) -> None:
        """An event of the manager interface."""
        name = event.get("Linkedid") or event.get("DestLinkedid") or event.get("ActionID", "")
        found = self._scenes.get(name)
        if found:
            found[0].hear(found[1], event)

    def lose(self) -> None:
        """The instance is gone."""
        for scene, _ in self._scenes.values():
            scene.lose()

    def said_of(self, log_id: str) -> tuple[str, ...]:
        """What the log complained about in a call; "" is what it said of no call. Said once."""
        for entry in self.instance.complaints():
            if not any(known in entry for known in _KNOWN):
                found = _LOG_ID.search(entry)
                self._log.setdefault(found[1] if found else "", []).append(entry)
        return tuple(self._log.pop(log_id, ()))
