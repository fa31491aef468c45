"""Which ways out of which blocks a program has, and which of them its callers took."""

from collections.abc import Iterable, Iterator

from flowc.semantics import ir
from flowc.testing import Result

Way = tuple[str, str]
"""A block and one of its outcomes, as in the trace's `leave`."""


def ways(program: ir.Program) -> frozenset[Way]:
    """Every outcome of every block, whether any call can take it or not."""
    return frozenset((block.id, way) for block in program.blocks for way in _outcomes(block))


def taken(results: Iterable[Result]) -> frozenset[Way]:
    """The outcomes that the calls of these tests took."""
    traces = (call.trace for result in results for call in result.calls)
    return frozenset((e[2], e[3]) for trace in traces for e in trace if e[0] == "leave")


def _outcomes(block: ir.Block) -> Iterator[str]:  # noqa: C901 - one arm a kind
    match block:
        case ir.Step():
            yield "done"
            for op in block.ops:
                if isinstance(op, ir.Branch):
                    yield from (arm.outcome for arm in op.arms)
                elif isinstance(op, ir.Collect):
                    yield from _asked(op.asking)
                    yield from (f"key {key}" for key, _ in op.escapes)
                    yield from ("visits",) if op.visits else ()
        case ir.Menu():
            yield from _asked(block.asking)
            yield from (f"key {k.pattern}{'*' if k.rest else ''}" for k in block.keys)
        case ir.Queue():
            yield from ("no-agents", "failed", "done", "after")
            yield from (f"key {k.pattern}" for k in block.keys)
            yield from ("full",) if block.full else ()
        case ir.Callback():
            yield from ("accepted", "failed")
        case ir.Ring():
            yield from ("busy", "no-answer", "failed", "done")
        case ir.Transfer():
            yield from ("busy", "no-answer", "failed", "transferred")
        case ir.Voicemail():
            yield from ("failed", "done")
        case ir.Split():
            yield from (f"{share.percent}%" for share in block.shares)
        case ir.External():
            yield from (name for name, _ in block.outcomes)
            yield "failed" if block.failed else "gone"


def _asked(asking: ir.Asking) -> Iterator[str]:
    for kind, handlers, gave_up in (
        ("no-input", asking.on_no_input, asking.gave_up_no_input),
        ("no-match", asking.on_no_match, asking.gave_up_no_match),
    ):
        if any(handler.edge for handler in handlers):
            yield kind
        if gave_up:
            yield "gave-up" if asking.tries.shared else f"gave-up {kind}"
