"""Notices: a line written into the spool of `flowc serve`, and the call goes on.

Everything in it is percent-encoded, and no value has a part in the file's name. Where the spool is
missing or full, Asterisk's log has a line of it and the caller notices nothing.
"""

from urllib.parse import quote

from flowc.backends.asterisk.lines import Writer, setting
from flowc.backends.asterisk.lookup import sent
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import needs_clock, read_clock
from flowc.backends.receivers import typed
from flowc.semantics import ir

LEAVING = "flowc_noticing"
"""While a message is recorded: the number of its voicemail, whose notices then leave."""

_ID = "${FILTER(A-Za-z0-9._\\-,${UNIQUEID})}-${flowc_notices}"


def notify(op: ir.Notify, writer: Writer, unit: Unit) -> None:
    """Writes the notice, and tells of it."""
    if any(needs_clock(each.value) for each in op.sends):
        read_clock(writer, unit)
    plain = {
        "flow": unit.program.name,
        "context": unit.asking,
        "channel": op.channel,
        "name": op.name,
        "block": op.block,
    }
    fields = ["call=${URIENCODE(${UNIQUEID})}", "at=${URIENCODE(${flowc_at})}"]
    fields.append("talked=$[0${flowc_talked}]")
    fields += [f"{name}={quote(text, safe='')}" for name, text in plain.items()]
    own = [(each.name, each.value) for each in op.about]
    own += [(typed(f"send.{each.name}", each.value.type), each.value) for each in op.sends]
    fields += [f"{name}={sent(value, n, writer, unit)}" for n, (name, value) in enumerate(own)]
    figures = "".join(f"${{{figure(name)}}}" for name in unit.figures)
    writer.add("Set(flowc_notices=$[0${flowc_notices} + 1])")
    file = f"{unit.job.settings.serve.spool}/new/{_ID}"
    writer.add(f"Set(FILE({file},,,al,u)={'&'.join(fields)}{figures}&end=1)")
    writer.tell(Told("notify", (("Means", op.channel), ("Name", op.name))))


TALKED = "flowc_talked"
"""For how many seconds the caller has talked with somebody."""


def count_talk(seconds: str, writer: Writer, unit: Unit, test: str = "") -> None:
    """Counts a conversation that is over for the notices to come: as at least a second, for 0 is
    nobody. `test` as for `$[ ]`, "" for always."""
    if not unit.notices:
        return
    lasted = f"${{IF($[0{seconds} > 0]?{seconds}:1)}}"
    counted = f"Set({TALKED}=$[0${{{TALKED}}} + {lasted}])"
    writer.add(f"ExecIf($[{test}]?{counted})" if test else counted)


def figure(name: str) -> str:
    """The variable that has a figure as notices do."""
    return f"flowc_figure_{name}"


def keep_figure(op: ir.Record, writer: Writer, unit: Unit) -> None:
    """Keeps a figure that was recorded for the notices to come."""
    if unit.figures:
        name = typed(f"figures.{op.name}", op.value.type)
        text = sent(op.value, 0, writer, unit)
        writer.add(setting(f"{figure(op.name)}=&{name}={text}"))


def number_of(block: ir.Voicemail, unit: Unit) -> str:
    """The number of a voicemail with notices, from 1."""
    return str(1 + [b.id for b in noticing(unit)].index(block.id))


def noticing(unit: Unit) -> list[ir.Voicemail]:
    """The voicemails with notices."""
    return [b for b in unit.program.blocks if isinstance(b, ir.Voicemail) and b.notices]
