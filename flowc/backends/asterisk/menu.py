"""Menus: Asterisk's own matching of extensions finds the key.

Where every key is one sign, each is an extension of the menu's context and acts at once. Where some
are longer they are gathered in `flowc_keys`, sign by sign: while `…-more` has what was pressed,
more may follow, and the gap is a `WaitExten`; then the extensions of `…-keys` are matched. Asterisk
would gather by itself too, but nobody could see or say what happens in the gap then. An exact digit
wins over X and X over a rest (`!`), as in the language.
"""

from typing import NamedTuple

from flowc.backends.asterisk.arrows import MASK, jump_if, leave, store, tell_set
from flowc.backends.asterisk.asking import LETTERS, Try, begin, failures, heard
from flowc.backends.asterisk.conditions import judge, prepare
from flowc.backends.asterisk.lines import Context, Extension, Line, Writer
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import DialplanText, comment
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

_SINGLE = Try("", "t", "no_match")
_LONGER = Try("", "no_input", "no_match", "flowc_keys=")


class _Keys(NamedTuple):
    """What a key's extension has to know: what was pressed, and where a wrong key goes."""

    pressed: str
    no_match: str


def menu(block: ir.Menu, unit: Unit) -> list[Context]:
    """The menu's context: `s` asks, `t` is silence; and two more where keys are longer."""
    longer = any(len(key.pattern) > 1 or key.rest for key in block.keys)
    at = (_LONGER if longer else _SINGLE)._replace(block=block.id)
    context = unit.context(block.id)
    start = Writer("s")
    extensions = begin(block.asking, start, unit, at.ready)
    extensions.insert(0, start.done())
    found: list[Context] = []
    if longer:
        extensions += _gather(block, unit)
        keys = _Keys("${flowc_keys}", f"{context},{at.no_match},1")
        found = _longer(block, keys, unit)
    else:
        keys = _Keys("${EXTEN}", f"{at.no_match},1")
        extensions += [_key(key, block, keys, unit) for key in block.keys]
        extensions.append(_wrong(block, keys._replace(pressed="${INVALID_EXTEN}"), unit, cuts=True))
    extensions += failures(block.asking, at, unit)
    title = unit.title(f"menu {block.id}", block.span)
    return [Context(context, (title,), tuple(extensions)), *found]


def pattern(digits: str, *, rest: bool) -> str:
    """A pattern of the flow as an extension: `!` is any rest, also none."""
    return f"_{digits}!" if rest else f"_{digits}" if "X" in digits else digits


def _key(key: ir.Key, block: ir.Menu, keys: _Keys, unit: Unit) -> Extension:
    writer = Writer(pattern(key.pattern, rest=key.rest))
    if keys.pressed == "${EXTEN}":
        heard(block.asking, writer, unit)
    secret = key.into is not None and unit.is_secret(key.into.name)
    writer.tell(_told(MASK if secret else keys.pressed, block))
    if key.rest:
        rest = f"${{flowc_keys:{len(key.pattern)}}}"
        writer.add(f'GotoIf($["${{FILTER(0-9,{rest})}}" != "{rest}"]?{keys.no_match})')
    outcome = f"key {key.pattern}{'*' if key.rest else ''}"
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
            _keep(key.into, keys.pressed, writer, unit)
        leave(arm.edge, block.id, outcome, writer, unit)
        if not other:
            return writer.done()
        writer.mark(other)
    writer.add(f"Goto({keys.no_match})")
    return writer.done()


def _keep(into: ir.Var, pressed: str, writer: Writer, unit: Unit) -> None:
    store(into.name, f"$[{pressed} + 0]" if into.type.kind == "number" else pressed, writer, unit)
    tell_set(into.name, writer, unit)


def _wrong(block: ir.Menu, keys: _Keys, unit: Unit, *, cuts: bool) -> Extension:
    writer = Writer("i", "a key that is none of these")
    if cuts:
        heard(block.asking, writer, unit)
    writer.tell(_told(keys.pressed, block))
    writer.add(f"Goto({keys.no_match})")
    return writer.done()


def _told(pressed: str, block: ir.Menu) -> Told:
    return Told("keys", (("Digits", pressed), ("Into", block.id)))


# ---- keys of several signs ----------------------------------------------------------------------

_THERE = (Line(DialplanText("NoOp()"), None),)


def _part(block: ir.Menu, part: str, unit: Unit) -> str:
    return unit.context(f"{block.id}-{part}")


def _gather(block: ir.Menu, unit: Unit) -> list[Extension]:
    """Sign by sign, until no more can follow or none does. A rest is digits, which the pattern for
    one (`!`) does not say: there `*` and `#` are looked at by themselves."""
    judged = f"{_part(block, 'keys', unit)},${{flowc_keys}},1"
    digits = Writer("_X" if any(key.rest for key in block.keys) else "_[0-9*#]")
    written = [digits, Writer("_[*#]")] if digits.name == "_X" else [digits]
    for writer in written:
        heard(block.asking, writer, unit)
        writer.add("Set(flowc_keys=${flowc_keys}${EXTEN})")
        grows = _begun(block, rests=writer is digits)
        if writer is not digits and not any(name.strip("_")[-1] in "*#" for name in grows):
            writer.add(f"Goto({judged})")
            continue
        part = "more" if writer is digits else "more-signs"
        more = f"${{DIALPLAN_EXISTS({_part(block, part, unit)},${{flowc_keys}},1)}}"
        writer.add(f"GotoIf($[{more}]?:{judged})")
        writer.add(f"WaitExten({block.asking.between})")
    letter = Writer(f"_[{LETTERS}]", "keys that few telephones have")
    heard(block.asking, letter, unit)
    letter.add("Set(flowc_keys=${flowc_keys}${EXTEN})")
    letter.add(f"Goto({judged})")
    silence = Writer("t", f"{block.asking.wait} s without a key, or {block.asking.between} s after")
    silence.add(f'GotoIf($["${{flowc_keys}}" = ""]?no_input,1:{judged})')
    return [*(w.done() for w in (*written, letter, silence))]


def _begun(block: ir.Menu, *, rests: bool) -> list[str]:
    """What may be pressed and go on, as extensions; with `rests` also the beginnings of rests."""
    return list(
        dict.fromkeys(
            pattern(key.pattern[:length], rest=rests and length == len(key.pattern))
            for key in block.keys
            for length in range(1, len(key.pattern) + key.rest)
        )
    )


def _longer(block: ir.Menu, keys: _Keys, unit: Unit) -> list[Context]:
    matched = [_key(key, block, keys, unit) for key in block.keys]
    matched.append(_wrong(block, keys, unit, cuts=False))
    title = comment(f"keys of {block.id}")
    found = [Context(_part(block, "keys", unit), (title,), tuple(matched))]
    parts = {"more": _begun(block, rests=True)}
    if any(key.rest for key in block.keys):
        signs = [name for name in _begun(block, rests=False) if name.strip("_")[-1] in "*#"]
        parts |= {"more-signs": signs} if signs else {}
    for part, begun in parts.items():
        there = tuple(Extension(name, _THERE, "") for name in begun)
        title = comment(f"where more keys of {block.id} may follow")
        found.append(Context(_part(block, part, unit), (title,), there))
    return found
