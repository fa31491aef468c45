"""Recordings of calls: when they are on, and the prompt that has to be heard before."""

from collections.abc import Iterator

from flowc.semantics import ir
from flowc.semantics.scope import Site, find
from flowc.syntax import ast


def record_call(site: Site, node: ast.RecordCall) -> ir.RecordCall:
    """`record call on for caller`."""
    if node.who and node.mode != "on":
        site.findings.error(
            "F105",
            f"`for {node.who}` says whose sound is recorded, which `record call on` decides",
            node.span,
            help=f"write `record call {node.mode}`: it is about the whole recording",
        )
    return ir.RecordCall(node.mode, node.who or "both", node.span)


def unasked(site: Site, asking: ir.Asking) -> None:
    """F105 for what a secret collect can't do: its recording is paused as long as it asks."""
    for handler in (*asking.on_no_input, *asking.on_no_match):
        for op in handler.ops:
            if isinstance(op, ir.RecordCall):
                site.findings.error(
                    "F105",
                    "while a secret is asked for the recording is paused, whatever is written here",
                    op.span,
                    help="write it in the step, before this collect or behind it",
                )


def consent(site: Site, node: ast.Consent | None) -> str | None:
    """The prompt that `consent` names."""
    declared = find(site, "prompt", node.prompt) if node else None
    return declared.name.text if declared else None


def record_calls(block: ir.Block) -> Iterator[ir.RecordCall]:
    """Every `record call` of a block, wherever in it."""
    ops: list[ir.Op] = []
    match block:
        case ir.Step():
            for op in block.ops:
                match op:
                    case ir.Collect():
                        ops += _handled(op.asking)
                    case ir.Lookup():
                        ops += [act for _, way in op.ways() for act in way.ops]
                    case _:
                        ops.append(op)
        case ir.Menu():
            ops += _handled(block.asking)
        case _:
            pass
    return (op for op in ops if isinstance(op, ir.RecordCall))


def _handled(asking: ir.Asking) -> Iterator[ir.HandlerOp]:
    return (op for handler in (*asking.on_no_input, *asking.on_no_match) for op in handler.ops)
