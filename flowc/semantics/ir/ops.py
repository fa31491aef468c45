"""All that a step may do."""

from typing import TypeAlias

from flowc.semantics.ir.services import Lookup
from flowc.semantics.ir.steps import Answer, Branch, Collect, Play, QuietOp, Reset, Send, Wait

Op: TypeAlias = Play | QuietOp | Send | Reset | Answer | Wait | Branch | Collect | Lookup
