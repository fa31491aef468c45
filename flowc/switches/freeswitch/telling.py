"""What the compiled XML tells, as the trace has it.

A custom event `flowc::trace` tells one or several things, named in its header `flowc`. The fields
of a thing are headers `<thing>-<field>`, of the second of its kind `<thing>.2-<field>`; values are
in the channel's variables, which every event carries. A prompt is told when it begins, so whether a
key cut it comes later (`Call`).
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from flowc.backends import sending
from flowc.semantics.ir import Program
from flowc.switches.call import Heard
from flowc.trace import FIELDS, MASK, Event

SUBCLASS = "flowc::trace"
_RINGING = ("phones", "block", "then")
"""Of a line that begins to ring, which is no event of the trace."""


def hides_keys(heard: Heard) -> bool:
    """Whether FreeSWITCH shows no keys: it was told so when it asked for a secret. One that is left
    by an arrow goes on hiding those of the blocks that follow."""
    return heard.get("variable_sensitive_dtmf") == "true"


def hears_whole_calls(began: Heard) -> bool:
    """Whether what begins to record is the flow's `record call`, and no message."""
    return began.get("Record-File-Path") == began.get("variable_flowc_records_file")


class Telling:
    """Reads what a program tells."""

    def __init__(self, program: Program) -> None:
        """Look up what is a number."""
        self._numbers = {v.name for v in program.variables if v.type.kind == "number"}
        self._sent = sending.numbers(program)
        self._secret = {v.name for v in program.variables if v.secret}

    def events(self, heard: Heard, t: float) -> Iterator[Event]:
        """What one event tells, in order, at `t` seconds of the call."""
        for name in heard["flowc"].split(" "):
            what = name.partition(".")[0]
            yield (what, t, *self._values(what, name, heard))

    def _values(self, what: str, told: str, heard: Heard) -> tuple[Any, ...]:  # noqa: C901, PLR0911, PLR0912 - one for each
        def field(name: str) -> str:
            return heard.get(f"{told}-{name}", "")

        def variable(name: str) -> str:
            return heard.get(f"variable_{name}") or ""

        match what:
            case "call":
                return variable("flowc_caller_number"), variable("flowc_dialled"), ""
            case "play":
                return field("prompt"), variable("flowc_language"), False
            case "keys":
                return MASK if field("secret") else variable("flowc_keys"), field("into")
            case "no-input" | "no-match":
                return field("block"), len(field("tried"))
            case "set":
                return field("var"), self._value(field("var"), variable)
            case "record":
                return field("name"), variable(f"flowc_record_{field('name')}")
            case "send":
                value = unquote(field("value"))
                sent = _whole(value) if field("name") in self._sent else value
                return field("name"), sent
            case "ring":
                return tuple(field("phones").split("|")), field("outcome")
            case "queue":
                agent = variable("cc_agent") if field("what") == "answer" else ""
                place = _whole(field("position")) if field("position") else None
                return field("queue"), field("what"), _person(agent), place, field("why")
            case "bridge":
                by_agent = field("by") == "agent"
                return _person(variable("cc_agent")) if by_agent else variable("flowc_phone"), 0
            case "callback":
                return field("queue"), field("what"), variable(f"flow_{field('var')}")
            case "message":
                return field("mailbox"), _whole(variable("record_seconds"))
            case _:
                return tuple(field(name) for name in FIELDS.get(what, _RINGING))

    def _value(self, name: str, variable: Callable[[str], str]) -> str | int:
        if name in self._secret:
            return MASK
        text = variable("flowc_language" if name == "language" else f"flow_{name}")
        return _whole(text) if name in self._numbers else text


def _person(agent: str) -> str:
    """An agent without the program that it belongs to."""
    return agent.partition("@")[0]


def _whole(text: str) -> str | int:
    """A whole number; what is none stays as it was told, and is not what the runtime says."""
    try:
        return int(text)
    except ValueError:
        return text
