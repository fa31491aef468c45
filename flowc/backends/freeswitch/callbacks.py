"""Callbacks: each lives in a channel of its own, which talks to nobody: a leg of `null`.

The caller's channel finds out who may be offered it and its priority, then the Lua file
`flowc-callback.lua` makes the channel and hands it what the caller's remembers. No value stands in
the dial string of either but the number itself, which is a plus and digits.

The life waits in mod_callcenter as a caller does. When an agent has answered, the agent's own leg
is sent to a state here, in which it rings the number; when that leg is over its hang-up hook sends
the life on. So the module holds the agent for busy exactly as long as the leg is up.
"""

from flowc.backends.freeswitch.edges import leave
from flowc.backends.freeswitch.events import told_by_phone, trace
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.notify import notice
from flowc.backends.freeswitch.part import Actions, Part
from flowc.backends.freeswitch.phones import BEHAVE, BUSY, CAUSES, NO_ANSWER
from flowc.backends.freeswitch.queues import (
    priority,
    script as queue_script,
    told_to,
    variant,
    waiting,
)
from flowc.backends.freeswitch.site import Site, block_context, read, variable
from flowc.backends.freeswitch.text import (
    FsData,
    author_pattern,
    code,
    joined,
    lua_text,
    name,
    setting,
)
from flowc.backends.render import render
from flowc.backends.target import Artefact
from flowc.backends.walk import values
from flowc.semantics import ir

_NUMBER, _TRIES = FsData("flowc_callback_number"), FsData("flowc_callback_tries")
_OVER = FsData("flowc_callback_over")
_FRAME = 20
"""Milliseconds that a `sleep` may be shorter than was written."""

_PATIENCE = 60_000
"""Milliseconds after which a life whose agent talks looks again, were it not sent on before."""


def callback(part: Part, block: ir.Callback) -> None:
    """The caller's state, then those of the life, and of the agent who calls."""
    queue = _queue(part.site, block)
    _register(part, block, queue)
    _begin(part, block)
    _try(part, block, queue)
    _served(part)
    _over(part)
    _missed(part, block)
    _ring(part, block)


def _queue(at: Site, block: ir.Callback) -> ir.Queue:
    found = (b for b in at.program.blocks if isinstance(b, ir.Queue))
    return next(b for b in found if b.id == block.queue)


def callbacks(at: Site) -> list[ir.Callback]:
    """Those of the flow."""
    return [block for block in at.program.blocks if isinstance(block, ir.Callback)]


def script(at: Site) -> FsData:
    """The Lua file of callbacks."""
    return code("{}-callback.lua", at.entrance)


def place(at: Site, block: ir.Callback, state: FsData) -> FsData:
    """A state of the block, for a transfer."""
    return code("{}-{} XML {}", name(block.id), state, block_context(at, block.id))


# ---- the caller ---------------------------------------------------------------------------------


def _register(part: Part, block: ir.Callback, queue: ir.Queue) -> None:
    priority(part, queue)
    variant(part, queue, block.failed)
    part.act("lua", code("{} register {}", script(part.site), name(block.id)))
    part.next_state()
    failed = tuple(leave(part, block.failed, "failed"))
    kept = Test(FsData("${flowc_callback_is}"), code("^(?!kept$)"))
    part.decide(Condition((kept,), actions=failed, on="on-true"))
    part.run([_told(block, "registered"), *leave(part, block.accepted, "accepted")])


def _told(block: ir.Callback, what: str) -> Action:
    """The number is in the flow's variable."""
    fields = (("queue", block.queue), ("what", what), ("var", block.number.name))
    return trace("callback", *((field, name(value)) for field, value in fields))


# ---- the life -----------------------------------------------------------------------------------

_SETTINGS = ("max_session_transfers=1000000", "playback_terminators=none", "cc_exit_keys=")


def _begin(part: Part, block: ir.Callback) -> None:
    at = part.site
    part.state(part.named(code("life")))
    part.act("lua", code("{} begin {}", script(at), name(block.id)))
    part.run([Action("set", FsData(each)) for each in _SETTINGS])
    part.act("set", code("session_in_hangup_hook=true"))
    part.act("set", code("api_hangup_hook=lua {} gone {}", script(at), name(block.id)))
    part.act("set", code("{}=", _TRIES))
    entered = (("block", name(block.id)), ("kind", code("callback")))
    part.run([trace("call"), trace("enter", *entered), *_sleep(block.first)])
    part.go(part.named(code("try")))


def _sleep(seconds: int) -> Actions:
    return [Action("sleep", code("{}", seconds * 1000 + _FRAME))] if seconds else []


def _try(part: Part, block: ir.Callback, queue: ir.Queue) -> None:
    at = part.site
    part.state(part.named(code("try")))
    part.act("set", code("{}={}x", _TRIES, read(_TRIES)))
    part.act("set", code("{}=", _OVER))
    part.act("lua", code("{} join {}", queue_script(at), name(queue.id)))
    part.next_state()
    nobody = Test(FsData("${flowc_queue_is}"), code("^(?!joined$)"))
    missed = part.to(part.named(code("missed")))
    part.decide(Condition((nobody,), actions=(missed,), on="on-true"))
    part.act("set", code("bridge_pre_execute_aleg_app=lua"))
    answered = code("{} answered {}", script(at), name(block.id))
    part.act("set", code("bridge_pre_execute_aleg_data={}", answered))
    waiting(part, queue, told_by_phone(told_to(queue)))
    part.next_state()
    served = Test(FsData("${cc_cause}"), code("^answered$"))
    to_served = part.to(part.named(code("served")))
    part.decide(Condition((served,), actions=(to_served,), on="on-true"))
    part.run([missed])


def _served(part: Part) -> None:
    """The agent's leg is up; whoever sends the life on says first what became of it."""
    known = Test(read(_OVER), code("^."))
    on = part.to(part.named(code("over")))
    part.state(part.named(code("served")), (Condition((known,), actions=(on,), on="on-true"),))
    part.act("playback", code("silence_stream://{}", _PATIENCE))
    part.go(part.named(code("served")))


def _over(part: Part) -> None:
    part.state(part.named(code("over")))
    for by in ("agent", "caller"):
        test = Test(read(_OVER), code("^{}$", FsData(by)))
        part.decide(Condition((test,), actions=_end(by), on="on-true"))
    part.go(part.named(code("missed")))


def _end(by: str) -> tuple[Action, ...]:
    """The flow's hook is the caller's."""
    told = trace("end", ("by", FsData(by)), ("cause", code("hangup")))
    return told, Action("hangup", code("NORMAL_CLEARING"))


def _missed(part: Part, block: ir.Callback) -> None:
    part.state(part.named(code("missed")))
    last = Test(read(_TRIES), code("^x{{{}}}$", block.tries))
    gave_up = (
        _told(block, "gave-up"),
        Action("set", code("flowc_outcome=gave-up")),
        *(part.lua(op.span, *notice(op)) for op in block.gave_up),
        *_end("flow"),
    )
    part.decide(Condition((last,), actions=gave_up, on="on-true"))
    part.run([_told(block, "again"), *_sleep(block.every)])
    part.go(part.named(code("try")))


# ---- the agent's leg ----------------------------------------------------------------------------


def _ring(part: Part, block: ir.Callback) -> None:
    gone = (Action("set", code("{}=missed", _OVER)), _GONE)
    others = [Condition((test,), actions=gone, on="on-true") for test in _refused(part.site, block)]
    part.state(part.named(code("number")), tuple(others))
    phones = ("phones", read(_NUMBER))
    for behave in (*BEHAVE, FsData("hangup_after_bridge="), FsData("originate_causes=")):
        part.act("set", behave)
    # it counts seconds of the clock, the one that has begun too: never less than was written
    part.act("set", code("call_timeout={}", block.ring + 1))
    rung = ("ring", (phones, ("outcome", code("answered"))))
    talks = told_by_phone(rung, ("bridge", (("by", code("agent")),)))
    part.act("set", code("bridge_pre_execute_aleg_app=event"))
    part.act("set", code("bridge_pre_execute_aleg_data={}", talks))
    part.run([trace("ringing", phones)])
    part.act("bridge", _leg(part, block))
    part.next_state()

    def over(outcome: str, tests: tuple[Test, ...]) -> Condition:
        told = trace("ring", phones, ("outcome", FsData(outcome)))
        return Condition(tests, actions=(gone[0], told, _GONE), on="on-true")

    success = Test(FsData("${originate_disposition}"), FsData("^SUCCESS$"))
    left = (Action("set", code("{}=caller", _OVER)), _GONE)
    part.decide(
        Condition((success,), actions=left, on="on-true"),
        over("no-answer", (Test(CAUSES, NO_ANSWER),)),
        over("busy", (Test(CAUSES, BUSY),)),
    )
    part.run(over("failed", ()).actions)


_GONE = Action("hangup", FsData("NORMAL_CLEARING"))


def _refused(at: Site, block: ir.Callback) -> list[Test]:
    """Numbers that are never dialled, whatever happened to the variable since the flow looked."""
    arms = (arm for arm in values(at.program) if isinstance(arm, ir.Arm))
    own = (a for a in arms if any(change.var == block.number.name for change in a.edge.changes))
    asked = [arm.cond for arm in own if isinstance(arm.cond, ir.Dials)]
    may = [
        code(r"\+{}(?:{})", name(dials.country), author_pattern(dials.national)) for dials in asked
    ]
    return [Test(read(_NUMBER), code("^(?!{}$)", one)) for one in may]


def _leg(part: Part, block: ir.Callback) -> FsData:
    """How the deployment dials the number, shown what the caller dialled first."""
    way = part.site.job.settings.freeswitch.outside
    if way is None:
        from flowc.settings import missing

        part.site.findings.append(
            missing(
                "freeswitch.outside",
                "sofia/gateway/trunk/{number}",
                block.span,
                "calling back",
            )
        )
        return FsData("")
    own = [
        code("flowc_phone={}", read(_NUMBER)),
        code("flowc_callback_of={}", FsData("${cc_member_session_uuid}")),
        *(code("origination_caller_id_{}={}", FsData(x), _SHOWN) for x in ("number", "name")),
    ]
    before, *after = way.split("{number}")
    dialled = joined(
        "", [setting(before), *(code("{}{}", read(_NUMBER), setting(x)) for x in after)]
    )
    return code("[{}]{}", joined(",", own), dialled)


_SHOWN = FsData("${flowc_callback_shown}")


# ---- the Lua file --------------------------------------------------------------------------


def callback_files(at: Site, flow: FsData) -> list[Artefact]:
    """The Lua file of a flow that calls back."""
    own = callbacks(at)
    lua: dict[str, object] = {
        "flow": flow,
        "script": script(at),
        "callbacks": [_callback(at, block) for block in own],
        "remembered": remembered(at),
        "secrets": sorted(at.hidden),
    }
    text = render("freeswitch", "callback.lua.j2", lua, "text")
    return [Artefact(f"scripts/{script(at)}", text)] if own else []


def _callback(at: Site, block: ir.Callback) -> dict[str, object]:
    return {
        "id": lua_text(block.id),
        "queue": lua_text(block.queue),
        "number": lua_text(variable(block.number.name)),
        "keeps": block.keeps_place,
        "life": lua_text(place(at, block, code("life"))),
        "over": lua_text(place(at, block, code("over"))),
        "rings": lua_text(place(at, block, code("number"))),
    }


def remembered(at: Site) -> list[FsData]:
    """The variables of the caller's channel that its callback has, too; secret ones have none."""
    own = [variable(v.name) for v in at.program.variables if v.name not in at.secret]
    kept = [code("flowc_set_{}", variable(v)) for v in sorted(at.asked)]
    sent = [code("flowc_send_{}", name(field)) for field in at.sent]
    records = sorted({op.name for op in values(at.program) if isinstance(op, ir.Record)})
    figures = [code("flowc_{}_{}", FsData(x), name(r)) for r in records for x in _FIGURE]
    return [*own, *kept, *sent, *figures, *map(FsData, _REMEMBERED)]


_FIGURE = ("record", "figure")
_REMEMBERED = (
    "flowc_language",
    "flowc_dialled",
    "flowc_caller_name",
    "flowc_queue_name",
    "flowc_queue_priority",
    "flowc_clock_shift",
)
