"""A private Asterisk that runs: started, asked, told to load, stopped."""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from flowc.switches.asterisk import configuration, sounds
from flowc.switches.asterisk.ami import Ami, Event
from flowc.switches.asterisk.finding import Found
from flowc.switches.guarded import Guarded, writing
from flowc.switches.protocol import Broken
from flowc.switches.silence import lay

FASTER = 10
"""How much faster than the clock on the wall an Asterisk with libfaketime runs."""

_BOOTS_WITHIN = 60.0
_PORTS = 3
"""How many ports are tried: another program may take one before Asterisk does."""


class Taken(Exception):  # noqa: N818 - a fact
    """Somebody else listens on the port."""


class Instance:
    """One Asterisk, in a folder of its own. `pace`: how much faster than the clock on the wall its
    timers run."""

    def __init__(self, found: Found) -> None:
        """Make its folder. Raises Broken."""
        self.found = found
        self.pace = FASTER if found.faketime else 1
        self.over = False
        self._entered = 0
        self._guarded = Guarded("asterisk")
        self.folder = self._guarded.folder
        self._read = 0
        self._ami: Ami | None = None

    async def boot(self, heard: Callable[[Event], None], lost: Callable[[], None]) -> None:
        """Start it and wait until it takes calls. Raises Broken."""
        with writing():
            sounds.lay_own(self.folder / "data" / "sounds")
            lay(self.folder / "data" / "moh", ("silence",), 10_000, ".sln")
            for _ in range(_PORTS):
                with contextlib.suppress(Taken):
                    await self._boot(heard, lost)
                    return
        self.fail(f"found {_PORTS} ports in a row taken by other programs")

    async def _boot(self, heard: Callable[[Event], None], lost: Callable[[], None]) -> None:
        port, secret = _free_port(), secrets.token_hex(16)
        conf = configuration.write(self.folder, self.found, port, secret)
        run = [str(self.found.program), "-C", str(conf), "-f", "-n"]
        self.number = number = self._guarded.start(run, self._environment())
        booted = asyncio.Event()

        def hear(event: Event) -> None:
            if event.get("Event") == "FullyBooted":
                booted.set()
            heard(event)

        def lose() -> None:
            if self._entered == number:  # it was not another program's port
                self.over = True
                booted.set()
                lost()

        until = time.monotonic() + _BOOTS_WITHIN
        self._ami = await self._connect(port, number, until, (hear, lose))
        await self._log_in(secret)
        self._entered = number
        try:
            await asyncio.wait_for(booted.wait(), until - time.monotonic())
        except TimeoutError:
            self.fail("was not up in time")
        if self.over:
            self.fail("ended while it started")

    async def _connect(
        self,
        port: int,
        number: int,
        until: float,
        who: tuple[Callable[[Event], None], Callable[[], None]],
    ) -> Ami:
        loop = asyncio.get_running_loop()
        while True:
            try:
                _, ami = await loop.create_connection(lambda: Ami(*who), "127.0.0.1", port)
            except OSError:
                if not _runs(number):
                    self.fail("ended while it started")
                if "Address already in use" in self._log():
                    raise Taken from None
                if time.monotonic() > until:
                    self.fail("was not up in time")
                await asyncio.sleep(0.02)
            else:
                return ami

    async def _log_in(self, secret: str) -> None:
        try:
            said = await asyncio.wait_for(
                self.ami.ask("Login", Username=configuration.USER, Secret=secret), _BOOTS_WITHIN
            )
        except (ConnectionError, TimeoutError):
            raise Taken from None
        if said.get("Response") != "Success":
            raise Taken  # it is another's: ours would know its secret

    def _environment(self) -> dict[str, str]:
        own = {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
        if self.found.faketime:
            own |= {"FAKETIME": f"+0 x{FASTER}"}
            own["ASTERISK_PRELOAD" if self.found.tree else "LD_PRELOAD"] = str(self.found.faketime)
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "TMPDIR"}}
        return kept | own

    # ---- while it runs --------------------------------------------------------------------------

    async def reload(self, module: str) -> None:
        """Let a module read its files again. Raises ConnectionError."""
        await self.ami.ask("Reload", Module=module)

    def complaints(self) -> tuple[str, ...]:
        """The lines of warnings and errors in its log since the last time."""
        text = self._log()
        end = text.rfind("\n") + 1
        new, self._read = text[self._read : end], max(end, self._read)
        return tuple(new.splitlines())

    def fail(self, what: str) -> NoReturn:
        """Raise Broken: what Asterisk did, as a clause without it, and its last words. If it did
        nothing, but what it said could not be understood, that error is raised."""
        if self._ami and self._ami.error and not isinstance(self._ami.error, OSError):
            raise self._ami.error
        words = (self._log() + self._guarded.output()).strip().splitlines()[-3:]
        raise Broken("\n".join([f"Asterisk {what}", *words]))

    @property
    def ami(self) -> Ami:
        """The connection. Raises ConnectionError before there is one."""
        if self._ami is None:
            message = "there is no connection yet"
            raise ConnectionError(message)
        return self._ami

    def hang_up(self) -> None:
        """End the connection."""
        if self._ami:
            self._ami.close()

    def close(self) -> None:
        """Stop it and remove its folder."""
        self._guarded.close()

    def _log(self) -> str:
        try:
            path = self.folder / "log" / "complaints"
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _runs(number: int) -> bool:
    """Whether the process is there; one that has ended and was not waited for is not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return not Path("/proc/self").exists()
