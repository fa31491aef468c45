"""`flowc serve` while it runs: its desks, its address, and how they change and end."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from aiohttp import web

from flowc.serving.delivery import Delivery
from flowc.serving.deployment import Served
from flowc.serving.desk import Desk
from flowc.serving.log import Log, silent
from flowc.serving.notice import Document
from flowc.serving.numbers import NumberFiles, lists
from flowc.serving.pace import Pace
from flowc.serving.server import Server
from flowc.serving.spool import Spool

_GRACE = 5.0
"""Seconds beyond the longest time-out in which what is under way has to end."""


_MAILS_AT_ONCE = 4


class Address(NamedTuple):
    """Where it listens. As text it is what stands in a URL."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class ListenError(Exception):
    """The address can't be listened on; says why."""


class Companion:
    """What runs beside the switch. All of it inside one event loop."""

    def __init__(
        self, *, spool: Spool | None = None, pace: Pace | None = None, log: Log = silent
    ) -> None:
        """`open` starts it. Without a `spool` no notices are delivered."""
        self._pace = pace or Pace()
        self._log = log
        self._desks: dict[str, Desk] = {}
        self._files = NumberFiles(log)
        self._watching: asyncio.Task[None] | None = None
        self._runner: web.ServerRunner | None = None
        self._mailing = ThreadPoolExecutor(_MAILS_AT_ONCE, "mail")
        self._delivery = Delivery(spool, self._deliver, self._pace, log) if spool else None
        self._delivering: asyncio.Task[None] | None = None

    async def open(self, served: Iterable[Served], listen: Address) -> Address:
        """Listen, and answer for these plans, each for another context. Gives the address, with
        the port that was free when 0 was asked for. Raises ListenError."""
        await self.change(served)
        services = (s for desk in self._desks.values() for s in desk.plan.services.values())
        longest = max((service.timeout for service in services), default=0)
        self._runner = web.ServerRunner(
            Server(self._desks, self.state, self._log),
            shutdown_timeout=self._pace.wall(longest) + _GRACE,
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, listen.host, listen.port).start()
        except OSError as e:
            await self.close()
            message = f"{listen} can not be listened on: {e.strerror}"
            raise ListenError(message) from None
        self._watching = asyncio.create_task(self._files.watch())
        if self._delivery:
            self._delivering = asyncio.create_task(self._delivery.run())
        return Address(*self._runner.addresses[0][:2])

    async def change(self, served: Iterable[Served]) -> None:
        """Answer for these plans from now on; what is under way ends as it began."""
        named = [(s, lists(s.plan, s.folder)) for s in served]
        files = await self._files.use(one for _, own in named for one in own.values())
        old = list(self._desks.values())
        new = {
            s.plan.context: Desk(
                s,
                {name: files[one] for name, one in own.items()},
                self._pace,
                self._mailing,
                self._log,
            )
            for s, own in named
        }
        self._desks.clear()
        self._desks.update(new)
        if not self._delivery and any(
            d.plan.webhooks or d.plan.emails for d in self._desks.values()
        ):
            self._log("warning", "no spool is open: notices wait in it for the next start")
        for desk in old:
            await desk.retire()

    async def _deliver(self, document: Document) -> str:
        desk = self._desks.get(document.context)
        return await desk.deliver(document) if desk else "no plan is for its context"

    def state(self) -> dict[str, object]:
        """What GET /health tells."""
        return {
            "flows": {
                context: {
                    "flow": desk.plan.flow,
                    "services": {name: count._asdict() for name, count in desk.counts.items()},
                    "lists": {name: {"rows": file.rows} for name, file in desk.files.items()},
                }
                for context, desk in self._desks.items()
            },
            "notices": self._delivery and self._delivery.state(),
        }

    async def close(self) -> None:
        """Listen no more; return when all that was under way has ended."""
        if self._watching:
            self._watching.cancel()
        if self._delivery:
            self._delivery.end()
        if self._runner:
            await self._runner.cleanup()
        if self._delivering:
            await self._delivering
        if self._delivery:
            self._delivery.close()
        for desk in self._desks.values():
            await desk.retire()
        self._mailing.shutdown()
