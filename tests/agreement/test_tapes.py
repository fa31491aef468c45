"""Recordings of calls as files, at the pace of the clock: how long they are, what of a caller's
sound is in them, and that a secret's is not; their names; what a disk that takes none does."""

import asyncio
import csv
import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from flowc import pipeline
from flowc.switches.freeswitch.finding import find as find_freeswitch
from flowc.switches.protocol import Missing
from tests.agreement import tapes
from tests.agreement.conftest import SWITCHES, opened
from tests.agreement.door import placed, played, site
from tests.agreement.sounds import silence
from tests.agreement.stock import Stock as Asterisk, is_told
from tests.agreement.test_freeswitch_stock import Stock as FreeSwitch

FLOW = Path(__file__).parent / "flows" / "tape.flow"
NUMBERS = ("100", "200", "300", "400", "500")
SAID = [
    (1.5, tapes.SPEECH),
    (1.0, ()),
    (2.0, tapes.KEY),
    (1.5, ()),
    (0.8, tapes.SPEECH),
    (2.0, ()),
]
"""Speech, a key while `secretly` asks, and speech behind it."""
HOSTILE = "../../h;id"


class Exchange(Protocol):
    """A switch with the flow: calls are placed by somebody who says what `SAID` is."""

    def call(self, number: str, context: str = "tape", *, hang_up: float = 0) -> str:
        """The id of a call, which the caller ends after so many seconds, if any."""
        ...

    def wait(self, *calls: str) -> None:
        """Until these calls are over."""
        ...

    def told(self, call: str) -> list[str]:
        """The blocks that the call entered."""
        ...


def compiled(target: str, folder: Path, context: str, recordings: Path) -> Path:
    out = folder / f"out-{context}"
    command = [sys.executable, "-m", "flowc", "compile", str(FLOW), "--target", target]
    command += ["--out", str(out), "--set", f"recordings.folder={recordings}"]
    command += ["--set", f"{target}.context={context}"]
    subprocess.run(command, check=True, capture_output=True)
    return out


class OnAsterisk:
    def __init__(self, stock: Asterisk, said: Path) -> None:
        self.stock = stock
        stock.append("extensions.conf", f"[speaker]\nexten => s,1,Playback({said.with_suffix('')})")

    def load(self, out: Path, context: str) -> None:
        for file in out.glob("*.conf"):
            (self.stock.etc / file.name).write_bytes(file.read_bytes())
        self.stock.append("extensions.conf", f"#include extensions_{context}.conf")
        rows = csv.DictReader(io.StringIO((out / f"sounds_{context}.csv").read_text("utf-8")))
        for row in rows:
            recording = self.stock.sounds / row["file"]
            recording.parent.mkdir(parents=True, exist_ok=True)
            recording.write_bytes(silence(800))

    def call(self, number: str, context: str = "tape", *, hang_up: float = 0) -> str:
        name = f"../{time.monotonic_ns()}"
        said = self.stock.ami.act(
            "Originate",
            Channel=f"Local/{number}@{context}/n",
            Context="speaker",
            Exten="s",
            Priority="1",
            CallerID=f"{HOSTILE} <{HOSTILE}>",
            ChannelId=name,
            OtherChannelId=f"{name}-2",
            Async="true",
        )
        assert "Success" in said
        self.stock.wait_told(f"{name}-2", "call")
        if hang_up:
            time.sleep(hang_up)
            self.stock.hang_up(f"{name}-2")
        return f"{name}-2"

    def wait(self, *calls: str) -> None:
        for call in calls:
            self.stock.ami.wait(
                "its end", lambda e, call=call: e["Event"] == "Hangup" and e["Uniqueid"] == call
            )

    def told(self, call: str) -> list[str]:
        told = (e for e in self.stock.told(call) if is_told(e) and e["What"] == "enter")
        return [e["Block"] for e in told]


class OnFreeSwitch:
    def __init__(self, stock: FreeSwitch, loop: asyncio.AbstractEventLoop, said: Path) -> None:
        self.stock, self.loop, self.said = stock, loop, said
        self._placed = 0

    def load(self, out: Path) -> None:
        for part, place in (("dialplan", "conf"), ("scripts", ".")):
            for file in (out / part).rglob("*.*"):
                target = self.stock.folder / place / part / file.relative_to(out / part)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        for row in csv.DictReader(io.StringIO((out / "sounds.csv").read_text("utf-8"))):
            recording = self.stock.folder / "sounds" / "flowc" / row["file"]
            recording.parent.mkdir(parents=True, exist_ok=True)
            recording.write_bytes(silence(800))
        assert self.loop.run_until_complete(self.stock.api("reloadxml")) == "+OK [Success]"

    def call(self, number: str, context: str = "tape", *, hang_up: float = 0) -> str:
        self._placed += 1
        own = {"origination_uuid": f"up-{self._placed}", "origination_caller_id_name": HOSTILE}
        said = ",".join(f"{k}={v}" for k, v in own.items())
        where = f"loopback/{number}/{context}/XML &playback({self.said})"
        count = len(self._begun())

        async def go() -> None:
            await self.stock.instance.socket.ask(f"bgapi originate {{{said}}}{where}")
            await self.stock.wait(lambda _: len(self._begun()) > count)
            if hang_up:
                await asyncio.sleep(hang_up)
                await self.stock.api(f"uuid_kill up-{self._placed}")

        self.loop.run_until_complete(go())
        return self._begun()[count]

    def _begun(self) -> list[str]:
        return [e["Unique-ID"] for e in self.stock.events if "call" in _whats(e)]

    def wait(self, *calls: str) -> None:
        for call in calls:
            self.loop.run_until_complete(self.stock.gone(call))

    def told(self, call: str) -> list[str]:
        events = [e for e in self.stock.events if e.get("Unique-ID") == call]
        names = [(e, n) for e in events for n in _whats(e) if n.partition(".")[0] == "enter"]
        return [e[f"{n}-block"] for e, n in names]


def _whats(event: dict[str, str]) -> list[str]:
    return event.get("flowc", "").split(" ")


@pytest.fixture(params=["asterisk", "freeswitch"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Exchange, Path]]:
    """An exchange, and the folder of its recordings. In the context `lost` the flow's recordings
    go into a folder that can't be."""
    kept, said = tmp_path / "kept", tmp_path / "said.wav"
    (tmp_path / "file").touch()
    tapes.write(said, SAID)
    name = str(request.param)
    outs = [
        (compiled(name, tmp_path, context, place), context)
        for context, place in (("tape", kept), ("lost", tmp_path / "file" / "in"))
    ]
    if name == "asterisk":
        stock = Asterisk(tmp_path / "stock")
        exchange = OnAsterisk(stock, said)
        for out, context in outs:
            exchange.load(out, context)
        with stock:
            yield exchange, kept
        return
    try:
        found = find_freeswitch()._replace(faketime=None)
    except Missing as e:
        pytest.skip(f"freeswitch: {e}")
    with asyncio.Runner() as runner:
        there = FreeSwitch(found)
        runner.run(there.instance.boot(there.hear, lambda: None))
        try:
            on = OnFreeSwitch(there, runner.get_loop(), said)
            for out, _ in outs:
                on.load(out)
            yield on, kept
        finally:
            there.instance.hang_up()
            runner.run(asyncio.sleep(0))
            there.instance.close()


def about(seconds: float) -> Callable[[float], bool]:
    return lambda found: abs(found - seconds) <= 0.5


def test_what_is_in_recordings(folder: tuple[Exchange, Path]) -> None:
    exchange, kept = folder
    calls = {number: exchange.call(number) for number in NUMBERS}
    hung = exchange.call("400", hang_up=1.2)
    lost = exchange.call("100", "lost")
    exchange.wait(*calls.values(), hung, lost)
    time.sleep(1)  # files are closed a moment after the call
    safe = {n: call.replace("/", "" if call.startswith("..") else "_") for n, call in calls.items()}
    files = {file.name: file for file in kept.rglob("*")}
    wanted = {f"{call}-1.wav" for call in safe.values()}
    last = f"{hung.replace('/', '')}-1.wav"
    assert set(files) == wanted | {f"{safe['500']}-2.wav", last}
    found = {n: tapes.read(files[f"{call}-1.wav"]) for n, call in safe.items()}
    assert found["100"].key == 0  # the secret
    assert about(2.3)(found["100"].speech)
    assert about(4.0)(found["100"].seconds)
    assert about(2.0)(found["200"].key)  # which was there to be heard
    assert about(7.1)(found["200"].seconds)
    assert (found["300"].speech, found["300"].key) == (0, 0)
    assert about(2.0)(found["400"].key)
    assert about(1.0)(found["500"].seconds)
    assert about(4.0)(tapes.read(files[f"{safe['500']}-2.wav"]).seconds)
    assert about(1.2)(tapes.read(files[last]).seconds)
    assert "after" in exchange.told(lost)  # it noticed nothing


@pytest.mark.parametrize("name", SWITCHES)
def test_what_is_told_of_recordings(name: str) -> None:
    flow = FLOW.with_name("recordings.flow")
    (work,) = pipeline.check((str(flow),)).works
    with opened(name) as switch:
        on = site(switch, flow)
        results = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
