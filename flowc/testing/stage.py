"""The stage of a test: its calls, and the one virtual clock that they share.

Time moves only in `advance`, to the next thing that is due: a timer of a call, or something that
the test's `given`s bring about. Things of one instant happen in the order that the runtime gives
them, then in the order of the calls, then among the agents whom queues ring. Times are whole
milliseconds from the start of the test; a call counts its own from when it began.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from flowc.runtime import acd_protocol as acd
from flowc.runtime.precedence import precedence
from flowc.runtime.protocol import (
    AgentAnswered,
    Call,
    Choosing,
    Elapsed,
    Event,
    Joining,
    LookingUp,
    MailboxFull,
    Outside,
    PhoneBusy,
    Playing,
    Queueing,
    Recording,
    Registered,
    Registering,
    Ringing,
    Silence,
    SwitchTurned,
    Talking,
    Wait,
)
from flowc.semantics.scenario import Dial, Test, callback_of
from flowc.testing import given
from flowc.testing.given import SECOND
from flowc.testing.live import Live, Missing, Play
from flowc.testing.quoting import quoted
from flowc.testing.result import Step
from flowc.testing.staff import Staff

QUIET = 5 * SECOND
"""How long somebody who is being recorded has said nothing when the recording is told."""


class Stage:
    """A test while it is played."""

    def __init__(self, play: Play, test: Test) -> None:
        """Nobody has called yet, and the clock stands at the start."""
        self.play = play
        self.test = test
        self.facts = given.facts(test.givens)
        self.turns = list(given.turns(self.facts, play.program))
        self.now = 0
        self.turn = 0
        self.calls: dict[str, Live] = {}
        self.missing: Missing | None = None
        self.staff = Staff(play.program, self.facts)
        self.told: list[acd.Told] = []
        self.telling = False


# ---- what the script does -----------------------------------------------------------------------


def dial(stage: Stage, caller: str, said: Dial) -> Live:
    """A call comes in, now."""
    call = Call(
        to=said.to,
        caller=said.caller,
        name=said.name,
        redirected_from=said.redirected_from,
        at=None if stage.test.at is None else stage.test.at + stage.now // SECOND,
        entry=said.entry,
        switches=given.switches(stage.facts, stage.now),
    )
    state, (trace, wait) = stage.play.machine.start(call)
    live = Live(caller, call, stage.now, state, wait)
    live.turn = _turn_taken(stage)
    live.trace += trace
    stage.calls[caller] = live
    _begin_wait(stage, live)
    return live


def _call_back(stage: Stage, caller: Live, asked: Registering) -> None:
    """The callback that the caller registers begins a life of its own, now."""
    state, (trace, wait) = stage.play.machine.calls_back(caller.state)
    nth = 1 + sum(live.of == caller.caller for live in stage.calls.values())
    at = None if caller.call.at is None else caller.call.at + clock(stage, caller) // SECOND
    call = caller.call._replace(caller=asked.number, at=at, entry=None)
    live = Live(callback_of(caller.caller, nth), call, stage.now, state, wait)
    live.of = caller.caller
    live.turn = _turn_taken(stage)
    live.trace += trace
    stage.calls[live.caller] = live
    caller.coming = [Registered(clock(stage, caller))]
    _begin_wait(stage, live)


def send(stage: Stage, live: Live, event: Event) -> None:
    """Give the call an event."""
    machine, before = stage.play.machine, live.wait
    text = machine.heard(live.state) if isinstance(before, Playing | Queueing) else ""
    live.steps.append(Step(before, event, _turn_taken(stage)))
    live.state, (trace, wait) = machine.step(live.state, event)
    if text:
        played = next((n for n, e in enumerate(trace) if e[0] == "play"), None)
        if played is not None:
            live.texts[len(live.trace) + played] = text
    live.trace += trace
    live.wait = wait
    if wait is not before:
        _end_wait(stage, live, before, event)
    if wait is not before or trace:
        _begin_wait(stage, live)


def tell(stage: Stage, event: acd.Event) -> None:
    """Give the queues an event, and their calls what comes of it. A call that goes on from there
    into another queue is let in when the others have been told."""
    turn = stage.turn if isinstance(event, _OF_CALLS) else _turn_taken(stage)
    stage.told += stage.staff.give(event, turn)
    if stage.telling:
        return
    stage.telling = True
    while stage.told:
        call, heard = stage.told.pop(0)
        live = stage.calls[call]
        send(stage, live, heard._replace(t=clock(stage, live)))
    stage.telling = False


_OF_CALLS = (acd.Joined, acd.Left, acd.Freed, acd.PhoneTaken, acd.PhoneFreed, Elapsed)
"""What the queues are given because a call or the clock went on: no turn of anybody's."""


def _turn_taken(stage: Stage) -> int:
    stage.turn += 1
    return stage.turn


def clock(stage: Stage, live: Live) -> int:
    """The time on the call's own clock."""
    return stage.now - live.began


# ---- time ---------------------------------------------------------------------------------------


def advance(stage: Stage, before: int | None = None) -> bool:
    """Let the next thing happen; False if nothing is due, or nothing before `before`."""
    if stage.missing:
        return False
    due = [*_of_calls(stage), *_of_staff(stage)]
    if not due:
        return False
    t, rank, happen = min(due, key=lambda x: x[:2])
    if before is not None and t >= before:
        return False
    if stage.turns and (stage.turns[0][0], _TURN) < (t, rank):
        _turn(stage)
        return True
    stage.now = max(stage.now, t)
    happen()
    return True


_Due: TypeAlias = tuple[int, int, Callable[[], None]]
"""When something is due, its precedence, and what lets it happen."""


def _of_calls(stage: Stage) -> list[_Due]:
    def happen(live: Live, event: Event) -> None:
        live.coming = [e for e in live.coming if e is not event]
        send(stage, live, event)

    return [
        (live.began + event.t, precedence(event, live.wait), partial(happen, live, event))
        for live in stage.calls.values()
        for event in _due(live)
    ]


def _of_staff(stage: Stage) -> list[_Due]:
    return [(due.t, due.precedence, partial(tell, stage, due.event)) for due in stage.staff.due()]


_TURN = precedence(SwitchTurned(0, "", on=True))


def until(stage: Stage, live: Live, ready: Callable[[], bool]) -> bool:
    """Let things happen until `ready`; False if that never comes in this call. Who may wait without
    end, as a callback in its queue, has waited in vain after `_PATIENCE`."""
    wait, since = live.wait, stage.now
    while not ready():
        if live.wait is not wait:
            wait, since = live.wait, stage.now
        in_vain = wait.until is None and stage.now - since > _PATIENCE
        if live.ended or in_vain or not advance(stage):
            return False
    return True


_PATIENCE = 3600 * SECOND


def pass_time(stage: Stage, milliseconds: int) -> None:
    """Let time pass. What a call does by itself at the very end has not happened then: whoever
    acts next comes before it. A fact that holds `for` so long has ended."""
    until = stage.now + milliseconds
    while advance(stage, until):
        pass
    while stage.turns and stage.turns[0][0] <= until:
        _turn(stage)
    while stage.staff.moves and stage.staff.moves[0].t <= until:
        stage.now = max(stage.now, stage.staff.moves[0].t)
        tell(stage, stage.staff.moves[0])
    if not stage.missing:
        stage.now = until


def _turn(stage: Stage) -> None:
    at, switch, on = stage.turns.pop(0)
    stage.now = max(stage.now, at)
    for live in tuple(stage.calls.values()):
        send(stage, live, SwitchTurned(clock(stage, live), switch, on))


def _due(live: Live) -> list[Event]:
    """What happens next in a call if its caller does nothing."""
    due = list(live.coming)
    wait = live.wait
    if isinstance(wait, Recording):
        due.append(Silence(max(live.recording, live.speaks_until) + QUIET))
    if wait.until is not None:
        due.append(Elapsed(wait.until))
    return due


def settle(stage: Stage, live: Live) -> None:
    """Let the call come to where it stays for a while: nobody can do anything to one that a split
    or dialplan outside the flow is about to send on."""
    while isinstance(live.wait, Choosing | Outside | Registering) and advance(stage):
        pass


# ---- what the facts bring about -----------------------------------------------------------------


def _end_wait(stage: Stage, live: Live, before: Wait, event: Event) -> None:
    """The queues are told of a wait that is over: of a caller who leaves one by themselves, of a
    conversation, of a phone that talks."""
    t, caller = stage.now, live.caller
    match before:
        case Queueing() if not isinstance(live.wait, Queueing):
            if not isinstance(event, AgentAnswered):
                tell(stage, acd.Left(t, caller))
        case Talking() if caller in stage.staff.talks:
            tell(stage, acd.Freed(t, caller))
        case Ringing() if caller in stage.staff.talks and not isinstance(live.wait, Talking):
            tell(stage, acd.Freed(t, caller))  # the agent waited in vain for who is called back
        case Talking(partner):
            tell(stage, acd.PhoneFreed(t, partner))
        case _:
            pass


def _begin_wait(stage: Stage, live: Live) -> None:
    """What becomes of a wait that has just begun, so far as the facts decide it."""
    t = clock(stage, live)
    match live.wait:
        case Ringing(phones=phones):
            live.coming = _reactions(stage, live, phones)
        case Joining() as joining:
            live.coming = []
            tell(stage, acd.Joined(stage.now, live.caller, joining))
        case Talking(partner) if live.caller not in stage.staff.talks:
            live.coming = []
            tell(stage, acd.PhoneTaken(stage.now, partner))
        case Recording(mailbox=mailbox):
            live.recording = t
            live.coming = []
            if given.is_full(stage.facts, mailbox, stage.now):  # before anybody can do anything
                send(stage, live, MailboxFull(t))
        case Choosing(block, shares):
            ways = " or ".join(dict.fromkeys(f"`{way}`" for _, way in shares))
            event = given.share(stage.facts, block, t)
            message = f"nothing says which way the split `{block}` sends this call"
            _decided(stage, live, event, message, f"write `given split {block} takes …`: {ways}")
        case Outside(block, outcomes):
            ways = " or ".join(dict.fromkeys(f"`{o}`" for o in (*outcomes, "failed")))
            event = given.returned(stage.facts, block, t)
            message = f"nothing says what the external `{block}` returns for this call"
            _decided(stage, live, event, message, f"write `given {block} returns …`: {ways}")
        case LookingUp() as asked:
            _asked(stage, live, asked)
        case Registering() as asked:
            _call_back(stage, live, asked)
        case _:
            live.coming = []


def _reactions(stage: Stage, live: Live, phones: tuple[str, ...]) -> list[Event]:
    """How the phones of a line meet its ring. All is decided at its first instant: only then can a
    phone leave it and the others go on ringing."""
    t, taken = clock(stage, live), engaged(stage)
    owners = {name: _owners(stage, name) for name in phones}
    found = (
        PhoneBusy(t, name)
        if name in taken
        else given.phone(stage.facts, name, owners[name], stage.now, t)
        for name in phones
    )
    return [event for event in found if event]


def _owners(stage: Stage, phone: str) -> tuple[str, ...]:
    return tuple(a.name for a in stage.play.program.agents if phone in a.phones)


def engaged(stage: Stage) -> frozenset[str]:
    """The phones that talk, in whatever call of the test, or wait for who is called back."""
    talks = stage.staff.talks.values()
    direct = (
        live.wait.partner
        for live in stage.calls.values()
        if isinstance(live.wait, Talking) and live.caller not in stage.staff.talks
    )
    return frozenset((*(talk.phone for talk in talks), *direct))


def _asked(stage: Stage, live: Live, asked: LookingUp) -> None:
    """A service answers as the facts say, or lets the call wait; a list what its file says."""
    fact = given.about(stage.facts, asked, stage.now)
    if fact is None and asked.method == "list":
        live.coming = [given.looked_at(clock(stage, live))]
        return
    event = given.replied(fact, clock(stage, live)) if fact else None
    live.coming = [event] if event else []
    if fact is None and stage.missing is None:
        asks = f"{asked.service} {asked.method} {quoted(asked.plain)}"
        message = f"nothing says what the service `{asked.service}` replies to `{asks}`"
        advice = f"write `given {asks} replies 200 {{ … }}`, or `given {asked.service} fails`"
        stage.missing = Missing(live.caller, message, advice)


def _decided(stage: Stage, live: Live, event: Event | None, message: str, advice: str) -> None:
    live.coming = [event] if event else []
    if event is None and stage.missing is None:
        stage.missing = Missing(live.caller, message, advice)
