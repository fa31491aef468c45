"""A private FreeSWITCH, the programs that it runs, and the calls that go on there."""

import csv
import io
import re
from collections.abc import Iterable
from typing import NoReturn
from xml.etree import ElementTree as ET

from flowc.backends import registry
from flowc.backends.target import Artefact, Job
from flowc.settings import FreeSwitch, Settings
from flowc.switches.call import Call as AnyCall, Heard
from flowc.switches.course import Course
from flowc.switches.freeswitch import placing, queues, sounds, surroundings
from flowc.switches.freeswitch.call import Call, Lane
from flowc.switches.freeswitch.finding import Found
from flowc.switches.freeswitch.instance import Instance
from flowc.switches.freeswitch.telling import Telling
from flowc.switches.protocol import Loaded, Refused
from flowc.switches.running import PROMPT, Host, State
from flowc.switches.silence import lay

_LONG = 4000
"""How long a prompt lasts, in milliseconds, during which something is done."""

_SECRET = re.compile(r'\["([^"]+)"\] = function\(\)\n *secret\(\{\n.*?maximum = (\d+)')
"""An entry of the Lua file that reads secret digits, and how many."""


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
        self._long: set[str] = set()
        self._full: dict[str, frozenset[str]] = {}

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
        staff = self._staff.get(event.get("CC-Agent", "").partition("@")[2])
        if staff:
            staff.hear(event)
        self.hear(own if own in self._scenes else caller or other, event)

    def said_of(self, call: AnyCall) -> tuple[str, ...]:
        """See `Host`."""
        return self._instance.said_of("") + self._instance.said_of(call.name)

    # ---- programs -------------------------------------------------------------------------------

    def add(self, loaded: Loaded) -> Lane:
        """See `Host`."""
        context = f"lane{self._lanes}"
        artefacts = compiled(loaded, context)
        self._lanes += 1
        secrets: dict[str, int] = {}
        prompts: dict[str, list[str]] = {}
        staff = queues.nobody()
        for artefact in artefacts:
            match artefact.path.partition("/")[0]:
                case "dialplan" | "directory":
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
        self._keep_boxes(context, frozenset())
        return Lane(context, loaded.program, Telling(loaded.program), secrets, prompts, staff)

    def _write(self, path: str, text: str) -> None:
        (self._instance.folder / path).write_text(text, encoding="utf-8")

    def _lay(self, artefact: Artefact) -> dict[str, list[str]]:
        """Silent recordings; the files of each prompt are given back."""
        prompts: dict[str, list[str]] = {}
        rows = list(csv.reader(io.StringIO(artefact.text)))[1:]
        files = [file.rpartition(".")[0] for file, *_ in rows]
        for file, (_, _, prompt, _) in zip(files, rows, strict=True):
            prompts.setdefault(prompt, []).append(file)
        for language in {file.partition("/")[0] for file in files}:
            files += [f"{language}/{name}" for name in sounds.names()]
        self._lay_files(set(files) - self._long, PROMPT)
        return prompts

    def _lay_files(self, files: Iterable[str], milliseconds: int) -> None:
        lay(self._instance.folder / "sounds" / "flowc", files, milliseconds, ".ulaw")

    def _keep_boxes(self, context: str, full: frozenset[str]) -> None:
        """Mailboxes lie in a domain of the lane's own. One that is full is not in it: FreeSWITCH
        takes a message for every mailbox that it knows."""
        users = ""
        compiled = self._instance.folder / f"conf/directory/default/{context}.xml"
        if compiled.exists():
            root = ET.fromstring(compiled.read_text(encoding="utf-8"))  # noqa: S314 - our own
            kept = [user for user in root.iter("user") if user.get("id") not in full]
            users = "".join(ET.tostring(user, encoding="unicode") for user in kept)
        domain = f'<domain name="{context}"><groups><group name="default"><users>\n{users}'
        text = f"<include>\n{domain}\n</users></group></groups></domain>\n</include>\n"
        self._write(f"conf/directory/lanes/{context}.xml", text)
        self._full[context] = full

    def lengthen(self, lane: Lane, prompts: Iterable[str]) -> None:
        """See `Host`."""
        files = {file for prompt in prompts for file in lane.sounds.get(prompt, ())} - self._long
        self._lay_files(files, _LONG)
        self._long |= files

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
        if self._full[lane.context] != state.full:
            self._keep_boxes(lane.context, state.full)
            await self._instance.reload()

    def call(self, course: Course, lane: Lane, name: str) -> Call:
        """See `Host`."""
        variables = placing.variables(course, lane.program, lane.context)
        return Call(course, lane, self._instance.socket, name, variables)


def compiled(loaded: Loaded, context: str) -> tuple[Artefact, ...]:
    """What `flowc compile` writes for the program, with the dial strings and places of tests.
    Raises Refused."""
    target = registry.load("freeswitch")
    assert target is not None  # noqa: S101 - it is built in
    own = FreeSwitch(
        context=context,
        mailbox_domain=context,
        sounds_format="ulaw",
        phone=surroundings.PHONE,
        outside=surroundings.OUTSIDE_NUMBER,
        externals=surroundings.places(loaded.program),
        music=queues.music(loaded.program),
    )
    job = Job(loaded.program, Settings(freeswitch=own), loaded.sources, target.versions[0])
    made = target.compile(job)
    if not made.artefacts:
        raise Refused(made.diagnostics)
    return made.artefacts
