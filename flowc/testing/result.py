"""What came of a test: every call as it went, and where the script and the call parted."""

from typing import Literal, NamedTuple, TypeAlias

from flowc.diagnostic import Diagnostic
from flowc.runtime.protocol import Call, Event, Wait
from flowc.semantics.scenario import Does, Test
from flowc.source import Span
from flowc.testing.agreement import Difference
from flowc.trace import Trace


class Step(NamedTuple):
    """An event that a call was given, and the wait that it met. `turn` puts the events of all calls
    of a test in order, those of one instant too; a call that comes in takes a turn as well."""

    wait: Wait
    event: Event
    turn: int = 0


class CallLog(NamedTuple):
    """One call of a test.

    `began`: milliseconds from the start of the test, and its `turn`. `call`: as it came in.
    `texts` holds what was said, values filled in, by the place of the `play` in the trace; a prompt
    without a text is not among them. `steps` is everything that befell the call, the passing of
    time included: who gives the same to a real switch makes the same call. `of`: the caller whose
    callback it is, which nobody dials: the switch makes it; "" for a call that comes in.
    """

    caller: str
    began: int
    call: Call
    trace: Trace
    texts: dict[int, str]
    steps: tuple[Step, ...]
    turn: int = 0
    of: str = ""


class Rang(NamedTuple):
    """A phone that a queue rang for an agent.

    `met`: how it met the ring; "" if it did nothing until it stopped ringing, because its time was
    up or somebody else was quicker. `since` and `at`: when it began, and when it was met or
    stopped, in milliseconds from the start of the test; `turn` and `met_turn` put that among the
    turns of `Step`s: it began to ring when `turn` had been taken, and was met at `met_turn`.
    """

    agent: str
    phone: str
    caller: str
    since: int
    turn: int
    met: Literal["answered", "busy", "failed", "refused", ""] = ""
    at: int = 0
    met_turn: int = 0


class Moved(NamedTuple):
    """What an agent did, as `does` of `agent alice signs out`, and when: as in `Rang`."""

    agent: str
    does: Does
    at: int
    turn: int


class Agents(NamedTuple):
    """What the agents of a test did, whoever said so.

    With the calls' `steps` (in which an answer is `AgentAnswered` and a refusal `Refused`) it is
    everything that befell the queues. Who makes the same test on a real switch lets every phone
    meet its rings as they were met here: the nth ring of a phone as its nth `Rang`, answered when
    the turns say so. `away` are signed out when the test begins, `paused` on a break. What queues
    do takes its time: a wrap-up, a need that relaxes, a talk that others wait for. Where calls meet
    in queues, what anybody does has to come at its time `at`, too.
    """

    away: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    rang: tuple[Rang, ...] = ()
    moved: tuple[Moved, ...] = ()


class Failure(NamedTuple):
    """Why a test fails.

    `message` is the fact, `help` what to write instead, `span` the statement that is not met (the
    test's title where no statement is to blame). `caller` is whose call it is about; `position` is
    a place in that call's trace: what comes before had been matched by earlier statements. `block`
    is where the call was at that place (or where it began), `at` that block in the flow; both are
    None for a call that came to no block.
    """

    message: str
    help: str | None
    span: Span
    caller: str
    position: int
    block: str | None
    at: Span | None


class Told(NamedTuple):
    """What a switch told of one call of a test.

    `t` of its events is in seconds of the flow since the call's start, measured: a clock that runs
    ten-fold has been taken out. `stuck` is empty, or why the call was given up before its end, as a
    clause: "waited 30 s for it to listen". `log` holds what the switch itself complained about
    while the call lasted, a line each.
    """

    caller: str
    trace: Trace
    stuck: str
    log: tuple[str, ...]


class Parting(NamedTuple):
    """A call of a test that went another way on a switch than in the runtime.

    `runtime` is the call as the runtime made it, `switch` as the switch did; `difference` says
    where they part. `stuck` and `log` are the switch's, as in `Told`.
    """

    runtime: CallLog
    switch: CallLog
    difference: Difference
    stuck: str
    log: tuple[str, ...]


class Result(NamedTuple):
    """`failure` None: passed. `milliseconds` from the start to the last event, on the virtual clock
    (on a switch: as measured). `met`: for each line of the script that was met, how many events of
    its caller's trace had been matched then.

    On a switch the calls are those that the switch made, and `parting` is the first that went
    another way than in the runtime. `agents` are the runtime's.
    """

    test: Test
    failure: Failure | None
    calls: tuple[CallLog, ...]
    milliseconds: int
    met: tuple[int, ...] = ()
    parting: Parting | None = None
    agents: Agents = Agents()


class Engine(NamedTuple):
    """What took the calls: `name` as `--on` takes it, `title` as its makers write it; no version
    for the runtime."""

    name: str
    title: str
    version: str

    def __str__(self) -> str:
        """`Asterisk 22.10.1`."""
        return f"{self.title} {self.version}".rstrip()


RUNTIME = Engine("runtime", "runtime", "")


Bad: TypeAlias = Literal["not-found", "refused", "fails", "times out", "garbage"]
"""What a service may give instead of what a test says."""

How: TypeAlias = Literal["dropped", "congestion", "circles"]


class Stuck(NamedTuple):
    """A caller whom a service's reply leaves without help, though the test passes.

    `how` is `dropped`: the call ends, and nothing was said, rung or recorded since; `congestion`:
    it ends as if all lines were taken; `circles`: it goes round without end. `bad`: the replies
    that do so; `lookup`: where it is asked; `asked`: method and path, or the number that a list is
    asked for. `way`: what was left by which outcome, and where to; of a way without end its
    beginning. `test` is the first that comes there.
    """

    how: How
    bad: tuple[Bad, ...]
    service: str
    asked: str
    lookup: Span
    way: tuple[tuple[str, str, str], ...]
    test: Test


class Suite(NamedTuple):
    """The tests of one file and what came of them. `flow`: the name of the program that they call.

    With `errors` the program could not be called, and there are no results. `stuck`: callers of its
    tests for whom nothing is done when a service replies otherwise.
    """

    path: str
    flow: str
    results: tuple[Result, ...]
    errors: tuple[Diagnostic, ...]
    stuck: tuple[Stuck, ...] = ()
