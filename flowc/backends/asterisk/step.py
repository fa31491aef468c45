"""Steps: actions in order, then one arrow."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from flowc.backends.asterisk import names
from flowc.backends.asterisk.arrows import assign, jump_if, leave
from flowc.backends.asterisk.collect import collect
from flowc.backends.asterisk.conditions import judge, prepare
from flowc.backends.asterisk.lines import Context, Writer, setting
from flowc.backends.asterisk.lookup import lookup
from flowc.backends.asterisk.notify import notify
from flowc.backends.asterisk.prompts import play
from flowc.backends.asterisk.record import record
from flowc.backends.asterisk.recordings import record_call, resume
from flowc.backends.asterisk.send import send
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import value
from flowc.semantics import ir


def step(block: ir.Step, unit: Unit) -> list[Context]:
    """The step's context, and one for each thing that it collects."""
    writer = Writer("s")
    further: list[Context] = []
    answered = False
    for op in block.ops:
        if isinstance(op, ir.Collect):
            further += _collecting(op, block, writer, unit)
            answered = True
            continue
        if isinstance(op, ir.Lookup):
            _looking_up(op, block, writer, unit, answered=answered)
            continue
        answered = _plain(op, block, writer, unit, answered=answered)
    leave(block.final, block.id, "done", writer, unit)
    title = unit.title(f"{block.kind} {block.id}", block.span)
    return [Context(unit.context(block.id), (title,), (writer.done(),)), *further]


def _looking_up(
    op: ir.Lookup, block: ir.Step, writer: Writer, unit: Unit, *, answered: bool
) -> None:
    """A call that an outcome leads back to may have been answered by what that outcome played, and
    may not."""

    def act(one: ir.HandlerOp) -> None:
        _plain(one, block, writer, unit, answered=answered)

    lookup(op, block.id, writer, unit, act)


def _collecting(op: ir.Collect, block: ir.Step, writer: Writer, unit: Unit) -> list[Context]:
    """Goes to the collect's own context, and is come back to after a good value."""
    back = writer.label(f"got_{names.dashed(op.var)}")
    nth = back.removeprefix(f"got_{names.dashed(op.var)}").replace("_", "-")
    part = f"{op.var}{nth}"
    context = unit.context(f"{block.id}-{names.dashed(part)}")
    writer.add(f"Goto({context},s,1)")
    writer.mark(back)
    if op.secret:
        resume(writer, unit)
    return collect(op, block, part, f"{unit.context(block.id)},s,{back}", unit)


_Plain: TypeAlias = ir.Play | ir.QuietOp | ir.Send | ir.Reset | ir.Answer | ir.Wait | ir.Branch
"""What neither listens nor asks."""


def _plain(  # noqa: C901 - a kind each
    op: _Plain,
    block: ir.Step,
    writer: Writer,
    unit: Unit,
    *,
    answered: bool,
) -> bool:
    """Writes one action; whether the call is answered after it for certain."""
    match op:
        case ir.Play():
            play(op, writer, unit, listening=False, answering=not answered)
            return answered or any(c.when is None for c in op.choices)
        case ir.Answer():
            writer.add("Answer()")
            return True
        case ir.Set():
            assign(op.var, op.value, writer, unit)
        case ir.Record():
            record(op, writer, unit)
        case ir.Notify():
            notify(op, writer, unit)
        case ir.Send():
            send(op, writer, unit)
        case ir.RecordCall():
            record_call(op, writer, unit)
        case ir.Wait():
            writer.add(f"Wait({op.seconds})")
        case ir.Reset():
            reset(op.vars, op.counters, writer, unit)
        case ir.Branch():
            _branch(op, block, writer, unit)
    return answered


_PLAIN = re.compile(r"[\w+:.-]*")
"""A value that may stand among others in one line."""

_TOGETHER = 20
"""Variables that are set in one line; Asterisk takes 24."""


def reset(
    variables: tuple[str, ...],
    counters: tuple[str, ...],
    writer: Writer,
    unit: Unit,
    first: Sequence[str] = (),
) -> None:
    """Initial values (nothing where there is none), counts from 0, after what is set `first`."""
    pairs, others = list(first), list[str]()
    for name in variables:
        declared = unit.variables[name]
        initial = ir.Const("" if declared.initial is None else declared.initial, declared.type)
        text = value(initial, unit)
        (pairs if _PLAIN.fullmatch(text) else others).append(f"{names.variable(name)}={text}")
        if name in unit.marked:
            there = "" if declared.initial is None else "1"
            pairs.append(f"{names.marker(name)}={there}")
    pairs += [f"{names.counter(name)}=0" for name in counters]
    for start in range(0, len(pairs), _TOGETHER):
        writer.add(setting(*pairs[start : start + _TOGETHER]))
    for one in others:
        writer.add(setting(one))


def _branch(op: ir.Branch, block: ir.Step, writer: Writer, unit: Unit) -> None:
    """All schedules are asked with one reading of the clock, before the first arm."""
    prepare([arm.cond for arm in op.arms], writer, unit)
    for arm in op.arms:
        test = judge(arm.cond, writer, unit, arm.edge.span)
        jump_if(test, arm.edge, (block.id, arm.outcome), writer, unit)
