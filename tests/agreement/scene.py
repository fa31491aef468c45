"""What a made-up caller has to know of a program: whom it rings, what it asks, how it is called."""

from collections.abc import Iterator
from typing import NamedTuple

from flowc.runtime.machine import compile_program
from flowc.semantics import ir
from flowc.semantics.scenario_names import names
from flowc.testing.stage import Play
from tests.agreement.instants import Instants


class Scene(NamedTuple):
    """A program and what callers meet in it. `phones` are names and outside numbers as in traces;
    `longest` is the longest that a line of a ring or a transfer rings, in seconds; `clocked`:
    somebody asks for the time."""

    play: Play
    collects: dict[str, ir.Collect]
    menus: dict[str, ir.Menu]
    phones: tuple[str, ...]
    mailboxes: dict[str, int]
    splits: tuple[ir.Split, ...]
    externals: tuple[ir.External, ...]
    named: frozenset[str]
    instants: Instants
    longest: int
    clocked: bool


def scene(program: ir.Program) -> Scene:
    """Everything of a program that callers are made up from."""
    blocks = program.blocks
    rings = [b for b in blocks if isinstance(b, ir.Ring)]
    lines = [line for ring in rings for line in ring.lines]
    transfers = [b for b in blocks if isinstance(b, ir.Transfer)]
    phones = [_name(target) for line in lines for target in line.targets]
    play = Play(
        compile_program(program),
        program,
        {b.id: b for b in blocks},
        {v.name: v for v in program.variables},
    )
    return Scene(
        play,
        {op.var: op for op in _collects(program)},
        {b.id: b for b in blocks if isinstance(b, ir.Menu)},
        tuple(dict.fromkeys((*phones, *(t.number for t in transfers)))),
        {b.mailbox: b.longest for b in blocks if isinstance(b, ir.Voicemail)},
        tuple(b for b in blocks if isinstance(b, ir.Split)),
        tuple(b for b in blocks if isinstance(b, ir.External) and b.failed is not None),
        frozenset(p.id for p in program.prompts if p.named),
        Instants(program),
        max((one.seconds for one in (*lines, *transfers)), default=0),
        names(program).clock,
    )


def _collects(program: ir.Program) -> Iterator[ir.Collect]:
    for block in program.blocks:
        if isinstance(block, ir.Step):
            yield from (op for op in block.ops if isinstance(op, ir.Collect))


def _name(target: ir.PhoneRef | ir.OutsideNumber) -> str:
    return target.phone if isinstance(target, ir.PhoneRef) else target.number
