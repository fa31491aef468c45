"""Where somebody else decides: a split's dice, dialplan that is not flowc's.

The contract with that dialplan: it is entered by Gosub, sets a channel variable for each value that
the block reads, under the name the flow gives, and ends by `Return(outcome)`.
"""

from flowc.backends.asterisk.arrows import jump_if, leave, store, tell_set
from flowc.backends.asterisk.lines import Context, Writer
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import data
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import language
from flowc.semantics import ir

_SHAPES = {
    "digits": "[0-9]+",
    "number": "-?[0-9]{1,15}",
    "phone-number": "[+]?[0-9]{1,20}",
    "money": "0[.][0-9]{2}|-0[.](0[1-9]|[1-9][0-9])|-?[1-9][0-9]{0,8}[.][0-9]{2}",
    "time": "([01][0-9]|2[0-3]):[0-5][0-9]",
    "yes-no": "yes|no",
}


def split(block: ir.Split, unit: Unit) -> list[Context]:
    """A number from 1 to 100 against the shares added up. Who wants a certain share sets
    `flowc_draw_` and the block's name before, as a test does."""
    writer = Writer("s")
    drawn = f"flowc_draw_{block.id.replace('.', '__')}"
    dice = f'${{IF($["${{{drawn}}}" = ""]?${{RAND(1,100)}}:${{{drawn}}})}}'
    writer.add(f"Set(flowc_share={dice})")
    reached = 0
    for share in block.shares[:-1]:
        reached += share.percent
        test = f"${{flowc_share}} <= {reached}"
        jump_if(test, share.edge, (block.id, f"{share.percent}%"), writer, unit)
    last = block.shares[-1]
    leave(last.edge, block.id, f"{last.percent}%", writer, unit)
    title = unit.title(f"split {block.id}", block.span)
    return [Context(unit.context(block.id), (title,), (writer.done(),))]


def external(block: ir.External, unit: Unit) -> list[Context]:
    """Goes there for good, or there and back."""
    place = data(unit.own.externals.get(block.id, "s,1"))
    writer = Writer("s")
    title = unit.title(f"external {block.id}", block.span)
    found = [writer]
    if block.failed is None:
        _gone(block, place, writer, unit)
    else:
        found.append(_there_and_back(block, block.failed, place, writer, unit))
    return [Context(unit.context(block.id), (title,), tuple(w.done() for w in found))]


def _gone(block: ir.External, place: str, writer: Writer, unit: Unit) -> None:
    """To the flow the call is over: what comes later is no part of it."""
    fields = ("Block", block.id), ("Outcome", "gone"), ("To", "external")
    writer.tell(Told("leave", fields))
    if "outcome" in unit.uses:
        writer.add("Set(flowc_outcome=gone)")
    writer.add("Set(flowc_cause=external)")
    writer.add(f"Gosub({unit.service('hangup')},s,1)")
    writer.add("Set(flowc_ended=1)")
    writer.add(f"Goto({place})")


def _there_and_back(
    block: ir.External, edge: ir.Edge, place: str, writer: Writer, unit: Unit
) -> Writer:
    """Gosub to a place that is not there would end the call, so that is asked first."""
    writer.add(f"GotoIf($[${{DIALPLAN_EXISTS({place})}}]?:failed,1)")
    for read in block.reads:
        writer.add(f"Set({read.name}=)")
    writer.add(f"Gosub({place})")
    known = writer.label("known")
    for outcome, _ in block.outcomes:
        said = f"${{MD5(x{_uncut('GOSUB_RETVAL')})}}"
        writer.add(f'GotoIf($["{said}" = "{_digest(outcome)}"]?{known})')
    writer.add("Goto(failed,1)")
    writer.mark(known)
    for read in block.reads:
        writer.add(f"GotoIf($[{_fits(read, unit)}]?:failed,1)")
    for read in block.reads:
        taken = (
            f"$[${{{read.name}}} + 0]" if read.var.type.kind == "number" else f"${{{read.name}}}"
        )
        store(read.var.name, taken, writer, unit)
        tell_set(read.var.name, writer, unit)
    for outcome, way in block.outcomes[:-1]:
        jump_if(f'"${{GOSUB_RETVAL}}" = "{outcome}"', way, (block.id, outcome), writer, unit)
    for outcome, way in block.outcomes[-1:]:
        leave(way, block.id, outcome, writer, unit)
    failed = Writer("failed", "an outcome or a value that the flow does not know")
    leave(edge, block.id, "failed", failed, unit)
    return failed


def _fits(read: ir.Read, unit: Unit) -> str:
    text, type_ = _uncut(read.name), read.var.type
    if type_.kind == "text":
        return f"${{FIELDQTY({read.name},:)}} > 0"  # an empty variable is none at all
    if type_.kind == "time":
        shape = _SHAPES["time"].replace(":", "[.]")
        return f'${{REGEX("^({shape})$" {text})}} & ${{FIELDQTY({read.name},.)}} = 1'
    if type_.kind == "date":
        return _is_date(text)
    members = type_.members
    if type_.kind == "language":
        members = tuple(map(language, unit.program.languages))
    shape = _SHAPES.get(type_.kind) or "|".join(members)
    return f'${{REGEX("^({shape})$" {text})}}'


def _uncut(name: str) -> str:
    """A variable as a function's argument. What other dialplan hands back may be `5):0:1`, and
    REGEX would see the 5 alone, so a colon becomes a sign that no value may hold."""
    return f"${{REPLACE({name},:,.)}}"


def _is_date(text: str) -> str:
    """Its shape first, then whether the calendar has it: the date of its own noon."""
    noon = f"${{STRPTIME(${{FILTER(0-9\\-,{text})}} 12:00,UTC,%Y-%m-%d %H:%M)}}"
    shape = f'${{REGEX("^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$" {text})}}'
    return f'{shape} & "${{STRFTIME({noon},UTC,%Y-%m-%d)}}" = "${{FILTER(0-9\\-,{text})}}"'


def _digest(text: str) -> str:
    import hashlib

    return hashlib.md5(f"x{text}".encode(), usedforsecurity=False).hexdigest()
