"""What a real switch is to `flowc test --on`.

    with open_switch("asterisk") as switch:
        switch.load(loaded)
        for placed in switch.place(loaded.program, results): ...

The runtime plays each test first, without a clock that anybody would have to wait for. Its log
says what befell every call, wait by wait (`CallLog.steps`); the switch then makes the same call for
real: an event is given to it when it has come to the same wait, never on a timer alone. So a slow
machine changes nothing in a trace, and where the switch goes another way than the runtime the trace
shows it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol, Self

from flowc.diagnostic import Diagnostic
from flowc.semantics.ir import Program
from flowc.source import Sources
from flowc.testing.result import Result, Told


class Loaded(NamedTuple):
    """A program that a switch is to run."""

    program: Program
    sources: Sources


class Placed(NamedTuple):
    """A test's calls, in the order of `Result.calls`."""

    result: Result
    told: tuple[Told, ...]


class Missing(Exception):  # noqa: N818 - a fact about the machine, not an error of ours
    """There is no such switch on this machine. The text says where it was looked for and how to get
    one."""


class Broken(Exception):  # noqa: N818 - a fact about the machine
    """The switch is there and did not come up, or went away: what it said itself."""


class Refused(Exception):  # noqa: N818 - a fact about the program
    """The target does not compile the program: `diagnostics` say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Keep the findings, errors among them."""
        super().__init__("; ".join(d.message for d in diagnostics if d.severity == "error"))
        self.diagnostics = diagnostics


class Switch(Protocol):
    """A private switch that runs."""

    name: str
    version: str

    def load(self, program: Loaded) -> None:
        """Compile the program and let the switch run it; programs that were loaded before stay.
        Raises Refused."""
        ...

    def place(self, program: Program, results: Iterable[Result]) -> Iterator[Placed]:
        """Make the calls of tests, as many at once as keeps their traces right; each is given back
        as soon as it is over, in no particular order."""
        ...

    def __enter__(self) -> Self:
        """The switch itself, up and running."""
        ...

    def __exit__(self, *_: object) -> None:
        """Stop everything that was started and remove what was written."""
        ...
