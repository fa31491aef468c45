"""What a test's `given`s make of phones, agents, splits, externals, mailboxes and switches.

Several facts may be about one thing, each `for` a while: the one that ends first counts until it
ends, then the next, at last the one that holds for the whole test.
"""

from typing import TypeAlias, TypeVar

from flowc.runtime.acd_protocol import Back, OnBreak, SignedIn, SignedOut
from flowc.runtime.protocol import (
    Chosen,
    Event,
    LookingUp,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Replied,
    Returned,
)
from flowc.semantics.ir import Program
from flowc.semantics.scenario import (
    AgentGiven,
    Given,
    LookupGiven,
    MailboxGiven,
    PhoneGiven,
    Reply,
    ReturnGiven,
    SplitGiven,
    SwitchGiven,
)

SECOND = 1000
FOREVER = 1 << 60

Facts: TypeAlias = tuple[Given, ...]
"""The facts of a test, those that end first before the others."""

Turn: TypeAlias = tuple[int, str, bool]
"""A switch is turned at a time of the test."""

Move: TypeAlias = SignedIn | SignedOut | OnBreak | Back
"""An agent comes or goes, at a time of the test."""

Met: TypeAlias = PhoneBusy | PhoneFailed | PhoneAnswered
"""How a phone meets a ring, unless it rings out."""

_G = TypeVar("_G", bound=Given)


def facts(givens: tuple[Given, ...]) -> Facts:
    """The facts in the order in which they count."""
    return tuple(sorted(givens, key=_ends))


def about(known: Facts, asked: LookingUp, now: int) -> LookupGiven | None:
    """The fact that counts of a request. Of those that end together, one about the request itself
    counts before one about the whole service."""
    holding = [g for g in known if isinstance(g, LookupGiven) and now < _ends(g)]
    found = [g for g in holding if g.service == asked.service and _is_about(g, asked)]
    return min(found, key=lambda g: (_ends(g), g.path is None), default=None)


def replied(given: LookupGiven, t: int) -> Replied | None:
    """What a service answers to a request made at `t` on the clock of the call; None: nothing."""
    match given.reply:
        case "times-out":
            return None
        case "fails":
            return Replied(t + given.after * SECOND, None, "")
        case Reply(status, body):
            return Replied(t + given.after * SECOND, status, body)


def looked_at(t: int) -> Replied:
    """A list answers, at once, what its file says."""
    return Replied(t, 200, "")


def _is_about(given: LookupGiven, asked: LookingUp) -> bool:
    return given.path is None or (given.method, given.path) == (asked.method, asked.plain)


def _ends(given: Given) -> int:
    """When a fact stops to hold, in milliseconds of the test."""
    lasts = None if isinstance(given, SplitGiven | ReturnGiven) else given.lasts
    return FOREVER if lasts is None else lasts * SECOND


def _holds(known: Facts, kind: type[_G], name: str, now: int) -> _G | None:
    """The fact of a kind about `name` that counts at a time of the test."""
    for given in known:
        if isinstance(given, kind) and given[0] == name and now < _ends(given):
            return given
    return None


def switches(known: Facts, now: int) -> tuple[tuple[str, bool], ...]:
    """The switches that do not stand as declared, now."""
    names = dict.fromkeys(g.switch for g in known if isinstance(g, SwitchGiven))
    found = ((name, _holds(known, SwitchGiven, name, now)) for name in names)
    return tuple((name, given.on) for name, given in found if given)


def turns(known: Facts, program: Program) -> tuple[Turn, ...]:
    """When switches turn because a fact about them ends: to the next fact, or as declared."""
    declared = {s.name: s.initial for s in program.switches}
    out: list[Turn] = []
    for given in known:
        if isinstance(given, SwitchGiven) and given.lasts is not None:
            end = _ends(given)
            after = _holds(known, SwitchGiven, given.switch, end)
            out.append((end, given.switch, after.on if after else declared[given.switch]))
    return tuple(out)


def phone(known: Facts, name: str, agents: tuple[str, ...], now: int, t: int) -> Met | None:
    """How a phone meets a ring that begins now, `t` on the clock of the answer; None: it rings out.
    What is said of the phone itself counts before what is said of one of the `agents` who have
    it."""
    said = _holds(known, PhoneGiven, name, now)
    manners = (_manner(known, agent, now) for agent in agents)
    match said or next((m for m in manners if m), None):
        case PhoneGiven(state="busy") | AgentGiven(state="busy"):
            return PhoneBusy(t, name)
        case PhoneGiven(state="unreachable") | AgentGiven(state="unreachable"):
            return PhoneFailed(t, name)
        case PhoneGiven(state="answers", after=after) | AgentGiven(state="answers", after=after):
            return PhoneAnswered(t + after * SECOND, name)
        case _:
            return None


def _manner(known: Facts, agent: str, now: int) -> AgentGiven | None:
    """How the agent's phones meet a ring, if a fact says so."""
    return _of_agent(known, agent, now, present=False)


def _of_agent(known: Facts, agent: str, now: int, *, present: bool) -> AgentGiven | None:
    """The fact that counts of an agent: about being there, or about being rung."""
    of_agents = (given for given in known if isinstance(given, AgentGiven))
    counting = (given for given in of_agents if given.agent == agent and now < _ends(given))
    return next((given for given in counting if (given.state in _PRESENT) is present), None)


# ---- where agents are ---------------------------------------------------------------------------

_PRESENT = ("signed-in", "signed-out", "on-break")


def absent(known: Facts, state: str, now: int) -> tuple[str, ...]:
    """The agents who are `signed-out`, or `on-break`, now."""
    names = dict.fromkeys(g.agent for g in known if isinstance(g, AgentGiven))
    found = ((name, _of_agent(known, name, now, present=True)) for name in names)
    return tuple(name for name, given in found if given and given.state == state)


_COMES = {"signed-out": SignedIn, "on-break": Back}
_GOES = {"signed-out": SignedOut, "on-break": OnBreak}


def moves(known: Facts) -> tuple[Move, ...]:
    """What agents do because a fact about them ends: they come, or the next fact holds."""
    out: list[Move] = []
    for given in known:
        if isinstance(given, AgentGiven) and given.state in _PRESENT and given.lasts is not None:
            end = _ends(given)
            following = _of_agent(known, given.agent, end, present=True)
            before, after = given.state, following.state if following else "signed-in"
            if before in _COMES and before != after:
                out.append(_COMES[before](end, given.agent))
            if after in _GOES and before != after:
                out.append(_GOES[after](end, given.agent))
    return tuple(sorted(out, key=lambda move: move.t))


def is_full(known: Facts, mailbox: str, now: int) -> bool:
    """Whether the mailbox takes no message."""
    return _holds(known, MailboxGiven, mailbox, now) is not None


def share(known: Facts, split: str, t: int) -> Event | None:
    """Which way a split sends the call; None if no fact says so."""
    given = _holds(known, SplitGiven, split, 0)
    return Chosen(t, given.share) if given else None


def returned(known: Facts, external: str, t: int) -> Event | None:
    """What an external hands back; None if no fact says so."""
    given = _holds(known, ReturnGiven, external, 0)
    return Returned(t, given.outcome, given.values) if given else None
