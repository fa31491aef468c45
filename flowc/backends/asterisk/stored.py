"""Lists, switches and the code that turns them, and the Luhn check: contexts besides the blocks."""

from flowc.backends.asterisk import agents
from flowc.backends.asterisk.lines import Context, Extension, Line, Writer
from flowc.backends.asterisk.menu import pattern
from flowc.backends.asterisk.text import DialplanText, comment
from flowc.backends.asterisk.unit import Unit
from flowc.semantics import ir

_THERE = (Line(DialplanText("NoOp()"), None),)


def number_list(one: ir.NumberList, unit: Unit) -> Context:
    """An extension per entry: whether a number is in the list is whether it would match."""
    listed = dict.fromkeys(pattern(entry.pattern, rest=entry.rest) for entry in one.entries)
    extensions = tuple(Extension(name, _THERE, "") for name in listed)
    title = unit.title(f"list {one.name}", one.span)
    return Context(unit.service(f"list-{one.name}"), (title,), extensions)


def codes(unit: Unit) -> list[Context]:
    """What staff dial to turn switches, and agents to sign in and out; a PIN is read from the
    environment of Asterisk."""
    extensions = [_code(s, s.code, unit) for s in unit.program.switches if s.code is not None]
    extensions += agents.codes(unit)
    if not extensions:
        return []
    title = comment("codes for staff: include this where phones dial from, never for trunks")
    return [Context(unit.lasting("codes"), (title,), tuple(extensions))]


def _code(switch: ir.Switch, code: str, unit: Unit) -> Extension:
    key = f"{unit.own.context}/{switch.name}"
    writer = Writer(code, unit.title(f"switch {switch.name}", switch.span))
    writer.add("Answer()")
    if switch.pin is not None:
        _ask_pin(switch.pin, writer)
    now_on = (
        f'"${{DB({key})}}" {"!=" if switch.initial else "="} "{"off" if switch.initial else "on"}"'
    )
    writer.add(f"GotoIf($[{now_on}]?turn_off)")
    writer.add(f"Set(DB({key})=on)")
    writer.add("Playback(activated)")
    writer.add("Hangup()")
    writer.mark("turn_off")
    writer.add(f"Set(DB({key})=off)")
    writer.add("Playback(de-activated)")
    writer.add("Hangup()")
    return writer.done()


def _ask_pin(secret: str, writer: Writer) -> None:
    """Three tries. A PIN that is not set lets nobody in. Only digests are compared, so that the
    PIN itself is in no log line below debug 2; what was pressed is, at verbose 3."""
    writer.add(f'GotoIf($["${{ENV({secret})}}" = ""]?refused)')
    writer.add("Set(flowc_wrong=0)")
    writer.mark("ask")
    writer.add("Read(flowc_pin,vm-password,20)")
    writer.add(f'GotoIf($["${{MD5(x${{flowc_pin}})}}" = "${{MD5(x${{ENV({secret})}})}}"]?let_in)')
    writer.add("Set(flowc_wrong=$[${flowc_wrong} + 1])")
    writer.add("GotoIf($[${flowc_wrong} < 3]?ask)")
    writer.mark("refused")
    writer.add("Playback(vm-incorrect)")
    writer.add("Hangup()")
    writer.mark("let_in")
    writer.add("Set(flowc_pin=)")


def luhn(unit: Unit) -> Context:
    """0 if the last of `flowc_keys` is the check digit of those before it."""
    writer = Writer("s")
    writer.add("Set(LOCAL(rest)=${flowc_keys})")
    writer.add("Set(LOCAL(double)=0)")
    writer.add("Set(LOCAL(sum)=0)")
    writer.mark("digit")
    writer.add("Set(LOCAL(value)=$[${rest:-1} * (1 + ${double})])")
    writer.add("Set(LOCAL(sum)=$[${sum} + ${value} - 9 * (${value} > 9)])")
    writer.add("Set(LOCAL(double)=$[1 - ${double}])")
    writer.add("Set(LOCAL(rest)=${rest:0:-1})")
    writer.add("GotoIf($[${LEN(${rest})} > 0]?digit)")
    writer.add("Return($[${sum} % 10])")
    title = comment("the Luhn check digit of flowc_keys")
    return Context(unit.service("luhn"), (title,), (writer.done(),))
