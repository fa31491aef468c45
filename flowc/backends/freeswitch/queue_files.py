"""The files of queues: mod_callcenter's configuration, the Lua file, the codes of agents."""

from flowc.backends.freeswitch import queue_rows
from flowc.backends.freeswitch.callbacks import callback_files, callbacks
from flowc.backends.freeswitch.model import Action, Condition, Extension, Group, Test
from flowc.backends.freeswitch.queues import script, waited
from flowc.backends.freeswitch.site import Site, place
from flowc.backends.freeswitch.text import (
    FsData,
    code,
    comment,
    joined,
    literal,
    lua_text,
    pattern,
)
from flowc.backends.render import render
from flowc.backends.target import Artefact
from flowc.semantics import ir

_PASSED_OVER = 5
"""Seconds for which an agent who did not answer is passed over."""


def files(at: Site, flow: FsData) -> list[Artefact]:
    """What a flow with queues has beside its dialplan."""
    own = queue_rows.queues(at)
    if not own:
        return []
    rows = [row for queue in own for row in queue_rows.rows(at, queue)]
    module: dict[str, object] = {
        "flow": flow,
        "queues": rows,
        "agents": queue_rows.people(at),
        "tiers": [tier for row in rows for tier in queue_rows.tiers(at, row)],
        "passed_over": _PASSED_OVER,
    }
    lua: dict[str, object] = {
        "flow": flow,
        "script": script(at),
        "queues": [_queue(at, queue) for queue in own],
        "codes": bool(at.program.codes),
        "callbacks": bool(callbacks(at)),
    }
    return [
        Artefact(
            "autoload_configs/callcenter.conf.xml",
            render("freeswitch", "callcenter.xml.j2", module, "xml"),
        ),
        Artefact(f"scripts/{script(at)}", render("freeswitch", "queue.lua.j2", lua, "text")),
        *callback_files(at, flow),
    ]


def told(at: Site) -> dict[str, object]:
    """What the README says of them."""
    own, dialled = queue_rows.queues(at), at.program.codes
    meanings = (
        (dialled and dialled.sign_in, "signs in"),
        (dialled and dialled.sign_out, "signs out"),
        (dialled and dialled.pause, "begins a break, and ends it"),
    )
    return {
        "queues": [row.name for queue in own for row in queue_rows.rows(at, queue)],
        "agents": [queue_rows.agent(at, who.name) for who in at.program.agents] if own else [],
        "callbacks": bool(callbacks(at)),
        "agent_codes": [(keys, what) for keys, what in meanings if keys] if own else [],
    }


def _queue(at: Site, queue: ir.Queue) -> dict[str, object]:
    return {
        "id": lua_text(queue.id),
        "names": queue_rows.lua_rows(at, queue),
        "limit": queue.limit,
        "needs": "{" + ", ".join(str(step.after) for step in queue.needs[1:]) + "}",
        "longest": queue.leave.seconds,
        "waited": lua_text(waited(at, queue)),
    }


def codes(at: Site) -> list[Group]:
    """What agents dial. Whose phone it is says the user that the phone registered as, which callers
    can't choose; the phone is that of the agent's that the deployment dials as `user/…`."""
    own = at.program.codes
    if own is None or not queue_rows.queues(at):
        return []
    dialled = (("in", own.sign_in), ("out", own.sign_out), ("break", own.pause))
    told = comment(f"agents, {place(at, own.span)}")
    return [Group(told, tuple(_code(at, what, keys) for what, keys in dialled if keys))]


def _code(at: Site, what: str, keys: str) -> Extension:
    known = (_dials(at, agent, what) for agent in at.program.agents if _users(at, agent))
    nobody = Condition(actions=(Action("hangup", code("CALL_REJECTED")),))
    address = code("^{}$", pattern(keys, rest=False))
    return Extension(code("agents-{}", FsData(what)), address, (*known, nobody))


def _dials(at: Site, agent: ir.Agent, what: str) -> Condition:
    who = queue_rows.agent(at, agent.name)
    users = joined("|", [literal(user) for user in _users(at, agent)])
    actions = (
        Action("answer"),
        Action("lua", code("{} agent {} {}", script(at), who, FsData(what))),
        Action("hangup", code("NORMAL_CLEARING")),
    )
    test = Test(FsData("${user_name}"), code("^(?:{})$", users))
    return Condition((test,), actions=actions, on="on-true")


def _users(at: Site, agent: ir.Agent) -> list[str]:
    """The users of the directory that the agent's phones are dialled as."""
    ways = (queue_rows.dialled(at, phone) for phone in agent.phones)
    users = [way.removeprefix("user/").partition("@")[0] for way in ways if way.startswith("user/")]
    return [user for user in users if user.replace("-", "").replace("_", "").isalnum()]
