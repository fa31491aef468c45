"""What the compiled dialplan tells, as the trace has it.

A `UserEvent` of the name `flowc` is what happened at one instant: the events in `What`, and a
header for each of their fields. Values are percent-encoded texts; here they get their types back.
"""

from typing import Final
from urllib.parse import unquote

from flowc.backends import sending
from flowc.backends.asterisk.scan import records
from flowc.semantics.ir import Program
from flowc.switches.asterisk.ami import Event as Heard
from flowc.trace import FIELDS, Event

NAME = "flowc"

_HEADERS: Final = {"language": "Lang", "what": "Act", "channel": "Means"}
"""Fields whose header is not their own name with a capital: AMI has a `Language` and a `Channel`
of its own, and `What` is which events are told."""


class Telling:
    """Reads what a program tells."""

    def __init__(self, program: Program) -> None:
        """Look up what has which type."""
        self._numbers = {v.name for v in program.variables if v.type.kind == "number"}
        self._codes = {code.replace("-", "_"): code for code in program.languages}
        self._languages = {v.name for v in program.variables if v.type.kind == "language"}
        self._languages.add("language")
        kinds: dict[str, set[str]] = {}
        for record in records(program):
            kinds.setdefault(record.name, set()).add(record.value.type.kind)
        self._sent = sending.numbers(program)
        self._figures = {name for name, found in kinds.items() if found == {"number"}}

    def events(self, heard: Heard, t: float) -> list[Event]:
        """Events of the trace, at `t` seconds of the call."""
        whats = heard["What"].split()
        around = zip(["", *whats], whats, [*whats[1:], ""], strict=False)
        return [self._event(heard, t, where) for where in around]

    def _event(self, heard: Heard, t: float, where: tuple[str, str, str]) -> Event:
        """The one that stands between two others."""
        before, what, after = where
        texts = {
            name: unquote(heard.get(_HEADERS.get(name, name.capitalize()), ""))
            for name in FIELDS[what]
        }
        if (before, what) == ("leave", "enter"):
            texts["block"] = unquote(heard.get("To", ""))
        if (what, after) == ("ring", "bridge"):
            texts["outcome"] = "answered"
        values = [self._value(what, name, text, texts) for name, text in texts.items()]
        return (what, t, *values)

    def _value(  # noqa: PLR0911 - one for each kind of value
        self, what: str, name: str, text: str, texts: dict[str, str]
    ) -> str | int | bool | tuple[str, ...] | None:
        match what, name:
            case ("play", "cut"):
                return text == "1"
            case ("queue", "position"):
                return _number(text) if text else None
            case ("play", "language"):
                return self._codes.get(text, text)
            case ("ring", "phones"):
                return tuple(text.split(" "))
            case ("no-input" | "no-match", "try") | ("bridge" | "message", "seconds"):
                return _number(text)
            case ("set", "value"):
                if texts["var"] in self._languages:
                    return self._codes.get(text, text)
                return _number(text) if texts["var"] in self._numbers else text
            case ("record", "value"):
                return _number(text) if texts["name"] in self._figures else text
            case ("send", "value"):
                return _number(text) if texts["name"] in self._sent else text
            case _:
                return text


def _number(text: str) -> int | str:
    """A whole number; what is none stays as it was told, and is not what the runtime says."""
    try:
        return int(text)
    except ValueError:
        return text
