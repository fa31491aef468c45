"""What compiling one program needs at hand."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from flowc.runtime.expressions import Known, known
from flowc.runtime.memory import Layout, Node, lay_out
from flowc.semantics import ir
from flowc.semantics.recordings import record_calls

Lengths: TypeAlias = Mapping[tuple[str, str], int]
"""Milliseconds of the recordings of prompts (id and language)."""


class Plan(NamedTuple):
    """One program, looked up. `secret` are its secret variables; `records`: it may record calls;
    `starts`, the first piece of each block, and `lives`, that of each callback's life, are filled
    while blocks are compiled."""

    program: ir.Program
    layout: Layout
    names: Known
    prompts: dict[str, ir.Prompt]
    kinds: dict[str, str]
    secret: frozenset[str]
    lengths: Lengths
    records: bool
    starts: dict[str, Node]
    lives: dict[str, Node]


def plan(program: ir.Program, lengths: Lengths) -> Plan:
    """Look up everything once."""
    layout = lay_out(program)
    return Plan(
        program,
        layout,
        known(program, layout),
        {p.id: p for p in program.prompts},
        {b.id: b.kind for b in program.blocks},
        frozenset(v.name for v in program.variables if v.secret),
        lengths,
        any(op for block in program.blocks for op in record_calls(block)),
        {},
        {},
    )
