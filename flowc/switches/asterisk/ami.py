"""AMI, the protocol that Asterisk is watched and told what to do by: actions in, events out.

A value never holds a line end, which would begin a header of its own: `send` refuses one.
"""

import asyncio
from collections.abc import Callable, Iterable
from itertools import count

from flowc.switches.connection import Connection

Event = dict[str, str]
"""Headers by name; of several of one name the first."""

_END = b"\r\n\r\n"


class Ami(Connection):
    """A connection. `heard` is called with every event."""

    def __init__(self, heard: Callable[[Event], None], lost: Callable[[], None]) -> None:
        """Nothing is sent before the connection is there."""
        super().__init__(lost)
        self._heard = heard
        self._rest = b""
        self._greeted = False
        self._ids = count(1)
        self._asked: dict[str, asyncio.Future[Event]] = {}

    def send(self, action: str, **headers: str) -> str:
        """Do something, and do not wait for what comes of it. The number of the action."""
        return self._do(action, headers.items())

    def originate(self, name: str, headers: dict[str, str], variables: dict[str, str]) -> None:
        """Place a call with these channel variables; `name` is the action's number."""
        lines = [*headers.items(), *(("Variable", f"{k}={v}") for k, v in variables.items())]
        self._do("Originate", lines, name)

    async def ask(self, action: str, **headers: str) -> Event:
        """Do something and wait for the answer. Raises ConnectionError."""
        number = self._do(action, headers.items())
        self._asked[number] = asyncio.get_running_loop().create_future()
        return await self._asked[number]

    def _do(self, action: str, headers: Iterable[tuple[str, str]], number: str = "") -> str:
        number = number or str(next(self._ids))
        lines = [f"Action: {action}", f"ActionID: {number}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if any("\r" in line or "\n" in line for line in lines):
            message = "a value with a line end"
            raise ValueError(message)
        self._write("\r\n".join(lines).encode() + _END)
        return number

    # ---- asyncio's side -------------------------------------------------------------------------

    def _waiting(self) -> Iterable[asyncio.Future[Event]]:
        return self._asked.values()

    def data_received(self, data: bytes) -> None:
        """Some bytes: perhaps the end of a message, perhaps many."""
        *whole, self._rest = (self._rest + data).split(_END)
        for message in whole:
            text = message.decode("utf-8", "replace")
            if not self._greeted:
                self._greeted = True
                text = text.partition("\r\n")[2]
            self._take(_headers(text))

    def _take(self, event: Event) -> None:
        if "Event" in event:
            self._heard(event)
            return
        future = self._asked.pop(event.get("ActionID", ""), None)
        if future and not future.done():
            future.set_result(event)


def _headers(text: str) -> Event:
    event: Event = {}
    for line in text.split("\r\n"):
        name, _, value = line.partition(":")
        event.setdefault(name, value.removeprefix(" "))
    return event
