"""A private Asterisk that runs."""

import asyncio
from collections.abc import Callable, Sequence

from flowc.switches import instance
from flowc.switches.asterisk import configuration, sounds
from flowc.switches.asterisk.ami import Ami, Event
from flowc.switches.asterisk.finding import Found
from flowc.switches.guarded import writing
from flowc.switches.instance import Taken
from flowc.switches.silence import lay


class Instance(instance.Instance[Ami]):
    """One Asterisk, in a folder of its own."""

    title = "Asterisk"

    def __init__(self, found: Found) -> None:
        """Make its folder. Raises Broken."""
        super().__init__(found.faketime)
        self.found = found
        self._read = 0

    # ---- while it starts ------------------------------------------------------------------------

    async def boot(self, heard: Callable[[Event], None], lost: Callable[[], None]) -> None:
        """Start it and wait until it takes calls. Raises Broken."""
        with writing():
            sounds.lay_own(self.folder / "data" / "sounds")
            lay(self.folder / "data" / "moh", ("silence",), 10_000, ".sln")
        await super().boot(heard, lost)

    def _configure(self, port: int, secret: str) -> Sequence[str]:
        conf = configuration.write(self.folder, self.found, port, secret)
        return [str(self.found.program), "-C", str(conf), "-f", "-n"]

    def _environment(self) -> dict[str, str]:
        if not self.found.faketime:
            return {}
        preload = "ASTERISK_PRELOAD" if self.found.tree else "LD_PRELOAD"
        return {preload: str(self.found.faketime)}

    def _listen(self, heard: Callable[[Event], None], lost: Callable[[], None]) -> Ami:
        self._booted = booted = asyncio.Event()

        def hear(event: Event) -> None:
            if event.get("Event") == "FullyBooted":
                booted.set()
            heard(event)

        def lose() -> None:
            lost()
            booted.set()

        return Ami(hear, lose)

    async def _log_in(self, secret: str) -> None:
        said = await self.ami.ask("Login", Username=configuration.USER, Secret=secret)
        if said.get("Response") != "Success":
            raise Taken  # it is another's: ours would know its secret

    async def _come_up(self) -> None:
        await self._booted.wait()
        if self.over:
            raise ConnectionError

    def _says_taken(self) -> bool:
        return "Address already in use" in self._log()

    # ---- while it runs --------------------------------------------------------------------------

    @property
    def ami(self) -> Ami:
        """The connection. Raises ConnectionError before there is one."""
        return self.connection

    async def reload(self, module: str) -> None:
        """Let a module read its files again. Raises ConnectionError."""
        await self.ami.ask("Reload", Module=module)

    def complaints(self) -> tuple[str, ...]:
        """The lines of warnings and errors in its log since the last time."""
        text = self._log()
        end = text.rfind("\n") + 1
        new, self._read = text[self._read : end], max(end, self._read)
        return tuple(new.splitlines())

    def _words(self) -> str:
        return self._log() + super()._words()

    def _log(self) -> str:
        try:
            path = self.folder / "log" / "complaints"
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
