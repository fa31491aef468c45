"""Rings: Dial, line after line.

Dial says NOANSWER if anybody still rang when the time was up, else BUSY if anybody was busy, else
CONGESTION or CHANUNAVAIL: just how a line is judged. Option g goes on after the other side hung up,
and what the last Dial came to is an extension of the ring's context.

Who rings stands in `flowc_ringing`, as long as a hang-up would cut it short, and as Dial will name
them in `flowc_peers`: so the one who answered is told by name.
"""

from flowc.backends.asterisk.arrows import leave, leave_by_agent
from flowc.backends.asterisk.lines import Context, Extension, Writer, setting
from flowc.backends.asterisk.notify import count_talk
from flowc.backends.asterisk.send import send, shows
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import DialplanText, argument
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

_STATUSES = {"ANSWER": "answered", "BUSY": "busy", "NOANSWER": "no-answer", "i": "failed"}
"""The extension for each way a Dial can end; `i` is every other: CONGESTION, CHANUNAVAIL."""

WITH = "${CUT(flowc_ringing, ,${FIELDNUM(flowc_peers,&,${DIALEDPEERNUMBER})})}"
"""Whoever answered, by the name that stands at the same place in `flowc_ringing`."""


def ring(block: ir.Ring, unit: Unit) -> list[Context]:
    """The ring's context: a Dial for each line, then the way out for the best of them."""
    writer = Writer("s")
    for op in block.sends:
        send(op, writer, unit)
    *others, last = block.lines
    tried = "flowc_tried=" if others else None
    for line in others:
        _dial(line, tried, writer, unit)
        writer.add('GotoIf($["${DIALSTATUS}" = "ANSWER"]?ANSWER,1)')
        writer.tell(_told("${SHIFT(flowc_ringing)}", _outcome()))
        tried = "flowc_tried=${flowc_tried}${DIALSTATUS} "
    _dial(last, tried, writer, unit)
    if others:
        writer.add('GotoIf($["${DIALSTATUS}" = "ANSWER"]?ANSWER,1)')
        writer.tell(_told("${SHIFT(flowc_ringing)}", _outcome()))
        writer.add("Set(flowc_tried=${flowc_tried}${DIALSTATUS})")
        for status in ("NOANSWER", "BUSY"):
            writer.add(f'GotoIf($[${{REGEX("{status}" ${{flowc_tried}})}}]?{status},1)')
        writer.add("Goto(i,1)")
    else:
        writer.add("Goto(${DIALSTATUS},1)")
    ways = [_way(status, block, unit) for status in _STATUSES]
    title = unit.title(f"ring {block.id}", block.span)
    return [Context(unit.context(block.id), (title,), (writer.done(), *ways))]


def _dial(line: ir.RingLine, tried: str | None, writer: Writer, unit: Unit) -> None:
    strings = [dial_string(t, unit) for t in line.targets]
    peers = "&".join(string.partition("/")[2] for string in strings)
    writer.add(
        setting(
            f"flowc_ringing={' '.join(_name(t) for t in line.targets)}",
            f"flowc_peers={peers}",
            *(x for x in (tried,) if x),
        )
    )
    writer.add(f"Dial({'&'.join(strings)},{line.seconds},g{shows(line.targets, unit)})")


def dial_string(target: ir.PhoneRef | ir.OutsideNumber, unit: Unit) -> str:
    """How the deployment dials it; a caller's digits never get here."""
    if isinstance(target, ir.PhoneRef):
        own = unit.own.phones.get(target.phone)
        return argument(own or unit.own.phone.replace("{name}", target.phone))
    return dialled(target.number, unit)


def dialled(number: str, unit: Unit) -> str:
    """How the deployment dials a number outside: one of the flow's, or of the flow's own kind."""
    return DialplanText(
        number.join(map(argument, (unit.own.outside or "{number}").split("{number}")))
    )


def _name(target: ir.PhoneRef | ir.OutsideNumber) -> str:
    return target.phone if isinstance(target, ir.PhoneRef) else target.number


def _way(status: str, block: ir.Ring, unit: Unit) -> Extension:
    """What follows when the last Dial came to this; a talk, when the other side hung up first."""
    if status == "ANSWER":
        writer = Writer(status, "they talked, and the caller is still there")
        writer.tell(*talk())
        count_talk("${ANSWEREDTIME}", writer, unit)
        if block.done:
            leave(block.done, block.id, "done", writer, unit)
        else:
            leave_by_agent(block.id, writer, unit)
        return writer.done()
    edges = {"BUSY": block.busy, "NOANSWER": block.no_answer, "i": block.failed}
    writer = Writer(status, "no phone could be reached" if status == "i" else "")
    if len(block.lines) == 1:
        writer.tell(_told("${SHIFT(flowc_ringing)}", _STATUSES[status]))
    leave(edges[status], block.id, _STATUSES[status], writer, unit)
    return writer.done()


# ---- the trace ----------------------------------------------------------------------------------


def talk() -> tuple[Told, Told]:
    """That a ring was answered and the talk is over: nobody rings any more once that is said."""
    over = "${SET(flowc_ringing=)}"
    rang = _told("${flowc_ringing}", "answered")
    return rang, Told("bridge", (("With", WITH), ("Seconds", f"${{ANSWEREDTIME}}{over}")))


def withdrawn() -> Told:
    """That the caller hung up while it rang."""
    return _told("${SHIFT(flowc_ringing)}", "withdrawn")


def _told(phones: str, outcome: str) -> Told:
    return Told("ring", (("Phones", phones), ("Outcome", outcome)))


def _outcome() -> str:
    """The last Dial's, in the trace's word."""
    busy = '${IF($["${DIALSTATUS}" = "BUSY"]?busy:failed)}'
    return f'${{IF($["${{DIALSTATUS}}" = "NOANSWER"]?no-answer:{busy})}}'
