"""The desk of one plan: answers what its context asks, hands on what it tells."""

from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from typing import NamedTuple

from flowc.semantics.replies import line, read
from flowc.serve_plan import ListLookup, Lookup
from flowc.serving.deployment import Served
from flowc.serving.log import Log, shown
from flowc.serving.notice import Document
from flowc.serving.numbers import NumberFile
from flowc.serving.pace import Pace
from flowc.serving.question import fields, question, typed_as
from flowc.serving.receivers import Receivers
from flowc.serving.service import Asker, carried


class Count(NamedTuple):
    """How often a service was asked since the start, and how often that failed."""

    asked: int = 0
    failed: int = 0


class Desk:
    """Answers for one plan until it is retired; what is under way then still ends."""

    def __init__(
        self,
        served: Served,
        files: Mapping[str, NumberFile],
        pace: Pace,
        mailing: Executor,
        log: Log,
    ) -> None:
        """Inside a running loop. `files`: those of the plan's lists. `mailing`: where mails are
        sent from, which waits."""
        self.plan = plan = served.plan
        self.files = files
        self._pace = pace
        self._log = log
        self._lookups: dict[int, Lookup | ListLookup] = {one.n: one for one in plan.lookups}
        self._lookups |= {one.n: one for one in plan.list_lookups}
        self._askers = {
            name: Asker(
                pace.address(service.url, name).rstrip("/"),
                carried(service.headers, served.secrets),
                pace.wall(service.timeout),
            )
            for name, service in plan.services.items()
        }
        self.counts = dict.fromkeys(plan.services, Count())
        self._receivers = Receivers(served, pace, mailing)
        self._under_way = 0
        self._retired = False

    def lookup(self, n: int) -> Lookup | ListLookup | None:
        """The lookup of that number."""
        return self._lookups.get(n)

    async def answer(self, lookup: Lookup | ListLookup, call: str, values: tuple[str, ...]) -> str:
        """The answer, without a line end: an outcome, on found its values behind it, each
        percent-encoded, one space before each."""
        if isinstance(lookup, ListLookup):
            return self._look(lookup, call, values[0])
        async with self._working():
            return await self._answer(lookup, call, values)

    def _look(self, lookup: ListLookup, call: str, written: str) -> str:
        """What a list says."""
        number = typed_as(written, lookup.value.meant(), self.plan.languages)
        if number is None or (number and self._pace.fails(call, lookup.of)):
            outcome, got = "failed", ()
        else:
            found = self.files[lookup.of].find(str(number), fields(lookup.reads))
            outcome, got = (found, ()) if isinstance(found, str) else ("found", found)
        asked = f"{self.plan.context}/{lookup.n} {shown(lookup.of)}"
        level = "warning" if outcome == "failed" else "debug"
        self._log(level, f"lookup {asked}: {outcome}: a list (call {shown(call)})")
        return line(outcome, got)

    async def deliver(self, document: Document) -> str:
        """Give a notice to its receiver. Empty if it was taken, else why not."""
        async with self._working():
            return await self._receivers.deliver(document)

    @asynccontextmanager
    async def _working(self) -> AsyncGenerator[None, None]:
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            await self._leave()

    async def _answer(self, lookup: Lookup, call: str, values: tuple[str, ...]) -> str:
        asked = question(lookup, values, self.plan.languages)
        if isinstance(asked, str):
            why = (
                "a value is empty or a dot"
                if asked == "not-found"
                else "a value is not of its type"
            )
            self._say(lookup, call, asked, f"not asked, {why}")
            return asked
        asker = self._askers[lookup.service]
        headers = {"Flowc-Call": call}
        reply = await asker.ask(
            lookup.method, asked.path, asked.body, headers, reads=bool(lookup.reads)
        )
        outcome, got = read(fields(lookup.reads), self.plan.languages, reply.status, reply.body)
        count = self.counts[lookup.service]
        self.counts[lookup.service] = Count(count.asked + 1, count.failed + (outcome == "failed"))
        reason = reply.reason
        if reply.status is not None:
            reason = f"status {reply.status}"
            if outcome == "failed" and reply.status // 100 == 2:  # noqa: PLR2004 - success
                reason = "its reply does not hold what the flow reads"
        self._say(lookup, call, outcome, reason)
        return line(outcome, got)

    def _say(self, lookup: Lookup, call: str, outcome: str, reason: str) -> None:
        asked = f"{self.plan.context}/{lookup.n} {shown(lookup.service)}"
        level = "warning" if outcome in {"failed", "refused"} else "debug"
        self._log(level, f"lookup {asked}: {outcome}: {reason} (call {shown(call)})")

    async def retire(self) -> None:
        """Take no more questions; the connections go when the last one is answered."""
        self._retired = True
        await self._leave()

    async def _leave(self) -> None:
        if self._retired and not self._under_way:
            for asker in self._askers.values():
                await asker.close()
            await self._receivers.close()
