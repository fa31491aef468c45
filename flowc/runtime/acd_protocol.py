"""What a driver tells the queues, and what they tell the driver.

    acd = compile_acd(program)
    state = acd.start(away=("carol",), paused=())
    state, effects = acd.step(state, Joined(0, "a", joining))
    while (t := acd.until(state)) is not None:
        state, effects = acd.step(state, Elapsed(t))

One engine serves all calls of a test. A state is immutable, opaque and hashable, `step` is pure.
There is no clock: every event carries its time `t`, in whole milliseconds of one clock for all
calls. Time never runs back: an event from the past counts as now. Calls are known by any text that
tells them apart.

Time. `step` first lets everything run that is due before `t`, then gives the event: a driver may
send `Elapsed(acd.until(state))` again and again, or just the next event, late. What is due at `t`
itself, only `Elapsed` lets run, and at one instant in two turns: the first `Elapsed(t)` ends rings
whose time is up, lets the next phone ring and relaxes needs; then, whatever else happens at that
instant, `until` is `t` as long as somebody might be offered somebody, and an `Elapsed(t)` makes
these offers. `acd.offering` tells which turn is next.

Precedence. So that every driver means the same, events of one instant are to come in this order:
callers hang up (`Left`, `Freed`), phones answer, keys (`Left`), phones are busy, cannot be reached
or refuse, agents sign in or out or take a break, phones are taken or freed; then `Elapsed` while
`until` is this instant and `offering` is False; then the timers of the calls (`after` among them:
`Left`); then `Elapsed` while `offering` is True. A call that joins is offered in that last turn,
however many joined before it at that instant.

Every event is allowed at every moment; one that nothing waits for is thrown away: an answer from a
phone that does not ring, the end of a call that is in no queue. Agents are the
program's.
"""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple, TypeAlias

from flowc.runtime.protocol import (
    AgentAnswered,
    Elapsed,
    Joining,
    NoAgents,
    Offered,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Queued,
    QueueFull,
    Refused,
    Relaxed,
)

# ---- what a driver gives ------------------------------------------------------------------------


class Joined(NamedTuple):
    """The call asks to be let in, as it says in `joining`. It is in no queue: one that goes from
    queue to queue has `Left` before."""

    t: int
    call: str
    joining: Joining


class Left(NamedTuple):
    """The call does not wait any more, by itself: it hung up, a key, its longest wait. In a
    conversation: the same as `Freed`."""

    t: int
    call: str


class Freed(NamedTuple):
    """The conversation of this call with its agent is over, whoever ended it."""

    t: int
    call: str


class PhoneRefused(NamedTuple):
    """The agent who is rung on this phone declines: none of the agent's other phones is rung."""

    t: int
    phone: str


class SignedIn(NamedTuple):
    """Offers may be made to the agent, unless on break."""

    t: int
    agent: str


class SignedOut(NamedTuple):
    """A ring ends at once; a conversation goes on, and none follows."""

    t: int
    agent: str


class OnBreak(NamedTuple):
    """As `SignedOut`; who is both must sign in and come back to be rung."""

    t: int
    agent: str


class Back(NamedTuple):
    """The agent's break is over."""

    t: int
    agent: str


class PhoneTaken(NamedTuple):
    """A direct call begins on this phone (a ring block's, not a queue's): its agent is busy for
    queues. A ring of the agent ends: busy."""

    t: int
    phone: str


class PhoneFreed(NamedTuple):
    """The direct call on this phone is over."""

    t: int
    phone: str


Event: TypeAlias = (
    Joined
    | Left
    | Freed
    | PhoneAnswered
    | PhoneBusy
    | PhoneFailed
    | PhoneRefused
    | SignedIn
    | SignedOut
    | OnBreak
    | Back
    | PhoneTaken
    | PhoneFreed
    | Elapsed
)

# ---- what comes of it ---------------------------------------------------------------------------


class Told(NamedTuple):
    """The call is to be given this event. Its `t` is of the queues' clock, not yet of the call's
    own."""

    call: str
    event: Queued | QueueFull | NoAgents | Relaxed | Offered | Refused | AgentAnswered


class Rings(NamedTuple):
    """A phone of the agent begins to ring for the call."""

    t: int
    agent: str
    phone: str
    call: str


class Stops(NamedTuple):
    """A phone of the agent does not ring any more, and was not answered."""

    t: int
    agent: str
    phone: str
    call: str


Effect: TypeAlias = Told | Rings | Stops

# ---- the engine ---------------------------------------------------------------------------------

AcdState: TypeAlias = tuple[Any, ...]
"""All queues between two events. Opaque; equal states behave equally."""


class Acd(NamedTuple):
    """The queues of a program."""

    start: Callable[[Collection[str], Collection[str]], AcdState]
    """Before anybody called: `away`, the agents who are signed out, and `paused`, those on break.
    All others are signed in; nobody was in a conversation yet."""

    step: Callable[[AcdState, Event], tuple[AcdState, tuple[Effect, ...]]]
    """What an event brings about, in order."""

    until: Callable[[AcdState], int | None]
    """When the queues go on by themselves; None: only an event changes anything."""

    offering: Callable[[AcdState], bool]
    """Whether it is new offers that are due at `until`: everything else of that instant comes
    before them."""

    position: Callable[[AcdState, str, int], int | None]
    """The position of a call, from 1, among those who wait in its queue at the instant `t`, by
    priority and wait, being rung for or not; None: it does not wait."""
