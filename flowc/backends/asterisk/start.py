"""Where calls come in and how they end."""

from flowc.backends.asterisk import names, queue
from flowc.backends.asterisk.arrows import assign, first
from flowc.backends.asterisk.lines import Context, Extension, Writer, setting
from flowc.backends.asterisk.menu import pattern
from flowc.backends.asterisk.notify import (
    LEAVING,
    TALKED,
    count_talk,
    figure,
    noticing,
    notify,
    number_of,
)
from flowc.backends.asterisk.prompts import PLAYING, played
from flowc.backends.asterisk.record import record
from flowc.backends.asterisk.recordings import FORGOTTEN, stopped
from flowc.backends.asterisk.ring import talk, withdrawn
from flowc.backends.asterisk.scan import features
from flowc.backends.asterisk.send import kept
from flowc.backends.asterisk.step import reset
from flowc.backends.asterisk.telling import Told
from flowc.backends.asterisk.text import comment
from flowc.backends.asterisk.transfer import HANDED, handed
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import language
from flowc.backends.asterisk.voicemail import message
from flowc.semantics import ir

_CAUSES = {"hangup": 16, "busy": 17, "congestion": 34, "unclaimed": 1}
"""Q.931: normal clearing, user busy, no circuit, unallocated number."""


def numbers(unit: Unit) -> list[Context]:
    """Calls from outside: the number is cleaned first, then looked up as a pattern."""
    outer = unit.own.context
    inner = unit.service("numbers")
    writer = Writer("_[0-9+]!")
    bare_line = Writer("s", "no number was dialled")
    for one in (writer, bare_line) if unit.program.entries else ():
        one.add(setting("flowc_entry="))
    writer.add(f"Goto({unit.service('start')},{_dialled('EXTEN')},1)")
    bare_line.add(f"Goto({unit.service('start')},s,1)")
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
            writer.tell(_call(unit))
            first(number.edge, writer, unit)
            found.append(writer.done())
    unclaimed = Writer("i", "a number that nobody claims")
    unclaimed.tell(_call(unit))
    unclaimed.add(f"Goto({unit.service('end')},unclaimed,1)")
    return [*found, unclaimed.done()]


def entries(unit: Unit) -> list[Context]:
    """Stable names that other dialplan may send calls to."""
    found: list[Extension] = []
    for entry in unit.program.entries:
        writer = Writer(names.fit(entry.name), unit.title(f"entry {entry.name}", entry.span))
        writer.add(setting("flowc_entry=1"))
        writer.add(f"Gosub({unit.service('start')},{_dialled('CALLERID(dnid)')},1)")
        writer.tell(_call(unit))
        first(entry.edge, writer, unit)
        found.append(writer.done())
    if not found:
        return []
    title = comment(f"other dialplan may Goto({unit.lasting('entries')},NAME,1)")
    return [Context(unit.lasting("entries"), (title,), tuple(found))]


def start(unit: Unit, features: frozenset[str]) -> Context:
    """What every call begins with: clean numbers, initial values, the first language. The call is
    told of behind it, where no event's heading (`Exten`, `CallerIDNum`) holds what a network
    sent. What only a second visit finds is forgotten only there: a variable costs half a line."""
    writer = Writer("_[0-9+s]!", "the number that was dialled, cleaned, or s")
    control = '${REGEX("[[:cntrl:]]" ${REPLACE(CALLERID(num),:,_)})}'
    writer.add(f"ExecIf($[{control}]?Set(CALLERID(num)=))")
    if "redirected-from" in features:
        writer.add(f"Set(flowc_redirected_from={_clean('REDIRECTING(from-num)')})")
    if "name" in features:
        _clean_name(writer)
    handler = f"Set(CHANNEL(hangup_handler_push)={unit.service('hangup')},s,1)"
    if unit.recordings:
        writer.add(stopped())
    again = setting(*_forgotten(unit))
    writer.add(f'ExecIf($["${{flowc_watched}}" = ""]?{handler}:{again})')
    shown = '"${CALLERID(num-pres):0:6}" != "prohib"'
    initial = [f"flowc_caller_number={_clean('CALLERID(num)', shown)}"]
    plussed = any(number.pattern.startswith("+") for number in unit.program.numbers)
    plus = f"${{IF($[{_meant(unit)}]?+)}}" if plussed else ""
    initial += [f"flowc_dialled={plus}{_DIALLED}", "flowc_watched=1"]
    initial += ["flowc_dollar=$"] if "dollar" in unit.uses else []
    initial += ["flowc_started=${EPOCH}"] if "duration" in features else []
    initial += [f"CHANNEL(language)={language(code)}" for code in unit.program.languages[:1]]
    reset(
        tuple(v.name for v in unit.program.variables), unit.program.counters, writer, unit, initial
    )
    if unit.notices:
        writer.add(f"Set(flowc_at={_began(unit)})")
    everything = any(not number.pattern for number in unit.program.numbers)
    dialled = (
        f'${{IF($["${{flowc_dialled}}" = ""]?{"s" if everything else "i"}:${{flowc_dialled}})}}'
    )
    claimed = f"{unit.service('numbers')},{dialled},1"
    if unit.program.entries:
        writer.add(f'GotoIf($["${{flowc_entry}}" = "1"]?entry:{claimed})')
        writer.mark("entry")
        writer.add("Return()")
    else:
        writer.add(f"Goto({claimed})")
    title = comment("what every call begins with")
    return Context(unit.service("start"), (title,), (writer.done(),))


def _meant(unit: Unit) -> str:
    """Carriers send a number with and without its plus; where only the one with is claimed, that
    is meant."""
    exists = f"${{DIALPLAN_EXISTS({unit.service('numbers')},PLUS{_DIALLED},1)}}"
    bare, plus = exists.replace("PLUS", ""), exists.replace("PLUS", "+")
    return f'"${{EXTEN}}" != "s" & !{bare} & {plus}'


def _forgotten(unit: Unit) -> list[str]:
    """What an earlier visit of the same call may have left behind."""
    names_of_use = {"default-failed": "flowc_failed_used", "default-gave-up": "flowc_gave_up_used"}
    found = ["flowc_cause", "flowc_playing", "flowc_ringing", "flowc_recording", "flowc_ended"]
    found += ["flowc_queueing"] if unit.program.agents else []
    found += [name for use, name in names_of_use.items() if use in unit.uses]
    found += ["flowc_outcome"] if "outcome" in unit.uses else []
    found += ["flowc_holding"] if unit.confirmed else []
    found += [LEAVING] if noticing(unit) else []
    found += [kept(name) for name in unit.sent]
    found += [TALKED] if unit.notices else []
    found += [figure(name) for name in unit.figures]
    found += FORGOTTEN if unit.recordings else ()
    return [f"{name}=" for name in found]


_DIALLED = "${FILTER(0-9+,${EXTEN})}"
"""In the start, whose extension is the number or `s`."""


def _dialled(source: str) -> str:
    """The start's extension. The hostile text stands last: whatever it is, `s` stays `s`."""
    safe = f"${{REPLACE({source},:,_)}}"
    return f"${{IF($[!({_number(safe)})]?s:{safe})}}"


def _clean(source: str, besides: str = "") -> str:
    """`+digits` or digits, at most 20; anything else is nothing: what a hostile network sends is
    never half a number. In `5):0:1` a `:` would end what REGEX is handed, so it goes first, by the
    name of what holds it."""
    safe = f"${{REPLACE({source},:,_)}}"
    test = f"{_number(safe)} & {besides}" if besides else _number(safe)
    return f"${{IF($[{test}]?{safe})}}"


def _number(text: str) -> str:
    """The test; `{1,20}` in it would cost as much as two lines."""
    return f'${{REGEX("^[+]?[0-9]+$" {text})}} & ${{LEN(${{FILTER(0-9,{text})}})}} <= {_LONGEST}'


_LONGEST = 20


_NAMED = r"\x20\x21\x23\x25-\x3b\x3d\x3f-\x5a\x5e\x5f\x61-\x7a\x7e\x80-\xff"
"""The bytes that a caller's name may hold: see `ir.CallerField`."""

_LONGEST_NAME = 80


def _clean_name(writer: Writer) -> None:
    """Characters are bytes without those that go on with one. A `:` after a `)` would end the name
    of a function that is handed the value, so that is asked first, of the variable by its name.

    AMI tells what `Set` is given, line ends as they are: they become a sign that no name may hold
    before that, or a name could forge an event."""
    name = "${flowc_caller_name}"
    writer.add("Set(flowc_caller_name=${REPLACE(CALLERID(name),\\\\r\\\\n,`)})")
    writer.add("Set(flowc_raw=${CUT(flowc_caller_name,),2-)})")
    none = "?Set(flowc_caller_name=))"
    writer.add(f"ExecIf($[${{FIELDQTY(flowc_raw,:)}} > 1]{none}")
    foreign = f"${{LEN(${{FILTER({_NAMED},{name})}})}} != ${{LEN({name})}}"
    writer.add(f"ExecIf($[{foreign}]{none}")
    writer.add(f"Set(flowc_caller_name=${{TRIM({name})}})")
    length = f"${{LEN({name})}} - ${{LEN(${{FILTER(\\x80-\\xbf,{name})}})}}"
    writer.add(f"ExecIf($[{length} > {_LONGEST_NAME}]{none}")


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
    if _talks(unit):
        writer = Writer("agent", "whoever talked with the caller hung up")
        writer.add("Set(flowc_cause=agent)")
        writer.add("Hangup(16)")
        found.append(writer.done())
    return Context(unit.service("end"), (comment("the flow ends the call"),), tuple(found))


def _talks(unit: Unit) -> bool:
    """Whether a call can end because the other side of a talk hung up."""
    return any(isinstance(b, ir.Ring | ir.Queue) and b.done is None for b in unit.program.blocks)


_NO_CAUSE = '"${flowc_cause}" = ""'


def hangup(unit: Unit) -> Context:
    """Runs once for every ending. A value that was not confirmed yet is forgotten first."""
    writer = Writer("s")
    gone = any(isinstance(b, ir.External) and b.failed is None for b in unit.program.blocks)
    if gone:
        writer.add('GotoIf($["${flowc_ended}" = "1"]?told)')
    _tell_cut_short(writer, unit)
    for var in unit.confirmed if unit.program.on_hangup else ():
        test = f'"${{flowc_holding}}" = "{var}"'
        writer.add(f"ExecIf($[{test}]?Set({names.variable(var)}=${{flowc_held}}))")
    for op in unit.program.on_hangup:
        match op:
            case ir.Set():
                assign(op.var, op.value, writer, unit)
            case ir.Record():
                record(op, writer, unit)
            case ir.Notify():
                notify(op, writer, unit)
    flow = '${IF($["${flowc_cause}" = "agent"]?agent:flow)}' if _talks(unit) else "flow"
    by = f"${{IF($[{_NO_CAUSE}]?caller:{flow})}}"
    plain = f'{_NO_CAUSE} | "${{flowc_cause}}" = "agent"' if _talks(unit) else _NO_CAUSE
    cause = f"${{IF($[{plain}]?hangup:${{flowc_cause}})}}"
    writer.tell(Told("end", (("By", by), ("Cause", cause))))
    if gone:
        writer.mark("told")
    writer.add("Return()")
    title = comment("the call is over: what was cut short, on hangup of the flow, the end")
    return Context(unit.service("hangup"), (title,), (writer.done(),))


# ---- the trace ----------------------------------------------------------------------------------


def _call(unit: Unit) -> Told:
    """The call as it came in, and when: by the clock on the flow's wall."""
    at = _began(unit) if unit.program.timezone else ""
    fields = ("From", "${flowc_caller_number}"), ("To", "${flowc_dialled}"), ("At", at)
    return Told("call", fields)


def _began(unit: Unit) -> str:
    """The time now, at the start of a call; without a zone, the machine's."""
    zone, now = unit.program.timezone or "", "$[${EPOCH} + 0${flowc_clock_shift}]"
    return f"${{STRFTIME({now},{zone},%Y-%m-%d %H:%M:%S)}}"


def _tell_cut_short(writer: Writer, unit: Unit) -> None:
    """What a caller who hangs up cuts short: a prompt, a message, a ring or the talk after it."""
    blocks = unit.program.blocks
    cuts = [("${flowc_playing}", played("0", unit, PLAYING))] if unit.program.prompts else []
    if any(isinstance(b, ir.Voicemail) for b in blocks):
        cuts.append(("${flowc_recording}", message('"${flowc_recording}" != ""')))
    if any(isinstance(b, ir.Queue) for b in blocks):
        cuts.append(("${flowc_queueing}", queue.talk(queue.TALKED)))
    rings = any(isinstance(b, ir.Ring | ir.Transfer) for b in blocks)
    marks = "".join(mark for mark, _ in cuts) + ("${flowc_ringing}" if rings else "")
    marks += f"${{{LEAVING}}}" if noticing(unit) else ""
    if not marks:
        return
    writer.add(f'GotoIf($["{marks}" = ""]?over)')
    for _, told in cuts:
        writer.tell(told)
    if any(isinstance(b, ir.Queue) for b in blocks):
        count_talk(queue.SECONDS, writer, unit, queue.TALKED)
    _leave_notices(writer, unit)
    if rings:
        writer.add('GotoIf($["${flowc_ringing}" = ""]?over)')
        writer.add('GotoIf($["${DIALSTATUS}" = "ANSWER"]?talked)')
        writer.tell(withdrawn())
        writer.add("Goto(over)")
        writer.mark("talked")
        _tell_talk(writer, unit)
    writer.mark("over")


def _leave_notices(writer: Writer, unit: Unit) -> None:
    """Those of a message that hanging up has ended."""
    for block in noticing(unit):
        other = writer.label("noticed")
        writer.add(f'GotoIf($["${{{LEAVING}}}" = "{number_of(block, unit)}"]?:{other})')
        for op in block.notices:
            notify(op, writer, unit)
        writer.mark(other)


def _tell_talk(writer: Writer, unit: Unit) -> None:
    """That somebody answered: of a transfer, or of a ring."""
    blocks = unit.program.blocks
    rings = any(isinstance(b, ir.Ring) for b in blocks)
    if any(isinstance(b, ir.Transfer) for b in blocks):
        other = writer.label("rang") if rings else ""
        if other:
            writer.add(f"GotoIf($[{HANDED}]?:{other})")
        handed(writer, unit, lasted="duration" in features(unit.program))
        count_talk("1", writer, unit)
        if other:
            writer.add("Goto(over)")
            writer.mark(other)
    if rings:
        writer.tell(*talk())
        count_talk("${ANSWEREDTIME}", writer, unit)
