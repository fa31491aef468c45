"""`flowc missed --format json`: who waits to be called back, as the document flowc.missed/1."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from flowc.serving.missed import Caller


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Waiting(_Part):
    """A caller whom nobody has talked with, and the last call."""

    number: str = Field(pattern=r"^\+?[0-9]{1,20}$")
    name: str = Field(description="as the network sent it; empty without one")
    to: str = Field(description="the number that was called; empty for an entry")
    at: str = Field(description="when the call began, as the switch writes it")
    flow: str
    context: str
    call: str = Field(description="the switch's id of the call")
    block: str = Field(description="where the last notice was written; empty at the call's end")
    outcome: str = Field(description="the outcome of the block that was left last")


class MissedDocument(_Part):
    """All of them, the last one at the end."""

    schema_: Literal["flowc.missed/1"] = Field(default="flowc.missed/1", alias="schema")
    missed: tuple[Waiting, ...]


def document(callers: Iterable[Caller]) -> str:
    """The whole document, as a text that ends with its line."""
    told = set(Waiting.model_fields)
    missed = tuple(Waiting.model_validate(one.model_dump(include=told)) for one in callers)
    return MissedDocument(missed=missed).model_dump_json(by_alias=True, indent=2) + "\n"
