"""What whoever answers is shown: inherited channel variables, and headers of calls to phones.

A value is percent-encoded where it is sent, and stays so: `flowc_send_NAME`. One that is longer
than a header may be is not shown at all, for half a number would be a wrong one.
"""

from collections.abc import Iterable

from flowc.backends.asterisk.lines import Context, Writer
from flowc.backends.asterisk.lookup import sent
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import comment, regular
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import needs_clock, read_clock
from flowc.backends.sending import LONGEST, SHORT, header
from flowc.semantics import ir

_RAW = "${flowc_sending}"


def send(op: ir.Send, writer: Writer, unit: Unit) -> None:
    """Keeps each field for the phones to come, and tells of it."""
    if any(needs_clock(each.value) for each in op.sends):
        read_clock(writer, unit)
    for each in op.sends:
        writer.add(f"Set(flowc_sending={sent(each.value, 0, writer, unit)})")
        long = f"${{LEN({_RAW})}} > {LONGEST}"
        shown = _RAW if each.value.type.kind in SHORT else f"${{IF($[{long}]?:{_RAW})}}"
        writer.add(f"Set(__{kept(each.name)}={shown})")
        writer.tell(Told("send", (("Name", each.name), ("Value", _RAW))))


def kept(name: str) -> str:
    """The variable that has a field, without the signs of its inheritance."""
    return f"flowc_send_{name}"


def shows(targets: Iterable[ir.PhoneRef | ir.OutsideNumber], unit: Unit) -> str:
    """The option of a Dial to these, "" if nobody is shown anything. Where phones ring together
    with a number outside and the settings do not tell its trunk, nobody is."""
    outside = {isinstance(target, ir.OutsideNumber) for target in targets}
    if not unit.sent or outside == {True} or (True in outside and not _trunk(unit)):
        return ""
    return f"b({unit.lasting('send')}^s^1)"


def _trunk(unit: Unit) -> str:
    """The PJSIP endpoint by which numbers outside are called, "" if it is none that is known."""
    technology, _, rest = (unit.own.outside or "").partition("/")
    if technology != "PJSIP":
        return ""
    return rest.partition("/")[0] if "/" in rest else rest.partition("@")[2]


def showing(unit: Unit) -> list[Context]:
    """What runs on a phone's channel before it rings. A trunk's is passed over, and so is what is
    no PJSIP: other phones find the same in their channel's variables."""
    if not unit.sent:
        return []
    writer = Writer("s")
    writer.add('GotoIf($["${CHANNEL(channeltype)}" = "PJSIP"]?:shown)')
    trunk = _trunk(unit)
    if trunk:
        writer.add(
            f'GotoIf($[${{REGEX("^PJSIP/{regular(trunk)}-[0-9a-f]+$" ${{CHANNEL}})}}]?shown)'
        )
    for name in unit.sent:
        value = f"${{{kept(name)}}}"
        add = f"Set(PJSIP_HEADER(add,{header(name)})={value})"
        writer.add(f'ExecIf($["{value}" != ""]?{add})')
    writer.mark("shown")
    writer.add("Return()")
    title = comment("what whoever answers is shown")
    return [Context(unit.lasting("send"), (title,), (writer.done(),))]
