"""Every kind of block as a row of states; steps with their actions here, the others beside it."""

from flowc.backends.freeswitch.callbacks import callback
from flowc.backends.freeswitch.collects import collect
from flowc.backends.freeswitch.conditions import find_out, judged
from flowc.backends.freeswitch.edges import leave
from flowc.backends.freeswitch.elsewhere import external, split
from flowc.backends.freeswitch.lookups import lookup
from flowc.backends.freeswitch.menus import menu
from flowc.backends.freeswitch.model import Action, Condition, Group, Test
from flowc.backends.freeswitch.notify import notice
from flowc.backends.freeswitch.part import Actions, Part, end
from flowc.backends.freeswitch.phones import ring
from flowc.backends.freeswitch.queues import queue
from flowc.backends.freeswitch.recordings import record_call
from flowc.backends.freeswitch.send import send
from flowc.backends.freeswitch.site import Site, block_address, counter, place, variable
from flowc.backends.freeswitch.speech import begin as begin_play
from flowc.backends.freeswitch.text import FsData, code, comment
from flowc.backends.freeswitch.transfers import transfer
from flowc.backends.freeswitch.voicemail import voicemail
from flowc.semantics import ir


def block(value: ir.Block, at: Site) -> Group:
    """The extensions of one block."""
    part = Part(at, value.id)
    part.state(block_address(value.id))
    match value:
        case ir.Step():
            _step(part, value)
        case ir.Menu():
            menu(part, value)
        case ir.Ring():
            ring(part, value)
        case ir.Transfer():
            transfer(part, value)
        case ir.Queue():
            queue(part, value)
        case ir.Callback():
            callback(part, value)
        case ir.Voicemail():
            voicemail(part, value)
        case ir.Split():
            split(part, value)
        case ir.External():
            external(part, value)
    return part.group(comment(f"{value.kind} {value.id}, {place(at, value.span)}"))


def _step(part: Part, block: ir.Step) -> None:
    for op in block.ops:
        _op(part, op)
    part.run(leave(part, block.final, "done"))


def _op(part: Part, op: ir.Op) -> None:  # noqa: C901, PLR0912 - a kind each
    match op:
        case ir.Play():
            sound = begin_play(part, op, answering=True)
            if sound is not None:
                part.act("playback", sound)
        case ir.Set(var, value, span):
            part.run(part.assign(var, value, span))
        case ir.Record():
            part.run(part.record(op))
        case ir.Notify():
            part.run([part.lua(op.span, *notice(op))])
        case ir.Send():
            part.run([part.lua(op.span, *send(op))])
        case ir.RecordCall():
            part.run(record_call(part, op))
        case ir.Reset(names, counters):
            part.run(initial(part, names, counters))
        case ir.Answer():
            part.answer()
        case ir.Wait(seconds):
            # it counts frames, the one that has begun too: never less than was written
            part.act("sleep", code("{}", seconds * 1000 + _FRAME))
        case ir.Branch():
            _branch(part, op)
        case ir.Collect():
            collect(part, op)
        case ir.Lookup():
            lookup(part, op, _op)


def _branch(part: Part, op: ir.Branch) -> None:
    known = find_out([arm.cond for arm in op.arms], part, op.span)
    for arm in op.arms:
        before: list[Condition] = []
        tests, match = judged(arm.cond, known, part, before)
        actions = tuple(leave(part, arm.edge, arm.outcome))
        part.decide(*before, Condition(tests, match, actions, on="on-true"))


def initial(part: Part, names: tuple[str, ...], counters: tuple[str, ...]) -> Actions:
    """Variables as they are declared, counters at nothing."""
    declared = part.site.variables
    actions: Actions = []
    for var in names:
        start, target = declared[var].initial, variable(var)
        if start is None:
            actions.append(Action("set", code("{}=", target)))
        else:
            const = ir.Const(start, declared[var].type)
            actions += part.assign(var, const, declared[var].span, told=False)
        if var in part.site.asked and start is None:
            actions.append(Action("set", code("flowc_set_{}=", target)))
    actions += [Action("set", code("{}=", counter(c))) for c in counters]
    return actions


def ends(at: Site) -> Group:
    """The end that depends on what happened before."""
    part = Part(at, "end")
    answered = Test(FsData("${flowc_answered}"), FsData("^yes$"))
    plain_end = Condition((answered,), actions=tuple(part.to_end("hangup")), on="on-true")
    part.state(code("end--busy"), (plain_end,))
    part.run(end(at, "flow", "busy"))
    part.act("hangup", code("USER_BUSY"))
    return part.group(comment("busy, unless the call was answered"))


_FRAME = 20
"""Milliseconds of audio that FreeSWITCH handles at once."""
