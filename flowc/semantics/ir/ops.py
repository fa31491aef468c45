"""All that a step may do."""

from typing import TypeAlias

from flowc.semantics.ir.services import Lookup
from flowc.semantics.ir.steps import (
    Answer,
    Branch,
    Collect,
    Notify,
    Play,
    Record,
    Reset,
    Send,
    Set,
    Wait,
)

Op: TypeAlias = (
    Play | Set | Reset | Record | Notify | Send | Answer | Wait | Branch | Collect | Lookup
)
