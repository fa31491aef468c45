"""A private FreeSWITCH, the programs that it runs, and the calls that go on there."""

import csv
import io
import re
from collections.abc import Iterable
from typing import NoReturn

from flowc.backends import registry
from flowc.backends.target import Artefact, Job
from flowc.settings import FreeSwitch, Settings
from flowc.switches import services
from flowc.switches.call import Call as AnyCall, Heard
from flowc.switches.course import Course
from flowc.switches.freeswitch import boxes, placing, queues, surroundings
from flowc.switches.freeswitch.call import Call
from flowc.switches.freeswitch.finding import Found
from flowc.switches.freeswitch.instance import Instance
from flowc.switches.freeswitch.lane import Lane
from flowc.switches.freeswitch.sounds import FORMAT, Sounds
from flowc.switches.freeswitch.telling import Telling
from flowc.switches.protocol import Loaded, Refused
from flowc.switches.running import Host, State
from flowc.switches.services import patient

_SECRET = re.compile(r'\["([^"]+)"\] = function\(\)\n *secret\(\{\n.*?maximum = (\d+)')
"""An entry of the Lua file that reads secret digits, and how many."""

_LIFE = re.compile(r"(.+)-callback-\d+")
"""The channel of a callback, and that of the call that registered it."""


class FreeSwitchHost(Host[Lane]):
    """See `Host`."""

    title = "FreeSWITCH"
    silent = True

    def __init__(self, found: Found) -> None:
        """Make its folder. Raises Broken."""
        super().__init__()
        self._instance = Instance(found)
        self.pace = self._instance.pace
        self._lanes = 0
        self._staff: dict[str, queues.Staff] = {}
        self._sounds = Sounds(self._instance.folder / "sounds")

    async def boot(self) -> None:
        """See `Host`."""
        await self._instance.boot(self._hear, self.lose)

    def close(self) -> None:
        """See `Host`."""
        self._instance.close()

    def hang_up(self) -> None:
        """See `Host`."""
        self._instance.hang_up()

    def fail(self, what: str) -> NoReturn:
        """See `Host`."""
        self._instance.fail(what)

    def _hear(self, event: Heard) -> None:
        own, other = event.get("Unique-ID", ""), event.get("Other-Leg-Unique-ID", "")
        caller = event.get("variable_cc_member_session_uuid") or event.get("CC-Member-Session-UUID")
        caller = event.get("variable_flowc_callback_of") or caller
        staff = self._staff.get(event.get("CC-Agent", "").partition("@")[2])
        if staff:
            staff.hear(event)
        life = _LIFE.fullmatch(own) if event["Event-Name"] == "CHANNEL_CREATE" else None
        if life:
            self.calls_back(life[1], own)
        self.hear(own if own in self._scenes else caller or other, event)

    def said_of(self, call: AnyCall) -> tuple[str, ...]:
        """See `Host`."""
        return self._instance.said_of("") + self._instance.said_of(call.name)

    # ---- programs -------------------------------------------------------------------------------

    def add(self, loaded: Loaded) -> Lane:
        """See `Host`."""
        context = f"lane{self._lanes}"
        run = patient(loaded, self.pace)
        around = self.services.around(run, settings(run, context), context, self.pace)
        artefacts = compiled(run, context, around)
        self._lanes += 1
        secrets: dict[str, int] = {}
        prompts: dict[str, list[str]] = {}
        staff = queues.nobody()
        for artefact in artefacts:
            match artefact.path.partition("/")[0]:
                case "directory":
                    boxes.lay(self._instance.folder / "conf", context, artefact.text)
                case "dialplan":
                    self._write(f"conf/{artefact.path}", artefact.text)
                case "scripts":
                    self._write(artefact.path, artefact.text)
                    found = _SECRET.findall(artefact.text)
                    secrets |= {entry: int(most) - 1 for entry, most in found if int(most) > 1}
                case "autoload_configs":
                    staff = queues.lay(self._instance.folder, context, artefact.text)
                    self._staff[context] = staff
                case "sounds.csv":
                    prompts = self._lay(artefact)
                case _:
                    pass
        return Lane(context, loaded.program, Telling(loaded.program), secrets, prompts, staff)

    def _write(self, path: str, text: str) -> None:
        (self._instance.folder / path).write_text(text, encoding="utf-8")

    def _lay(self, artefact: Artefact) -> dict[str, list[str]]:
        """The files of each prompt."""
        prompts: dict[str, list[str]] = {}
        rows = list(csv.reader(io.StringIO(artefact.text)))[1:]
        files = [file.rpartition(".")[0] for file, *_ in rows]
        for file, (_, _, prompt, _) in zip(files, rows, strict=True):
            if prompt:  # what is of none is what values are spoken with
                prompts.setdefault(prompt, []).append(file)
        return prompts

    def lengthen(self, lane: Lane, cut: Iterable[frozenset[str]]) -> None:
        """See `Host`."""
        for prompts in cut:
            self._sounds.of(lane.program, lane.sounds, prompts, patient=False)

    async def update(self) -> None:
        """See `Host`."""
        await self._instance.reload()

    async def set(self, lane: Lane, state: State) -> None:
        """See `Host`."""
        socket = self._instance.socket
        for switch in lane.program.switches:
            await socket.ask(placing.forget(lane.context, switch.name))
        for name, on in state.switches:
            await socket.ask(placing.turn(lane.context, name, on=on))
        for command in queues.set_up(lane.staff, state):
            await socket.ask(command)

    def call(self, course: Course, lane: Lane, name: str, *, patient: bool) -> Call:
        """See `Host`."""
        folder = self._sounds.of(lane.program, lane.sounds, course.cut, patient=patient)
        variables = placing.variables(course, lane.program, lane.context, folder)
        return Call(course, lane, self._instance.socket, name, variables)


def settings(loaded: Loaded, context: str) -> Settings:
    """The dial strings and places of tests."""
    own = FreeSwitch(
        context=context,
        mailbox_domain=boxes.domain(context),
        sounds_format=FORMAT,
        phone=surroundings.PHONE,
        outside=surroundings.OUTSIDE_NUMBER,
        externals=surroundings.places(loaded.program),
        music=queues.music(loaded.program),
    )
    known = Settings(freeswitch=own, values=services.values(loaded.program))
    return known.model_copy(update=services.receiving(loaded.program))


def compiled(loaded: Loaded, context: str, around: Settings | None = None) -> tuple[Artefact, ...]:
    """What `flowc compile` writes for the program, with the settings of tests if there are no
    others. Raises Refused."""
    target = registry.load("freeswitch")
    assert target is not None  # noqa: S101 - it is built in
    own = around or settings(loaded, context)
    made = target.compile(Job(loaded.program, own, loaded.sources, target.versions[0]))
    if not made.artefacts:
        raise Refused(made.diagnostics)
    return made.artefacts
