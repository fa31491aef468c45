"""F410: an agent whom no queue ever rings."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.kinds import Queues, too_many
from flowc.rules.view import at_home, is_called
from flowc.semantics import ir, needs


def run(queues: Queues) -> Iterator[Diagnostic]:
    """One finding for each agent who meets no need of any queue, for no kind of caller."""
    seen = queues.seen
    program = seen.program
    blocks = [block for block in program.blocks if isinstance(block, ir.Queue)]
    if not program.agents or not is_called(program) or any(map(too_many, blocks)):
        return
    rung = {a for w in queues.waiting for rows in w.seats.values() for s in rows for a in s.agents}
    for block in blocks:
        if block.id not in seen.reached:
            # Nobody comes to it, which is a finding of its own: its agents stand by.
            kinds = needs.variants(block, program.languages)
            rows = needs.seating(block, program.agents, kinds).values()
            rung |= {a for row in rows for seat in row for a in seat.agents}
    for agent in program.agents:
        if agent.name not in rung and at_home(program, agent.span):
            yield warning(
                "F410",
                f"no queue ever rings `{agent.name}`",
                agent.span,
                "meets no need of any queue" if blocks else "there is no queue",
                caller=f"callers wait while {agent.name} is free",
                help="give the agent what a need asks, name the agent in a queue, or remove it",
            )
