"""What a driver tells a call and what the call tells the driver.

    machine = compile_program(program)
    state, (trace, wait) = machine.start(Call(to="+37052000000", caller="+37061234567"))
    while wait.until is not None:
        state, (trace, wait) = machine.step(state, Elapsed(wait.until))

A state is immutable and opaque, `step` is pure: the same state and event give equal results. The
machine has no clock: every event carries its time `t`, in whole milliseconds since the call's
start, and every wait says in `until` when the machine goes on by itself.

Time. `step` first lets every timer run that is due before `t`, then gives the event to what waits
then: a driver may send `Elapsed(wait.until)` wait by wait, or just the next key, late. An event at
exactly `until` comes before the timer; only `Elapsed` lets a timer run that is due at `t` itself.
Of several events at one instant the driver sends that of least `precedence.precedence` first.
Time never runs back: an event from the past counts as now.

Every event is allowed at every moment, and one that nothing waits for is thrown away: a key while
nothing listens, an answer from a phone that does not ring, anything after the end. A key is one of
`0`-`9`, `*`, `#`; others are thrown away.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

from flowc.runtime.spoke import Spoke
from flowc.semantics.ir import Type, Value
from flowc.trace import Trace

# ---- what a driver gives ------------------------------------------------------------------------


class Call(NamedTuple):
    """A call as it arrives.

    `to`, `caller` and `redirected_from` are cleaned as `caller.number` is (`flowc.runtime.values`):
    `+digits`, bare digits as they are, anything else is withheld. A `to` that is claimed only with
    a `+` in front is that number. `name` is cleaned too. `at` is the epoch second of the start,
    None without a clock: then every schedule is closed and `now` is "". `entry` names an
    `entry` of the program and wins over `to`. `switches` are those that do not stand as declared.
    A call to a number or an entry that the program does not claim ends at once, by flow, with
    cause "unclaimed".
    """

    to: str = ""
    caller: str = ""
    name: str = ""
    redirected_from: str = ""
    at: int | None = None
    entry: str | None = None
    switches: tuple[tuple[str, bool], ...] = ()


class Queued(NamedTuple):
    """The queue took the caller in, who is at this position (from 1) among those who wait there."""

    t: int
    position: int


class QueueFull(NamedTuple):
    """As many callers wait as the queue's limit allows."""

    t: int


class NoAgents(NamedTuple):
    """Nobody who is signed in and not on break meets even the last need."""

    t: int


class Relaxed(NamedTuple):
    """The need's step of this index holds from now on."""

    t: int
    step: int


class Offered(NamedTuple):
    """An agent is rung. `why`: the need's step (from 1) and the rule that chose, as
    "need 2, longest-idle"."""

    t: int
    agent: str
    why: str


class Refused(NamedTuple):
    """An agent is not rung any more without having answered; `why`: no-answer, busy, failed,
    refused, or away (signed out or on break meanwhile)."""

    t: int
    agent: str
    why: str


class AgentAnswered(NamedTuple):
    """An agent who was offered the caller picked up."""

    t: int
    agent: str


class Elapsed(NamedTuple):
    """Nothing happened up to `t`: timers due then, `t` included, run."""

    t: int


class HangUp(NamedTuple):
    """The caller hangs up."""

    t: int


class Key(NamedTuple):
    """The caller presses a key."""

    t: int
    key: str


class PhoneAnswered(NamedTuple):
    """One of the phones (or outside numbers) that ring is picked up; the others stop."""

    t: int
    phone: str


class PhoneBusy(NamedTuple):
    """One of the phones that ring turns out to be busy."""

    t: int
    phone: str


class PhoneFailed(NamedTuple):
    """One of the phones that ring cannot be reached: not registered, the trunk is down."""

    t: int
    phone: str


class AgentHangUp(NamedTuple):
    """Whoever talks with the caller hangs up; the caller is still there."""

    t: int


class Silence(NamedTuple):
    """The caller, who is being recorded, has said nothing for the last five seconds."""

    t: int


class MailboxFull(NamedTuple):
    """The mailbox that was to record takes no message."""

    t: int


class Chosen(NamedTuple):
    """A split's choice: the index of the share."""

    t: int
    share: int


class Returned(NamedTuple):
    """Dialplan outside flowc hands the call back. An outcome that the block does not name, "failed"
    among them, or a value that does not fit its type, is `failed`."""

    t: int
    outcome: str
    values: tuple[tuple[str, Value], ...] = ()


class Replied(NamedTuple):
    """A service answers: its HTTP status and the body as text. `status` None: there is no answer,
    the connection was refused or broken off. Of a list, 200 is what its file says, whatever the
    body; 404 that the number is not in it."""

    t: int
    status: int | None
    body: str


class Registered(NamedTuple):
    """The switch has taken over a callback, or (`kept` False) can't keep it."""

    t: int
    kept: bool = True


class SwitchTurned(NamedTuple):
    """Staff turn a switch while the call goes on."""

    t: int
    switch: str
    on: bool


Event: TypeAlias = (
    Elapsed
    | HangUp
    | Key
    | Spoke
    | PhoneAnswered
    | PhoneBusy
    | PhoneFailed
    | AgentHangUp
    | Silence
    | MailboxFull
    | Chosen
    | Returned
    | Replied
    | Registered
    | SwitchTurned
    | Queued
    | QueueFull
    | NoAgents
    | Relaxed
    | Offered
    | Refused
    | AgentAnswered
)

# ---- what the machine waits for -----------------------------------------------------------------
# `until` is the instant, in milliseconds since the start, at which the machine goes on by itself;
# None: only an event ends the wait.


class Playing(NamedTuple):
    """A prompt plays. `listening` names what a key would go to (a menu, a variable, "confirm");
    "" when nothing listens: then keys are thrown away. `Machine.heard` gives its text."""

    until: int
    prompt: str
    language: str
    listening: str


class Listening(NamedTuple):
    """Silence in which keys count; `into` as in the trace's `keys`. `begun`: a key was pressed in
    this try, and `until` is the gap between keys."""

    until: int
    into: str
    begun: bool


class Recording(NamedTuple):
    """A message is recorded until `#`, `Silence`, hanging up, or its longest length, `until`."""

    until: int
    mailbox: str


class Ringing(NamedTuple):
    """Phones (names) and outside numbers ring together, in written order; `block` is the ring."""

    until: int
    block: str
    phones: tuple[str, ...]


class Joining(NamedTuple):
    """The caller asks to be let into a queue: `Queued`, `QueueFull` or `NoAgents` answers. `seats`:
    who may be offered the caller from how many milliseconds of waiting on. `priority`: the
    priority from how many milliseconds of waiting on; the first is from 0.

    `waited`: it counts as having waited so many milliseconds already. `calls_back`: it is a
    callback, which no limit keeps out, and which counts in none."""

    queue: str
    seats: tuple[tuple[int, tuple[str, ...]], ...]
    priority: tuple[tuple[int, int], ...]
    until: None = None
    waited: int = 0
    calls_back: bool = False


class Queueing(NamedTuple):
    """The caller waits in a queue, and hears music or (`prompt` not "") something that is said
    every so often. Ended by `AgentAnswered`, one of the queue's keys, hanging up, or its longest
    wait. `says`: at `until` something is said, and everything else of that instant comes before
    it, new offers too. `until` None: a callback, whose wait has no longest."""

    until: int | None
    queue: str
    prompt: str
    language: str
    says: bool = False


class Talking(NamedTuple):
    """The caller talks with a phone, an outside number or an agent, until either hangs up."""

    partner: str
    until: None = None


class Waiting(NamedTuple):
    """`wait`: nothing plays and nothing listens."""

    until: int


class Choosing(NamedTuple):
    """A split wants a share: for each its percent and where it leads as written: a block, hangup,
    busy, congestion, or the flow's default "failed" or "gave-up"."""

    block: str
    shares: tuple[tuple[int, str], ...]
    until: None = None


class Outside(NamedTuple):
    """The call is in dialplan outside flowc: the outcomes and the typed values it may return."""

    block: str
    outcomes: tuple[str, ...]
    reads: tuple[tuple[str, Type], ...]
    until: None = None


class LookingUp(NamedTuple):
    """A service is asked; at `until` it has taken too long. `path`: percent-encoded, the query
    behind it; `plain`: the path before encoding and without the query; `body`: JSON, or "" where
    none is sent, with `***` in the place of each secret. With `method` "list", a list that stands
    in a file is asked for the number `plain`."""

    until: int
    service: str
    method: Literal["get", "post", "put", "list"]
    path: str
    plain: str
    body: str


class Registering(NamedTuple):
    """The call registers a callback to this number; `Registered` answers. `Machine.calls_back`
    begins the callback's own life: there it waits between tries (`Waiting`), for a queue
    (`Joining`, `Queueing`), for the number while the agent is there already (`Ringing`), and talks.
    """

    block: str
    queue: str
    number: str
    until: None = None


class Ended(NamedTuple):
    """The call is over; as in the trace's `end`."""

    by: str
    cause: str
    until: None = None


Wait: TypeAlias = (
    Playing
    | Listening
    | Recording
    | Ringing
    | Joining
    | Queueing
    | Talking
    | Waiting
    | Choosing
    | Outside
    | LookingUp
    | Registering
    | Ended
)

# ---- the machine --------------------------------------------------------------------------------

State: TypeAlias = tuple[Any, ...]
"""A call between two events. Opaque; equal states behave equally."""

Effects: TypeAlias = tuple[Trace, Wait]
"""What happened (`flowc.trace` events, in order), and what the call now waits for."""


class Machine(NamedTuple):
    """A compiled program; it may serve any number of calls at once."""

    start: Callable[[Call], tuple[State, Effects]]
    step: Callable[[State, Event], tuple[State, Effects]]
    heard: Callable[[State], str]
    """The text of the prompt that plays in this state, its values filled in; "" when none plays or
    it has no text in the call's language. Worked out when asked for."""

    calls_back: Callable[[State], tuple[State, Effects]]
    """The callback that the call registers in this state, as a call of its own, which begins at
    the same instant with a clock of its own."""
