"""Notices: the Lua file writes a line into the spool of `flowc serve`, and the call goes on.

Everything in it is percent-encoded, and no value has a part in the file's name. It tells the trace
of it in the same breath: a caller may hang up between any two applications.
"""

from flowc.backends.freeswitch.expressions import lua_value
from flowc.backends.freeswitch.model import Action
from flowc.backends.freeswitch.site import Site
from flowc.backends.freeswitch.text import FsData, code, lua_text
from flowc.backends.receivers import typed
from flowc.backends.walk import values
from flowc.semantics import ir


def notice(op: ir.Notify) -> list[str]:
    """What the Lua file does for it."""
    own = [(each.name, each.value) for each in op.about]
    own += [(typed(f"send.{each.name}", each.value.type), each.value) for each in op.sends]
    return [
        "notice({",
        f"  channel = {lua_text(op.channel)},",
        f"  name = {lua_text(op.name)},",
        f"  block = {lua_text(op.block)},",
        "  fields = {",
        *(f"    {{{lua_text(name)}, {lua_value(value)}}}," for name, value in own),
        "  },",
        "})",
    ]


def talks(at: Site) -> list[Action]:
    """What is done as a ring begins, so that a conversation that comes of it is counted."""
    if not at.notices:
        return []
    told = ("app=lua", code("data={} talk", at.script))
    return [Action("set", code("bridge_pre_execute_aleg_{}", FsData(one))) for one in told]


def talked(at: Site) -> list[Action]:
    """What is done when a conversation is over, and the call is not."""
    return [Action("lua", code("{} talked", at.script))] if at.notices else []


def forgotten(at: Site) -> list[FsData]:
    """What a call begins with: nothing of an earlier visit's conversations."""
    if not at.notices:
        return []
    return [code("flowc_talked="), code("flowc_talk="), code("originate_disposition=")]


def of_messages(at: Site) -> list[tuple[str, list[str]]]:
    """By voicemail: what is done when its message is there."""
    return [
        (lua_text(block.id), [line for op in block.notices for line in notice(op)])
        for block in at.program.blocks
        if isinstance(block, ir.Voicemail) and block.notices
    ]


def figures(at: Site) -> list[str]:
    """The names of the figures that a notice may have."""
    return [
        lua_text(n)
        for n in sorted({op.name for op in values(at.program) if isinstance(op, ir.Record)})
    ]
