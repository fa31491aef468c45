"""A call of a test while it goes on, and what all calls share."""

from typing import TYPE_CHECKING, NamedTuple

from flowc.runtime.protocol import Call, Ended, Event, Machine, State, Wait
from flowc.semantics.ir import Block, Program, Variable

if TYPE_CHECKING:
    from flowc.testing.result import Step
    from flowc.trace import Event as Happening


class Play(NamedTuple):
    """A program ready to be called: what all its tests share."""

    machine: Machine
    program: Program
    blocks: dict[str, Block]
    variables: dict[str, Variable]


class Missing(NamedTuple):
    """Something that the test had to say and did not: it fails, whatever its script says."""

    caller: str
    message: str
    help: str


class Live:
    """A call while it goes on.

    `call`: as it came in, in its `turn`. `position`: how much of the trace the script has matched.
    `coming`: what the `given`s bring about in this wait. `speaks_until`: how long the caller speaks
    into a recording that `began`. `steps`: every event that the call was given. `of`: the caller
    whose callback it is; "" for a call that came in.
    """

    __slots__ = (
        "began",
        "call",
        "caller",
        "coming",
        "of",
        "position",
        "recording",
        "speaks_until",
        "state",
        "steps",
        "texts",
        "trace",
        "turn",
        "wait",
    )

    def __init__(self, caller: str, call: Call, began: int, state: State, wait: Wait) -> None:
        """A call that has just come in."""
        self.turn = 0
        self.of = ""
        self.caller = caller
        self.call = call
        self.began = began
        self.state = state
        self.wait = wait
        self.trace: list[Happening] = []
        self.steps: list[Step] = []
        self.texts: dict[int, str] = {}
        self.position = 0
        self.coming: list[Event] = []
        self.recording = 0
        self.speaks_until = 0

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return isinstance(self.wait, Ended)
