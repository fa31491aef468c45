"""Recordings of calls: record_session on the caller's leg, turned by the Lua file.

A pause ends a run of it, and the one behind it appends to the file: FreeSWITCH's own pause keeps
what the caller hears meanwhile, and writes it afterwards.
"""

from flowc.backends.freeswitch.model import Action
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.site import Site
from flowc.backends.freeswitch.text import FsData, code, lua_text
from flowc.semantics import ir

MODE, _FILE, _OF, _RESTED = (
    FsData("flowc_records"),  # as in the trace's `recording`
    FsData("flowc_records_file"),
    FsData("flowc_records_of"),
    FsData("flowc_records_rested"),
)


def record_call(part: Part, op: ir.RecordCall) -> Actions:
    """`record call …`."""
    mode = op.mode if op.who == "both" else f"{op.mode} for {op.who}"
    return [part.lua(op.span, f"record_call({lua_text(mode)})")]


def rest(at: Site) -> Actions:
    """Before a secret is asked for."""
    return [Action("lua", code("{} rest", at.script))] if at.recordings else []


def resume(at: Site) -> Actions:
    """Behind a secret."""
    return [Action("lua", code("{} resume", at.script))] if at.recordings else []


def forgotten(at: Site) -> Actions:
    """What an earlier visit of the same call may have left behind."""
    if not at.recordings:
        return []
    stop = Action("stop_record_session", FsData("${" + _FILE + "}"))
    return [stop, *(Action("set", code("{}=", each)) for each in (MODE, _FILE, _OF, _RESTED))]
