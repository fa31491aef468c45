"""A notice: the line that a switch writes, and the document that a receiver gets."""

import re
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field

from flowc.semantics.fitting import fitting
from flowc.semantics.ir import Type

_END = "&end=1"
"""How a line ends that was written to its end."""

_TYPED = re.compile(r"(send|figures)\.([^:]+)(?::(number|money|yes-no))?")

_NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)


class Document(BaseModel):
    """What a webhook is sent. What the switch does not know is an empty text. Fields may be added
    to a version, never taken away or given another meaning."""

    model_config = ConfigDict(frozen=True)

    schema_: Literal["flowc.notice/1"] = Field(default="flowc.notice/1", alias="schema")
    notice: str = Field(description="its own id: one that comes twice is the same notice")
    whole: bool = Field(description="false: the switch stopped while it wrote, the rest is lost")
    call: str = Field(description="the switch's id of the call")
    flow: str
    context: str
    channel: str = Field(description="webhook or email")
    name: str = Field(description="the name of the receiver in the flow")
    from_: str = Field(alias="from", description="the caller's number; empty when withheld")
    to: str = Field(description="the number that was called")
    caller_name: str = Field(alias="caller-name")
    at: str = Field(description="when the call began, as the switch writes it")
    block: str = Field(description="where the flow said `notify`")
    outcome: str = Field(description="the outcome of the block that was left last")
    talked: int = Field(
        description="for how many seconds the caller talked with somebody; 0: nobody"
    )
    figures: dict[str, str | int | float | bool] = Field(description="what was recorded so far")
    send: dict[str, str | int | float | bool] = Field(description="what the flow sends with it")

    def text(self) -> str:
        """As JSON."""
        return self.model_dump_json(by_alias=True)


class Receiver(NamedTuple):
    """Where a notice goes."""

    context: str
    channel: str
    name: str


class UnreadableError(Exception):
    """What the switch wrote can't be delivered to anybody; says why."""


def complete(line: str) -> bool:
    """Whether the switch has written all of it."""
    return line.rstrip("\r\n").endswith(_END)


def read(id_: str, line: str) -> Document:
    """The notice that a line holds. What is behind the last `&` of one without its end may be half
    a value, and is left out. Raises UnreadableError."""
    whole = complete(line)
    text = line.rstrip("\r\n") if whole else line.rpartition("&")[0]
    fields = dict(parse_qsl(text, keep_blank_values=True, errors="replace"))
    parts: dict[str, dict[str, str | float | bool]] = {"send": {}, "figures": {}}
    for name, value in fields.items():
        if typed := _TYPED.fullmatch(name):
            parts[typed[1]][typed[2]] = _value(value, typed[3])
    lacking = [name for name in ("context", "channel", "name") if not fields.get(name)]
    if lacking:
        message = f"it has no {' and no '.join(lacking)}"
        raise UnreadableError(message)
    plain = {name: fields.get(name, "") for name in _PLAIN}
    talked = _value(fields.get("talked", ""), "number")
    known = {"notice": id_, "whole": whole, "talked": talked if isinstance(talked, int) else 0}
    return Document.model_validate(known | plain | parts)


_PLAIN = (
    *("call", "flow", "context", "channel", "name", "from", "to"),
    *("caller-name", "at", "block", "outcome"),
)


def _value(text: str, type_: str | None) -> str | float | bool:
    """The value as JSON has it; a text where it is not what it is said to be, for a notice is
    better odd than lost."""
    if type_ == "number" and _NUMBER.fullmatch(text):
        return int(text)
    if type_ == "money" and fitting(text, Type("money"), ()):
        return float(text)
    if type_ == "yes-no" and text in {"yes", "no"}:
        return text == "yes"
    return text
