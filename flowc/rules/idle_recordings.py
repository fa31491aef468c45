"""F218: a recording that is stopped or paused where no call can be recorded."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.view import View
from flowc.semantics import ir
from flowc.semantics.graph import reached_from
from flowc.semantics.recordings import record_calls


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each `record call off` or `paused` that comes behind no `record call on`."""
    graph = seen.graph
    begin = [b for b, block in graph.blocks.items() if any(_on(op) for op in record_calls(block))]
    behind = reached_from(graph, [arrow for block in begin for arrow in graph.arrows[block]])
    for name, block in graph.blocks.items():
        if name not in seen.reached or name in behind:
            continue
        for op in record_calls(block):
            if _on(op):
                break
            yield warning(
                "F218",
                f"no call is recorded where `record call {op.mode}` stands",
                op.span,
                "changes nothing",
                help="begin before it, with `record call on`, or remove it",
            )


def _on(op: ir.RecordCall) -> bool:
    return op.mode == "on"
