"""Programs as an instance runs them.

A lane is one compilation of a program, under a context of its own, so that it has its own switches
and mailboxes: tests that want these in different states run side by side in different lanes.
"""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from flowc.backends import registry
from flowc.backends.target import Artefact, Job
from flowc.semantics.ir import Program
from flowc.settings import Asterisk, Settings
from flowc.switches.asterisk import dialplan
from flowc.switches.asterisk.configuration import MAILBOX_HOLDS, VOICEMAIL
from flowc.switches.asterisk.sounds import lay_prompts
from flowc.switches.asterisk.telling import Telling
from flowc.switches.protocol import Loaded, Refused


class State(NamedTuple):
    """What is global on a switch: switches that do not stand as declared, mailboxes that take no
    message."""

    switches: tuple[tuple[str, bool], ...]
    full: frozenset[str]


class Lane(NamedTuple):
    """A program under a context of its own."""

    context: str
    program: Program
    telling: Telling


class Lanes:
    """All lanes of an instance, in its folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is loaded yet."""
        self._folder = folder
        self._etc = folder / "etc"
        self._dialplans: list[str] = []
        self._mailboxes: list[str] = []
        self._states: dict[str, State] = {}

    def add(self, loaded: Loaded) -> Lane:
        """Write a program's files for another lane. Raises Refused."""
        program = loaded.program
        context = f"lane{len(self._dialplans)}"
        artefacts = _compile(loaded, context)
        for artefact in artefacts:
            kind = artefact.path.partition("_")[0]
            if kind == "sounds":
                lay_prompts(self._folder / "data" / "sounds", _prompts(artefact))
            elif artefact.path.endswith(".conf"):
                (self._etc / artefact.path).write_text(artefact.text, encoding="utf-8")
                if kind == "voicemail":
                    self._mailboxes.append(f"[{context}]\n#include {artefact.path}\n")
        own = f"outside_{context}.conf"
        (self._etc / own).write_text(dialplan.outside(context, program), encoding="utf-8")
        self._dialplans.append(f"#include extensions_{context}.conf\n#include {own}\n")
        return Lane(context, program, Telling(program))

    def write(self) -> None:
        """Write the files that include all lanes."""
        includes = "".join(self._dialplans)
        text = f"[general]\n{dialplan.TEXT}\n{includes}"
        (self._etc / "extensions.conf").write_text(text, encoding="utf-8")
        boxes = VOICEMAIL + "\n".join(self._mailboxes)
        (self._etc / "voicemail.conf").write_text(boxes, encoding="utf-8")

    def fill(self, lane: Lane, full: frozenset[str]) -> None:
        """Let these mailboxes of the lane be full, and no others. A mailbox is full if it has a
        message of the last number."""
        spool = self._folder / "spool" / "voicemail" / lane.context
        for message in spool.glob("*/INBOX/*"):
            message.unlink(missing_ok=True)
        for mailbox in full:
            inbox = spool / mailbox / "INBOX"
            inbox.mkdir(parents=True, exist_ok=True)
            (inbox / f"msg{MAILBOX_HOLDS - 1:04}.txt").touch()


def _compile(loaded: Loaded, context: str) -> tuple[Artefact, ...]:
    target = registry.load("asterisk")
    assert target is not None  # noqa: S101 - it is built in
    places = {
        block.id: dialplan.place(context, n)
        for n, block in enumerate(dialplan.externals(loaded.program))
    }
    own = Asterisk(
        context=context,
        mailbox_context=context,
        phone=dialplan.PHONE,
        outside=dialplan.OUTSIDE_NUMBER,
        externals=places,
    )
    job = Job(loaded.program, Settings(asterisk=own), loaded.sources, target.versions[0])
    made = target.compile(job)
    if not made.artefacts:
        raise Refused(made.diagnostics)
    return made.artefacts


def _prompts(artefact: Artefact) -> list[str]:
    rows = list(csv.reader(io.StringIO(artefact.text)))[1:]
    return [file.rpartition(".")[0] for _, _, file, _ in rows]
