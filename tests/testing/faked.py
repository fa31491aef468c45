"""flowc with a switch that is none: `python -m tests.testing.faked test … --on asterisk`.

It tells what the runtime did, all times a little later and numbers as texts, the calls that ended
last first. `FAKE` in the environment says what it does otherwise, a word for each of `CHANGES`.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Self

from flowc.cli.entry import main
from flowc.semantics.ir import Program
from flowc.switches.protocol import Broken, Loaded, Missing, Placed, Told
from flowc.testing.result import CallLog, Result
from flowc.trace import Event, Trace

LATER = 0.1


def as_told(event: Event) -> Event:
    """An event as a switch tells it: a little later, and what it knows of values is their text."""
    what, t, *values = event
    if what in ("set", "record"):
        values = [str(value) for value in values]
    return (what, t + LATER, *values)


Change = Callable[[Trace], Trace]


def another_prompt(trace: Trace) -> Trace:
    """The last prompt is another one."""
    n = max(n for n, event in enumerate(trace) if event[0] == "play")
    return (*trace[:n], (*trace[n][:2], "hello", *trace[n][3:]), *trace[n + 1 :])


def no_press(trace: Trace) -> Trace:
    return tuple(event for event in trace if event[0] != "keys")


def ended_early(trace: Trace) -> Trace:
    return (*trace[:4], ("end", trace[4][1], "flow", "congestion"))


def goes_on(trace: Trace) -> Trace:
    return (*trace[:-1], ("enter", trace[-1][1], "closing", "step"), trace[-1])


def breaks_off(trace: Trace) -> Trace:
    return trace[:3]


CHANGES: dict[str, Change] = {
    "another prompt": another_prompt,
    "no press": no_press,
    "ended early": ended_early,
    "goes on": goes_on,
    "stuck": breaks_off,
    "stuck at the end": tuple,
}


class Fake:
    """A switch that was never started."""

    name = "asterisk"
    version = "22.0"

    def __init__(self, fake: str) -> None:
        self.fake = fake

    def load(self, program: Loaded) -> None:
        assert program.sources

    def place(self, program: Program, results: Iterable[Result]) -> Iterator[Placed]:
        assert program.blocks
        if self.fake == "goes away":
            message = "Asterisk went away: no space left on device"
            raise Broken(message)
        if self.fake == "Ctrl-C":
            raise KeyboardInterrupt
        last_first = list(reversed(tuple(results)))
        for result in last_first[1 if self.fake == "forgets one" else 0 :]:
            yield Placed(result, tuple(self._told(call) for call in result.calls))

    def _told(self, call: CallLog) -> Told:
        if self.fake in ("", "forgets one"):
            return Told(call.caller, tuple(map(as_told, call.trace)), "", ())
        trace = CHANGES[self.fake](tuple(map(as_told, call.trace)))
        stuck = "waited 30 s for it to listen" if self.fake.startswith("stuck") else ""
        return Told(call.caller, trace, stuck, ("WARNING: no such \x1b[1m file",))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        Path("stopped").touch()


def open_fake(name: str) -> Fake:
    assert name == "asterisk"
    if os.environ.get("FAKE") == "absent":
        message = "there is no Asterisk on PATH: install it"
        raise Missing(message)
    return Fake(os.environ.get("FAKE", ""))


if __name__ == "__main__":
    registry = ModuleType("flowc.switches.registry")
    registry.__dict__["open_switch"] = open_fake
    sys.modules[registry.__name__] = registry
    sys.argv[0] = "flowc"
    main()
