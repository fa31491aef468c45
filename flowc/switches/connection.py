"""A connection to a switch, by which it is watched and told what to do."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any


def later(seconds: float, do: Callable[[], None]) -> asyncio.TimerHandle:
    """Do something to a switch after so many seconds. If the connection is over by then nothing is
    done: `lost` was called for that, and nobody is there who could take the exception."""

    def unless_over() -> None:
        with suppress(ConnectionError):
            do()

    return asyncio.get_running_loop().call_later(seconds, unless_over)


class Connection(asyncio.Protocol):
    """`lost` is called once, when it is over. `error`: what ended it, if that was neither side's
    wish."""

    def __init__(self, lost: Callable[[], None]) -> None:
        """Nothing is sent before the connection is there."""
        self.error: Exception | None = None
        self._lost = lost
        self._transport: asyncio.Transport | None = None

    @abstractmethod
    def _waiting(self) -> Iterable[asyncio.Future[Any]]:
        """What was asked and is not answered."""

    def close(self) -> None:
        """Hang up on the switch."""
        if self._transport:
            self._transport.close()

    def _write(self, message: bytes) -> None:
        """Raises ConnectionError."""
        if self._transport is None or self._transport.is_closing():
            over = "the connection is over"
            raise ConnectionError(over)
        self._transport.write(message)

    # ---- asyncio's side -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called once."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is TCP
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Called once; with what `data_received` raised too."""
        self.error = exc
        for future in self._waiting():
            if not future.done():
                future.set_exception(ConnectionError("the connection is over"))
        self._lost()
