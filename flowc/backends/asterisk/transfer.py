"""Transfers: Dial without a way back, so that the call ends with the conversation.

Whoever answers, the hang-up handler tells of it when the conversation is over: then as much is told
as was so when it began, so `call.duration` is of that moment. The block's name stands in
`flowc_handing` while it rings, and stays there if somebody answers.
"""

from flowc.backends.asterisk.arrows import leave
from flowc.backends.asterisk.lines import Context, Extension, Writer, setting
from flowc.backends.asterisk.ring import dial_string
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

HANDED = '"${flowc_handing}" != ""'
"""Whether it is a transfer that was answered, as for `$[ ]`."""

_OUTCOMES = {"BUSY": "busy", "NOANSWER": "no-answer", "i": "failed"}
"""The extension for each way a Dial can end that nobody answered."""


def transfer(block: ir.Transfer, unit: Unit) -> list[Context]:
    """The transfer's context: a Dial, then the way out."""
    writer = Writer("s")
    shown = f",f({block.shown})" if block.shown else ""
    way = dial_string(ir.OutsideNumber(block.number), unit)
    writer.add(setting(f"flowc_ringing={block.number}", f"flowc_handing={block.id}"))
    writer.add(f"Dial({way},{block.seconds}{shown})")
    writer.add("Goto(${DIALSTATUS},1)")
    title = unit.title(f"transfer {block.id}", block.span)
    ways = tuple(_way(status, block, unit) for status in _OUTCOMES)
    return [Context(unit.context(block.id), (title,), (writer.done(), *ways))]


def _way(status: str, block: ir.Transfer, unit: Unit) -> Extension:
    edges = {"BUSY": block.busy, "NOANSWER": block.no_answer, "i": block.failed}
    writer = Writer(status, "the number could not be reached" if status == "i" else "")
    phones = "${SHIFT(flowc_ringing)}${SET(flowc_handing=)}"
    writer.tell(Told("ring", (("Phones", phones), ("Outcome", _OUTCOMES[status]))))
    leave(edges[status], block.id, _OUTCOMES[status], writer, unit)
    return writer.done()


def handed(writer: Writer, unit: Unit, *, lasted: bool) -> None:
    """What the hang-up handler tells first of a call that was taken over. `lasted`: something asks
    for how long the call has lasted."""
    if "outcome" in unit.uses:
        writer.add("Set(flowc_outcome=transferred)")
    if lasted:
        writer.add("Set(flowc_started=$[${flowc_started} + ${ANSWEREDTIME}])")
    writer.add("Set(flowc_cause=transfer)")
    writer.tell(
        Told("ring", (("Phones", "${flowc_ringing}"), ("Outcome", "answered"))),
        Told(
            "leave",
            (("Block", "${flowc_handing}"), ("Outcome", "transferred"), ("To", "transfer")),
        ),
    )
