"""A private FreeSWITCH that runs."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from flowc.switches import instance
from flowc.switches.call import Heard
from flowc.switches.freeswitch import configuration, queues
from flowc.switches.freeswitch.event_socket import EventSocket
from flowc.switches.freeswitch.finding import Found
from flowc.switches.freeswitch.telling import SUBCLASS
from flowc.switches.instance import Taken

_EVENTS = (
    "CHANNEL_CREATE CHANNEL_BRIDGE CHANNEL_HANGUP CHANNEL_DESTROY DTMF PLAYBACK_START PLAYBACK_STOP"
    " RECORD_START"
)
_APPLICATIONS = "bridge lua playback read record sleep"
"""Those that take a call somewhere. Half of all events are of other applications: to write them
out and to read them takes as much time as the calls themselves."""

_TOLD = f"{SUBCLASS} {queues.SUBCLASS}"

Configure = Callable[[Path, int, str], None]


class Instance(instance.Instance[EventSocket]):
    """One FreeSWITCH, in a folder of its own."""

    title = "FreeSWITCH"

    def __init__(self, found: Found, configure: Configure = configuration.write) -> None:
        """Make its folder. `configure` writes what it is to run with, its port and password among
        it. Raises Broken."""
        super().__init__(found.faketime)
        self.found = found
        self._write = configure
        self._log: dict[str, list[str]] = {}

    # ---- while it starts ------------------------------------------------------------------------

    def _configure(self, port: int, secret: str) -> Sequence[str]:
        self._write(self.folder, port, secret)
        words = [str(self.found.program), "-nonat", "-nonatmap", "-np", "-nf", "-nc", "-nosql"]
        words += ["-mod", str(self.found.modules)]
        for name in configuration.DIRECTORIES:
            words += [f"-{name}", str(self.folder / name)]
        return words

    def _environment(self) -> dict[str, str]:
        own = {"LD_LIBRARY_PATH": str(self.found.libraries)}
        if self.found.faketime:
            own["LD_PRELOAD"] = str(self.found.faketime)
        return own

    def _listen(self, heard: Callable[[Heard], None], lost: Callable[[], None]) -> EventSocket:
        return EventSocket(heard, self._note, lost)

    async def _log_in(self, secret: str) -> None:
        if not (await self.socket.ask(f"auth {secret}")).startswith("+OK"):
            raise Taken  # it is another's: ours would know its secret

    async def _come_up(self) -> None:
        await self.socket.ask("log warning")
        await self.socket.ask(f"event json {_EVENTS} CHANNEL_EXECUTE CUSTOM {_TOLD}")
        wanted = {"Event-Name": f"{_EVENTS} CUSTOM", "Application": _APPLICATIONS}
        for header, values in wanted.items():
            for value in values.split():
                await self.socket.ask(f"filter {header} {value}")
        while "is ready" not in await self.socket.ask("api status"):  # noqa: ASYNC110 - it is asked
            await asyncio.sleep(0.02)

    # ---- while it runs --------------------------------------------------------------------------

    @property
    def socket(self) -> EventSocket:
        """The connection. Raises ConnectionError before there is one."""
        return self.connection

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
