"""What a program makes use of, known before the first line is written."""

from flowc.backends.walk import values
from flowc.semantics import ir


def features(program: ir.Program) -> frozenset[str]:
    """Of "outcome", "duration", "name" and "redirected-from": those that some expression reads."""
    found: set[str] = set()
    for value in values(program):
        if isinstance(value, ir.CallField) or (
            isinstance(value, ir.CallerField) and value.field in {"name", "redirected-from"}
        ):
            found.add(value.field)
    return frozenset(found)


def marked(program: ir.Program) -> frozenset[str]:
    """Variables whose `is set` some condition asks and whose value may be empty."""
    return frozenset(
        value.value.name
        for value in values(program)
        if isinstance(value, ir.IsSet)
        and isinstance(value.value, ir.Var)
        and value.value.type.kind in {"text", "digits", "phone-number"}
    )


def records(program: ir.Program) -> list[ir.Record]:
    """Every figure that is recorded, in the order of the source."""
    found = [value for value in values(program) if isinstance(value, ir.Record)]
    return sorted(found, key=lambda record: record.span)


def cutting(program: ir.Program) -> bool:
    """Whether some text may hold a `:` after a `)`, where Asterisk would cut what a function is
    handed. A caller's name can't."""
    return any(
        (isinstance(v, ir.Read | ir.Field) and v.var.type.kind == "text")
        or (isinstance(v, ir.Const) and ":" in str(v.value).partition(")")[2])
        for v in values(program)
    )
