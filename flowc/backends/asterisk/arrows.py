"""Arrows: leaving a block, what changes on the way, going to the next one."""

from flowc.backends.asterisk import names
from flowc.backends.asterisk.lines import Writer
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import needs_clock, read_clock, spoken_language, told, value
from flowc.semantics import ir

MASK = "***"


def target(edge: ir.Edge, unit: Unit) -> str:
    """Where Goto goes for the edge's own target."""
    match edge.target:
        case ir.ToBlock(block=block):
            return f"{unit.context(block)},s,1"
        case ir.ToEnd(cause=cause):
            return f"{unit.service('end')},{cause},1"
        case ir.ToDefault(which=which):
            unit.uses.add(f"default-{which}")
            return f"{unit.service('default')},{which},1"


def leave(edge: ir.Edge, block: str, outcome: str, writer: Writer, unit: Unit) -> None:
    """Writes the arrow; nothing follows it."""
    _said(edge, (block, outcome), writer, unit)


def first(edge: ir.Edge, writer: Writer, unit: Unit) -> None:
    """An arrow that comes from outside: nothing is left."""
    _said(edge, None, writer, unit)


def leave_by_agent(block: str, writer: Writer, unit: Unit) -> None:
    """Ends the call because the other side of a talk hung up."""
    held = writer.take()
    if "outcome" in unit.uses:
        writer.add("Set(flowc_outcome=done)")
    writer.tell(*held, _left((block, "done"), "hangup"))
    writer.add(f"Goto({unit.service('end')},agent,1)")


def jump_if(test: str, edge: ir.Edge, left: tuple[str, str], writer: Writer, unit: Unit) -> None:
    """Leaves (a block, by an outcome) by the edge if `test` (as for `$[ ]`) holds; else goes on."""
    past = writer.label("else")
    writer.add(f"GotoIf($[{test}]?:{past})")
    leave(edge, *left, writer, unit)
    writer.mark(past)


def _said(edge: ir.Edge, left: tuple[str, str] | None, writer: Writer, unit: Unit) -> None:
    bound = edge.bound
    over = ""
    held = writer.take()
    if bound is not None:
        counter = names.counter(bound.counter)
        over = writer.label("used_up")
        writer.add(f"GotoIf($[${{{counter}}} >= {bound.most}]?{over})")
        writer.add(f"Set({counter}=$[${{{counter}}} + 1])")
    if left is not None and "outcome" in unit.uses:
        writer.add(f"Set(flowc_outcome={left[1]})")
    writer.tell(*held)
    if left is not None:
        writer.tell(_left(left, _lands(edge, unit)))
    for change in edge.changes:
        assign(change.var, change.value, writer, unit)
    if isinstance(edge.target, ir.ToBlock):
        kind = unit.kinds[edge.target.block]
        writer.tell(Told("enter", (("Block", edge.target.block), ("Kind", kind))))
    writer.add(f"Goto({target(edge, unit)})")
    if bound is not None:
        writer.mark(over)
        writer.tell(*held)
        _said(bound.otherwise, left, writer, unit)


def _left(left: tuple[str, str], to: str) -> Told:
    return Told("leave", (("Block", left[0]), ("Outcome", _coded(left[1])), ("To", to)))


def assign(var: str, expr: ir.Expr, writer: Writer, unit: Unit) -> None:
    """Gives a variable (or `language`) its value."""
    if needs_clock(expr):
        read_clock(writer, unit)
    if var == "language":
        writer.add(f"Set(CHANNEL(language)={value(expr, unit)})")
    else:
        store(var, value(expr, unit), writer, unit)
    tell_set(var, writer, unit)


def store(var: str, text: str, writer: Writer, unit: Unit) -> None:
    """Gives a variable what `text` stands for."""
    writer.add(f"Set({names.variable(var)}={text})")
    if var in unit.marked:
        writer.add(f"Set({names.marker(var)}=1)")


def tell_set(var: str, writer: Writer, unit: Unit) -> None:
    """The trace of an assignment that was just made."""
    if var == "language":
        said = spoken_language(unit)
    elif unit.is_secret(var):
        said = MASK
    else:
        said = told(ir.Var(var, unit.variables[var].type), writer, unit)
    writer.tell(Told("set", (("Var", var), ("Value", said))))


def _coded(text: str) -> str:
    """An outcome has no other sign that could be misread: `60%`, `key *`, `if 2`."""
    return text.replace("%", "%25")


def _lands(edge: ir.Edge, unit: Unit) -> str:
    """Where the arrow comes down once its bound has been counted, as the trace names it."""
    match edge.target:
        case ir.ToBlock(block=block):
            return block
        case ir.ToEnd(cause=cause):
            return cause
        case ir.ToDefault(which=which):
            used = f"flowc_{which.replace('-', '_')}_used"
            chosen = unit.program.default_failed
            if which == "gave-up":
                chosen = unit.program.default_gave_up
            first_time = _lands_bounded(chosen, unit) if chosen else "congestion"
            return f'${{IF($["${{{used}}}" = "1"]?congestion:{first_time})}}'


def _lands_bounded(edge: ir.Edge, unit: Unit) -> str:
    if edge.bound is None:
        return _lands(edge, unit)
    counter, bound = names.counter(edge.bound.counter), edge.bound
    within, otherwise = _lands(edge, unit), _lands_bounded(bound.otherwise, unit)
    return f"${{IF($[${{{counter}}} >= {bound.most}]?{otherwise}:{within})}}"
