"""How many tests a switch runs at once: as many as the machine keeps up with.

Nobody knows that beforehand, so it is felt for, as TCP feels for the speed of a line (RFC 5681):
a little more room for every test that went well, much less when one came too late.
"""

import asyncio
import heapq
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count

FIRST = 24
"""Room at the start: two cores keep up with that many calls on a clock that runs ten-fold."""
MOST = 48
LEAST = 4
_MORE = 4.0
"""By how many the room grows while it is filled once, from the first late test on; before that, it
grows by one for every test."""
_LESS = 0.6
APART = 0.02
"""Seconds between two tests that go in: a call costs most when it begins, and many that begin at
once keep the others waiting."""


class Room:
    """The room of a switch."""

    def __init__(self, apart: float = APART) -> None:
        """Nobody is in it. `apart`: seconds between two tests that go in."""
        self._apart = apart
        self._size = float(FIRST)
        self._inside = 0
        self._entered = 0
        self._shrunk = 0
        self._next = 0.0
        self._opening: asyncio.TimerHandle | None = None
        self._order = count()
        self._waiting: list[tuple[bool, int, int, asyncio.Future[None]]] = []

    @property
    def size(self) -> int:
        """How many tests there is room for."""
        return int(self._size)

    @asynccontextmanager
    async def place(self, length: int, behind: bool = False) -> AsyncGenerator[int]:  # noqa: FBT001, FBT002 - it is a place in a line
        """A place for a test of that length. Of those that wait the longest goes first, so that
        nothing long is left to wait for at the end; one that is to be `behind` goes after all
        others. The number given is for `late`."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (behind, -length, next(self._order), turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # the place was given at that very moment
                self._inside -= 1
                self._admit()
            raise
        self._entered += 1
        try:
            yield self._entered
        finally:
            self._inside -= 1
            self._admit()

    def _admit(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and self._inside < self.size:
            if loop.time() < self._next:
                self._opening = self._opening or loop.call_at(self._next, self._open)
                return
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._inside += 1
                self._next = loop.time() + self._apart
                turn.set_result(None)

    def _open(self) -> None:
        self._opening = None
        self._admit()

    def kept_up(self) -> None:
        """A test went as it was meant."""
        self._size = min(MOST, self._size + (_MORE / self._size if self._shrunk else 1))

    def late(self, number: int) -> None:
        """A test came too late. The room shrinks once for all that were inside by then."""
        if number > self._shrunk:
            self._shrunk = self._entered
            self._size = max(LEAST, self._size * _LESS)
