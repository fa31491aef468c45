"""Voicemail: the flow's greeting, then Asterisk's recording (option s: no instructions of its own).

A message ends by `#`, hanging up, the mailbox's longest length (in the mailbox's line) or silence
(`maxsilence` in voicemail.conf's general section).
"""

from typing import NamedTuple

from flowc.backends.asterisk.arrows import enter, leave
from flowc.backends.asterisk.lines import Context, Writer
from flowc.backends.asterisk.prompts import play
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
    enter(block, writer, unit)
    writer.add("Answer()")
    for op in block.plays:
        play(op, writer, unit, listening=False)
    writer.add(f"Set(flowc_recording={block.mailbox})")
    writer.add(f"VoiceMail({block.mailbox}@{unit.own.mailbox_context},s)")
    writer.add("Set(flowc_recording=)")
    writer.add('GotoIf($["${VMSTATUS}" = "FAILED"]?failed,1)')
    fields = ("Mailbox", block.mailbox), ("Seconds", "0")
    writer.add(unit.event("message", *fields))
    leave(block.done or ir.Edge(ir.ToEnd("hangup"), block.span), block.id, "done", writer, unit)
    failed = Writer("failed", "the mailbox is full, or there is none")
    leave(block.failed, block.id, "failed", failed, unit)
    title = unit.title(f"voicemail {block.id}", block.span)
    return [Context(unit.context(block.id), (title,), (writer.done(), failed.done()))]


def boxes(program: ir.Program) -> tuple[Box, ...]:
    """Every mailbox once; its blocks have one longest message (F715)."""
    found: dict[str, Box] = {}
    for block in program.blocks:
        if isinstance(block, ir.Voicemail):
            before = found.get(block.mailbox, Box(block.mailbox, (), 0))
            found[block.mailbox] = Box(block.mailbox, (*before.blocks, block.id), block.longest)
    return tuple(found.values())
