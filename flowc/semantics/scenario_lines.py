"""One statement of a test's script: what the caller does, or what is expected."""

import re
from typing import Final

from flowc.semantics import ir
from flowc.semantics.phrases import sayable
from flowc.semantics.scenario import (
    AgentDoes,
    Comparison,
    Dial,
    Does,
    End,
    Enter,
    Expect,
    ExpectNotify,
    ExpectRecording,
    HangUp,
    Hear,
    LeaveMessage,
    Pause,
    PickUp,
    Press,
    Reach,
    Refuse,
    Speak,
    Statement,
    StaySilent,
    Talk,
)
from flowc.semantics.scenario_given import can_be_away, find_who
from flowc.semantics.scenario_names import Lookup
from flowc.semantics.scenario_values import constant
from flowc.semantics.type_names import LANGUAGE, ORDERED, show
from flowc.source import Span
from flowc.syntax import ast

LONGEST: Final = 366 * 86400
"""Seconds that one statement can last: beyond, clocks would overflow."""

_ENDS: Final = {
    "hangup": ("flow", "hangup"),
    "busy": ("flow", "busy"),
    "congestion": ("flow", "congestion"),
    "external": ("flow", "external"),
    "transfer": ("flow", "transfer"),
    "caller": ("caller", None),
    "agent": ("agent", None),
}
_DOES: Final[dict[str, Does]] = {
    "signs in": "signs-in",
    "signs out": "signs-out",
    "takes a break": "takes-a-break",
    "is back": "is-back",
}
_SEPARATORS: Final = str.maketrans("", "", " -.()/")
"""What a test may write between the digits of a number; a switch that sends these sends none."""


def lower_statement(  # noqa: C901, PLR0911, PLR0912 - one arm a statement
    written: ast.Statement, look: Lookup, program: ir.Program
) -> Statement | None:
    """The statement with its names looked up, or None beside a finding."""
    match written:
        case ast.Call():
            return _dial(written, look, program)
        case ast.Hear():
            return _hear(written, look)
        case ast.PressKeys():
            return _press(written, look)
        case ast.Enter():
            keys = written.digits
            ok = _keys(keys.text, keys.span, look)
            return Enter(keys.text, written.span) if ok else None
        case ast.StaySilent():
            return StaySilent(written.span)
        case ast.Wait():
            return Pause(_seconds(written.time, look), written.span)
        case ast.Reach():
            found = look.find("block", written.block.text, written.block.span, "reach")
            return Reach(written.block.text, written.span) if found else None
        case ast.AnswerBy():
            return _pick_up(written, look)
        case ast.Refuse():
            found = find_who(written.who, "refuse", look)
            return Refuse(written.who.text, written.span) if found else None
        case ast.AgentDoes():
            return _agent_does(written, look)
        case ast.Talk():
            return Talk(_seconds(written.time, look), written.ends, written.span)
        case ast.HangUp():
            return HangUp(written.span)
        case ast.LeaveMessage():
            return LeaveMessage(_seconds(written.time, look), written.span)
        case ast.Expect():
            return _expect(written, look)
        case ast.ExpectNotify(channel, name, negated, span):
            known = look.find(channel, name.text, name.span, f"expect notify {channel}")
            return ExpectNotify(channel, name.text, negated, span) if known else None
        case ast.End():
            return _end(written, look)
        case ast.Speak(words, span):
            return Speak(words.text, span) if sayable(words, look.findings) else None
        case _:
            return None


def _seconds(written: ast.Duration, look: Lookup) -> int:
    if written.seconds > LONGEST:
        look.findings.error(
            "F154",
            "nobody stays on the line for so long",
            written.span,
            "longer than a year",
            help="write a time that a call can last",
        )
    return min(written.seconds, LONGEST)


def _dial(written: ast.Call, look: Lookup, program: ir.Program) -> Dial | None:
    redirected = ""
    for header in written.headers:
        if header.header.text.lower() == "diversion":
            redirected = as_dialled(header.value.text)
        else:
            look.findings.unsupported(f"the header `{header.header.text}` in a test", header.span)
    caller = as_dialled(written.caller.text) if isinstance(written.caller, ast.Str) else ""
    if isinstance(written.caller, ast.Name) and written.caller.text != "withheld":
        look.findings.error(
            "F154",
            f"`{written.caller.text}` is no caller's number",
            written.caller.span,
            help="write a number in quotes, or `withheld`",
        )
        return None
    name = written.name.text if written.name else ""
    if isinstance(written.to, ast.Name):
        if not look.find("entry", written.to.text, written.to.span, "call entry"):
            return None
        return Dial("", written.to.text, caller, name, redirected, written.span)
    if not _claimed(written.to, look, program):
        return None
    return Dial(as_dialled(written.to.text), None, caller, name, redirected, written.span)


def as_dialled(written: str) -> str:
    """A telephone number without the ` -.()/` that people write between its digits."""
    return written.translate(_SEPARATORS)


def _claimed(to: ast.Str, look: Lookup, program: ir.Program) -> bool:
    dialled = as_dialled(to.text)
    if any(_claims(n, ways) for n in program.numbers for ways in (dialled, "+" + dialled)):
        return True
    patterns = [n.pattern + ("*" if n.rest else "") for n in program.numbers]
    look.findings.error(
        "F155",
        f"nothing answers `{to.text}`",
        to.span,
        "no number of the program",
        help="call one of " + ", ".join(f"`{p}`" for p in patterns[:8])
        if patterns
        else f'declare it: `number "{to.text}" -> …`',
    )
    return False


def _claims(number: ir.Number, dialled: str) -> bool:
    if not number.pattern:
        return True
    pattern = re.escape(number.pattern).replace("X", "[0-9]")
    return re.fullmatch(pattern + ("[0-9]*" if number.rest else ""), dialled) is not None


def _hear(written: ast.Hear, look: Lookup) -> Hear | None:
    language = written.language.text if written.language else None
    if written.language and not look.find(
        "language", written.language.text, written.language.span, "hear … in"
    ):
        return None
    what = written.what
    if isinstance(what, ast.Str):
        return Hear(None, what.text, language, written.next, written.span)
    if not look.find("prompt", what.text, what.span, "hear"):
        return None
    return Hear(what.text, None, language, written.next, written.span)


def _press(written: ast.PressKeys, look: Lookup) -> Press | None:
    if not _keys(written.keys.text, written.keys.span, look):
        return None
    during = written.during
    if during and not look.find("prompt", during.text, during.span, "press … during"):
        return None
    return Press(written.keys.text, during.text if during else None, written.span)


def _keys(text: str, span: Span, look: Lookup) -> bool:
    if re.fullmatch(r"[0-9*#]+", text):
        return True
    look.findings.error(
        "F154",
        f"no telephone has the keys `{text}`",
        span,
        "not made of keys",
        help="write the keys that the caller presses: `0` to `9`, `*` and `#`",
    )
    return False


def _pick_up(written: ast.AnswerBy, look: Lookup) -> PickUp | None:
    if written.press:
        look.findings.unsupported("`answer … and press`", written.span)
        return None
    if not find_who(written.who, "answer", look):
        return None
    return PickUp(written.who.text, written.span)


def _agent_does(written: ast.AgentDoes, look: Lookup) -> AgentDoes | None:
    name, does = written.agent, written.does
    if not look.find("agent", name.text, name.span, f"agent … {does.text}"):
        return None
    on_break = does.text in {"takes a break", "is back"}
    if not can_be_away(on_break, does.span, look):
        return None
    return AgentDoes(name.text, _DOES[does.text], written.span)


def _end(written: ast.End, look: Lookup) -> End | None:
    word = written.by.text
    if word not in _ENDS:
        look.findings.error(
            "F154",
            f"no call ends by `{word}`",
            written.by.span,
            "not an ending",
            help="write one of " + ", ".join(f"`{e}`" for e in _ENDS),
        )
        return None
    return End(word, *_ENDS[word], written.span)


def _expect(written: ast.Expect, look: Lookup) -> Expect | ExpectRecording | None:
    match written.cond:
        case ast.Is(ast.Ref((ast.Name("recording"),)), negated, ast.Ref((mode,)), None) if (
            "recording" not in look.known.figures and "recording" not in look.known.variables
        ):
            found = _recording(mode, written, look)
            return found and found._replace(negated=negated)
        case ast.Compare(op, ast.Ref() as left, right):
            return _comparison(op, left, right, written, look)
        case ast.Is(ast.Ref() as left, negated, right, None):
            return _comparison("!=" if negated else "=", left, right, written, look)
        case _:
            look.findings.error(
                "F154",
                "`expect` compares one figure or variable with a value",
                written.cond.span,
                "not such a comparison",
                help="write `expect csat = 5`, one comparison a line",
            )
            return None
    return None


def _recording(mode: ast.Name, written: ast.Expect, look: Lookup) -> ExpectRecording | None:
    if mode.text in ("on", "off", "paused"):
        return ExpectRecording(mode.text, negated=False, span=written.span)
    look.findings.error(
        "F154",
        f"no recording is `{mode.text}`",
        mode.span,
        "not a state of it",
        help="write `on`, `off` or `paused`",
    )
    return None


def _comparison(
    op: Comparison, left: ast.Ref, right: ast.Expr, written: ast.Expect, look: Lookup
) -> Expect | None:
    name = ".".join(part.text for part in left.parts)
    figure = name in look.known.figures
    variable = look.known.variables.get(name)
    if variable and variable.secret and not figure:
        look.findings.error(
            "F158",
            f"`{name}` is secret, so no test can see it",
            left.span,
            "a secret value",
            help="expect what follows from it: the block that the call reaches, what is heard",
        )
        return None
    if name == "language":
        types = (LANGUAGE,)
    elif figure:
        types = look.known.figures[name]
    elif variable:
        types = (variable.type,)
    else:
        look.unknown(("value",), name, left.span, "expect")
        return None
    value = constant(right, types, look)
    if value is None:
        return None
    if op not in {"=", "!="} and any(t.kind not in ORDERED for t in types):
        look.findings.error(
            "F154",
            f"{show(types[0])} has no order",
            written.span,
            f"`{op}` compares numbers, money, dates, times and one of (…)",
            help="write `=` or `!=`",
        )
        return None
    return Expect(name, figure, op, value, types[0], written.span)
