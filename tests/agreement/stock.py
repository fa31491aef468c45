"""A whole Asterisk, configured as Debian's package configures it: for what an admin does with one.

Changed are only the folders, the ports (several of these may run beside each other), and two files
of somebody who has phones: a dialplan for them, and a user who may do anything through AMI.
"""

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from threading import Condition, Thread
from typing import Self

import pytest

from flowc.switches.asterisk.finding import find
from flowc.switches.protocol import Missing

PATIENCE = 20.0
"""Seconds within which what is waited for must come."""

PHONES = """
[phones]
; who is called `busy…` is busy; `short…` answers and talks for a moment; others talk for long
exten => _[a-zA-Z0-9+]!,1,GotoIf($["${EXTEN:0:4}" = "busy"]?busy,1)
 same => n,Wait(0.2)
 same => n,GotoIf($["${EXTEN:0:4}" = "none"]?none,1)
 same => n,Answer()
 same => n,Wait(${IF($["${EXTEN:0:5}" = "short"]?1:60)})
 same => n,Hangup()
exten => busy,1,Hangup(17)
exten => none,1,Ringing()
 same => n,Wait(60)
[caller]
exten => _X!,1,Wait(60)
[quiet]
exten => s,1,Answer()
 same => n,Wait(1)
"""

Event = dict[str, str]


class Ami:
    """A connection to AMI that remembers every event."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        """Log in."""
        self.events: list[Event] = []
        self._changed = Condition()
        self._answers: dict[str, str] = {}
        self._count = 0
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.settimeout(None)
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        answer = self.act("Login", Username=user, Secret=secret)
        assert "Success" in answer, answer

    def act(self, action: str, **headers: str) -> str:
        """Do something; the whole answer."""
        self._count += 1
        number = str(self._count)
        lines = [f"Action: {action}", f"ActionID: {number}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        with self._changed:
            assert self._changed.wait_for(lambda: number in self._answers, PATIENCE), action
            return self._answers.pop(number)

    def close(self) -> None:
        """Log off."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._listener.join()
        self._socket.close()

    def cli(self, command: str) -> str:
        """What a command says on Asterisk's console."""
        said = self.act("Command", Command=command)
        return "\n".join(re.findall(r"(?m)^Output: ?(.*?)\r?$", said))

    def wait(self, what: str, wanted: Callable[[Event], bool]) -> Event:
        """The first event like that, now or within `PATIENCE`."""
        seen = 0
        end = time.monotonic() + PATIENCE
        with self._changed:
            while time.monotonic() < end:
                for event in self.events[seen:]:
                    if wanted(event):
                        return event
                seen = len(self.events)
                self._changed.wait(0.5)
        pytest.fail(f"{what} did not happen; the last events: {self.events[-12:]}")

    def _listen(self) -> None:
        rest = b""
        with contextlib.suppress(OSError):
            while data := self._socket.recv(65536):
                *whole, rest = (rest + data).split(b"\r\n\r\n")
                for message in whole:
                    self._take(message.decode("utf-8", "replace"))

    def _take(self, text: str) -> None:
        headers: Event = {}
        for line in text.split("\r\n"):
            name, _, value = line.partition(": ")
            headers[name] = value
        with self._changed:
            if "Response" in headers:
                self._answers[headers.get("ActionID", "")] = text
            else:
                self.events.append(headers)
            self._changed.notify_all()


class Stock:
    """One instance, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Lay the folder out; nothing runs yet. Skips the test where there is no Asterisk."""
        try:
            found = find()
        except Missing as e:
            pytest.skip(str(e))
        theirs = found.program.resolve().parents[2] / "etc" / "asterisk"
        if not (theirs / "extensions.conf").is_file():
            pytest.skip(f"{found.program} has no configuration of its package in {theirs}")
        self.program = found.program
        self.folder = folder
        self.etc = folder / "etc"
        self.sounds = folder / "data" / "sounds"
        shutil.copytree(theirs, self.etc)
        self._adapt(found.modules)
        shutil.copytree(found.data, folder / "data", symlinks=True)
        core = self.sounds / "en_US_f_Allison"
        if core.is_dir() and not (self.sounds / "en").exists():
            core.rename(self.sounds / "en")

    def _adapt(self, modules: Path) -> None:
        folders = {name: self.folder / name for name in ("var", "spool", "run", "log", "data")}
        for name in ("var", "spool", "run", "log"):
            folders[name].mkdir()
        (folders["log"] / "cdr-csv").mkdir()  # where packages have it
        own = {
            "astetcdir": self.etc,
            "astmoddir": modules,
            "astdatadir": folders["data"],
            "astspooldir": folders["spool"],
            "astrundir": folders["run"],
            "astlogdir": folders["log"],
        }
        file = self.etc / "asterisk.conf"
        text = file.read_text(encoding="utf-8").replace("[directories](!)", "[directories]")
        text = re.sub(
            r"(?m)^(ast\w+dir) => .*$",
            lambda found: f"{found[1]} => {own.get(found[1], folders['var'])}",
            text,
        )
        file.write_text(text, encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.change("manager.conf", r"(?m)^port = .*$", f"port = {self.port}")
        (self.etc / "manager.d").mkdir(exist_ok=True)
        user = "[all]\nsecret = all\nread = all\nwrite = all\n"
        (self.etc / "manager.d" / "all.conf").write_text(user, encoding="utf-8")
        self.leave_out("chan_iax2.so")  # would take a fixed port
        (self.etc / "extensions_phones.conf").write_text(PHONES, encoding="utf-8")
        self.append("extensions.conf", "#include extensions_phones.conf")

    def append(self, file: str, text: str) -> None:
        """Write at the end of a configuration file."""
        with (self.etc / file).open("a", encoding="utf-8") as out:
            out.write(f"\n{text}\n")

    def leave_out(self, module: str) -> None:
        """Do not load a module."""
        self.change("modules.conf", r"(?m)^\[modules\]$", f"[modules]\nnoload => {module}")

    def change(self, file: str, pattern: str, text: str) -> None:
        """Change the one place of a configuration file that looks like that."""
        old = (self.etc / file).read_text(encoding="utf-8")
        new, count = re.subn(pattern, text, old)
        assert count == 1, f"{file} has {count} places like {pattern}"
        (self.etc / file).write_text(new, encoding="utf-8")

    def __enter__(self) -> Self:
        """Start, and wait until it is up."""
        with (self.folder / "out").open("wb") as out:
            self.process = subprocess.Popen(
                [self.program, "-C", self.etc / "asterisk.conf", "-f", "-n"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.folder,
            )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.ami = Ami(self.port, "all", "all")
            except ConnectionRefusedError:
                assert self.process.poll() is None, (self.folder / "out").read_text()[-2000:]
                assert time.monotonic() < end, "it does not come up"
                time.sleep(0.05)
            else:
                break
        self.ami.wait("booting", lambda e: e.get("Event") == "FullyBooted")
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.ami.close()
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self) -> list[str]:
        """Every WARNING and ERROR up to now, without what differs from run to run."""
        marker = f"marker {time.monotonic_ns()}"
        self.ami.act(
            "Originate",
            Channel="Local/s@quiet/n",
            Application="Log",
            Data=f"NOTICE,{marker}",
            Async="true",
        )
        file = self.folder / "log" / "messages.log"
        end = time.monotonic() + PATIENCE
        while marker not in (text := file.read_text(encoding="utf-8", errors="replace")):
            assert time.monotonic() < end, "the log stands still"
            time.sleep(0.02)
        lines = re.findall(r"(?m)^\[[^]]*\] (WARNING|ERROR)\[\d+\](?:\[[^]]*\])?:? ?(.*)$", text)
        return [f"{level} {said}" for level, said in lines]

    def call(self, place: str, number: str = "", **variables: str) -> str:
        """Place a call to `extension@context`; the number of its channel, `Uniqueid`."""
        name = f"call-{time.monotonic_ns()}"
        answer = self.ami.act(
            "Originate",
            Channel=f"Local/{place}/n",
            Context="caller",
            Exten="1",
            Priority="1",
            CallerID=f"<{number}>",
            ChannelId=name,
            OtherChannelId=f"{name}-2",
            Timeout="60000",
            Async="true",
            Variable=",".join(f"__{k}={v}" for k, v in variables.items()),
        )
        assert "Success" in answer, answer
        return f"{name}-2"

    def told(self, call: str) -> list[Event]:
        """What a call has told so far."""
        said = [e for e in self.ami.events if e.get("Uniqueid") == call and is_told(e)]
        return [event for one in said for event in events(one)]

    def wait_told(self, call: str, what: str, **fields: str) -> Event:
        """Wait until a call has told this event."""
        wanted = (fields | {"What": what, "Uniqueid": call}).items()
        said = self.ami.wait(
            f"{what} {fields}",
            lambda e: is_told(e) and any(wanted <= one.items() for one in events(e)),
        )
        return next(one for one in events(said) if wanted <= one.items())

    def hang_up(self, call: str) -> None:
        """The caller hangs up."""
        channel = self.ami.wait(
            "its channel", lambda e: e.get("Uniqueid") == call and "Channel" in e
        )["Channel"]
        self.ami.act("Hangup", Channel=channel.removesuffix(";2") + ";1")


def is_told(event: Event) -> bool:
    """Whether this tells events of a flow's trace."""
    return event.get("Event") == "UserEvent" and event.get("UserEvent") == "flowc"


def events(said: Event) -> list[Event]:
    """Each of the events that happened at one instant; each has the fields of all."""
    whats = said["What"].split()
    found = [said | {"What": what} for what in whats]
    for before, one in pairwise(found):
        if (before["What"], one["What"]) == ("leave", "enter"):
            one["Block"] = said["To"]
    return found
