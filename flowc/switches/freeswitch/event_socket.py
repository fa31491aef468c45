"""FreeSWITCH's event socket: commands out, answers and events in.

A message is a head of `Name: value` lines, an empty line and, where the head says so, a body.
Answers come in the order of the commands. A value never holds a line end, which would begin a line
of its own: `send` refuses one.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable

from flowc.switches.call import Heard
from flowc.switches.connection import Connection

_END = b"\n\n"


class EventSocket(Connection):
    """A connection. `heard` is called with every event, `logged` with every line of the log and
    the call it is about ("" for none)."""

    def __init__(
        self,
        heard: Callable[[Heard], None],
        logged: Callable[[str, str], None],
        lost: Callable[[], None],
    ) -> None:
        """Nothing is sent before the connection is there."""
        super().__init__(lost)
        self._heard = heard
        self._logged = logged
        self._rest = bytearray()
        self._head: Heard | None = None
        self._asked: deque[Callable[[str], None]] = deque()
        self._futures: set[asyncio.Future[str]] = set()

    def send(self, command: str, then: Callable[[str], None] = lambda _: None) -> None:
        """Do something, and do not wait for what comes of it; `then` is told. Raises
        ConnectionError."""
        if "\n" in command or "\r" in command:
            message = "a command with a line end"
            raise ValueError(message)
        self._write(command.encode() + _END)
        self._asked.append(then)

    async def ask(self, command: str) -> str:
        """Do something and wait for the answer. Raises ConnectionError."""
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._futures.add(future)

        def answered(text: str) -> None:
            if not future.done():
                future.set_result(text)

        self.send(command, answered)
        try:
            return await future
        finally:
            self._futures.discard(future)

    # ---- asyncio's side -------------------------------------------------------------------------

    def _waiting(self) -> set[asyncio.Future[str]]:
        return self._futures

    def data_received(self, data: bytes) -> None:
        """Some bytes: perhaps the end of a message, perhaps many."""
        self._rest += data
        start = 0
        while True:
            if self._head is None:
                end = self._rest.find(_END, start)
                if end < 0:
                    break
                self._head = _fields(self._rest[start:end])
                start = end + len(_END)
            length = int(self._head.get("Content-Length", "0"))
            if len(self._rest) - start < length:
                break
            head, self._head = self._head, None
            self._take(head, bytes(self._rest[start : start + length]))
            start += length
        del self._rest[:start]

    def _take(self, head: Heard, body: bytes) -> None:
        match head.get("Content-Type"):
            case "text/event-json":
                self._heard(json.loads(body.decode("utf-8", "replace")))
            case "log/data":
                self._logged(head.get("User-Data", ""), body.decode("utf-8", "replace").strip())
            case "command/reply":
                self._answer(head.get("Reply-Text", ""))
            case "api/response":
                self._answer(body.decode("utf-8", "replace"))
            case _:
                pass

    def _answer(self, text: str) -> None:
        if self._asked:
            self._asked.popleft()(text)


def _fields(head: bytes | bytearray) -> Heard:
    pairs = (line.partition(": ") for line in head.decode("utf-8", "replace").split("\n"))
    return {name: value for name, _, value in pairs}
