"""Queues: what a caller hears first, whether there is room and anybody at all, then Queue.

Queue is Asterisk's own, so what it says and does while a caller waits is no line of dialplan; the
agents' extensions tell whom it rings. Its option c goes on when the agent hung up, and what it came
to is an extension of the queue's context, as each key is that leads out of it.
"""

from flowc.backends.asterisk import agents
from flowc.backends.asterisk.arrows import jump_if, leave, leave_by_agent
from flowc.backends.asterisk.callback_places import SINCE, callers
from flowc.backends.asterisk.conditions import both, either, judge, prepare
from flowc.backends.asterisk.lines import Context, Extension, Writer, setting
from flowc.backends.asterisk.notify import count_talk
from flowc.backends.asterisk.prompts import PLAYING, answers, play, played
from flowc.backends.asterisk.send import send
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import language
from flowc.backends.asterisk.waiting import Row, rows
from flowc.semantics import ir
from flowc.semantics.needs import Variant, conditions

_WAITS = "${QUEUE_WAITING_COUNT(NAME)}"
_NEVER_EARLY = 1
"""Asterisk counts from the second in which the call came, which is over before."""
_STATUS = '${IF($["${QUEUESTATUS}" = ""]?i:${QUEUESTATUS})}'


def queue(block: ir.Queue, unit: Unit) -> list[Context]:
    """The queue's context."""
    waiting = rows(block, unit)
    writer = Writer("s")
    for op in block.sends:
        send(op, writer, unit)
    rank(block, writer, unit)
    choose(block, writer, unit)
    if not (block.plays and answers(block.plays[0], unit)):
        writer.add("Answer()")
    for op in block.plays:
        play(op, writer, unit, listening="own" if block.keys else False)
    test = both(f"${{QUEUE_EXISTS({row.name})}} = 1" for row in waiting)
    writer.add(f"GotoIf($[{test}]?:i,1)")
    if block.limit is not None:
        count = _count(waiting)
        if block.id in unit.back:
            callers(waiting, writer)
            count = "${flowc_callers}"
        writer.add(f"GotoIf($[{count} >= {block.limit}]?FULL,1)")
    writer.add("Goto(${flowc_row},1)" if len(waiting) > 1 else "Goto(row-1,1)")
    found = [writer.done()]
    found += [_row(n, block, row, unit) for n, row in enumerate(waiting, 1)]
    found.append(_join(block, waiting, unit))
    found += [_key(key, block, unit) for key in block.keys]
    title = unit.title(f"queue {block.id}", block.span)
    return [Context(unit.context(block.id), (title,), (*found, *_ways(block, unit)))]


def _count(waiting: tuple[Row, ...]) -> str:
    return " + ".join(_WAITS.replace("NAME", row.name) for row in waiting)


def choose(block: ir.Queue, writer: Writer, unit: Unit) -> None:
    """The row of this kind of caller: what is true when the call comes here decides."""
    waiting = rows(block, unit)
    if len(waiting) == 1:
        return
    conds = conditions(block)
    prepare(list(conds), writer, unit)
    for n, cond in enumerate(conds):
        writer.add(f"Set(flowc_holds_{n}=$[({judge(cond, writer, unit, block.span)}) != 0])")
    writer.add(f"Set(flowc_row=row-{len(waiting)})")
    for n, row in enumerate(waiting[:-1], 1):
        test = either(_is(kind) for kind in row.kinds)
        writer.add(f"ExecIf($[{test}]?Set(flowc_row=row-{n}))")


def _is(kind: Variant) -> str:
    tests = [f"${{flowc_holds_{n}}} = {int(true)}" for n, true in enumerate(kind.truths)]
    if kind.language is not None:
        tests.append(f'"${{CHANNEL(language)}}" = "{language(kind.language)}"')
    return both(tests)


def _row(n: int, block: ir.Queue, row: Row, unit: Unit) -> Extension:
    """Whether anybody is there who could ever answer such a caller."""
    writer = Writer(f"row-{n}")
    writer.add(setting(f"flowc_row={row.name}", f"__flowc_pausing={agents.pausing(block, row)}"))
    for agent, _ in row.members:
        writer.add(f"GotoIf($[{agents.there(agent, unit)}]?join,1)")
    writer.add("Goto(nobody,1)")
    return writer.done()


def _join(block: ir.Queue, waiting: tuple[Row, ...], unit: Unit) -> Extension:
    writer = Writer("join")
    writer.add(
        setting(
            "QUEUE_MAX_PENALTY=0",
            "QUEUE_RAISE_PENALTY=0",
            "QUEUESTATUS=",
            "MEMBERNAME=",
            "QEHOLDTIME=",
            f"flowc_queueing={block.id}",
            f"__flowc_queue={block.id}",
            f"__flowc_rule={block.strategy}",
            f"__flowc_rings={block.ring}",
            "__flowc_of=${UNIQUEID}",
            "__flowc_asks=${CHANNEL}",
            "flowc_began=${EPOCH}",
        )
    )
    if unit.back:
        since = f"{SINCE}=${{STRFTIME(,,%s%3q)}}"
        writer.add(setting(f"flowc_place={block.id}", since))
    position = "" if block.priorities else f"$[{_count(waiting)} + 1]"
    writer.tell(told(block, "enter", position))
    gosub = agents.answered(unit)
    writer.add(f"Queue(${{flowc_row}},c,,,{block.leave.seconds + _NEVER_EARLY},,{gosub})")
    writer.add("Set(flowc_queueing=)")
    writer.add(f"Goto({_STATUS},1)")
    return writer.done()


def told(block: ir.Queue, act: str, position: str) -> Told:
    """What a queue tells of a caller."""
    fields = (("Queue", block.id), ("Act", act), ("Agent", ""), ("Position", position), ("Why", ""))
    return Told("queue", fields)


def rank(block: ir.Queue, writer: Writer, unit: Unit) -> None:
    """Of those that hold at once the first."""
    lines = [line for line in block.priorities if line.after == 0]
    writer.add("Set(QUEUE_PRIO=0)")
    if not lines:
        return
    prepare([line.when for line in lines if line.when is not None], writer, unit)
    done = writer.label("ranked")
    for line in lines:
        other = ""
        if line.when is not None:
            other = writer.label("lower")
            writer.add(f"GotoIf($[{judge(line.when, writer, unit, line.span)}]?:{other})")
        writer.add(f"Set(QUEUE_PRIO={line.value})")
        if not other:
            break
        writer.add(f"Goto({done})")
        writer.mark(other)
    writer.mark(done)


# ---- how it ends --------------------------------------------------------------------------------


def _key(key: ir.Key, block: ir.Queue, unit: Unit) -> Extension:
    """A key that leads out, during what plays first and while waiting."""
    writer = Writer(key.pattern)
    writer.add("Set(flowc_queueing=)")
    writer.tell(played("1", unit, PLAYING))
    writer.tell(Told("keys", (("Digits", "${EXTEN}"), ("Into", block.id))))
    outcome = f"key {key.pattern}"
    prepare([arm.when for arm in key.arms if arm.when is not None], writer, unit)
    for arm in key.arms:
        if arm.when is None:
            leave(arm.edge, block.id, outcome, writer, unit)
            break
        test = judge(arm.when, writer, unit, key.span)
        jump_if(test, arm.edge, (block.id, outcome), writer, unit)
    return writer.done()


def _ways(block: ir.Queue, unit: Unit) -> list[Extension]:
    done = Writer("CONTINUE", "they talked, and the caller is still there")
    if unit.back:
        done.add("Set(flowc_place=)")
    done.tell(talk())
    count_talk(SECONDS, done, unit)
    if block.done:
        leave(block.done, block.id, "done", done, unit)
    else:
        leave_by_agent(block.id, done, unit)
    ways = [
        ("TIMEOUT", "after", block.leave.edge, ""),
        ("nobody", "no-agents", block.no_agents, "nobody is there who could ever answer"),
        ("i", "failed", block.failed, "there is no such queue"),
    ]
    if block.full is not None:
        ways.append(("FULL", "full", block.full, ""))
    found = [done.done()]
    for name, outcome, edge, note in ways:
        writer = Writer(name, note)
        leave(edge, block.id, outcome, writer, unit)
        found.append(writer.done())
    return found


SECONDS = "$[${EPOCH} - 0${flowc_began} - 0${QEHOLDTIME}]"
"""How long a conversation that is just over has lasted; Queue says how long its caller waited."""


def talk(test: str = "") -> Told:
    """That the caller talked with an agent, and no more."""
    return Told("bridge", (("With", "${MEMBERNAME}"), ("Seconds", SECONDS)), test)


TALKED = '"${flowc_queueing}" != "" & "${MEMBERNAME}" != ""'
"""The test of a caller who hangs up in a conversation with an agent."""
