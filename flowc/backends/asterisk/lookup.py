"""Lookups: one CURL to `flowc serve`, and what its answer leads to.

What is answered is a word, or `found` and values in percents: nothing of it is looked at but by
functions that take it as text, and whatever does not have that form is `failed`. A value is taken
out of its percents where it is assigned, and never stands in a line that is read again.
"""

from collections.abc import Callable
from urllib.parse import quote

from flowc.backends import served
from flowc.backends.asterisk.arrows import leave, store, tell_set
from flowc.backends.asterisk.lines import Writer
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import argument, one_line
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import needs_clock, read_clock, spoken, value
from flowc.semantics import ir

PATIENCE = "CURLOPT(httptimeout)="
"""What the line begins with that is set before each question, in seconds."""

_REPLY = "${flowc_reply}"
"""Safe wherever it stands: only the signs of `_OF_A_REPLY` are in it."""

_OF_A_REPLY = "A-Za-z0-9._~%\\-\\x20"

_SIGNS = {
    "digits": "0-9",
    "number": "0-9\\-",
    "phone-number": "0-9+",
    "money": "0-9.\\-",
    "date": "0-9\\-",
    "time": "0-9:",
    "yes-no": "a-z",
    "one-of": "A-Za-z0-9_\\-",
    "language": "A-Za-z0-9\\-",
}
"""The signs of the types whose values may stand in expressions: no other is let in."""

_PLAIN = frozenset({"digits", "number", "money", "date", "yes-no", "one-of"})
"""Types whose values are in percents as they are."""

Act = Callable[[ir.HandlerOp], None]


def lookup(op: ir.Lookup, block: str, writer: Writer, unit: Unit, act: Act) -> None:
    """Asks; what follows is for those who were found, and for whom an outcome leads back to. `act`
    writes an action of an outcome."""
    past, found = writer.label("past"), writer.label("found")

    def leads(outcome: str, way: ir.Way) -> None:
        writer.tell(_told(op, outcome))
        for one in way.ops:
            act(one)
        if way.edge:
            leave(way.edge, block, outcome, writer, unit)
        else:
            writer.add(f"Goto({past})")

    if op.into:
        store(op.into.name, "no", writer, unit)
    _ask(op, writer, unit)
    writer.add(f"GotoIf($[{_holds(op)}]?{found})")
    ways = dict(op.ways())
    failed = ways.pop("failed")
    labels = {outcome: writer.label(outcome.replace("-", "_")) for outcome in ways}
    for outcome, label in labels.items():
        writer.add(f'GotoIf($["{_REPLY}" = "{outcome}"]?{label})')
    leads("failed", failed)
    for outcome, way in ways.items():
        writer.mark(labels[outcome])
        leads(outcome, way)
    writer.mark(found)
    writer.tell(_told(op, "found"))
    if op.into:
        store(op.into.name, "yes", writer, unit)
    for n, field in enumerate(op.reads, 2):
        _take(field.var, f"${{CUT(flowc_reply, ,{n})}}", writer, unit)
    if any(way.edge is None for _, way in op.ways()):
        writer.mark(past)


def _ask(op: ir.Lookup, writer: Writer, unit: Unit) -> None:
    """The id of the call stands last: a question that Asterisk would cut has none, and fails."""
    values = served.values(op)
    if any(map(needs_clock, values)):
        read_clock(writer, unit)
    form = [f"v{n}={sent(expr, n, writer, unit)}" for n, expr in enumerate(values, 1)]
    asks = "&".join([*form, "call=${URIENCODE(${UNIQUEID})}"])
    address = f"http://{unit.job.settings.serve.address}/lookup/{unit.asking}/{unit.numbers[op]}"
    writer.add(f"Set({PATIENCE}{served.patience(op, unit.program)})")
    asked = f"${{CURL({argument(address)},{asks})}}"
    writer.add(f"Set(flowc_reply=${{FILTER({_OF_A_REPLY},{asked})}})")


def sent(expr: ir.Expr, n: int, writer: Writer, unit: Unit) -> str:
    """A value as a form holds it; `n` tells it from the others of the form."""
    if isinstance(expr, ir.Const):
        return quote(one_line(str(expr.value)), safe="")
    text = value(expr, unit)
    kind = expr.type.kind
    if kind == "language":
        return spoken(text, unit)
    if kind in _PLAIN:
        return text
    if not (kind == "text" and unit.cutting and isinstance(expr, ir.Var)):
        return f"${{URIENCODE({text})}}"
    writer.add(f"Set(flowc_v{n}=${{URIENCODE(${{REPLACE({text[2:-1]},:,\\x01)}})}})")
    return f"${{STRREPLACE(flowc_v{n},%01,%3A)}}"


def _holds(op: ir.Lookup) -> str:
    """Whether the answer has all that is read, without control characters; as for `$[ ]`."""
    if not op.reads:
        return f'"{_REPLY}" = "found"'
    shape = f"^found( [^ ]*){{{len(op.reads)}}}$"
    return f'${{REGEX("{shape}" {_REPLY})}} & !${{REGEX("%(0|1|7F)" {_REPLY})}}'


def _take(var: ir.Var, taken: str, writer: Writer, unit: Unit) -> None:
    """Assigns a value of the answer."""
    text = f"${{URIDECODE({taken})}}"
    signs = _SIGNS.get(var.type.kind)
    if signs:
        text = f"${{FILTER({signs},{text})}}"
    if var.type.kind == "language":
        writer.add(f"Set(flowc_reply_language={text})")
        text = "${REPLACE(flowc_reply_language,-,_)}"
    store(var.name, text, writer, unit)
    tell_set(var.name, writer, unit)


def _told(op: ir.Lookup, outcome: str) -> Told:
    return Told("lookup", (("Service", op.service), ("Outcome", outcome)))
