"""Lookups: the Lua file asks `flowc serve` through mod_curl, and the dialplan does what follows.

mod_curl's application would leave the answer in a channel variable, which every event shows; its
command leaves it in Lua. There it is read, and nothing is assigned for a caller who hung up.
"""

from collections.abc import Callable
from typing import TypeAlias

from flowc.backends import served
from flowc.backends.freeswitch.edges import leave
from flowc.backends.freeswitch.events import trace
from flowc.backends.freeswitch.expressions import lua_value
from flowc.backends.freeswitch.model import Action, Condition, LuaEntry, Test
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.site import place, variable
from flowc.backends.freeswitch.text import FsData, code, joined, lua_text, name
from flowc.semantics import ir

Act: TypeAlias = Callable[[Part, ir.Op], None]
"""Does an action in the present state of a part."""


def lookup(part: Part, op: ir.Lookup, act: Act) -> None:
    """Asks, and goes on where it was found; `act` does what is written for what was not."""
    asks = _asks(part, op)
    part.act("lua", code("{} {}", part.site.script, name(asks)))
    part.next_state()
    behind = part.fresh_address()
    aside = [way for _, way in op.ways() if way.ops or not way.edge]
    for outcome, way in op.ways():
        there = [part.to(_beside(behind, outcome))]
        if way not in aside and way.edge:
            there = leave(part, way.edge, outcome)
        part.decide(
            Condition((_is(op, outcome),), actions=(_told(op, outcome), *there), on="on-true")
        )
    part.run(_found(part, op))
    if not aside:
        return
    part.go(behind)
    for outcome, way in op.ways():
        if way in aside:
            part.state(_beside(behind, outcome))
            for step in way.ops:
                act(part, step)
            part.run(leave(part, way.edge, outcome) if way.edge else [part.to(behind)])
    part.state(behind)


def _is(op: ir.Lookup, outcome: str) -> Test:
    """Whatever is none of the others has failed: Lua itself may have."""
    expression = code("^{}$", FsData(outcome))
    if outcome == "failed":
        others = [FsData(other) for other, _ in op.ways() if other != outcome]
        expression = code("^(?!(?:{})$)", joined("|", [FsData("found"), *others]))
    return Test(FsData("${flowc_lookup}"), expression)


def _beside(behind: FsData, outcome: str) -> FsData:
    """The address of what is done at an outcome."""
    return code("{}-{}", behind, FsData(outcome))


def _asks(part: Part, op: ir.Lookup) -> str:
    """The key of the piece of the Lua file that asks, and reads the answer."""
    at = part.site
    n = at.lookups[op]
    url = f"http://{at.job.settings.serve.address}/lookup/{at.entrance}/{n}"
    values = ", ".join(lua_value(value) for value in served.values(op))
    sealed = served.sealed(op, at.program)
    lines = (
        "lookup({",
        f"  service = {lua_text(op.service)},",
        *([f"  into = {lua_text(variable(op.into.name))},"] if op.into else []),
        f"  url = {lua_text(url)},",
        f"  seconds = {served.patience(op, at.program)},",
        f"  values = {{{values}}},",
        *([f"  sealed = {{{', '.join(f'[{n}] = true' for n in sealed)}}},"] if sealed else []),
        "  reads = {",
        *(f"    {_read(read.var)}," for read in op.reads),
        "  },",
        "})",
    )
    key = f"lookup.{n}"  # no block's piece is called so: those end in a hyphen and a number
    at.lua[key] = LuaEntry(key, place(at, op.span), lines)
    return key


def _read(var: ir.Var) -> str:
    """A variable in Lua: its name in the flow, and where it is kept."""
    kept, is_text = lua_text(variable(var.name)), str(var.type.kind == "text").lower()
    return f"{{var = {lua_text(var.name)}, kept = {kept}, text = {is_text}}}"


def _found(part: Part, op: ir.Lookup) -> Actions:
    """Lua has assigned what was read, and told it in the same breath: a caller may hang up between
    any two applications."""
    names = [read.var.name for read in op.reads]
    asked = [variable(var) for var in names if var in part.site.asked]
    return [Action("set", code("flowc_set_{}=yes", var)) for var in asked]


def _told(op: ir.Lookup, outcome: str) -> Action:
    return trace("lookup", ("service", name(op.service)), ("outcome", FsData(outcome)))
