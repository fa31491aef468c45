"""Figures in a call's record: named fields of Asterisk's own call detail record."""

from flowc.backends.asterisk.lines import Writer
from flowc.backends.asterisk.notify import keep_figure
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import needs_clock, read_clock, told, value
from flowc.semantics import ir


def record(op: ir.Record, writer: Writer, unit: Unit) -> None:
    """`record rating as csat` is the field `csat`."""
    if needs_clock(op.value):
        read_clock(writer, unit)
    said = told(op.value, writer, unit)
    kept = said if op.value.type.kind == "language" else value(op.value, unit)
    writer.add(f"Set(CDR({op.name})={kept})")
    keep_figure(op, writer, unit)
    writer.tell(Told("record", (("Name", op.name), ("Value", said))))
