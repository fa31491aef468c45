"""Rings: Dial, line after line.

Dial says NOANSWER if anybody still rang when the time was up, else BUSY if anybody was busy, else
CONGESTION or CHANUNAVAIL: just how a line is judged. Option g goes on after the other side hung up.
"""

from flowc.backends.asterisk.arrows import enter, leave
from flowc.backends.asterisk.lines import Context, Writer
from flowc.backends.asterisk.text import argument
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir


def ring(block: ir.Ring, unit: Unit) -> list[Context]:
    """The ring's context: a Dial for each line, then the way out for the best of them."""
    writer = Writer("s")
    enter(block, writer, unit)
    several = len(block.lines) > 1
    if several:
        writer.add("Set(flowc_best=failed)")
    for line in block.lines:
        _line(line, writer, unit, several=several)
    best = "${flowc_best}" if several else "${DIALSTATUS}"
    names = ("busy", "no-answer") if several else ("BUSY", "NOANSWER")
    for outcome, name in zip(("busy", "no_answer"), names, strict=True):
        writer.add(f'GotoIf($["{best}" = "{name}"]?{outcome},1)')
    leave(block.failed, block.id, "failed", writer, unit)
    title = unit.title(f"ring {block.id}", block.span)
    ways = (
        _way("busy", "busy", block.busy, block, unit),
        _way("no_answer", "no-answer", block.no_answer, block, unit),
        _done(block, unit),
    )
    return [Context(unit.context(block.id), (title,), (writer.done(), *(w.done() for w in ways)))]


def _line(line: ir.RingLine, writer: Writer, unit: Unit, *, several: bool) -> None:
    strings = [dial_string(t, unit) for t in line.targets]
    writer.add(f"Set(flowc_ringing={_phones(line)})")
    writer.add(f"Dial({'&'.join(strings)},{line.seconds},g)")
    _tell(line, strings, writer, unit)
    writer.add('GotoIf($["${DIALSTATUS}" = "ANSWER"]?done,1)')
    if several:
        writer.add('ExecIf($["${DIALSTATUS}" = "NOANSWER"]?Set(flowc_best=no-answer))')
        busy = '"${DIALSTATUS}" = "BUSY" & "${flowc_best}" = "failed"'
        writer.add(f"ExecIf($[{busy}]?Set(flowc_best=busy))")


def dial_string(target: ir.PhoneRef | ir.OutsideNumber, unit: Unit) -> str:
    """How the deployment dials it; a caller's digits never get here."""
    if isinstance(target, ir.PhoneRef):
        own = unit.own.phones.get(target.phone)
        return argument(own or unit.own.phone.replace("{name}", target.phone))
    return argument((unit.own.outside or "{number}").replace("{number}", target.number))


def _way(name: str, outcome: str, edge: ir.Edge, block: ir.Ring, unit: Unit) -> Writer:
    writer = Writer(name)
    leave(edge, block.id, outcome, writer, unit)
    return writer


def _done(block: ir.Ring, unit: Unit) -> Writer:
    """There was a talk, and the caller is still there."""
    writer = Writer("done", "they talked, and the caller is still there")
    edge = block.done or ir.Edge(ir.ToEnd("hangup"), block.span)
    if block.done is None:
        writer.add("Set(flowc_by=agent)")
    leave(edge, block.id, "done", writer, unit)
    return writer


# ---- the trace ----------------------------------------------------------------------------------


def _phones(line: ir.RingLine) -> str:
    return " ".join(t.phone if isinstance(t, ir.PhoneRef) else t.number for t in line.targets)


def _tell(line: ir.RingLine, strings: list[str], writer: Writer, unit: Unit) -> None:
    """One `ring` when the line is over; a `bridge` after a talk, with whoever was dialled so."""
    outcomes = {"ANSWER": "answered", "BUSY": "busy", "NOANSWER": "no-answer"}
    for status, outcome in outcomes.items():
        fields = ("Phones", _phones(line)), ("Outcome", outcome)
        test = f'"${{DIALSTATUS}}" = "{status}"'
        writer.add(f"ExecIf($[{test}]?{unit.event('ring', *fields)})")
    fields = ("Phones", _phones(line)), ("Outcome", "failed")
    test = '"${DIALSTATUS}" = "CONGESTION" | "${DIALSTATUS}" = "CHANUNAVAIL"'
    writer.add(f"ExecIf($[{test}]?{unit.event('ring', *fields)})")
    writer.add("Set(flowc_ringing=)")
    for target, string in zip(line.targets, strings, strict=True):
        name = target.phone if isinstance(target, ir.PhoneRef) else target.number
        fields = ("With", name), ("Seconds", "${ANSWEREDTIME}")
        who = (
            f'"${{DIALSTATUS}}" = "ANSWER" & "${{DIALEDPEERNUMBER}}" = "{string.partition("/")[2]}"'
        )
        writer.add(f"ExecIf($[{who}]?{unit.event('bridge', *fields)})")
