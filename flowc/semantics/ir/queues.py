"""Queues: who waits, for whom, in what order; and the agents who serve them."""

from typing import Final, Literal, NamedTuple, TypeAlias

from flowc.semantics.ir.blocks import Key
from flowc.semantics.ir.steps import Play, Send
from flowc.semantics.ir.values import Cond, Edge
from flowc.source import Span

# ---- agents ------------------------------------------------------------------------------------


class Skill(NamedTuple):
    """A skill: with levels from `low` to `high`, or plain (both None), which one has or has not."""

    name: str
    low: int | None
    high: int | None
    span: Span


class Agent(NamedTuple):
    """One person. `phones` (names of declared phones, at least one) are rung in this order, each
    for the queue's ring time: the desk, then the mobile. `skills`: (name, level), level 1 of a
    plain skill. `languages`: those the agent speaks. Agents stand in order of declaration."""

    name: str
    phones: tuple[str, ...]
    skills: tuple[tuple[str, int], ...]
    languages: tuple[str, ...]
    span: Span


class Codes(NamedTuple):
    """What agents dial from their own phone. `pause` turns a break on, dialled again it ends.
    None: not declared; without `sign_in` and `sign_out` agents are always signed in."""

    sign_in: str | None
    sign_out: str | None
    pause: str | None
    span: Span


# ---- needs -------------------------------------------------------------------------------------


class Has(NamedTuple):
    """The agent has the skill, at a level that compares so (plain skills: `>= 1`)."""

    skill: str
    op: Literal["=", "!=", "<", "<=", ">", ">="]
    level: int


class Speaks(NamedTuple):
    """The agent speaks this language; None: the one that the caller hears when entering."""

    language: str | None


class Among(NamedTuple):
    """The agent is one of these (`agents lena, dan`; teams are laid out)."""

    agents: tuple[str, ...]


class Holds(NamedTuple):
    """True of the call, whoever the agent is: judged once, when the caller enters."""

    cond: Cond


class NeedNot(NamedTuple):
    need: "Need"


class NeedAll(NamedTuple):
    needs: tuple["Need", ...]


class NeedAny(NamedTuple):
    needs: tuple["Need", ...]


Need: TypeAlias = Has | Speaks | Among | Holds | NeedNot | NeedAll | NeedAny


class NeedStep(NamedTuple):
    """The whole need from `after` seconds of waiting on, until the next step. Every step admits
    every agent that the one before admits (checked)."""

    after: int
    need: Need
    span: Span


# ---- queues ------------------------------------------------------------------------------------

Strategy: TypeAlias = Literal[
    "ring-all",
    "longest-idle",
    "round-robin",
    "fewest-calls",
    "least-talk-time",
    "in-order",
    "random",
]

Difference: TypeAlias = Literal[
    "queue-turn",
    "queue-order",
    "queue-wrap-up",
    "queue-position",
    "queue-wait",
    "queue-prompts",
    "queue-priority",
]

DIFFERENCES: Final[dict[str, tuple[Difference, ...]]] = {
    "asterisk": (
        "queue-turn",
        "queue-order",
        "queue-wrap-up",
        "queue-position",
        "queue-wait",
        "queue-prompts",
        "queue-priority",
    ),
    "freeswitch": (
        "queue-order",
        "queue-position",
        "queue-wait",
        "queue-prompts",
        "queue-priority",
    ),
}
"""By target, what it may do otherwise in a queue once the author writes `without … on …`."""


class PriorityLine(NamedTuple):
    """Of the lines with `after` 0 the first whose condition holds on entry gives the priority (0 if
    none); a later line whose condition held on entry replaces it after so many seconds."""

    after: int
    value: int
    when: Cond | None
    span: Span


class Every(NamedTuple):
    """Every so many seconds of waiting the caller hears this: the position in the queue, the
    expected wait in minutes, or prompts."""

    seconds: int
    what: Literal["position", "wait"] | Play
    span: Span


class Leave(NamedTuple):
    """`after 5m -> x`: outcome "after"."""

    seconds: int
    edge: Edge


class Queue(NamedTuple):
    """Callers who wait for an agent.

    Entering answers the call; then, in this order: `sends`, `plays` (a key of `keys` cuts them and
    leaves), `limit` callers or more wait: `full`; nobody who is signed in and not on break meets
    the last need: `no_agents` (being busy or in wrap-up does not matter); else the caller waits,
    from now.
    Full and no-agents are asked once. `music`: a name in the deployment's settings.

    Offers: among callers larger priority first, then who has waited longer. Among agents who meet
    the caller's present need and are signed in, not on break, in no conversation, not in wrap-up,
    not being rung and not passed over, the strategy decides; ties go by the order of `agents` in
    the need, else of declaration. `ring-all` offers to all of them at once. Each phone of an agent
    rings for `ring` seconds, the next one at once when a phone is busy or unreachable; an agent
    whose last phone did not answer is passed over for 5 s, by every queue (not who went away
    while it rang). An answer begins a conversation; when it ends the agent is in wrap-up for
    `wrap_up` seconds, for every queue.

    `longest_idle`: whose last conversation (of any queue) ended longest ago, those without one
    first. `round-robin`: the first after the one whom this queue offered to last. `fewest-calls`,
    `least-talk-time`: conversations, and seconds of them, from all queues since the start.

    `keys` are single keys; outcome "key 1". `leave`: outcome "after". Either withdraws an offer; an
    answer at the same instant comes first. `done`: there was a conversation, it ended, the caller
    is still there; None: the call ends, by agent. `failed`: the switch cannot queue the call.
    `accepted`: (difference, target) pairs of `DIFFERENCES` that the author takes by
    `without … on …`.
    """

    id: str
    needs: tuple[NeedStep, ...]
    strategy: Strategy
    priorities: tuple[PriorityLine, ...]
    ring: int
    wrap_up: int
    limit: int | None
    music: str | None
    plays: tuple[Play, ...]
    every: tuple[Every, ...]
    keys: tuple[Key, ...]
    leave: Leave
    full: Edge | None
    no_agents: Edge
    failed: Edge
    done: Edge | None
    accepted: tuple[tuple[str, str], ...]
    span: Span
    sends: tuple[Send, ...] = ()
    kind = "queue"
