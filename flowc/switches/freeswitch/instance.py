"""A private FreeSWITCH that runs: started, asked, told to load, stopped."""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from flowc.switches.call import Heard
from flowc.switches.freeswitch import configuration
from flowc.switches.freeswitch.event_socket import EventSocket
from flowc.switches.freeswitch.finding import Found
from flowc.switches.guarded import Guarded, writing
from flowc.switches.protocol import Broken

FASTER = 10
"""How much faster than the clock on the wall a FreeSWITCH with libfaketime runs."""

_BOOTS_WITHIN = 60.0
_PORTS = 3
"""How many ports are tried: another program may take one before FreeSWITCH does."""

_EVENTS = """
CHANNEL_CREATE CHANNEL_HANGUP CHANNEL_DESTROY CHANNEL_EXECUTE DTMF
PLAYBACK_START PLAYBACK_STOP RECORD_START CUSTOM flowc::trace
"""


Configure = Callable[[Path, int, str], None]


class Taken(Exception):  # noqa: N818 - a fact
    """Somebody else listens on the port."""


class Instance:
    """One FreeSWITCH, in a folder of its own. `pace`: how much faster than the clock on the wall
    its timers run."""

    def __init__(self, found: Found, configure: Configure = configuration.write) -> None:
        """Make its folder. `configure` writes what it is to run with, its port and password among
        it. Raises Broken."""
        self.found = found
        self._configure = configure
        self.pace = FASTER if found.faketime else 1
        self.over = False
        self._guarded = Guarded("freeswitch")
        self.folder = self._guarded.folder
        self._log: dict[str, list[str]] = {}
        self._socket: EventSocket | None = None

    async def boot(self, heard: Callable[[Heard], None], lost: Callable[[], None]) -> None:
        """Start it and wait until it takes calls. Raises Broken."""
        with writing():
            for _ in range(_PORTS):
                with contextlib.suppress(Taken):
                    await self._boot(heard, lost)
                    return
        self.fail(f"found {_PORTS} ports in a row taken by other programs")

    async def _boot(self, heard: Callable[[Heard], None], lost: Callable[[], None]) -> None:
        port, secret = _free_port(), secrets.token_hex(16)
        self._configure(self.folder, port, secret)
        number = self._guarded.start(self._command(), self._environment())

        def lose() -> None:
            self.over = True
            lost()

        until = time.monotonic() + _BOOTS_WITHIN
        self._socket = await self._connect(port, number, until, (heard, self._note, lose))
        try:
            await asyncio.wait_for(self._log_in(secret), until - time.monotonic())
        except TimeoutError:
            self.fail("was not up in time")
        except ConnectionError:
            self.fail("ended while it started")

    async def _connect(
        self,
        port: int,
        number: int,
        until: float,
        who: tuple[Callable[[Heard], None], Callable[[str, str], None], Callable[[], None]],
    ) -> EventSocket:
        loop = asyncio.get_running_loop()
        while True:
            try:
                make = lambda: EventSocket(*who)  # noqa: E731 - the shortest factory
                _, found = await loop.create_connection(make, "127.0.0.1", port)
            except OSError:
                if not _runs(number):
                    self.fail("ended while it started")
                if time.monotonic() > until:
                    self.fail("was not up in time")
                await asyncio.sleep(0.02)
            else:
                return found

    async def _log_in(self, secret: str) -> None:
        if not (await self.socket.ask(f"auth {secret}")).startswith("+OK"):
            raise Taken  # it is another's: ours would know its secret
        await self.socket.ask("log warning")
        await self.socket.ask(f"event json {' '.join(_EVENTS.split())}")
        while "is ready" not in await self.socket.ask("api status"):  # noqa: ASYNC110 - it is asked
            await asyncio.sleep(0.02)

    def _command(self) -> list[str]:
        words = [str(self.found.program), "-nonat", "-nonatmap", "-np", "-nf", "-nc"]
        words += ["-mod", str(self.found.modules)]
        for name in configuration.DIRECTORIES:
            words += [f"-{name}", str(self.folder / name)]
        return words

    def _environment(self) -> dict[str, str]:
        own = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": str(self.found.libraries)}
        if self.found.faketime:
            own |= {"FAKETIME": f"+0 x{FASTER}", "LD_PRELOAD": str(self.found.faketime)}
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "TMPDIR"}}
        return kept | own

    @property
    def socket(self) -> EventSocket:
        """The connection to it, once it has booted."""
        assert self._socket is not None  # noqa: S101 - see above
        return self._socket

    # ---- while it runs --------------------------------------------------------------------------

    async def reload(self) -> None:
        """Let it read its configuration again. Raises ConnectionError, and Broken if it can't."""
        said = (await self.socket.ask("api reloadxml")).strip()
        if said != "+OK [Success]":
            self.fail(f"does not read its configuration: {said}")

    def _note(self, call: str, line: str) -> None:
        self._log.setdefault(call, []).append(line)

    def said_of(self, call: str) -> tuple[str, ...]:
        """The warnings and errors of its log about a call; "" for what is about none. Said once."""
        return tuple(self._log.pop(call, ()))

    def fail(self, what: str) -> NoReturn:
        """Raise Broken: what FreeSWITCH did, as a clause without it, and its last words."""
        words = self._guarded.output().strip().splitlines()[-3:]
        raise Broken("\n".join([f"FreeSWITCH {what}", *words]))

    def hang_up(self) -> None:
        """End the connection to it, if there is one."""
        if self._socket:
            self._socket.close()

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
