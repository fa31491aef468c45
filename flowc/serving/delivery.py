"""Delivering notices: at least once, however long their receivers are away."""

import asyncio
import heapq
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from flowc.serving.log import Level, Log, named, shown
from flowc.serving.missed import Missed
from flowc.serving.notice import Document, Receiver
from flowc.serving.pace import Pace
from flowc.serving.spool import Kept, Lost, Spool

LONGEST = 7 * 24 * 3600
"""Seconds for which a notice is tried; then it is dead."""

_FIRST, _LAST = 1.0, 600.0
"""Seconds before a notice is tried again: each time twice as long."""

_AT_ONCE = 4
"""Notices that are on their way to one receiver."""

_LOOKS = 1.0
"""Seconds after which the spool is looked at again."""

Send: TypeAlias = Callable[[Document], Awaitable[str]]
"""Gives a notice to its receiver: empty if it was taken, else why not."""


class _Due(NamedTuple):
    at: float
    name: str
    tries: int
    kept: Kept


class _Lane:
    """What goes to one receiver, which waits for nothing that goes to another."""

    def __init__(self) -> None:
        self.waiting: list[_Due] = []
        self.under_way = 0


class Delivery:
    """Carries notices from a spool to their receivers, until it is ended."""

    def __init__(self, spool: Spool, send: Send, pace: Pace, log: Log) -> None:
        """`run` does it."""
        self._missed = Missed(spool.folder)
        self._unlisted = ""
        self._spool = spool
        self._send = send
        self._pace = pace
        self._log = log
        self._lanes: dict[Receiver, _Lane] = {}
        self._disk = ThreadPoolExecutor(1, "spool")  # in turn, and beside all lookups
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._ending = False
        self._trouble = ""

    def state(self) -> dict[str, int]:
        """How many notices wait for their receiver, for the switch to end them, and for nobody."""
        waiting = sum(len(lane.waiting) + lane.under_way for lane in self._lanes.values())
        spool = self._spool
        return {"waiting": waiting, "unfinished": spool.unfinished, "dead": spool.dead}

    async def run(self) -> None:
        """Deliver. Ends soon after `end`; what is on its way then still arrives."""
        loop = asyncio.get_running_loop()
        await self._add(await loop.run_in_executor(self._disk, self._spool.left))
        with suppress(OSError):
            await loop.run_in_executor(self._disk, self._missed.forget)
        while not self._ending:
            self._wake.clear()
            arrived = await loop.run_in_executor(self._disk, self._spool.arrived)
            self._troubled(arrived.trouble)
            await self._add(arrived.found)
            self._begin()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._wake.wait()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def end(self) -> None:
        """Begin no more."""
        self._ending = True
        self._wake.set()

    def close(self) -> None:
        """Leave the spool to others, when `run` has ended or never began."""
        self._disk.shutdown()
        self._spool.close()

    def _troubled(self, trouble: str) -> None:
        """Say what is wrong with the disk once, not every second; and that it is over."""
        if trouble != self._trouble:
            self._log("error" if trouble else "info", trouble or "the spool can be used again")
            self._trouble = trouble

    def _pause(self) -> float:
        now = time.monotonic()
        ready = (lane for lane in self._lanes.values() if lane.under_way < _AT_ONCE)
        due = min((lane.waiting[0].at - now for lane in ready if lane.waiting), default=_LOOKS)
        return max(0.0, min(due, _LOOKS / self._pace.speed))

    async def _add(self, found: Iterable[Kept | Lost]) -> None:
        for one in found:
            if isinstance(one, Kept):
                await self._list(one)
                self._wait(_Due(0.0, one.name, 0, one))
            else:
                await self._bury(one.name, one.why)

    async def _list(self, kept: Kept) -> None:
        """Have its caller among the missed, or off them, before anybody takes the notice: what is
        not on the disk then comes again at the next start."""
        trouble = ""
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._disk, self._missed.note, kept.document)
        except OSError as e:
            trouble = f"who was missed can not be written down: {e.strerror}"
        if trouble and trouble != self._unlisted:
            self._log("error", trouble)
        self._unlisted = trouble

    def _wait(self, due: _Due) -> None:
        document = due.kept.document
        receiver = Receiver(document.context, document.channel, document.name)
        heapq.heappush(self._lanes.setdefault(receiver, _Lane()).waiting, due)

    def _begin(self) -> None:
        now = time.monotonic()
        for lane in self._lanes.values():
            while lane.waiting and lane.waiting[0].at <= now and lane.under_way < _AT_ONCE:
                lane.under_way += 1
                task = asyncio.create_task(self._carry(lane, heapq.heappop(lane.waiting)))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _carry(self, lane: _Lane, due: _Due) -> None:
        try:
            try:
                why = await self._send(due.kept.document)
            except Exception as e:  # noqa: BLE001 - a bug may not stop it, nor lose the notice
                why = f"a bug in flowc: {named(e)}"
            if not why:
                await self._taken(due)
            elif time.time() - due.kept.since > LONGEST:
                await self._bury(due.name, f"nobody took it for 7 days, {why}")
            else:
                pause = min(_FIRST * 2**due.tries, _LAST)
                self._say("warning", due, f"{why}; again in {pause:g} s")
                at = time.monotonic() + pause / self._pace.speed
                self._wait(due._replace(at=at, tries=min(due.tries + 1, 30)))
        finally:
            lane.under_way -= 1
            self._wake.set()

    async def _taken(self, due: _Due) -> None:
        self._say("debug", due, "taken")
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._disk, self._spool.taken, due.name)
        except OSError as e:
            self._say("error", due, f"taken, but it stays in the spool: {e.strerror}")

    async def _bury(self, name: str, why: str) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._disk, self._spool.bury, name)
        except OSError as e:
            why = f"{why}; it can not be moved to dead: {e.strerror}"
        self._log("error", f"notice {shown(name)} is dead: {why}")

    def _say(self, level: Level, due: _Due, what: str) -> None:
        document = due.kept.document
        where = f"{shown(document.context)} {shown(document.channel)} {shown(document.name)}"
        self._log(level, f"notice {shown(due.name)} for {where}: {what}")
