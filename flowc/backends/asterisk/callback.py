"""Callbacks: registering one makes a channel that lives on when the caller is gone.

Its dialplan side (`life`) first takes over what it needs of the caller's channel, and answers then:
so the caller, who waits for the answer, goes on when nothing can be lost any more. It waits in the
queue as a caller does. Whoever answers there dials the number within `Queue`'s subroutine, which is
run on the agent's channel before the agent is joined with the waiting one: so the agent hears the
number ring, and the queue keeps the agent busy and in a conversation all the while.

What came of it is written into the life's shared variables, from where the life goes on when the
agent's channel is gone.
"""

from collections.abc import Iterator

from flowc.backends.asterisk import agents, names, queue
from flowc.backends.asterisk.arrows import leave
from flowc.backends.asterisk.callback_places import PRIO, SINCE, place
from flowc.backends.asterisk.lines import Context, Extension, Writer, setting
from flowc.backends.asterisk.notify import figure, notify
from flowc.backends.asterisk.ring import dialled
from flowc.backends.asterisk.send import kept
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import comment
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.waiting import rows
from flowc.backends.walk import values
from flowc.semantics import ir

_BY = "flowc_by"
"""The caller's channel, of which the life takes over everything."""

_MET = "SHARED(flowc_met,${flowc_asks})"
"""What became of the number, as the outcome of a ring; for the agent's channel and the number's."""

_LONGEST = 10
"""Seconds that a channel may take to be made."""


def callback(block: ir.Callback, unit: Unit) -> list[Context]:
    """The callback's context: the caller's part, and the life's."""
    queued = unit.queues[block.queue]
    writer = Writer("s")
    queue.choose(queued, writer, unit)
    queue.rank(queued, writer, unit)
    now = "${STRFTIME(,,%s%3q)}"
    keeps = f'${{IF($["${{flowc_place}}" = "{block.queue}"]?${{{SINCE}}}:{now})}}'
    clock = "$[${EPOCH} + 0${flowc_clock_shift}]"
    writer.add(setting(f"flowc_waits={keeps if block.keeps_place else now}", f"flowc_then={clock}"))
    here = unit.context(block.id)
    life = (
        f"Local/life@{here}/n,exten,{here},idle,1,{_LONGEST},v({_BY}=${{URIENCODE(${{CHANNEL}})}})"
    )
    writer.add(f"Originate({life})")
    writer.add('GotoIf($["${ORIGINATE_STATUS}" = "SUCCESS"]?:failed,1)')
    writer.tell(_told(block, "registered", f"${{{names.variable(block.number.name)}}}"))
    leave(block.accepted, block.id, "accepted", writer, unit)
    failed = Writer("failed", "no channel could be made")
    leave(block.failed, block.id, "failed", failed, unit)
    idle = Writer("idle", "the life's other end")
    idle.add("Wait(86400)")
    idle.add("Goto(idle,1)")
    found = [writer.done(), failed.done(), idle.done(), _life(block, unit), *_try(block, unit)]
    found += [*_met(), _missed(block, unit), _gave_up(block, unit), _end()]
    title = unit.title(f"callback {block.id}", block.span)
    return [Context(here, (title,), tuple(found))]


def _told(block: ir.Callback, act: str, number: str = "${flowc_back}") -> Told:
    return Told("callback", (("Queue", block.queue), ("Act", act), ("Number", number)))


# ---- its life -----------------------------------------------------------------------------------


def _life(block: ir.Callback, unit: Unit) -> Extension:
    writer = Writer("life", "a call of its own, of which the caller knows nothing any more")
    writer.add(f"Set({_BY}=${{URIDECODE(${{{_BY}}})}})")
    number = names.variable(block.number.name)
    writer.add(
        setting(
            f"__flowc_back={_of_caller(number)}",
            f"__flowc_shown={_of_caller('flowc_dialled')}",
            f"__flowc_back_rings={block.ring}",
            f"flowc_back_of={_of_caller('UNIQUEID')}",
            f"{PRIO}={_of_caller(PRIO)}",
            f"{SINCE}={_of_caller('flowc_waits')}",
            f"flowc_row={_of_caller('flowc_row')}",
            f"flowc_then={_of_caller('flowc_then')}",
            f"CHANNEL(language)={_of_caller('CHANNEL(language)')}",
            "flowc_tries=0",
        )
    )
    for name in _remembered(block, unit):
        writer.add(f"Set({name}={_of_caller(name.removeprefix('__'))})")
    zone = unit.program.timezone or ""
    began = f"${{STRFTIME(${{flowc_then}},{zone},%Y-%m-%d %H:%M:%S)}}"
    if block.gave_up:
        writer.add(setting("flowc_caller_number=${flowc_back}", f"flowc_at={began}"))
    writer.add("Set(CALLERID(all)=${flowc_back} <${flowc_back}>)")
    writer.add(f"Set(CHANNEL(hangup_handler_push)={unit.context(block.id)},end,1)")
    called = ("From", "${flowc_back}"), ("To", "${flowc_shown}"), ("At", began if zone else "")
    writer.tell(
        Told("call", (*called, ("Back", "${flowc_back_of}"))),
        Told("enter", (("Block", block.id), ("Kind", block.kind))),
    )
    writer.add("Answer()")
    if block.first:
        writer.add(f"Wait({block.first})")
    writer.add("Goto(${flowc_row},1)" if len(_rows(block, unit)) > 1 else "Goto(row-1,1)")
    return writer.done()


def _of_caller(variable: str) -> str:
    return f"${{IMPORT(${{{_BY}}},{variable})}}"


def _remembered(block: ir.Callback, unit: Unit) -> Iterator[str]:
    """What else it must know: what agents are shown, and what its notices say."""
    yield from (f"__{kept(name)}" for name in unit.sent)
    if not block.gave_up:
        return
    yield from (figure(name) for name in unit.figures)
    used = list(values(block.gave_up))
    variables = {v.name for v in used if isinstance(v, ir.Var)}
    yield from sorted(names.variable(name) for name in variables)
    fields = {v.field for v in used if isinstance(v, ir.CallerField | ir.CallField)}
    told = {
        "name": "flowc_caller_name",
        "dialled": "flowc_dialled",
        "redirected-from": "flowc_redirected_from",
        "duration": "flowc_started",
    }
    yield from (variable for field, variable in told.items() if field in fields)


def _rows(block: ir.Callback, unit: Unit) -> tuple[queue.Row, ...]:
    return rows(unit.queues[block.queue], unit)


def _try(block: ir.Callback, unit: Unit) -> list[Extension]:
    """A try: whether anybody is there at all, then the queue."""
    queued = unit.queues[block.queue]
    found: list[Extension] = []
    for n, row in enumerate(_rows(block, unit), 1):
        writer = Writer(f"row-{n}")
        held = "0"
        for step, after in enumerate(row.steps):
            if step:
                held = f"${{IF($[${{flowc_waited}} >= {after}]?{step}:{held})}}"
        writer.add(f"Set(flowc_waited=$[${{EPOCH}} - ${{{SINCE}:0:-3}}])")
        writer.add(
            setting(
                f"flowc_queue_row={row.name}",
                f"__flowc_pausing={agents.pausing(queued, row)}",
                f"QUEUE_MAX_PENALTY={held}",
            )
        )
        for agent, _ in row.members:
            writer.add(f"GotoIf($[{agents.there(agent, unit)}]?join,1)")
        writer.add("Goto(missed,1)")
        found.append(writer.done())
    return [*found, _join(block, queued, unit)]


def _join(block: ir.Callback, queued: ir.Queue, unit: Unit) -> Extension:
    writer = Writer("join", "its turn is as if it had come when the caller did")
    writer.add(
        setting(
            "QUEUE_RAISE_PENALTY=${QUEUE_MAX_PENALTY}",
            "QUEUESTATUS=",
            "MEMBERNAME=",
            f"__flowc_queue={queued.id}",
            f"__flowc_rule={queued.strategy}",
            f"__flowc_rings={queued.ring}",
            "__flowc_of=${UNIQUEID}",
            "__flowc_asks=${CHANNEL}",
            "SHARED(flowc_met)=",
        )
    )
    place(_rows(block, unit), "flowc_queue_row", writer)
    position = "" if queued.priorities else "$[${flowc_ahead} + 1]"
    writer.tell(queue.told(queued, "enter", position))
    writer.add(f"Queue(${{flowc_queue_row}},c,,,,,{_picked(unit)},,${{flowc_turn}})")
    writer.add("Goto(met-${SHARED(flowc_met)},1)")
    return writer.done()


def _met() -> Iterator[Extension]:
    """What became of it: extensions behind the outcome of the ring; `met-` if nobody answered."""
    for outcome in ("busy", "no-answer", "failed", "withdrawn"):
        writer = Writer(f"met-{outcome}")
        writer.tell(_rang(outcome))
        writer.add("Goto(missed,1)")
        yield writer.done()
    nobody = Writer("met-", "the queue let it go")
    nobody.add("Goto(missed,1)")
    yield nobody.done()
    talked = Writer("met-answered", "they talked")
    talked.tell(*_talked())
    talked.add("Set(SHARED(flowc_met)=)")
    talked.add("Set(flowc_cause=${IF($[${SHARED(flowc_ended)}0 > 0]?caller:agent)})")
    talked.add("Hangup(16)")
    yield talked.done()


def _rang(outcome: str) -> Told:
    return Told("ring", (("Phones", "${flowc_back}"), ("Outcome", outcome)))


def _talked() -> tuple[Told, Told]:
    seconds = "$[${EPOCH} - 0${SHARED(flowc_talks)}]"
    fields = ("With", "${MEMBERNAME}"), ("Seconds", seconds)
    return _rang("answered"), Told("bridge", fields)


def _missed(block: ir.Callback, unit: Unit) -> Extension:
    writer = Writer("missed", "a try is over")
    writer.add(setting("SHARED(flowc_met)=", "flowc_tries=$[${flowc_tries} + 1]"))
    writer.add(f"GotoIf($[${{flowc_tries}} >= {block.tries}]?gave-up,1)")
    writer.tell(_told(block, "again"))
    if block.every:
        writer.add(f"Wait({block.every})")
    writer.add("Goto(${flowc_row},1)" if len(_rows(block, unit)) > 1 else "Goto(row-1,1)")
    return writer.done()


def _gave_up(block: ir.Callback, unit: Unit) -> Extension:
    """The last of its tries is over; what its notices say is as of the registration."""
    writer = Writer("gave-up")
    if block.gave_up:
        writer.add(
            setting("flowc_outcome=gave-up", "flowc_clock_shift=$[${flowc_then} - ${EPOCH}]")
        )
    writer.tell(_told(block, "gave-up"))
    for op in block.gave_up:
        notify(op, writer, unit)
    writer.add("Set(flowc_cause=flow)")
    writer.add("Hangup(16)")
    return writer.done()


def _end() -> Extension:
    """Its hangup handler: who cuts it off calls the callback off, and what it did then is told."""
    writer = Writer("end")
    writer.add("Set(flowc_met=${SHARED(flowc_met)})")
    writer.add('GotoIf($["${flowc_met}" = ""]?over)')
    writer.add('GotoIf($["${flowc_met}" = "answered"]?talked)')
    writer.tell(_rang("${flowc_met}"))
    writer.add("Goto(over)")
    writer.mark("talked")
    writer.tell(*_talked())
    writer.mark("over")
    by = '${IF($["${flowc_cause}" = ""]?caller:${flowc_cause})}'
    writer.tell(Told("end", (("By", by), ("Cause", "hangup"))))
    writer.add("Return()")
    return writer.done()


# ---- the agent's side ---------------------------------------------------------------------------


def _picked(unit: Unit) -> str:
    return unit.service("called-back")


def answered(unit: Unit) -> list[Context]:
    """What runs on the channel of an agent who answers, and on the number's when it does."""
    if not unit.back:
        return []
    picked = Writer("s")
    agents.tell_answer(picked, unit)
    picked.add(f"Set({_MET}=withdrawn)")
    shown = '${IF($["${flowc_shown}" != ""]?f(${flowc_shown}))}'
    options = f"gU({unit.service('called-back-talks')}){shown}"
    picked.add(f"Dial({dialled('${flowc_back}', unit)},${{flowc_back_rings}},{options})")
    picked.add('GotoIf($["${DIALSTATUS}" = "ANSWER"]?talked)')
    busy = '${IF($["${DIALSTATUS}" = "BUSY"]?busy:failed)}'
    other = f'${{IF($["${{DIALSTATUS}}" = "NOANSWER"]?no-answer:{busy})}}'
    picked.add(f"Set({_MET}={other})")
    picked.add("Goto(over)")
    picked.mark("talked")
    picked.add("Set(SHARED(flowc_ended,${flowc_asks})=1)")
    picked.mark("over")
    picked.add("SoftHangup(${CHANNEL})")
    picked.add("Return()")
    talks = Writer("s")
    talks.add(f"Set({_MET}=answered)")
    talks.add("Set(SHARED(flowc_talks,${flowc_asks})=${EPOCH})")
    talks.add("Return()")
    return [
        Context(
            _picked(unit), (comment("an agent answered: the number is rung"),), (picked.done(),)
        ),
        Context(
            unit.service("called-back-talks"),
            (comment("who is called back answered"),),
            (talks.done(),),
        ),
    ]
