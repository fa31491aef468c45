"""A private switch that runs: started, watched while it comes up, stopped."""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, NoReturn, TypeVar

from flowc.switches.call import Heard
from flowc.switches.connection import Connection
from flowc.switches.guarded import Guarded, writing
from flowc.switches.protocol import Broken

FASTER = 10
"""How much faster than the clock on the wall a switch with libfaketime runs."""

_BOOTS_WITHIN = 60.0
_PORTS = 3
"""How many ports are tried: another program may take one before the switch does."""

C = TypeVar("C", bound=Connection)


class Taken(Exception):  # noqa: N818 - a fact about the machine, not an error of ours
    """Somebody else listens on the port."""


class Instance(ABC, Generic[C]):
    """One switch, in a folder of its own. `pace`: how much faster than the clock on the wall its
    timers run; `over`: it is gone."""

    title: str

    def __init__(self, faketime: Path | None) -> None:
        """Make its folder. `faketime`: the library that makes its clock run faster, None if there
        is none. Raises Broken."""
        self.pace = FASTER if faketime else 1
        self.over = False
        self._faketime = faketime
        self._guarded = Guarded(self.title.lower())
        self.folder = self._guarded.folder
        self._number = self._entered = 0
        self._connection: C | None = None

    # ---- what each switch does in its own way ---------------------------------------------------

    @abstractmethod
    def _configure(self, port: int, secret: str) -> Sequence[str]:
        """Write what it is to run with. The program and its words."""

    @abstractmethod
    def _environment(self) -> dict[str, str]:
        """What it is started with, beside what every switch is."""

    @abstractmethod
    def _listen(self, heard: Callable[[Heard], None], lost: Callable[[], None]) -> C:
        """The connection to it, not made yet."""

    @abstractmethod
    async def _log_in(self, secret: str) -> None:
        """Tell it the secret. Raises Taken if it knows another, and ConnectionError."""

    @abstractmethod
    async def _come_up(self) -> None:
        """Wait until it takes calls. Raises ConnectionError."""

    def _says_taken(self) -> bool:
        """Whether it complains that somebody else listens on its port."""
        return False

    def _words(self) -> str:
        """What it says of itself, for whoever looks for what went wrong."""
        return self._guarded.output()

    # ---- while it starts ------------------------------------------------------------------------

    async def boot(self, heard: Callable[[Heard], None], lost: Callable[[], None]) -> None:
        """Start it and wait until it takes calls. Raises Broken."""
        with writing():
            for _ in range(_PORTS):
                with contextlib.suppress(Taken):
                    await self._boot(heard, lost)
                    return
                self.hang_up()
                self._connection = None
        self.fail(f"found {_PORTS} ports in a row taken by other programs")

    async def _boot(self, heard: Callable[[Heard], None], lost: Callable[[], None]) -> None:
        port, secret = _free_port(), secrets.token_hex(16)
        run = self._configure(port, secret)
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "TMPDIR"}}
        kept |= {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
        if self._faketime:
            kept["FAKETIME"] = f"+0 x{FASTER}"
        self._number = number = self._guarded.start(run, kept | self._environment())

        def lose() -> None:
            if self._entered == number:  # it was not another program's port
                self.over = True
                lost()

        until = time.monotonic() + _BOOTS_WITHIN
        self._connection = await self._connect(lambda: self._listen(heard, lose), port, until)
        try:
            await asyncio.wait_for(self._log_in(secret), until - time.monotonic())
        except (ConnectionError, TimeoutError):
            self._see_that_it_runs()
            raise Taken from None
        self._entered = number
        try:
            await asyncio.wait_for(self._come_up(), until - time.monotonic())
        except TimeoutError:
            self.fail("was not up in time")
        except ConnectionError:
            self.fail("ended while it started")

    async def _connect(self, make: Callable[[], C], port: int, until: float) -> C:
        loop = asyncio.get_running_loop()
        while True:
            try:
                _, made = await loop.create_connection(make, "127.0.0.1", port)
            except OSError:
                self._see_that_it_runs()
                if self._says_taken():
                    raise Taken from None
                if time.monotonic() > until:
                    self.fail("was not up in time")
                await asyncio.sleep(0.02)
            else:
                return made

    def _see_that_it_runs(self) -> None:
        if not _runs(self._number):
            self.fail("ended while it started")

    # ---- while it runs --------------------------------------------------------------------------

    @property
    def connection(self) -> C:
        """The connection. Raises ConnectionError before there is one."""
        if self._connection is None:
            message = "there is no connection yet"
            raise ConnectionError(message)
        return self._connection

    def fail(self, what: str) -> NoReturn:
        """Raise Broken: what the switch did, as a clause without it, and its last words. If it did
        nothing, but what it said could not be understood, that error is raised."""
        error = self._connection.error if self._connection else None
        if error and not isinstance(error, OSError):
            raise error
        words = self._words().strip().splitlines()[-3:]
        raise Broken("\n".join([f"{self.title} {what}", *words]))

    def hang_up(self) -> None:
        """End the connection, if there is one."""
        if self._connection:
            self._connection.close()

    def close(self) -> None:
        """Stop it and remove its folder."""
        self._guarded.close()


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
