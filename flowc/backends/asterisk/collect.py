"""Collecting digits: one extension per kind of key, and a variable that they are gathered in.

Each key ends WaitExten, is matched by itself (`_X`), joins `flowc_keys`, and WaitExten goes on.
`Read` would be shorter; it does not listen while a value is spoken, fails at once where a file is
missing, and writes what was entered to the log.
"""

from flowc.backends.asterisk import names
from flowc.backends.asterisk.accept import accept
from flowc.backends.asterisk.arrows import MASK, leave, store, tell_set
from flowc.backends.asterisk.asking import LETTERS, Try, begin, declined, failures, heard
from flowc.backends.asterisk.lines import Context, Extension, Writer, setting
from flowc.backends.asterisk.prompts import play
from flowc.backends.asterisk.recordings import rest
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

_EMPTY = "$[${LEN(${flowc_keys})} = 0]"
_READY = "flowc_keys="


def collect(op: ir.Collect, block: ir.Step, part: str, back: str, unit: Unit) -> list[Context]:
    """The contexts of one collect: `part` names it within its step, `back` is where a good value
    goes on."""
    context = unit.context(f"{block.id}-{names.dashed(part)}")
    at = Try(block.id, "no_input", "no_match", _READY, op.secret)
    start = Writer("s")
    if op.visits:
        _visits(op.visits, block, start, unit)
    if op.secret:
        rest(start, unit)
    again = begin(op.asking, start, unit, _READY)
    extensions = [start.done(), *again, _digit(op, unit), *_ends(op, block, unit)]
    extensions.append(_silence(op))
    confirm = names.fit(f"{context}-confirm") if op.confirm else ""
    extensions.append(_entered(op, confirm, back, unit))
    extensions += failures(op.asking, at, unit)
    if confirm:
        extensions += declined(op.asking, at, unit)
    title = unit.title(f"collect {op.var} in {block.kind} {block.id}", op.span)
    found = [Context(context, (title,), tuple(extensions))]
    if confirm:
        unit.confirmed[op.var] = None
        found.append(_confirming(op, block, (context, confirm, back), unit))
    return found


def _visits(visits: ir.Visits, block: ir.Step, writer: Writer, unit: Unit) -> None:
    counter = names.counter(visits.counter)
    allowed = writer.label("visit")
    writer.add(f"GotoIf($[${{{counter}}} < {visits.most}]?{allowed})")
    leave(visits.edge, block.id, "visits", writer, unit)
    writer.mark(allowed)
    writer.add(f"Set({counter}=$[${{{counter}}} + 1])")


def _digit(op: ir.Collect, unit: Unit) -> Extension:
    writer = Writer("_X")
    heard(op.asking, writer, unit)
    writer.add("Set(flowc_keys=${flowc_keys}${EXTEN})")
    if op.maximum > 1:
        writer.add(f"GotoIf($[${{LEN(${{flowc_keys}})}} >= {op.maximum}]?entered,1)")
        writer.add(f"WaitExten({op.asking.between})")
    else:
        writer.add("Goto(entered,1)")
    return writer.done()


def _ends(op: ir.Collect, block: ir.Step, unit: Unit) -> list[Extension]:
    """The keys that are no digits: the end key, escapes, and what is left."""
    found: list[Extension] = []
    escapes = dict(op.escapes)
    for key in "*#":
        if key == op.end:
            writer = Writer(key, "the end key")
            heard(op.asking, writer, unit)
            writer.add(f"GotoIf({_EMPTY}?no_input,1:entered,1)")
            found.append(writer.done())
        elif key in escapes:
            writer = Writer(key)
            heard(op.asking, writer, unit)
            _tell(op, "${flowc_keys}${EXTEN}", writer)
            leave(escapes[key], block.id, f"key {key}", writer, unit)
            found.append(writer.done())
    left = "".join(key for key in "*#" if key != op.end and key not in escapes)
    writer = Writer(f"_[{left}{LETTERS}]", "no digit")
    heard(op.asking, writer, unit)
    _tell(op, "${flowc_keys}${EXTEN}", writer)
    writer.add("Goto(no_match,1)")
    return [*found, writer.done()]


def _silence(op: ir.Collect) -> Extension:
    writer = Writer("t", f"{op.asking.wait} s without a key, or {op.asking.between} s after one")
    writer.add(f"GotoIf({_EMPTY}?no_input,1:entered,1)")
    return writer.done()


def _tell(op: ir.Collect, keys: str, writer: Writer) -> None:
    said = MASK if op.secret else keys
    writer.tell(Told("keys", (("Digits", said), ("Into", op.var))))


def _entered(op: ir.Collect, confirm: str, back: str, unit: Unit) -> Extension:
    """Long enough and of its kind: assigned, once it is confirmed."""
    writer = Writer("entered")
    _tell(op, "${flowc_keys}", writer)
    if op.minimum > 1:
        writer.add(f"GotoIf($[${{LEN(${{flowc_keys}})}} < {op.minimum}]?no_match,1)")
    taken = accept(op.accept, op.type, writer, unit)
    variable = names.variable(op.var)
    if confirm:
        held = [f"flowc_held=${{{variable}}}", f"flowc_holding={op.var}"]
        if op.var in unit.marked:
            held.append(f"flowc_held_is_set=${{{names.marker(op.var)}}}")
        writer.add(setting(*held))
    store(op.var, taken, writer, unit)
    if confirm:
        writer.add(f"Goto({confirm},s,1)")
    else:
        tell_set(op.var, writer, unit)
        writer.add(f"Goto({back})")
    return writer.done()


def _confirming(
    op: ir.Collect, block: ir.Step, places: tuple[str, str, str], unit: Unit
) -> Context:
    """One key about the value, which stands in its variable while it is read out; unless it is
    kept, the variable gets its old value back."""
    asked, confirm, back = places
    restore = ["flowc_holding=", f"{names.variable(op.var)}=${{flowc_held}}"]
    if op.var in unit.marked:
        restore.append(f"{names.marker(op.var)}=${{flowc_held_is_set}}")
    start = Writer("s")
    for one in op.confirm:
        play(one, start, unit, listening=True)
    start.add(f"WaitExten({op.asking.wait})")
    found = [start.done()]
    escapes = dict(op.escapes)
    other = "".join(key for key in "*#" if key not in escapes)
    for key in ("1", "2", *escapes, f"_[03-9{other}{LETTERS}]"):
        writer = Writer(key, {"1": "keep it", "2": "ask again"}.get(key, ""))
        heard(op.asking, writer, unit)
        writer.tell(Told("keys", (("Digits", "${EXTEN}"), ("Into", "confirm"))))
        if key == "1":
            writer.add(setting("flowc_holding="))
            tell_set(op.var, writer, unit)
            writer.add(f"Goto({back})")
        else:
            writer.add(setting(*restore))
            if key in escapes:
                leave(escapes[key], block.id, f"key {key}", writer, unit)
            else:
                writer.add(f"Goto({asked},{'declined' if key == '2' else 'no_match'},1)")
        found.append(writer.done())
    silent = Writer("t")
    silent.add(setting(*restore))
    silent.add(f"Goto({asked},no_input,1)")
    found.append(silent.done())
    title = unit.title(f"confirm {op.var} in {block.kind} {block.id}", op.span)
    return Context(confirm, (title,), tuple(found))
