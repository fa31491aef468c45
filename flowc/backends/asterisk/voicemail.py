"""Voicemail: the flow's greeting, then Asterisk's recording (option s: no instructions of its own).

A message ends by `#`, hanging up, the mailbox's longest length (in the mailbox's line) or silence
(`maxsilence` in voicemail.conf's general section).
"""

from typing import NamedTuple

from flowc.backends.asterisk.arrows import leave
from flowc.backends.asterisk.lines import Context, Writer, setting
from flowc.backends.asterisk.notify import LEAVING, notify, number_of
from flowc.backends.asterisk.prompts import answers, play
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir


class Box(NamedTuple):
    """A line of voicemail.conf: the mailbox, the blocks that use it, the longest message."""

    mailbox: str
    blocks: tuple[str, ...]
    longest: int


def voicemail(block: ir.Voicemail, unit: Unit) -> list[Context]:
    """The voicemail's context."""
    writer = Writer("s")
    if not (block.plays and answers(block.plays[0], unit)):
        writer.add("Answer()")
    for op in block.plays:
        play(op, writer, unit, listening=False)
    box = f"{block.mailbox}@{unit.own.mailbox_context}"
    leaving = [f"{LEAVING}={number_of(block, unit)}"] if block.notices else []
    writer.add(setting(f"flowc_recording={block.mailbox}", "flowc_began=${EPOCH}", *leaving))
    writer.add(f"VoiceMail({box},s)")
    writer.add('GotoIf($["${VMSTATUS}" = "FAILED"]?failed,1)')
    writer.tell(message())
    for op in block.notices:
        notify(op, writer, unit)
    if block.notices:
        writer.add(setting(f"{LEAVING}="))
    leave(block.done or ir.Edge(ir.ToEnd("hangup"), block.span), block.id, "done", writer, unit)
    failed = Writer("failed", "the mailbox is full, or there is none")
    failed.add("Set(flowc_recording=)")
    if block.notices:
        failed.add(setting(f"{LEAVING}="))
    leave(block.failed, block.id, "failed", failed, unit)
    title = unit.title(f"voicemail {block.id}", block.span)
    return [Context(unit.context(block.id), (title,), (writer.done(), failed.done()))]


def message(test: str = "") -> Told:
    """That a message was recorded: `flowc_recording` has its mailbox while it is."""
    kept = ("Mailbox", "${SHIFT(flowc_recording)}"), ("Seconds", "$[${EPOCH} - 0${flowc_began}]")
    return Told("message", kept, test)


def boxes(program: ir.Program) -> tuple[Box, ...]:
    """Every mailbox once; its blocks have one longest message (F715)."""
    found: dict[str, Box] = {}
    for block in program.blocks:
        if isinstance(block, ir.Voicemail):
            before = found.get(block.mailbox, Box(block.mailbox, (), 0))
            found[block.mailbox] = Box(block.mailbox, (*before.blocks, block.id), block.longest)
    return tuple(found.values())
