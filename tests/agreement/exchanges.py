"""Whole switches with their stock configuration, a flow that was compiled for them, and everything
they write: for what an admin and staff do with one. Their logs hold whatever they can be told to
log, and every event is kept."""

import asyncio
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Protocol

import pytest

from flowc.switches.call import Heard
from flowc.switches.freeswitch.event_socket import EventSocket
from flowc.switches.freeswitch.finding import find as find_freeswitch
from flowc.switches.freeswitch.instance import Instance
from flowc.switches.protocol import Missing
from tests.agreement.sounds import silence
from tests.agreement.stock import Stock as StockAsterisk
from tests.agreement.test_freeswitch_stock import Stock as StockFreeSwitch

STAFF = """
[staff]
include => {context}--codes
"""
SECONDS = 20.0
"""Within which what is waited for must come."""


class Exchange(Protocol):
    """A switch on which flows are installed as their README says."""

    name: str

    @property
    def heard(self) -> Sequence[bytes]:
        """What it told whoever listens."""
        ...

    def load(self, out: Path, context: str) -> None:
        """Install what was compiled into `out`."""
        ...

    def call(self, number: str, context: str, caller: str = "37061234567") -> str:
        """The id of a call, in which keys are listened for as soon as something asks."""
        ...

    def dial(self, code: str) -> str:
        """The id of a call from a phone of the house."""
        ...

    def press(self, call: str, keys: str) -> None:
        """Press keys, when the call listens: it waits for that."""
        ...

    def entered(self, call: str) -> list[str]:
        """The blocks that the call has entered."""
        ...

    def over(self, call: str) -> None:
        """Wait until it is over."""
        ...

    def cli(self, command: str) -> str:
        """What the switch's own command line says."""
        ...

    def kept(self, folder: str) -> str:
        """The file in which it keeps switches."""
        ...

    def restart(self, how: signal.Signals) -> None:
        """End the process by a signal, and start it anew."""
        ...

    def files(self) -> Iterator[Path]:
        """Every file below its folder that it or an admin has written."""
        ...


def compiled(target: str, flow: Path, out: Path, *more: str) -> Path:
    """Compile by the command, into a context `flowc`."""
    command = [sys.executable, "-m", "flowc", "compile", str(flow), "--target", target]
    done = subprocess.run(
        [*command, "--out", str(out), *more], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return out


def recordings(listed: Path, folder: Path) -> None:
    """Silence in place of everything that callers hear."""
    for row in csv.DictReader(io.StringIO(listed.read_text("utf-8"))):
        file = folder / row["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(silence(800))


def ran(*command: str) -> str:
    """What a command of the switch prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout.strip()


def until(what: str, holds: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


# ---- Asterisk -----------------------------------------------------------------------------------


class OnAsterisk:
    """Asterisk at verbose 9 and debug 9."""

    name = "asterisk"

    def __init__(self, folder: Path) -> None:
        self.stock = StockAsterisk(folder)
        self._before: list[bytes] = []
        log = "full => verbose(9),debug,notice,warning,error,dtmf"
        self.stock.append("logger.conf", f"[logfiles](+)\n{log}")
        self.stock.change("asterisk.conf", r"(?m)^\[options\].*$", "[options]\nverbose=9\ndebug=9")

    @property
    def heard(self) -> list[bytes]:
        return [*self._before, *(repr(e).encode() for e in self.stock.ami.events)]

    def load(self, out: Path, context: str) -> None:
        for file in out.glob("*.conf"):
            (self.stock.etc / file.name).write_bytes(file.read_bytes())
        self.stock.append("extensions.conf", f"#include extensions_{context}.conf")
        self.stock.append("extensions.conf", STAFF.format(context=context))
        recordings(out / f"sounds_{context}.csv", self.stock.sounds)
        self.stock.ami.cli("dialplan reload")

    def call(self, number: str, context: str, caller: str = "37061234567") -> str:
        return self.stock.call(f"{number}@{context}", caller)

    def dial(self, code: str) -> str:
        return self.stock.call(f"{code}@staff", "101")

    def press(self, call: str, keys: str) -> None:
        asks = {"Read", "WaitExten", "BackGround"}
        found = self.stock.ami.wait(
            "a question",
            lambda e: (
                (e.get("Event"), e.get("Uniqueid")) == ("Newexten", call)
                and e["Application"] in asks
            ),
        )
        for n, key in enumerate(keys, self._pressed(call) + 1):
            headers = {"Channel": found["Channel"], "Digit": key, "Receive": "true"}
            self.stock.ami.act("PlayDTMF", Duration="80", **headers)
            until("the key", lambda n=n: self._pressed(call) == n)
            time.sleep(0.1)  # two keys on each other's heels are one

    def _pressed(self, call: str) -> int:
        keys = (e for e in self.stock.ami.events if e.get("Event") == "DTMFEnd")
        return sum(e["Uniqueid"] == call for e in keys)

    def entered(self, call: str) -> list[str]:
        return [e["Block"] for e in self.stock.told(call) if e["What"] == "enter"]

    def over(self, call: str) -> None:
        self.stock.ami.wait(
            "its end", lambda e: (e.get("Event"), e.get("Uniqueid")) == ("Hangup", call)
        )

    def cli(self, command: str) -> str:
        conf = self.stock.etc / "asterisk.conf"
        return ran(str(self.stock.program), "-C", str(conf), "-rx", command)

    def kept(self, folder: str) -> str:
        return f"{self.stock.folder / 'var'}{folder}"

    def restart(self, how: signal.Signals) -> None:
        self._before = self.heard
        self.stock.process.send_signal(how)
        self.stock.process.wait(SECONDS)
        self.stock.ami.close()
        self.stock.__enter__()

    def files(self) -> Iterator[Path]:
        places = ("etc", "var", "spool", "run", "log")
        return (f for p in places for f in (self.stock.folder / p).rglob("*") if f.is_file())


# ---- FreeSWITCH ---------------------------------------------------------------------------------


class OnFreeSwitch:
    """FreeSWITCH that logs at debug 10, with its databases on disk, as it is started by its makers;
    a connection of its own gets every event there is."""

    name = "freeswitch"

    def __init__(self, runner: asyncio.Runner, shown: Sequence[str]) -> None:
        try:
            found = find_freeswitch()._replace(faketime=None)
        except Missing as e:
            pytest.skip(f"freeswitch: {e}")
        self._cli = found.program.with_name("fs_cli")
        if not self._cli.is_file():
            pytest.skip(f"freeswitch: fs_cli is not beside {found.program}")
        _OnDisk.shown = {name: os.environ[name] for name in shown}
        self.stock = StockFreeSwitch(found, _OnDisk)
        self.heard: list[bytes] = []
        self._runner = runner
        self._boot()

    def _boot(self) -> None:
        self._runner.run(self._listen())

    async def _listen(self) -> None:
        await self.stock.instance.boot(self.stock.hear, lambda: None)
        loop = asyncio.get_running_loop()

        def hear(event: Heard) -> None:
            self.heard.append(json.dumps(event, ensure_ascii=False).encode())

        def log(call: str, line: str) -> None:
            self.heard.append(f"{call} {line}".encode())

        def made() -> EventSocket:
            return EventSocket(hear, log, lambda: None)

        _, self._ear = await loop.create_connection(made, "127.0.0.1", self.stock.port)
        for command in (
            *(f"auth {self.stock.secret}", "api fsctl loglevel debug", "api fsctl debug_level 10"),
            *("log 10", "event json ALL"),
        ):
            await self._ear.ask(command)

    def close(self) -> None:
        """Stop it."""
        self._ear.close()
        self.stock.instance.hang_up()
        self._runner.run(asyncio.sleep(0))
        self.stock.instance.close()

    def load(self, out: Path, context: str) -> None:
        for part, place in (("dialplan", "conf"), ("scripts", ".")):
            for file in (out / part).rglob("*.*"):
                target = self.stock.folder / place / part / file.relative_to(out / part)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        recordings(out / "sounds.csv", self.stock.folder / "sounds" / context)
        assert self.cli("reloadxml").startswith("+OK")

    def call(self, number: str, context: str, caller: str = "37061234567") -> str:
        said = f"origination_caller_id_number={caller}"
        return self._originate(said, f"{number} XML {context}")

    def dial(self, code: str) -> str:
        return self._originate("user_name=101", f"{code} XML default")

    def _originate(self, said: str, where: str) -> str:
        call = self._runner.run(self.stock.api("create_uuid"))
        said = f"{{origination_uuid={call},{said}}}null/caller {where}"
        self._runner.run(self.stock.instance.socket.ask(f"bgapi originate {said}"))
        return call

    def press(self, call: str, keys: str) -> None:
        self._runner.run(
            self.stock.wait(
                lambda e: e.get("Unique-ID") == call and e.get("Application") in {"read", "lua"}
            )
        )
        self.wait(0.3)  # that it has begun to ask is told by nothing
        for key in keys:
            self._runner.run(self.stock.api(f"uuid_recv_dtmf {call} {key}"))

    def entered(self, call: str) -> list[str]:
        self.wait(0)
        events = [e for e in self.stock.events if e.get("Unique-ID") == call]
        whats = [(e, n) for e in events for n in e.get("flowc", "").split(" ")]
        return [e[f"{n}-block"] for e, n in whats if n.partition(".")[0] == "enter"]

    def over(self, call: str) -> None:
        self._runner.run(self.stock.gone(call))

    def wait(self, seconds: float) -> None:
        """Let what is told be heard."""
        self._runner.run(asyncio.sleep(seconds))

    def cli(self, command: str) -> str:
        where = ("-H", "127.0.0.1", "-P", str(self.stock.port), "-p", self.stock.secret)
        return ran(str(self._cli), *where, "-x", command)

    def kept(self, folder: str) -> str:
        return f"{self.stock.folder}{folder}"

    def restart(self, how: signal.Signals) -> None:
        number = self.stock.instance._number  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        os.kill(number, how)
        until("the end", lambda: not _runs(number))
        self._ear.close()
        self.stock.instance.hang_up()
        self.wait(0)
        self.stock.instance.over = False
        self._boot()

    def files(self) -> Iterator[Path]:
        return (f for f in self.stock.folder.rglob("*") if f.is_file())


class _OnDisk(Instance):
    """As its makers start it: what modules keep is on the disk, also that of the core."""

    shown: ClassVar[dict[str, str]] = {}
    """Of the environment, what it is to see."""

    def _configure(self, port: int, secret: str) -> Sequence[str]:
        return [word for word in super()._configure(port, secret) if word != "-nosql"]

    def _environment(self) -> dict[str, str]:
        return super()._environment() | self.shown


def _runs(number: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return False


@contextmanager
def exchange(name: str, folder: Path, shown: Sequence[str] = ()) -> Generator[Exchange]:
    """The switch, up; its process sees what is `shown` of the environment."""
    if name == "asterisk":
        on = OnAsterisk(folder)
        with on.stock:
            yield on
        return
    with asyncio.Runner() as runner:
        there = OnFreeSwitch(runner, shown)
        try:
            yield there
        finally:
            there.close()


def documented(file: Path, marker: str) -> dict[str, str]:
    """The commands in a page, by their comment: lines `command   # what it is for` of the block
    that is called `marker`."""
    text = re.search(rf"(?ms)^```console {marker}\n(.*?)^```", file.read_text(encoding="utf-8"))
    assert text, f"{file.name} has no block `{marker}`"
    lines = re.findall(r"(?m)^# (\S.*)\n\$ (.+)$", text[1])
    return dict(lines)
