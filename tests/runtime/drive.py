"""Making a call: the events given, time run to the end, the trace as lines to read."""

from collections.abc import Iterator

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call, Elapsed, Event, Machine, State, Wait
from flowc.semantics.ir import Program
from flowc.trace import FIELDS, Event as Traced

CALL = Call(to="+37052000000", caller="+37061234567")
LONG = 10**9
"""More milliseconds than any call of these tests takes."""


def lines(trace: tuple[Traced, ...]) -> list[str]:
    """`2.0 play five en cut`: the time, the event, its values; of queues those that there are."""
    return [" ".join(_values(event)) for event in trace if event[0] != "call"]


def _values(event: Traced) -> Iterator[str]:
    yield f"{event[1]:g}"
    yield event[0]
    for field, value in zip(FIELDS[event[0]], event[2:], strict=True):
        if event[0] == "queue" and value in (None, ""):
            continue
        if field == "cut":
            yield "cut" if value else "whole"
        else:
            yield ",".join(value) if field == "phones" else str(value)


def follow(program: Program, *events: Event, call: Call = CALL) -> list[str]:
    """The whole call: each event at its time, then nothing but time."""
    machine = compile_program(program)
    state, (trace, _) = machine.start(call)
    told = list(trace)
    for event in (*events, Elapsed(LONG)):
        state, (trace, _) = machine.step(state, event)
        told += trace
    return lines(tuple(told))


def until(machine: Machine, *events: Event, call: Call = CALL) -> tuple[State, Wait]:
    """The state after these events, and what it waits for."""
    state, (_, wait) = machine.start(call)
    for event in events:
        state, (_, wait) = machine.step(state, event)
    return state, wait


def script(text: str) -> list[str]:
    """The lines of an expected trace."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]
