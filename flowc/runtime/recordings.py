"""The recording of a call: on, off, and paused while a secret is asked for."""

from flowc.runtime.memory import OUT, RECORDS, RESTED, Action, Memory, T
from flowc.semantics import ir


def record_call_action(op: ir.RecordCall) -> Action:
    """What `record call` does."""
    mode = op.mode
    if mode == "on" and op.who != "both":
        mode = f"on for {op.who}"

    def turn(m: Memory) -> None:
        if mode != m[RECORDS] and (mode != "paused" or m[RECORDS] != "off"):
            m[RECORDS] = mode
            m[OUT].append(("recording", m[T], mode))

    return turn


def rest(m: Memory) -> None:
    """Before a secret is asked for: a recording that is on rests."""
    if m[RECORDS].startswith("on"):
        m[RESTED] = m[RECORDS]
        m[RECORDS] = "paused"
        m[OUT].append(("recording", m[T], "paused"))


def resume(m: Memory) -> None:
    """Behind a secret: a recording that rested for it goes on."""
    if m[RESTED]:
        m[RECORDS] = mode = m[RESTED]
        m[RESTED] = ""
        m[OUT].append(("recording", m[T], mode))
