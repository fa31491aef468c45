"""What agents dial from their phones, on a private Asterisk: who may be rung changes, and lasts."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.asterisk import dialplan
from flowc.switches.asterisk.ami import Event
from flowc.switches.asterisk.finding import find
from flowc.switches.asterisk.host import AsteriskHost
from flowc.switches.asterisk.lanes import Lane
from flowc.switches.protocol import Loaded, Missing

FLOW = Path(__file__).parent / "queues" / "firm.flow"
SIGN_IN, SIGN_OUT, BREAK = "*45", "*46", "*47"
_WRITTEN = 2.0
"""Seconds after which what Asterisk keeps is in its file."""


class Office:
    """Phones of a firm, and who is where."""

    def __init__(self, host: AsteriskHost, lane: Lane) -> None:
        self._host = host
        self._instance = host._instance  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        self._lane = lane
        self._rang = asyncio.Event()

    async def dials(self, phone: str, code: str) -> None:
        """The code runs on the phone's own channel."""
        where = dialplan.phone(self._lane.context, phone)
        codes = {"Context": f"{self._lane.context}--codes", "Exten": code, "Priority": "1"}
        self._rang.clear()
        self._instance.ami.originate("dial", {"Channel": where, **codes, "Async": "true"}, {})
        await asyncio.wait_for(self._rang.wait(), 20)
        await asyncio.sleep(0.5)

    def hear(self, event: Event) -> None:
        rings = event["Event"] == "Newexten" and event["Application"] == "Wait"
        if rings and event["Context"] == dialplan.phones(self._lane.context):
            answered = {"Context": dialplan.ANSWERED, "Exten": "s", "Priority": "1"}
            self._instance.ami.send("Redirect", Channel=event["Channel"], **answered)
            self._rang.set()

    async def restarts(self) -> None:
        """Asterisk is killed, a while after the last code, and started anew in the same folder."""
        await asyncio.sleep(_WRITTEN)
        self._instance.hang_up()
        await asyncio.sleep(0)
        self._instance.over = False
        await self._host.boot()
        await self._host.update()

    async def state(self, what: str) -> str:
        found = await self._instance.ami.ask("Getvar", Variable=what)
        return found["Value"]

    async def out(self, agent: str) -> str:
        return await self.state(f"DEVICE_STATE(Custom:{self._lane.context}-{agent}-out)")

    async def paused(self, agent: str) -> str:
        return await self.state(f"DEVICE_STATE(Custom:{self._lane.context}-{agent}-break)")

    async def hint(self, agent: str) -> str:
        where = {"Exten": f"agent-{agent}", "Context": f"{self._lane.context}--agents"}
        return (await self._instance.ami.ask("ExtensionState", **where))["StatusText"]

    async def kept(self, agent: str) -> str:
        asked = f"database get CustomDevstate {self._lane.context}-{agent}-out"
        return (await self._instance.ami.ask("Command", Command=asked))["Output"]


def in_the_office(does: Callable[[Office], Awaitable[None]]) -> None:
    try:
        host = AsteriskHost(find())
    except Missing as e:
        pytest.skip(f"asterisk: {e}")
    (work,) = pipeline.check((str(FLOW),)).works
    assert work.program

    async def run() -> None:
        office: list[Office] = []

        def hear(name: str, event: Event) -> None:
            assert name or event
            for one in office:
                one.hear(event)

        host.hear = hear
        await host.boot()
        assert work.program
        lane = host.add(Loaded(work.program, work.sources))
        await host.update()
        office.append(Office(host, lane))
        try:
            await does(office[0])
        finally:
            host.hang_up()
            await asyncio.sleep(0)

    try:
        asyncio.run(run())
    finally:
        host.close()


def test_agents_sign_out_and_in_and_take_a_break() -> None:
    async def does(office: Office) -> None:
        assert await office.hint("alice") == "Idle"
        await office.dials("alice", SIGN_OUT)
        assert await office.out("alice") == "INUSE"
        assert await office.hint("alice") == "InUse"
        assert await office.kept("alice") == "Value: INUSE", (
            "Asterisk keeps it when it is restarted"
        )
        await office.dials("alice", BREAK)
        assert (await office.out("alice"), await office.paused("alice")) == ("INUSE", "INUSE")
        await office.dials("alice", SIGN_IN)
        assert await office.hint("alice") == "InUse", "still on a break"
        await office.dials("alice", BREAK)
        assert await office.hint("alice") == "Idle"
        await office.dials("carol_mobile", SIGN_OUT)
        assert await office.out("carol") == "INUSE", "from whichever of her phones"
        assert await office.out("bob") != "INUSE"

    in_the_office(does)


def test_a_restart_changes_nothing_of_who_may_be_rung() -> None:
    async def does(office: Office) -> None:
        await office.dials("alice", SIGN_OUT)
        await office.dials("bob", BREAK)
        await office.restarts()
        assert (await office.out("alice"), await office.paused("alice")) == ("INUSE", "UNKNOWN")
        assert (await office.out("bob"), await office.paused("bob")) == ("UNKNOWN", "INUSE")
        hints = [await office.hint(agent) for agent in ("alice", "bob", "carol")]
        assert hints == ["InUse", "InUse", "Idle"]
        await office.dials("alice", SIGN_IN)
        await office.dials("bob", BREAK)
        hints = [await office.hint(agent) for agent in ("alice", "bob", "carol")]
        assert hints == ["Idle", "Idle", "Idle"]

    in_the_office(does)


def test_a_code_from_no_agents_phone_changes_nothing() -> None:
    async def does(office: Office) -> None:
        await office.dials("alice2", SIGN_OUT)
        await office.dials("my_alice", SIGN_OUT)
        for agent in ("alice", "bob", "carol"):
            assert await office.out(agent) != "INUSE"

    in_the_office(does)
