"""Agents: one extension each, that Asterisk's queues ring as their member.

It rings the agent's phones one after the other and tells how that went. The hint of the agent says
to every queue whether they can be rung: busy as long as one of the phones is, while they are
being rung, for a while after they let it ring in vain, and when they are signed out or on a break
(a state that staff set by a code, and that Asterisk keeps when it is restarted).

Asterisk rings in rounds: who was tried is not tried again before all others were. A strategy is to
begin anew after every ring, so all of a queue's agents are busy for an instant, which ends the
round. What is busy for some time only is a Local channel that waits: no state is left behind.
"""

from flowc.backends.asterisk.lines import Context, Extension, Writer, setting
from flowc.backends.asterisk.names import fit
from flowc.backends.asterisk.ring import dial_string
from flowc.backends.asterisk.send import shows
from flowc.backends.asterisk.telling import TRACE
from flowc.backends.asterisk.text import DialplanText, comment, regular
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.waiting import Row, interfaces, order, rows
from flowc.semantics import ir

PASSED_OVER = 5
"""Seconds for which nobody rings an agent who did not answer."""

_SPREADS = 0.3
"""Seconds after which every queue has heard of a new state of a hint."""

_PAUSE = 0.8
"""Seconds for which a queue whose agent did not answer rings nobody: less than it waits between two
rounds, and longer than news of a hint need."""

REFUSED = 21
"""Q.931: call rejected."""

AWAY, THERE = "INUSE", "NOT_INUSE"
"""The states of the two devices of an agent that stand for signed out and on a break."""


def context(unit: Unit) -> str:
    """The agents' context: named by queues.conf, so it is the same in every version."""
    return unit.lasting("agents")


def answered(unit: Unit) -> str:
    """What an agent's channel runs when they answer."""
    return unit.lasting("agent-answered")


def members(unit: Unit) -> dict[str, str]:
    """The extension that rings each agent."""
    return interfaces(order(unit))


def out(agent: str, unit: Unit) -> str:
    """The device whose state says that the agent is signed out."""
    return f"Custom:{unit.own.context}-{agent}-out"


def pause(agent: str, unit: Unit) -> str:
    """The device whose state says that the agent is on a break."""
    return f"Custom:{unit.own.context}-{agent}-break"


def there(agent: str, unit: Unit) -> str:
    """The test (as for `$[ ]`) of an agent who is signed in and not on a break."""
    return " & ".join(
        f'"${{DEVICE_STATE({device})}}" != "{AWAY}"'
        for device in (out(agent, unit), pause(agent, unit))
    )


def hint(agent: str) -> str:
    """The extension of an agent's hint."""
    return f"agent-{agent}"


def contexts(unit: Unit) -> list[Context]:
    """Who is rung and how, and what is told when an agent answers."""
    if not unit.program.agents:
        return []
    here = context(unit)
    extensions: list[Extension] = []
    names = members(unit)
    for agent in unit.program.agents:
        extensions += _agent(agent, names[agent.name], unit)
    extensions += [*_ends(unit), *_waiting()]
    picked = Writer("s")
    tell_answer(picked, unit)
    picked.add("Return()")
    title = comment("agents: rung by queues, watched by their hints")
    return [
        Context(here, (title,), tuple(extensions)),
        Context(answered(unit), (comment("an agent answered"),), (picked.done(),)),
    ]


def tell_answer(writer: Writer, unit: Unit) -> None:
    """On the channel of an agent who answers: nobody rings them any more."""
    writer.add(f"Set(GLOBAL({_leg('${MEMBERNAME}', unit)})=)")
    writer.add(_tells("answer", "${MEMBERNAME}", ""))


_OF = "Of: ${flowc_of}"
"""Whose call it is: the `Uniqueid` of the caller's channel."""


def _agent(agent: ir.Agent, name: str, unit: Unit) -> list[Extension]:
    here = context(unit)
    strings = [dial_string(ir.PhoneRef(phone), unit) for phone in agent.phones]
    devices = [d for d in map(device, strings) if d]
    own = [f"Local/{name}@{here}", f"Local/rest-{name}@{here}"]
    own += [f"Local/{pausing}@{here}" for pausing in _pausing(agent.name, unit)]
    states = [out(agent.name, unit), pause(agent.name, unit)]
    watched = DialplanText("&".join([*devices, *own, *states]))
    title = unit.title(f"agent {agent.name}", agent.span)
    writer = Writer(name)
    step = "$[${IMPORT(${flowc_asks},QUEUE_MAX_PENALTY)} + 1]"
    writer.add(_tells("offer", agent.name, f"need {step}%2C ${{flowc_rule}}"))
    rung = f"GLOBAL({_leg(agent.name, unit)})"
    writer.add(setting(f"{rung}=${{CHANNEL}}", f"flowc_agent={agent.name}"))
    shown = shows(map(ir.PhoneRef, agent.phones), unit)
    for n, string in enumerate(strings):
        if n:
            writer.add(f'GotoIf($["${{HANGUPCAUSE}}" = "{REFUSED}"]?refused)')
        writer.add(f"Dial({string},${{flowc_rings}}{shown and f',{shown}'})")
    writer.mark("refused")
    busy = '${IF($["${DIALSTATUS}" = "BUSY"]?busy:failed)}'
    other = f'${{IF($["${{DIALSTATUS}}" = "NOANSWER"]?no-answer:{busy})}}'
    why = f'${{IF($["${{HANGUPCAUSE}}" = "{REFUSED}"]?refused:{other})}}'
    writer.add(_tells("refuse", agent.name, why))
    writer.add(_start(f"rest-{name}", unit))
    writer.add("Goto(over,1)")
    return [Extension(hint(agent.name), (), title, watched), writer.done()]


def _tells(act: str, agent: str, why: str) -> str:
    fields = f"Queue: ${{flowc_queue}},Act: {act},Agent: {agent},Why: {why}"
    return f"UserEvent({TRACE},What: queue,{fields},{_OF})"


def _leg(agent: str, unit: Unit) -> str:
    """The global variable that says which channel rings the agent."""
    return f"{unit.own.context}_rings_{agent}"


def _ends(unit: Unit) -> list[Extension]:
    """How a ring ends without an answer; and agents who go and come."""
    over = Writer("over", "nobody answered: the queue begins a new round")
    over.add(f'ExecIf($["${{flowc_pausing}}" != ""]?{_start("${flowc_pausing}", unit)})')
    over.add(f"Wait({_SPREADS})")
    over.add("Hangup()")
    gone = Writer("gone", "who is rung signs out or takes a break")
    gone.add(_tells("refuse", "${flowc_agent}", "away"))
    gone.add("Goto(over,1)")
    return [over.done(), gone.done(), *(_goes(*one, unit) for one in _WAYS)]


_WAYS = (
    ("here", "out", THERE, "agent-loginok"),
    ("left", "out", AWAY, "agent-loggedoff"),
    ("back", "break", THERE, "de-activated"),
    ("break", "break", AWAY, "activated"),
)
"""What agents do: the extension, the device and its state, what they hear. The extensions begin
patterns, in which n, x and z would stand for digits."""


def _goes(name: str, which: str, state: str, heard: str, unit: Unit) -> Extension:
    """Where a code leads: the agent's name stands behind what they do."""
    agent = f"${{EXTEN:{len(name) + 1}}}"
    writer = Writer(f"_{name}-.")
    writer.add(f"Set(DEVICE_STATE(Custom:{unit.own.context}-{agent}-{which})={state})")
    if state == AWAY:
        rung = f"${{GLOBAL({_leg(agent, unit)})}}"
        redirect = f"ChannelRedirect({rung},{context(unit)},gone,1)"
        writer.add(f'ExecIf($["{rung}" != ""]?{redirect})')
    writer.add(f"Playback({heard})")
    writer.add("Hangup()")
    return writer.done()


def _start(extension: str, unit: Unit) -> str:
    here = context(unit)
    return f"Originate(Local/{extension}@{here}/n,exten,{here},{extension},1,,a)"


def _waiting() -> list[Extension]:
    found: list[Extension] = []
    for name, seconds, note in (
        ("_rest-.", PASSED_OVER, "an agent is not rung"),
        ("_pause-.", _PAUSE, "a queue rings nobody"),
    ):
        writer = Writer(name, note)
        writer.add(f"Wait({seconds})")
        writer.add("Hangup()")
        found.append(writer.done())
    return found


def pausing(block: ir.Queue, row: Row) -> str:
    """The extension that makes all members of the row busy for an instant; "" where rounds do no
    harm: they take turns as `round-robin` does, and with two members each was tried anyway, unless
    the next step holds meanwhile."""
    few = len(row.members) < 2 or (len(row.members) == 2 and len(row.steps) == 1)  # noqa: PLR2004 - two members
    if few or block.strategy in {"ring-all", "round-robin"}:
        return ""
    return fit(f"pause-{row.name}")


def _pausing(agent: str, unit: Unit) -> list[str]:
    found = [
        pausing(block, row)
        for block in unit.program.blocks
        if isinstance(block, ir.Queue)
        for row in rows(block, unit)
        if any(member == agent for member, _ in row.members)
    ]
    return [name for name in found if name]


def device(string: str) -> str:
    """What Asterisk watches of a phone; "" for one that it can't: a number behind a trunk."""
    technology, _, rest = string.partition("/")
    if technology == "Local":
        return f"{technology}/{rest.partition('/')[0]}"
    if not rest or "@" in rest or "/" in rest:
        return ""
    return string


# ---- codes --------------------------------------------------------------------------------------


def codes(unit: Unit) -> list[Extension]:
    """What agents dial from their own phones."""
    declared = unit.program.codes
    if declared is None:
        return []
    found: list[Extension] = []
    if declared.sign_in is not None:
        found.append(_sign(declared.sign_in, "here", unit))
    if declared.sign_out is not None:
        found.append(_sign(declared.sign_out, "left", unit))
    if declared.pause is not None:
        found.append(_break(declared.pause, unit))
    return found


def _sign(code: str, way: str, unit: Unit) -> Extension:
    writer = _whose(code, f"agents sign {'in' if way == 'here' else 'out'}", unit)
    writer.add(f"Goto({context(unit)},{way}-${{flowc_agent}},1)")
    return writer.done()


def _break(code: str, unit: Unit) -> Extension:
    writer = _whose(code, "agents begin and end a break", unit)
    device = f"Custom:{unit.own.context}-${{flowc_agent}}-break"
    begins = f'${{IF($["${{DEVICE_STATE({device})}}" = "{AWAY}"]?back:break)}}'
    writer.add(f"Goto({context(unit)},{begins}-${{flowc_agent}},1)")
    return writer.done()


def _whose(code: str, words: str, unit: Unit) -> Writer:
    """Answers, and finds whose phone it is by the name of its channel."""
    declared = unit.program.codes
    assert declared is not None  # noqa: S101 - there are codes
    writer = Writer(code, unit.title(words, declared.span))
    writer.add("Answer()")
    writer.add(setting("flowc_agent="))
    for agent in unit.program.agents:
        for phone in agent.phones:
            watched = device(dial_string(ir.PhoneRef(phone), unit))
            if watched:
                test = f'${{REGEX("^{regular(watched)}-[0-9a-f]+(.[12])?$" ${{CHANNEL}})}}'
                writer.add(f"ExecIf($[{test}]?Set(flowc_agent={agent.name}))")
    writer.add('GotoIf($["${flowc_agent}" != ""]?known)')
    writer.add("Playback(pbx-invalid)")
    writer.add("Hangup()")
    writer.mark("known")
    return writer
