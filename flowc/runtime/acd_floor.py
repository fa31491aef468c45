"""What never changes about the agents and queues of a program."""

from dataclasses import dataclass

from flowc.runtime.acd_state import AGENTS
from flowc.runtime.acd_strategies import Chooser, chooser
from flowc.runtime.listening import SECOND
from flowc.runtime.memory import FOREVER
from flowc.semantics import ir, needs


@dataclass(frozen=True, slots=True)
class Desk:
    """An agent."""

    name: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A queue. `together`: all open agents are rung at once. `why`: of an offer, for each step of
    the need. Times are milliseconds."""

    name: str
    together: bool
    choose: Chooser
    why: tuple[str, ...]
    ring: int
    wrap_up: int
    limit: float


@dataclass(frozen=True, slots=True)
class Floor:
    """All agents and all queues, by their places."""

    desks: dict[int, Desk]
    lines: tuple[Line, ...]


def floor(program: ir.Program) -> Floor:
    """The program's agents and queues, in order of declaration."""
    queues = [block for block in program.blocks if isinstance(block, ir.Queue)]
    return Floor(
        {n: Desk(a.name, a.phones) for n, a in enumerate(program.agents, AGENTS)},
        tuple(_line(queue, n, program.agents) for n, queue in enumerate(queues)),
    )


def _line(queue: ir.Queue, place: int, agents: tuple[ir.Agent, ...]) -> Line:
    names = [a.name for a in agents]
    order = [AGENTS + names.index(name) for name in needs.ranked(queue, agents)]
    return Line(
        queue.id,
        queue.strategy == "ring-all",
        chooser(queue, place, order),
        tuple(f"need {n}, {queue.strategy}" for n, _ in enumerate(queue.needs, 1)),
        queue.ring * SECOND,
        queue.wrap_up * SECOND,
        FOREVER if queue.limit is None else queue.limit,
    )
