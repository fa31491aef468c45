"""Where calls come in and how they end."""

from flowc.backends.asterisk import names
from flowc.backends.asterisk.arrows import assign, first
from flowc.backends.asterisk.lines import Context, Extension, Writer
from flowc.backends.asterisk.menu import pattern
from flowc.backends.asterisk.prompts import played_event
from flowc.backends.asterisk.record import record
from flowc.backends.asterisk.step import reset
from flowc.backends.asterisk.text import comment
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import language
from flowc.semantics import ir

_CAUSES = {"hangup": 16, "busy": 17, "congestion": 34, "unclaimed": 1}
"""Q.931: normal clearing, user busy, no circuit, unallocated number."""


def numbers(unit: Unit) -> list[Context]:
    """Calls from outside: the number is cleaned first, then looked up as a pattern.

    Carriers send a number with and without its plus; where only the one with is claimed, that is
    meant.
    """
    outer = unit.own.context
    inner = unit.service("numbers")
    everything = any(not number.pattern for number in unit.program.numbers)
    nothing = f"{inner},s,1" if everything else f"{unit.service('end')},unclaimed,1"
    writer = Writer("_[0-9+]!")
    writer.add("Set(flowc_raw=${EXTEN})")
    writer.add(f"Gosub({unit.service('start')},s,1)")
    exists = f"${{DIALPLAN_EXISTS({inner},PLUS${{flowc_dialled}},1)}}"
    bare, plus = exists.replace("PLUS", ""), exists.replace("PLUS", "+")
    meant = f'"${{flowc_dialled}}" != "" & !{bare} & {plus}'
    writer.add(f"ExecIf($[{meant}]?Set(flowc_dialled=+${{flowc_dialled}}))")
    _tell_call(writer, unit)
    writer.add(f'GotoIf($["${{flowc_dialled}}" = ""]?{nothing})')
    writer.add(f"Goto({inner},${{flowc_dialled}},1)")
    bare_line = Writer("s", "no number was dialled")
    bare_line.add("Set(flowc_raw=)")
    bare_line.add(f"Gosub({unit.service('start')},s,1)")
    _tell_call(bare_line, unit)
    bare_line.add(f"Goto({nothing})")
    title = comment(f'calls to "{unit.program.name}": send trunks here')
    return [
        Context(outer, (title,), (writer.done(), bare_line.done())),
        Context(inner, (comment("who gets which number"),), tuple(_claims(unit))),
    ]


def _claims(unit: Unit) -> list[Extension]:
    found: list[Extension] = []
    for number in unit.program.numbers:
        everything = not number.pattern
        name = "_[0-9+]!" if everything else pattern(number.pattern, rest=number.rest)
        for one in (name, "s") if everything else (name,):
            writer = Writer(one, unit.title("number", number.span))
            first(number.edge, writer, unit)
            found.append(writer.done())
    unclaimed = Writer("i", "a number that nobody claims")
    unclaimed.add(f"Goto({unit.service('end')},unclaimed,1)")
    return [*found, unclaimed.done()]


def entries(unit: Unit) -> list[Context]:
    """Stable names that other dialplan may send calls to."""
    found: list[Extension] = []
    for entry in unit.program.entries:
        writer = Writer(names.fit(entry.name), unit.title(f"entry {entry.name}", entry.span))
        writer.add("Set(flowc_raw=${CALLERID(dnid)})")
        writer.add(f"Gosub({unit.service('start')},s,1)")
        _tell_call(writer, unit)
        first(entry.edge, writer, unit)
        found.append(writer.done())
    if not found:
        return []
    title = comment(f"other dialplan may Goto({unit.service('entries')},NAME,1)")
    return [Context(unit.service("entries"), (title,), tuple(found))]


def start(unit: Unit, features: frozenset[str]) -> list[Context]:
    """What every call begins with: clean numbers, initial values, the first language."""
    writer = Writer("s")
    writer.add("Set(flowc_dollar=$)")
    clean = f"Gosub({unit.service('clean')},s,1)"
    writer.add(clean)
    writer.add("Set(flowc_dialled=${flowc_clean})")
    writer.add("Set(flowc_raw=${CALLERID(num)})")
    withheld = '"${CALLERID(num-pres):0:6}" = "prohib"'
    writer.add(f"ExecIf($[{withheld}]?Set(flowc_raw=))")
    writer.add(clean)
    writer.add("Set(flowc_caller_number=${flowc_clean})")
    if "redirected-from" in features:
        writer.add("Set(flowc_raw=${REDIRECTING(from-num)})")
        writer.add(clean)
        writer.add("Set(flowc_redirected_from=${flowc_clean})")
    if "name" in features:
        _clean_name(writer)
    if "duration" in features:
        writer.add("Set(flowc_started=${EPOCH})")
    if "outcome" in unit.uses:
        writer.add("Set(flowc_outcome=)")
    for which in ("failed", "gave_up"):
        if f"default-{which.replace('_', '-')}" in unit.uses:
            writer.add(f"Set(flowc_{which}_used=)")
    if unit.confirmed:
        writer.add("Set(flowc_holding=)")
    for code in unit.program.languages[:1]:
        writer.add(f"Set(CHANNEL(language)={language(code)})")
    reset(tuple(v.name for v in unit.program.variables), unit.program.counters, writer, unit)
    _watch_hangup(writer, unit)
    writer.add("Return()")
    title = comment("what every call begins with")
    return [Context(unit.service("start"), (title,), (writer.done(),)), _clean(unit)]


def _clean(unit: Unit) -> Context:
    """`+digits` or digits, at most 20; anything else is nothing: what a hostile network sends is
    never half a number. In `5):0:1` a `:` would end what REGEX is handed, so it goes first."""
    writer = Writer("s")
    writer.add("Set(flowc_clean=${REPLACE(flowc_raw,:,_)})")
    writer.add('ExecIf($[${REGEX("^[+]?[0-9]{1,20}$" ${flowc_clean})}]?Return())')
    writer.add("Set(flowc_clean=)")
    writer.add("Return()")
    return Context(unit.service("clean"), (comment("a number from outside"),), (writer.done(),))


_NAMED = r"\x20\x21\x23\x25-\x3b\x3d\x3f-\x5a\x5e\x5f\x61-\x7a\x7e\x80-\xff"
"""The bytes that a caller's name may hold: see `ir.CallerField`."""

_LONGEST_NAME = 80


def _clean_name(writer: Writer) -> None:
    """Characters are bytes without those that go on with one. A `:` after a `)` would end the name
    of a function that is handed the value, so that is asked first, of the variable by its name."""
    name = "${flowc_caller_name}"
    writer.add("Set(flowc_caller_name=${CALLERID(name)})")
    writer.add("Set(flowc_raw=${CUT(flowc_caller_name,),2-)})")
    none = "?Set(flowc_caller_name=))"
    writer.add(f"ExecIf($[${{FIELDQTY(flowc_raw,:)}} > 1]{none}")
    foreign = f"${{LEN(${{FILTER({_NAMED},{name})}})}} != ${{LEN({name})}}"
    writer.add(f"ExecIf($[{foreign}]{none}")
    writer.add(f"Set(flowc_caller_name=${{TRIM({name})}})")
    length = f"${{LEN({name})}} - ${{LEN(${{FILTER(\\x80-\\xbf,{name})}})}}"
    writer.add(f"ExecIf($[{length} > {_LONGEST_NAME}]{none}")


def _watch_hangup(writer: Writer, unit: Unit) -> None:
    """Once per call, however often it comes in."""
    handler = f"{unit.service('hangup')},s,1"
    writer.add('GotoIf($["${flowc_watched}" = "1"]?watched)')
    writer.add("Set(flowc_watched=1)")
    writer.add(f"Set(CHANNEL(hangup_handler_push)={handler})")
    writer.mark("watched")


def default(unit: Unit) -> list[Context]:
    """The flow's defaults: each once per call, congestion the second time."""
    found: list[Extension] = []
    edges = {"failed": unit.program.default_failed, "gave-up": unit.program.default_gave_up}
    for which, edge in edges.items():
        if f"default-{which}" not in unit.uses:
            continue
        used = f"flowc_{which.replace('-', '_')}_used"
        writer = Writer(which, f"on {which} of the flow")
        end = f"{unit.service('end')},congestion,1"
        if edge is None:
            writer.add(f"Goto({end})")
        else:
            writer.add(f'GotoIf($["${{{used}}}" = "1"]?{end})')
            writer.add(f"Set({used}=1)")
            first(edge, writer, unit)
        found.append(writer.done())
    title = comment("defaults of the flow, once per call")
    return [Context(unit.service("default"), (title,), tuple(found))] if found else []


def end(unit: Unit) -> Context:
    """How a call is ended by the flow. A call that was answered can't be busy any more."""
    found: list[Extension] = []
    for name, cause in _CAUSES.items():
        writer = Writer(name)
        if name == "busy":
            writer.add('GotoIf($["${CHANNEL(state)}" = "Up"]?hangup,1)')
        writer.add(f"Set(flowc_cause={name})")
        writer.add(f"Hangup({cause})")
        found.append(writer.done())
    return Context(unit.service("end"), (comment("the flow ends the call"),), tuple(found))


def hangup(unit: Unit) -> Context:
    """Runs once for every ending. A value that was not confirmed yet is forgotten first."""
    writer = Writer("s")
    for var in unit.confirmed:
        test = f'"${{flowc_holding}}" = "{var}"'
        writer.add(f"ExecIf($[{test}]?Set({names.variable(var)}=${{flowc_held}}))")
    _tell_broken_off(writer, unit)
    for op in unit.program.on_hangup:
        if isinstance(op, ir.Set):
            assign(op.var, op.value, writer, unit)
        else:
            record(op, writer, unit)
    _tell_end(writer, unit)
    writer.add("Return()")
    title = comment("on hangup of the flow, and nothing else may follow it")
    return Context(unit.service("hangup"), (title,), (writer.done(),))


# ---- the trace ----------------------------------------------------------------------------------


def _tell_call(writer: Writer, unit: Unit) -> None:
    fields = ("From", "${flowc_caller_number}"), ("To", "${flowc_dialled}"), ("At", "")
    writer.add(unit.event("call", *fields))


def _tell_broken_off(writer: Writer, unit: Unit) -> None:
    """What the caller's hanging up cut short."""
    writer.add(f'ExecIf($["${{flowc_playing}}" != ""]?{played_event("0", unit)})')
    rung = unit.event("ring", ("Phones", "${flowc_ringing}"), ("Outcome", "withdrawn"))
    writer.add(f'ExecIf($["${{flowc_ringing}}" != "" & "${{DIALSTATUS}}" != "ANSWER"]?{rung})')
    kept = unit.event("message", ("Mailbox", "${flowc_recording}"), ("Seconds", "0"))
    writer.add(f'ExecIf($["${{flowc_recording}}" != ""]?{kept})')


def _tell_end(writer: Writer, unit: Unit) -> None:
    by = '${IF($["${flowc_cause}" = ""]?caller:${IF($["${flowc_by}" = ""]?flow:${flowc_by})})}'
    cause = '${IF($["${flowc_cause}" = ""]?hangup:${flowc_cause})}'
    told = unit.event("end", ("By", by), ("Cause", cause))
    writer.add(f'ExecIf($["${{flowc_ended}}" = ""]?{told})')
