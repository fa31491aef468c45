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


class Room:
    """The room of a switch."""

    def __init__(self) -> None:
        """Nobody is in it."""
        self._size = float(FIRST)
        self._inside = 0
        self._entered = 0
        self._shrunk = 0
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def place(self, length: int) -> AsyncGenerator[int]:
        """A place for a test of that length. Of those that wait the longest goes first, so that
        nothing long is left to wait for at the end. The number given is for `late`."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (-length, next(self._order), turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            self._inside -= not turn.cancelled()
            raise
        self._entered += 1
        try:
            yield self._entered
        finally:
            self._inside -= 1
            self._admit()

    def _admit(self) -> None:
        while self._waiting and self._inside < int(self._size):
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._inside += 1
                turn.set_result(None)

    def kept_up(self) -> None:
        """A test went as it was meant."""
        self._size = min(MOST, self._size + (_MORE / self._size if self._shrunk else 1))

    def late(self, number: int) -> None:
        """A test came too late. The room shrinks once for all that were inside by then."""
        if number > self._shrunk:
            self._shrunk = self._entered
            self._size = max(LEAST, self._size * _LESS)
