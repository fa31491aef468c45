"""Programs as an instance runs them.

A lane is one compilation of a program, under a context of its own, so that it has its own switches:
tests that want these in different states run side by side in different lanes. Its mailboxes are in
two places, in one of which they are all full.
"""

import csv
import io
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flowc.backends import registry
from flowc.backends.target import Artefact, Job
from flowc.semantics.ir import Program, Voicemail
from flowc.settings import Asterisk, Settings
from flowc.switches.asterisk import dialplan
from flowc.switches.asterisk.clock import Clock
from flowc.switches.asterisk.configuration import MAILBOX_HOLDS, QUEUES, VOICEMAIL
from flowc.switches.asterisk.sounds import lay_long, lay_prompts
from flowc.switches.asterisk.telling import Telling
from flowc.switches.placing import BOXES, FULL
from flowc.switches.protocol import Loaded, Refused
from flowc.switches.services import Services, patient
from flowc.switches.silence import lay


class Lane(NamedTuple):
    """A program under a context of its own. `sounds`: the files of each prompt, without ending.
    `queues`: the names of Asterisk's queues."""

    context: str
    program: Program
    telling: Telling
    clock: Clock
    sounds: dict[str, list[str]]
    queues: tuple[str, ...] = ()


class Lanes:
    """All lanes of an instance, in its folder."""

    def __init__(self, folder: Path, services: Services, pace: int) -> None:
        """Nothing is loaded yet. `services` answers the lookups of a switch that runs at that
        pace."""
        self._services = services
        self._pace = pace
        self._folder = folder
        self._etc = folder / "etc"
        self._dialplans: list[str] = []
        self._mailboxes: list[str] = []
        self._queues: dict[str, str] = {"queues": QUEUES, "queuerules": ""}
        self._long: set[str] = set()

    def add(self, loaded: Loaded) -> Lane:
        """Write a program's files for another lane. Raises Refused."""
        program = loaded.program
        context = f"lane{len(self._dialplans)}"
        run = patient(loaded, self._pace)
        settings = self._services.around(run, _settings(run, context), context, self._pace)
        artefacts = _compile(run, settings)
        prompts: dict[str, list[str]] = {}
        queues: list[str] = []
        for artefact in artefacts:
            kind = artefact.path.partition("_")[0]
            if kind == "sounds":
                prompts = _prompts(artefact)
                files = [file for some in prompts.values() for file in some]
                lay_prompts(self._folder / "data" / "sounds", set(files) - self._long)
            elif kind == "voicemail":
                self._lay_boxes(program, context, artefact)
            elif artefact.path.endswith(".conf"):
                # where a call finds the mailbox that it comes to this time, see `placing.boxes`
                found = f"@{context}${{SHIFT({BOXES},.)}},"
                text = artefact.text.replace(f"@{_boxes(context)},", found)
                (self._etc / artefact.path).write_text(text, encoding="utf-8")
                if kind in self._queues:
                    self._queues[kind] += f"#include {artefact.path}\n"
                    queues += re.findall(r"^\[(.+)\]$", artefact.text, re.MULTILINE)
        own = f"outside_{context}.conf"
        (self._etc / own).write_text(dialplan.outside(context, program), encoding="utf-8")
        self._dialplans.append(f"#include extensions_{context}.conf\n#include {own}\n")
        return Lane(
            context,
            program,
            Telling(program),
            Clock(program.timezone),
            prompts,
            tuple(dict.fromkeys(queues)),
        )

    def write(self) -> None:
        """Write the files that include all lanes."""
        includes = "".join(self._dialplans)
        text = f"[general]\n{dialplan.TEXT}\n{includes}"
        (self._etc / "extensions.conf").write_text(text, encoding="utf-8")
        boxes = VOICEMAIL + "\n".join(self._mailboxes)
        (self._etc / "voicemail.conf").write_text(boxes, encoding="utf-8")
        for name, queues in self._queues.items():
            (self._etc / f"{name}.conf").write_text(queues, encoding="utf-8")

    @contextmanager
    def without_queues(self, lane: Lane) -> Generator[None]:
        """Meanwhile the lane's queues are not in the file: whose turn it is by `round-robin` is
        forgotten only with them."""
        path = self._etc / f"queues_{lane.context}.conf"
        text = path.read_text(encoding="utf-8")
        path.write_text("", encoding="utf-8")
        yield
        path.write_text(text, encoding="utf-8")

    def _lay_boxes(self, program: Program, context: str, artefact: Artefact) -> None:
        """The mailboxes in both places. Where they are full, their folders of messages are one that
        is, for Asterisk counts the files."""
        for place in (context, context + FULL):
            file = f"voicemail_{place}.conf"
            text = artefact.text.replace(_boxes(context), place)
            (self._etc / file).write_text(text, encoding="utf-8")
            self._mailboxes.append(f"[{place}]\n#include {file}\n")
        spool = self._folder / "spool" / "voicemail" / (context + FULL)
        for mailbox in {b.mailbox for b in program.blocks if isinstance(b, Voicemail)}:
            (spool / mailbox).mkdir(parents=True)
            (spool / mailbox / "INBOX").symlink_to(self._full())

    def _full(self) -> Path:
        folder = self._folder / "full"
        if not folder.exists():
            names = [f"msg{n:04}" for n in range(MAILBOX_HOLDS)]
            lay(folder, names, 0, ".txt")
        return folder

    def lengthen(self, lane: Lane, prompts: Iterable[str]) -> None:
        """Let these prompts be long where something is done during one, from now on: programs may
        have files of the same names."""
        files = [file for prompt in prompts for file in lane.sounds.get(prompt, ())]
        self._long.update(files)
        lay_long(self._folder / "data" / "sounds", files)


def _boxes(context: str) -> str:
    """The setting: where mailboxes are, as a name that stands nowhere else."""
    return f"boxes-of-{context}"


def _settings(loaded: Loaded, context: str) -> Settings:
    places = {
        block.id: dialplan.place(context, n)
        for n, block in enumerate(dialplan.externals(loaded.program))
    }
    own = Asterisk(
        context=context,
        mailbox_context=_boxes(context),
        phone=dialplan.phone(context, "{name}"),
        outside=dialplan.phone(context, "{number}"),
        externals=places,
    )
    return Settings(asterisk=own)


def _compile(loaded: Loaded, settings: Settings) -> tuple[Artefact, ...]:
    target = registry.load("asterisk")
    assert target is not None  # noqa: S101 - it is built in
    job = Job(loaded.program, settings, loaded.sources, target.versions[0])
    made = target.compile(job)
    if not made.artefacts:
        raise Refused(made.diagnostics)
    return made.artefacts


def _prompts(artefact: Artefact) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for prompt, _, file, _ in list(csv.reader(io.StringIO(artefact.text)))[1:]:
        found.setdefault(prompt, []).append(file.rpartition(".")[0])
    return found
