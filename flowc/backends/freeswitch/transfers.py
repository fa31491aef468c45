"""Transfers: a `bridge` that the call ends with.

FreeSWITCH runs one application on the caller's leg when the other side has answered, before the two
hear each other: that one tells the end of the call, so far as the flow is concerned. Where a
hang-up hook has more to do than that, it is the Lua file, which does it then and takes the hook
away.
"""

from flowc.backends.freeswitch.edges import leave
from flowc.backends.freeswitch.events import told_by_phone, trace
from flowc.backends.freeswitch.model import Action, Condition, Test
from flowc.backends.freeswitch.part import Part
from flowc.backends.freeswitch.phones import (
    BEHAVE,
    BUSY,
    CAUSES,
    NO_ANSWER,
    called,
    leg,
    unobserved,
)
from flowc.backends.freeswitch.site import needs_hook
from flowc.backends.freeswitch.text import FsData, code, lua_text, name
from flowc.semantics import ir

_OWN = (
    FsData("hangup_after_bridge=true"),
    FsData("originate_causes="),
)
"""Beside what rings want: the call is over with the conversation, and it is no ring's."""


def transfer(part: Part, block: ir.Transfer) -> None:
    """Rings one number outside; what follows if nobody answers is the flow's."""
    number = ir.OutsideNumber(block.number)
    phone = called(number)
    for behave in (*BEHAVE, *_OWN, *unobserved(part.site)):
        part.act("set", behave)
    # it counts seconds of the clock, the one that has begun too: never less than was written
    part.act("set", code("call_timeout={}", block.seconds + 1))
    taken = _taken(part, block, phone)
    part.act("set", code("bridge_pre_execute_aleg_app={}", FsData(taken.application)))
    part.act("set", code("bridge_pre_execute_aleg_data={}", taken.data))
    part.run([trace("ringing", ("phones", phone))])
    part.act("bridge", leg(part, number, block.span, _shown(block)) or FsData(""))
    part.next_state()
    success = Test(FsData("${originate_disposition}"), FsData("^SUCCESS$"))
    over = (Action("hangup", FsData("NORMAL_CLEARING")),)
    part.decide(
        Condition((success,), actions=over, on="on-true"),
        _nobody(part, block.no_answer, "no-answer", phone, (Test(CAUSES, NO_ANSWER),)),
        _nobody(part, block.busy, "busy", phone, (Test(CAUSES, BUSY),)),
    )
    part.run(_nobody(part, block.failed, "failed", phone, ()).actions)


def _taken(part: Part, block: ir.Transfer, phone: FsData) -> Action:
    """What is done when somebody has answered."""
    if needs_hook(part.site):
        return part.lua(block.span, f"handed({lua_text(part.block)}, {lua_text(phone)})")
    left = (
        ("block", name(block.id)),
        ("outcome", FsData("transferred")),
        ("to", FsData("transfer")),
    )
    told = told_by_phone(
        ("ring", (("phones", phone), ("outcome", FsData("answered")))),
        ("leave", left),
        ("end", (("by", FsData("flow")), ("cause", FsData("transfer")))),
    )
    return Action("event", told)


def _shown(block: ir.Transfer) -> list[FsData]:
    """Variables of the other leg: whose number is seen there, and no name."""
    if block.shown is None:
        return []
    shown = name(block.shown)
    return [code("origination_caller_id_{}={}", FsData(x), shown) for x in ("number", "name")]


def _nobody(
    part: Part, edge: ir.Edge, outcome: str, phone: FsData, tests: tuple[Test, ...]
) -> Condition:
    told = trace("ring", ("phones", phone), ("outcome", FsData(outcome)))
    own = [Action("set", code("{}=", FsData(x))) for x in _FORGOTTEN]
    return Condition(tests, actions=(*own, told, *leave(part, edge, outcome)), on="on-true")


_FORGOTTEN = ("bridge_pre_execute_aleg_app", "hangup_after_bridge")
