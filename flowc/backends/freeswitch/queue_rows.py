"""A flow's queues and agents as mod_callcenter knows them: queues, agents, tiers.

A kind of caller whose agents differ from another's is a queue of its own: `support@flowc` if there
is one kind, else `support-1@flowc` and so on. An agent is one for all queues. The level of an agent
in a queue is the second of waiting from which callers are offered to that agent.

The module counts seconds of the clock, the one that has begun too. So everything here ends with a
second of the clock: when as many have begun as were written. What is written to last equally long
does so.
"""

from typing import NamedTuple

from flowc.backends.freeswitch.phones import dialled
from flowc.backends.freeswitch.send import shown
from flowc.backends.freeswitch.site import Site
from flowc.backends.freeswitch.text import FsData, code, joined, lua_text, name, setting
from flowc.semantics import ir, needs

STRATEGIES: dict[ir.Strategy, FsData] = {
    "ring-all": FsData("ring-all"),
    "longest-idle": FsData("longest-idle-agent"),
    "round-robin": FsData("round-robin"),
    "fewest-calls": FsData("agent-with-fewest-calls"),
    "least-talk-time": FsData("agent-with-least-talk-time"),
    "in-order": FsData("sequentially-by-agent-order"),
    "random": FsData("random"),
}
"""`top-down` is another thing: it goes on from the agent who was rung last for this caller."""


class Tier(NamedTuple):
    """A place of an agent in a queue."""

    queue: FsData
    agent: FsData
    level: int
    position: int


class Row(NamedTuple):
    """A queue of mod_callcenter: one or several kinds of caller with the same agents."""

    name: FsData
    strategy: FsData
    music: FsData
    seats: tuple[needs.Seat, ...]


class Person(NamedTuple):
    """An agent of mod_callcenter. `status` is "" where it is the agent's own to say."""

    name: FsData
    contact: FsData
    wrap_up: int
    status: FsData


def queues(at: Site) -> list[ir.Queue]:
    """Those of the flow."""
    return [block for block in at.program.blocks if isinstance(block, ir.Queue)]


def seats(at: Site, queue: ir.Queue) -> dict[needs.Variant, tuple[needs.Seat, ...]]:
    """Who serves each kind of caller."""
    kinds = needs.variants(queue, at.program.languages)
    return {kind: needs.seats(queue, at.program.agents, kind) for kind in kinds}


def rows(at: Site, queue: ir.Queue) -> list[Row]:
    """The queues that it becomes."""
    found = list(dict.fromkeys(seats(at, queue).values()))
    return [
        Row(
            code("{}@{}", _title(queue, n if len(found) > 1 else 0), at.entrance),
            STRATEGIES[queue.strategy],
            _music(at, queue),
            row,
        )
        for n, row in enumerate(found, 1)
    ]


def _title(queue: ir.Queue, number: int) -> FsData:
    return code("{}-{}", name(queue.id), number) if number else name(queue.id)


def _music(at: Site, queue: ir.Queue) -> FsData:
    if queue.music is None:
        return FsData("${hold_music}")
    own = at.job.settings.freeswitch.music.get(queue.music)
    return code("local_stream://{}", name(queue.music)) if own is None else setting(own)


def agent(at: Site, who: str) -> FsData:
    """What an agent is called there."""
    return code("{}@{}", name(who), at.entrance)


def tiers(at: Site, row: Row) -> list[Tier]:
    """The agents of a queue: in the order that decides ties, from the step on that admits them."""
    first = {who: seat.after for seat in reversed(row.seats) for who in seat.agents}
    order = row.seats[-1].agents
    return [Tier(row.name, agent(at, who), first[who], place) for place, who in enumerate(order, 1)]


def people(at: Site) -> list[Person]:
    """The agents of the flow. Without codes to sign in they are always there."""
    codes = at.program.codes
    status = FsData("") if codes and codes.sign_in else FsData("Available")
    own = queues(at)
    return [
        Person(agent(at, who.name), _contact(at, who), max(q.wrap_up for q in own) - 1, status)
        for who in at.program.agents
    ]


def _contact(at: Site, who: ir.Agent) -> FsData:
    """The phones in turn. How long each rings, and the wrap-up that follows, the caller's queue
    says. After a ring that is cancelled or declined no other phone rings: the module itself stops
    only the one that does."""
    wrap_up = code(
        "api_on_answer=callcenter_config agent set wrap_up_time {} {}",
        agent(at, who.name),
        FsData("${flowc_queue_wrap_up}"),
    )
    ring = code("leg_timeout={}", FsData("${flowc_queue_ring}"))
    rings = code("flowc_rings={},execute_on_answer=unset flowc_rings", agent(at, who.name))
    own = joined(",", [ring, wrap_up, rings, *shown(at)])
    legs = [
        code("[{},flowc_phone={}]{}", own, name(phone), dialled(at, phone)) for phone in who.phones
    ]
    return code("{}{}", _TOGETHER, joined("|", legs))


_TOGETHER = FsData(
    "{^^;originate_timeout=86400;fail_on_single_reject=ORIGINATOR_CANCEL,LOSE_RACE,CALL_REJECTED}"
)


def lua_rows(at: Site, queue: ir.Queue) -> str:
    """The names of the queues that it becomes, as a Lua list."""
    return "{" + ", ".join(lua_text(row.name) for row in rows(at, queue)) + "}"
