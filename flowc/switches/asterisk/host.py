"""A private Asterisk, the programs that it runs, and the calls that go on there."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

from flowc.semantics.ir import Queue
from flowc.switches.asterisk.ami import Event
from flowc.switches.asterisk.call import OWN, Call, moved, turned
from flowc.switches.asterisk.finding import Found
from flowc.switches.asterisk.instance import Instance
from flowc.switches.asterisk.lanes import Lane, Lanes
from flowc.switches.call import Call as AnyCall
from flowc.switches.connection import later
from flowc.switches.course import Course
from flowc.switches.protocol import Loaded
from flowc.switches.running import Host, State

if TYPE_CHECKING:
    from flowc.semantics.scenario import Does

_LOG_ID = re.compile(r"\[(C-[0-9a-f]+)\]")

_KNOWN = (
    "may be removed in a future release",
    "built by ",
)
"""What Asterisk says of itself whatever it runs."""

_OTHER_NEWS = 2.0
"""Seconds after which everything that happened before some event has been told too."""


class AsteriskHost(Host[Lane]):
    """See `Host`."""

    title = "Asterisk"
    silent = True

    def __init__(self, found: Found) -> None:
        """Make its folder. Raises Broken."""
        super().__init__()
        self._instance = Instance(found)
        self.pace = self._instance.pace
        self._lanes = Lanes(self._instance.folder, self.services, self.pace)
        self._log: dict[str, list[str]] = {}

    async def boot(self) -> None:
        """See `Host`."""
        await self._instance.boot(self._hear, self.lose)

    def hang_up(self) -> None:
        """See `Host`."""
        self._instance.hang_up()

    def close(self) -> None:
        """See `Host`."""
        self._instance.close()

    def fail(self, what: str) -> NoReturn:
        """See `Host`."""
        self._instance.fail(what)

    # ---- programs -------------------------------------------------------------------------------

    def add(self, loaded: Loaded) -> Lane:
        """See `Host`."""
        return self._lanes.add(loaded)

    def lengthen(self, lane: Lane, cut: Iterable[frozenset[str]]) -> None:
        """See `Host`."""
        self._lanes.lengthen(lane, frozenset[str]().union(*cut))

    async def update(self) -> None:
        """See `Host`."""
        self._lanes.write()
        await self._instance.reload("pbx_config")
        await self._instance.reload("app_voicemail")
        await self._instance.reload("app_queue")

    async def set(self, lane: Lane, state: State) -> None:
        """See `Host`."""
        ami = self._instance.ami
        await ami.ask("DBDelTree", Family=lane.context)
        for switch, on in state.switches:
            ami.send("DBPut", **turned(lane.context, switch, on=on))
        if any(isinstance(b, Queue) and b.strategy == "round-robin" for b in lane.program.blocks):
            with self._lanes.without_queues(lane):
                await self._instance.reload("app_queue")
            await self._instance.reload("app_queue")
        self._staff(lane, state)
        await ami.ask("Ping")

    def _staff(self, lane: Lane, state: State) -> None:
        """Agents who have served nobody yet, and are where the test begins with them."""
        ami = self._instance.ami
        if not lane.program.agents:
            return
        ami.send("Hangup", Channel=f"/^Local/(rest|pause)-[^@]*@{lane.context}--agents/")
        for name in lane.queues:
            ami.send("QueueReset", Queue=name)
        for agent in lane.program.agents:
            out: Does = "signs-out" if agent.name in state.away else "signs-in"
            gone: Does = "takes-a-break" if agent.name in state.paused else "is-back"
            ami.send("Setvar", **moved(lane.context, agent.name, out))
            ami.send("Setvar", **moved(lane.context, agent.name, gone))

    # ---- calls ----------------------------------------------------------------------------------

    def call(self, course: Course, lane: Lane, name: str, *, patient: bool) -> Call:
        """See `Host`."""
        return Call(course, lane, self._instance.ami, name, patient=patient)

    def _hear(self, event: Event) -> None:
        """An event of AMI. That a call could not be placed is told before what
        had happened until then."""
        name = event.get("Linkedid") or event.get("DestLinkedid") or event.get("ActionID", "")
        if "Back" in event:
            self.calls_back(event["Back"].removesuffix(OWN), name)
        if event["Event"] != "OriginateResponse":
            self.hear(name, event)
        elif event["Response"] == "Failure":
            later(_OTHER_NEWS, lambda: self.hear(name, event))

    def said_of(self, call: AnyCall) -> tuple[str, ...]:
        """See `Host`. Each line is said once."""
        for entry in self._instance.complaints():
            if not any(known in entry for known in _KNOWN):
                found = _LOG_ID.search(entry)
                self._log.setdefault(found[1] if found else "", []).append(entry)
        own = call.log_id if isinstance(call, Call) else ""
        return (*self._log.pop("", ()), *(self._log.pop(own, ()) if own else ()))
