"""What a call remembers, laid out flat.

A state is one tuple; a step copies it into a list, works on that, and freezes it again, which is
what makes `step` pure and quick. The first places are the same in every program and have names
here; switches, variables and counters follow, in the places that `lay_out` gives them.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from flowc import trace
from flowc.runtime.protocol import Event
from flowc.semantics.ir import Program

Memory: TypeAlias = list[Any]

Events: TypeAlias = list[trace.Event]
"""The trace of one step, while it grows."""

Node: TypeAlias = Callable[[Memory], "Node | None"]
"""A piece of a call: acts at the present instant and gives the piece that follows, or None once it
has left something to wait for. Pieces give the next one instead of calling it, so that no chain of
blocks, however long, grows the stack."""

Action: TypeAlias = Callable[[Memory], None]
"""What takes no time and goes nowhere."""

Reader: TypeAlias = Callable[[Sequence[Any]], Any]
"""A value or a truth, read from what the call remembers."""

OnEvent: TypeAlias = Callable[[Memory, Event], Node | None]
"""An event meets a wait. None: it changes nothing, or has left something new to wait for."""

OnKey: TypeAlias = Callable[[Memory, str], Node | None]
"""A key meets a wait; as `OnEvent`."""

Handlers: TypeAlias = tuple[Node, OnKey, Node, OnEvent, Reader | None]
"""One wait's ways on: the time is up; a key; the caller hangs up; any other event. Last, how to
tell the text heard."""

make: Callable[[type, tuple[Any, ...]], Any] = tuple.__new__  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
"""Makes a NamedTuple in half the time that calling it takes: for the two waits of every call."""

FOREVER = math.inf
"""When a wait that only an event ends would be over."""

HERE = 0  # Handlers of the wait
UNTIL = 1  # when the time is up, in milliseconds; FOREVER
WAIT = 2  # protocol.Wait
NOW = 3  # milliseconds since the start
T = 4  # the same in seconds, for the trace
OUT = 5  # the trace of this step, a list; None between steps
ENTERED = 6  # blocks entered so far
LANGUAGE = 7
OUTCOME = 8  # of the last block left
ANSWERED = 9
USED_FAILED = 10  # whether the flow's default was used
USED_GAVE_UP = 11
KEYS = 12  # pressed in this try, not judged yet
SILENCES = 13  # failed tries of this visit, by kind
MISMATCHES = 14
RINGING = 15  # phones that still ring
BEST = 16  # of a ring's lines so far
PARTNER = 17  # who talks with the caller
BEGAN = 18  # when the talk or the recording began
HELD = 19  # (place, value before) of a variable whose value is not confirmed yet, or None
AT = 20  # epoch second of the start, or None
NUMBER = 21
NAME = 22
DIALLED = 23
REDIRECTED = 24
JOINING = 25  # what a caller who enters a queue asks for
DUES = 26  # in a queue: when the longest wait is over, then when each announcement is due
PLACE = 27  # the last queue that let the call in, and when, unless an agent answered; or None
TRIES = 28  # of a callback, that are over
RECORDS = 29  # how the call is recorded, as in the trace's `recording`
RESTED = 30  # how it was recorded before the pause it is in; "" where there is no recording
FIXED = 31


class Layout(NamedTuple):
    """Where a program's own things stand in memory, and what all of it holds at first."""

    variables: dict[str, int]
    switches: dict[str, int]
    counters: dict[str, int]
    blank: tuple[Any, ...]


def lay_out(program: Program) -> Layout:
    """Places for the program's switches, variables and counters."""
    blank: list[Any] = [None] * FIXED
    blank[NOW] = blank[ENTERED] = blank[SILENCES] = blank[MISMATCHES] = blank[BEST] = 0
    blank[T] = 0.0
    blank[LANGUAGE] = program.languages[0] if program.languages else ""
    blank[OUTCOME] = blank[KEYS] = blank[PARTNER] = blank[RESTED] = ""
    blank[RECORDS] = "off"
    blank[ANSWERED] = blank[USED_FAILED] = blank[USED_GAVE_UP] = False
    switches = {s.name: FIXED + n for n, s in enumerate(program.switches)}
    blank += [s.initial for s in program.switches]
    variables = {v.name: len(blank) + n for n, v in enumerate(program.variables)}
    blank += [v.initial for v in program.variables]
    counters = {c: len(blank) + n for n, c in enumerate(program.counters)}
    blank += [0] * len(program.counters)
    return Layout(variables, switches, counters, tuple(blank))
