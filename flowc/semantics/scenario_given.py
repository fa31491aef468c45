"""What holds in a test: switches, phones, agents, mailboxes, shares, what outside returns."""

import re
from typing import Final, Literal

from flowc.semantics import ir
from flowc.semantics.scenario import (
    AgentGiven,
    AgentState,
    Given,
    LookupGiven,
    MailboxGiven,
    PhoneGiven,
    PhoneState,
    ReturnGiven,
    SplitGiven,
    SwitchGiven,
)
from flowc.semantics.scenario_names import Lookup
from flowc.semantics.scenario_replies import replies
from flowc.semantics.scenario_values import constant
from flowc.source import Span
from flowc.syntax import ast

_FULL_NUMBER: Final = re.compile(r"\+[0-9]{1,20}")

_PRESENCE: Final[dict[str, AgentState]] = {
    "signed in": "signed-in",
    "signed out": "signed-out",
    "on break": "on-break",
}
_PHONE_STATES: Final[dict[str, PhoneState]] = {
    "busy": "busy",
    "silent": "silent",
    "unreachable": "unreachable",
}


def subject(given: Given) -> tuple[str, str]:  # noqa: PLR0911 - one for each kind
    """What a fact is about, to tell when two are about the same."""
    match given:
        case SwitchGiven(name):
            return ("switch", name)
        case PhoneGiven(name):
            return ("phone", name)
        case AgentGiven(name, "signed-in" | "signed-out" | "on-break"):
            return ("presence", name)
        case AgentGiven(name):
            return ("agent", name)
        case MailboxGiven(name):
            return ("mailbox", name)
        case SplitGiven(name):
            return ("split", name)
        case ReturnGiven(name):
            return ("external", name)
        case LookupGiven(name, method, path):
            return ("service", name if path is None else f"{name} {method} {path}")


def lower_given(written: ast.Given, look: Lookup) -> Given | None:
    """The fact, or None beside a finding."""
    match written:
        case ast.GivenIs():
            return _state(written, look)
        case ast.GivenAnswers():
            after = written.after.seconds
            return _meets(written.phone, "answers", after, written, look)
        case ast.GivenSplit():
            return _takes(written, look)
        case ast.GivenReturns():
            return _returns(written, look)
        case ast.GivenLookup():
            return replies(written, look)


def _state(written: ast.GivenIs, look: Lookup) -> Given | None:
    about, state, span = written.subject, written.state.text, written.span
    lasts = written.lasts.seconds if written.lasts else None
    statement = f"given … is {state}"
    if isinstance(about, ast.Mailbox):
        if state != "full":
            _other_state(written, look)
        elif look.find("mailbox", about.box.text, about.box.span, statement):
            return MailboxGiven(about.box.text, lasts, span)
    elif state in {"on", "off"}:
        if look.find("switch", about.text, about.span, statement):
            return SwitchGiven(about.text, state == "on", lasts, span)
    elif state in _PHONE_STATES:
        return _meets(about, _PHONE_STATES[state], 0, written, look)
    elif state in _PRESENCE:
        return _presence(about, written, look)
    else:
        _other_state(written, look)
    return None


def _presence(about: ast.Name | ast.Str, written: ast.GivenIs, look: Lookup) -> Given | None:
    state = written.state.text
    if not look.find("agent", about.text, about.span, f"given … is {state}"):
        return None
    if state == "signed in":
        if written.lasts:
            look.findings.error(
                "F154",
                f"`{about.text}` is signed in until the test says otherwise",
                written.lasts.span,
                "does not end by itself",
                help=f"write `agent {about.text} signs out` where the agent leaves",
            )
            return None
    elif not can_be_away(state == "on break", written.span, look):
        return None
    lasts = written.lasts.seconds if written.lasts else None
    return AgentGiven(about.text, _PRESENCE[state], 0, lasts, written.span)


def can_be_away(on_break: bool, span: Span, look: Lookup) -> bool:  # noqa: FBT001 - of two ways
    """Whether agents have a code that takes them away; F154 if not: no agent could be so."""
    codes = look.known.codes
    there = codes is not None and (codes.pause if on_break else codes.sign_out) is not None
    if not there:
        look.findings.error(
            "F154",
            "agents of this program take no break: it declares no code for it"
            if on_break
            else "agents of this program are always signed in: it declares no code to sign out",
            span,
            "can not be",
            help='declare one: `agents { break "*47" }`'
            if on_break
            else 'declare them: `agents { sign-in "*45"  sign-out "*46" }`',
        )
    return there


def _meets(
    who: ast.Name | ast.Str,
    state: PhoneState,
    after: int,
    written: ast.GivenIs | ast.GivenAnswers,
    look: Lookup,
) -> Given | None:
    """How a phone meets a call, or each phone of an agent."""
    how = f"is {written.state.text}" if isinstance(written, ast.GivenIs) else "answers after"
    lasts = written.lasts.seconds if written.lasts else None
    match find_who(who, f"given … {how}", look):
        case "agent":
            return AgentGiven(who.text, state, after, lasts, written.span)
        case "phone":
            return PhoneGiven(who.text, state, after, lasts, written.span)
        case None:
            return None


def _other_state(written: ast.GivenIs, look: Lookup) -> None:
    state, about = written.state.text, written.subject
    if isinstance(about, ast.Name) and look.has("schedule", about.text):
        look.findings.error(
            "F154",
            f"whether `{about.text}` is open follows from the time of the call",
            written.span,
            "a schedule is not given",
            help="let the call come when it is: `at 2026-03-02 10:00`",
        )
    else:
        look.findings.error(
            "F154",
            f"a test can not give that something is `{state}`",
            written.state.span,
            "not a state that flowc knows",
            help="a switch is `on` or `off`, a phone `busy` or `unreachable` (or it "
            "`does not answer`), and so an agent, who is also `on break`, `signed out` or "
            '`signed in`; `mailbox "100"` is `full`',
        )


def find_who(
    who: ast.Name | ast.Str, statement: str, look: Lookup
) -> Literal["agent", "phone"] | None:
    """Whether `who` is an agent, or else a declared phone or an outside number that the program
    rings; F150 for none of them."""
    if isinstance(who, ast.Str):
        if look.known.calls_back and _FULL_NUMBER.fullmatch(who.text):
            return "phone"
        return "phone" if look.find("outside number", who.text, who.span, statement) else None
    if look.has("agent", who.text):
        return "agent"
    if look.has("phone", who.text):
        return "phone"
    wanted = ("phone", "agent") if look.known.kinds["agent"] else ("phone",)
    look.unknown(wanted, who.text, who.span, statement)
    return None


def _takes(written: ast.GivenSplit, look: Lookup) -> Given | None:
    name, takes = written.split.text, written.takes
    if not look.find("split", name, written.split.span, "given … takes"):
        return None
    split = look.known.splits[name]
    shares = ways(split)
    module = name[: name.rfind(".") + 1]
    for wanted in (takes.text, module + takes.text):
        if wanted in shares:
            return SplitGiven(name, shares.index(wanted), written.span)
    look.findings.error(
        "F154",
        f"no share of `{name}` leads to `{takes.text}`",
        takes.span,
        "not one of its ways",
        help="write one of " + ", ".join(f"`{way}`" for way in shares),
    )
    return None


def ways(split: ir.Split) -> list[str]:
    """The words for where its shares lead, as `given … takes` has them."""
    return [_way(share.edge) for share in split.shares]


def _way(edge: ir.Edge) -> str:
    match edge.target:
        case ir.ToBlock(block):
            return block
        case ir.ToEnd(cause):
            return cause
        case ir.ToDefault(which):
            return which


def _returns(written: ast.GivenReturns, look: Lookup) -> Given | None:
    name, outcome = written.external.text, written.outcome
    if not look.find("external", name, written.external.span, "given … returns"):
        return None
    external = look.known.externals[name]
    if external.failed is None:
        look.findings.error(
            "F154",
            f"`{name}` hands no call back",
            written.span,
            "it names no outcome, so a call that goes there is gone",
            help=f"leave this line out, or give `{name}` an outcome: `on done -> …`",
        )
        return None
    outcomes = (*(o for o, _ in external.outcomes), "failed")
    if outcome.text not in outcomes:
        look.findings.error(
            "F154",
            f"`{name}` has no outcome `{outcome.text}`",
            outcome.span,
            "not one of its outcomes",
            help="write one of " + ", ".join(f"`{o}`" for o in dict.fromkeys(outcomes)),
        )
        return None
    values = _values(written, external, look)
    return ReturnGiven(name, outcome.text, values, written.span) if values is not None else None


def _values(
    written: ast.GivenReturns, external: ir.External, look: Lookup
) -> tuple[tuple[str, ir.Value], ...] | None:
    types = {read.name: read.var.type for read in external.reads}
    values: list[tuple[str, ir.Value]] = []
    for change in written.values:
        if change.var.text not in types:
            look.findings.error(
                "F154",
                f"`{external.id}` reads no value `{change.var.text}`",
                change.var.span,
                "not read there",
                help="write one of " + ", ".join(f"`{n}`" for n in types)
                if types
                else f"leave it out, or let `{external.id}` read it: `read {change.var.text}: …`",
            )
            return None
        value = constant(change.value, (types[change.var.text],), look)
        if value is None:
            return None
        values.append((change.var.text, value))
    return tuple(values)
