"""Menus: Asterisk's own matching of extensions does it, digit by digit.

A key that nothing longer starts with acts at once; otherwise TIMEOUT(digit) is waited for more. An
exact digit wins over X and X over a rest (`!`), as in the language.
"""

from flowc.backends.asterisk.arrows import MASK, enter, jump_if, leave, store, tell_set
from flowc.backends.asterisk.asking import Try, begin, failures, heard
from flowc.backends.asterisk.conditions import judge, prepare
from flowc.backends.asterisk.lines import Context, Extension, Writer
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

_TRY = "t", "no_match"


def menu(block: ir.Menu, unit: Unit) -> list[Context]:
    """The menu's context: `s` asks, each key is an extension, `t` is silence, `i` a wrong key."""
    at = Try(block.id, *_TRY)
    start = Writer("s")
    enter(block, start, unit)
    if any(len(key.pattern) > 1 or key.rest for key in block.keys):
        start.add(f"Set(TIMEOUT(digit)={block.asking.between})")
    again = begin(block.asking, start, unit, "")
    extensions = [start.done(), *again]
    exact = {key.pattern for key in block.keys if not key.rest}
    extensions += [_key(n, key, block, unit) for key in block.keys for n in _patterns(key, exact)]
    extensions.append(_wrong(block, unit))
    extensions += failures(block.asking, at, unit)
    title = unit.title(f"menu {block.id}", block.span)
    return [Context(unit.context(block.id), (title,), tuple(extensions))]


def pattern(digits: str, *, rest: bool) -> str:
    """A number's or a list's pattern as an extension: `!` is any rest, also none."""
    return f"_{digits}!" if rest else f"_{digits}" if "X" in digits else digits


def _patterns(key: ir.Key, exact: set[str]) -> list[str]:
    """A key's extensions. `!` would not wait for more keys, and `.` wants at least one, so that
    `3*` is two of them, unless `3` is among the `exact` keys of the menu."""
    alone = pattern(key.pattern, rest=False)
    if not key.rest:
        return [alone]
    longer = f"_{key.pattern}."
    return [longer] if key.pattern in exact else [alone, longer]


def _key(name: str, key: ir.Key, block: ir.Menu, unit: Unit) -> Extension:
    outcome = f"key {key.pattern}{'*' if key.rest else ''}"
    writer = Writer(name)
    heard(block.asking, writer, unit)
    secret = key.into is not None and unit.is_secret(key.into.name)
    said = MASK if secret else "${EXTEN}"
    writer.add(unit.event("keys", ("Digits", said), ("Into", block.id)))
    if name.endswith("."):
        rest = f"${{EXTEN:{len(key.pattern)}}}"
        writer.add(f'GotoIf($["${{FILTER(0-9,{rest})}}" != "{rest}"]?no_match,1)')
    prepare([arm.when for arm in key.arms if arm.when is not None], writer, unit)
    for arm in key.arms:
        if arm.when is not None and key.into is None:
            test = judge(arm.when, writer, unit, key.span)
            jump_if(test, arm.edge, (block.id, outcome), writer, unit)
            continue
        other = writer.label("else") if arm.when is not None else ""
        if arm.when is not None:
            writer.add(f"GotoIf($[{judge(arm.when, writer, unit, key.span)}]?:{other})")
        if key.into is not None:
            _keep(key.into, writer, unit)
        leave(arm.edge, block.id, outcome, writer, unit)
        if not other:
            return writer.done()
        writer.mark(other)
    writer.add("Goto(no_match,1)")
    return writer.done()


def _keep(into: ir.Var, writer: Writer, unit: Unit) -> None:
    pressed = "$[${EXTEN} + 0]" if into.type.kind == "number" else "${EXTEN}"
    store(into.name, pressed, writer, unit)
    tell_set(into.name, writer, unit)


def _wrong(block: ir.Menu, unit: Unit) -> Extension:
    writer = Writer("i", "a key that is none of these")
    heard(block.asking, writer, unit)
    writer.add(unit.event("keys", ("Digits", "${INVALID_EXTEN}"), ("Into", block.id)))
    writer.add("Goto(no_match,1)")
    return writer.done()
