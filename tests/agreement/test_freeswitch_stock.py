"""What `flowc compile` writes is loaded by a stock FreeSWITCH, where its README says, and every
extension of it can be called."""

import asyncio
import csv
import io
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from flowc.switches.call import Heard
from flowc.switches.finding import first
from flowc.switches.freeswitch.configuration import DIRECTORIES
from flowc.switches.freeswitch.finding import Found, find
from flowc.switches.freeswitch.instance import Instance
from flowc.switches.protocol import Missing
from tests.agreement.sounds import silence

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
NUMBERS = {
    "support": {"37052000000": "welcome"},
    "clinic": {"+37052100200": "welcome"},
    "utility": {"13135550100": "welcome", "+13135550111": "emergency"},
}
"""What is dialled, with or without its plus, and the block that it comes to."""

SETTINGS = {
    "phone": "[null_enable_auto_answer=false]null/{name}",
    "outside": "[null_enable_auto_answer=false]null/{number}",
    "externals.dispatch_night": "9999 XML default",
}
CALLER = {
    "origination_caller_id_number": "37061234567",
    "origination_callee_id_number": "37061234567",
    "continue_on_fail": "true",  # as the way in says, which a call to a block does not pass
    "max_session_transfers": "1000",
    "flowc_language": "en",
}
WAITS = {"read", "playback", "bridge", "sleep", "record"}
OF_THE_MACHINE = r"STUN|stun|Invalid SAY Interface \[es_ar\]"
"""What a stock FreeSWITCH says where there is no internet, and one that was built without a module
of a language."""

NAMED = re.compile(r"\^(?:\\.|[\w-])+\$")
"""An address that is a name, not a pattern of numbers."""
LOST = {"NO_ROUTE_DESTINATION", "DESTINATION_OUT_OF_ORDER", "INCOMPATIBLE_DESTINATION"}
"""How a call ends that is sent to nothing, or comes to an application that there is not."""


class Stock:
    """A FreeSWITCH with the configuration that it came with, and what it tells."""

    def __init__(self, found: Found, kind: type[Instance] = Instance) -> None:
        self._conf = first(found.modules.parent, ("conf", "../../etc/freeswitch"))
        if self._conf is None or not (self._conf / "freeswitch.xml").is_file():
            pytest.skip(f"freeswitch: the stock configuration is not beside {found.program}")
        self._there = {file.stem for file in found.modules.glob("*.so")}
        self.instance = kind(found, self._configure)
        self.folder = self.instance.folder
        self.events: list[Heard] = []
        self._changed = asyncio.Event()
        self._names = count(1)

    def _configure(self, folder: Path, port: int, secret: str) -> None:
        self.port, self.secret = port, secret
        for name in DIRECTORIES:
            (folder / name).mkdir(exist_ok=True)
        for name in ("dtls-srtp.pem", "wss.pem"):
            (folder / "certs" / name).touch()
        assert self._conf
        shutil.copytree(self._conf, folder / "conf", dirs_exist_ok=True)
        own = folder / "conf" / "autoload_configs"
        params = {"listen-ip": "127.0.0.1", "listen-port": port, "password": secret}
        text = "".join(f'<param name="{k}" value="{v}"/>' for k, v in params.items())
        (own / "event_socket.conf.xml").write_text(
            f'<configuration name="event_socket.conf"><settings>{text}</settings></configuration>'
        )
        modules = (own / "modules.conf.xml").read_text(encoding="utf-8")
        kept = re.sub(r'<load module="(\w+)"/>', lambda m: m[0] * (m[1] in self._there), modules)
        (own / "modules.conf.xml").write_text(kept, encoding="utf-8")

    def hear(self, event: Heard) -> None:
        self.events.append(event)
        self._changed.set()

    async def api(self, command: str) -> str:
        return (await self.instance.socket.ask(f"api {command}")).strip()

    async def call(self, destination: str, context: str) -> str:
        name = f"stock-{next(self._names)}"
        said = ",".join(f"{k}={v}" for k, v in {"origination_uuid": name, **CALLER}.items())
        said = f"{{{said}}}null/caller {destination} XML {context}"
        await self.instance.socket.ask(f"bgapi originate {said}")
        return name

    async def wait(self, wanted: Callable[[Heard], bool]) -> Heard:
        """The first event that is wanted, of all that there have been."""
        async with asyncio.timeout(20):
            while True:
                self._changed.clear()
                for event in self.events:
                    if wanted(event):
                        return event
                await self._changed.wait()

    async def told(self, call: str, what: str, **fields: str) -> Heard:
        """An event of the flow's trace."""

        def wanted(event: Heard) -> bool:
            told = event.get("flowc", "").split(" ")
            return (
                event.get("Unique-ID") == call
                and what in told
                and all(event.get(f"{what}-{k}") == v for k, v in fields.items())
            )

        return await self.wait(wanted)

    async def gone(self, call: str) -> str:
        event = await self.wait(
            lambda e: e["Event-Name"] == "CHANNEL_HANGUP" and e.get("Unique-ID") == call
        )
        return event["Hangup-Cause"]


@asynccontextmanager
async def running() -> AsyncGenerator[Stock]:
    try:
        stock = Stock(find())
    except Missing as e:
        pytest.skip(f"freeswitch: {e}")
    try:
        await stock.instance.boot(stock.hear, lambda: None)
        yield stock
    finally:
        stock.instance.hang_up()
        await asyncio.sleep(0)
        stock.instance.close()


def install(stock: Stock, example: str, folder: Path) -> Path:
    """Compile, and copy to where the README says."""
    out = folder / f"out-{example}"
    command = [sys.executable, "-m", "flowc", "compile", str(EXAMPLES / example)]
    command += ["--target", "freeswitch", "--out", str(out)]
    for key, value in (SETTINGS | {"context": example}).items():
        if example == "utility" or "." not in key:
            command += ["--set", f"freeswitch.{key}={value}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    readme = (out / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"(?m)^- `(\S+)`$", readme))
    assert {str(p.relative_to(out)) for p in out.rglob("*.*")} - {"README.md"} <= listed | {
        "flowc-files.txt"
    }
    for file, *_ in list(csv.reader(io.StringIO((out / "sounds.csv").read_text("utf-8"))))[1:]:
        recording = stock.folder / "sounds" / "flowc" / file
        recording.parent.mkdir(parents=True, exist_ok=True)
        recording.write_bytes(silence(1600))
    for file, text in re.findall(r"(?m)Write to `(\S+)`, beside.*\n  `(.+)`$", readme):
        (stock.folder / "conf" / file).write_text(text, encoding="utf-8")
    for part, place in (("dialplan", "conf"), ("directory", "conf"), ("scripts", ".")):
        shutil.copytree(out / part, stock.folder / place / part, dirs_exist_ok=True)
    return out


def extensions(file: Path) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The extensions that calls are sent to, and where each sends calls itself."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for context in ET.parse(file).getroot().iter("context"):  # noqa: S314 - our own
        for extension in context.iter("extension"):
            address = extension.find("condition[@field='destination_number']")
            expression = "" if address is None else address.get("expression", "")
            if not NAMED.fullmatch(expression):  # numbers are called as numbers
                continue
            name = re.sub(r"\\(.)", r"\1", expression[1:-1])
            data = (a.get("data", "") for a in extension.iter("action"))
            found[name, context.get("name", "")] = {
                (words[0], words[2])
                for d in data
                if len(words := d.split(" ")) == 3 and "XML" in words
            }
    return found


@pytest.mark.parametrize("example", NUMBERS)
def test_an_example_is_loaded_by_a_stock_freeswitch(example: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with running() as stock:
            out = install(stock, example, tmp_path)
            stock.instance.said_of("")
            assert await stock.api("reloadxml") == "+OK [Success]"
            for number, block in NUMBERS[example].items():
                call = await stock.call(number, "public")
                told = await stock.told(call, "call")
                assert told["variable_flowc_caller_number"] == "37061234567"
                assert told["variable_flowc_dialled"] == f"+{number.lstrip('+')}"
                await stock.told(call, "enter", block=block)
                await stock.api(f"uuid_kill {call}")
                await stock.gone(call)
            await call_every_extension(stock, out / "dialplan" / f"{example}.xml")
            log = [x for x in stock.instance.said_of("") if not re.search(OF_THE_MACHINE, x)]
            assert log == []

    asyncio.run(run())


async def call_every_extension(stock: Stock, file: Path) -> None:
    there = extensions(file)
    targets = set[tuple[str, str]]().union(*there.values())
    assert len(there) > 20
    assert {t for t in targets - there.keys() if t != ("9999", "default")} == set()
    for name, context in there:
        call = await stock.call(name, context)
        event = await stock.wait(lambda e, call=call: _waits(e, call))
        assert event.get("Hangup-Cause") not in LOST, (name, context)
        await stock.api(f"uuid_kill {call}")
        await stock.gone(call)
        log = [line for line in stock.instance.said_of(call) if "File not found" not in line]
        assert [line for line in log if "nvalid" in line or "not found" in line] == []


def _waits(event: Heard, call: str) -> bool:
    waits = event.get("Application") in WAITS or event["Event-Name"] == "CHANNEL_HANGUP"
    return event.get("Unique-ID") == call and waits


def test_a_reload_drops_no_call(tmp_path: Path) -> None:
    async def run() -> None:
        async with running() as stock:
            install(stock, "clinic", tmp_path)
            assert await stock.api("reloadxml") == "+OK [Success]"
            at = {"main": "read", "where_we_are": "playback", "reception_desk": "bridge"}
            calls = {await stock.call(b, f"clinic-{b}"): b for b in at for _ in range(3)}
            for call, block in calls.items():
                await stock.wait(
                    lambda e, call=call, app=at[block]: (
                        e.get("Application") == app and e.get("Unique-ID") == call
                    )
                )
            assert await stock.api("reloadxml") == "+OK [Success]"
            gone = {e.get("Unique-ID") for e in stock.events if e["Event-Name"] == "CHANNEL_HANGUP"}
            assert gone.isdisjoint(calls)
            for call, block in calls.items():
                if block == "main":
                    await stock.api(f"uuid_recv_dtmf {call} 3")
                    await stock.told(call, "leave", block="main", to="where_we_are")
                else:
                    await stock.told(call, "leave", block=block)

    asyncio.run(run())
