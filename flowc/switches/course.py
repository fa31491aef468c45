"""The course of a call: what has to be done to a real call so that it becomes the runtime's.

The runtime's log of a call holds every event that it was given. Played once more, event by event,
it shows which wait each of them met, and a real switch can tell when it has come to that wait: the
third prompt begins, it listens for the second time. So an event becomes an act at a moment. What a
switch does by itself (time runs out, the dice fall, other dialplan answers) is no act.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from flowc.runtime.acd_protocol import PhoneRefused
from flowc.runtime.protocol import (
    AgentHangUp,
    Chosen,
    Effects,
    Ended,
    Event,
    HangUp,
    Key,
    Listening,
    LookingUp,
    Machine,
    MailboxFull,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Playing,
    Queueing,
    Recording,
    Registering,
    Returned,
    Ringing,
    State,
    SwitchTurned,
    Talking,
    Wait,
    Waiting,
)
from flowc.semantics.scenario import callback_of
from flowc.testing.result import Agents, CallLog, Moved, Result, Step
from flowc.trace import Event as TraceEvent, Trace

Did = (
    Key
    | HangUp
    | PhoneAnswered
    | PhoneBusy
    | PhoneFailed
    | PhoneRefused
    | AgentHangUp
    | SwitchTurned
    | Moved
)


class Moment(NamedTuple):
    """A wait as a switch shows that it has come to it: the `nth` (from 0) of its `kind`.

    "play": a prompt begins. "listen": it waits for keys. "ring": a line of phones is rung. "talk":
    somebody of the nth line talks with the caller. "record": a message. "wait": nothing listens.
    "queue": something happens to the caller in a queue (it is let in, a step, an offer, a refusal).
    "agent": an agent talks with the caller. "lookup": a service was asked.
    """

    kind: str
    nth: int


OVER = Moment("over", 0)
"""The call has ended. Staff may still turn a switch, which another call of the test meets."""


class Act(NamedTuple):
    """What is done to the call at a moment. `after`: for each call of the test, how many of its
    moments must have come before. `when`: not before this time of the test, in milliseconds."""

    event: Did
    at: Moment
    after: tuple[int, ...]
    when: int = 0


class Course(NamedTuple):
    """A call as it is to be made.

    `moments` come in this order; `leaves`: the time at which the call goes on from each of them;
    `comes`: the time of the test at which each of them comes. `begin`, `starts`: as `Act.after` and
    `Act.when`, before the call is placed at all; nobody places a callback (`log.of`), which the
    switch begins by itself. `agents`: what they did in a test with queues, in
    which everything takes its time; None: there are none. `draws`: the shares that splits take,
    by block, as indices. `returns`: what outside dialplan hands back, in order. `full`: of
    each time that it comes to a mailbox, whether that takes no message. `cut`: the prompts during
    which something is done. `longest`: how long at most nothing is done; `length`: of the whole
    call. Times are milliseconds.
    """

    log: CallLog
    moments: tuple[Moment, ...]
    leaves: tuple[int, ...]
    comes: tuple[int, ...]
    begin: tuple[int, ...]
    starts: int
    agents: Agents | None
    acts: tuple[Act, ...]
    draws: tuple[tuple[str, int], ...]
    returns: tuple[Returned, ...]
    full: tuple[bool, ...]
    cut: frozenset[str]
    longest: int
    length: int


def courses(machine: Machine, result: Result, *, silent: bool = False) -> tuple[Course, ...]:
    """The calls of a test, in their order. `silent`: the switch does not tell which step of a need
    holds, nor what it says to those who wait in a queue."""
    walks: list[_Walk] = []
    lives: dict[str, _Begun] = {}
    for log in result.calls:
        begin = lives[log.caller] if log.of else machine.start(log.call)
        walk = _walk(machine, log, begin, silent=silent)
        names = (callback_of(log.caller, nth) for nth, _ in enumerate(walk.lives, 1))
        lives.update(zip(names, walk.lives, strict=True))
        walks.append(walk)
    happened = (event for log in result.calls for event in log.trace)
    queues = any(event[0] == "enter" and event[3] in {"queue", "callback"} for event in happened)
    agents = result.agents if queues else None
    return tuple(_course(n, walks, agents) for n in range(len(walks)))


class _Stride(NamedTuple):
    """An event that the call was given, and the moment it met: its place among the moments, -1 if
    none had come yet."""

    event: Event | Did
    wait: Wait
    place: int
    turn: int


_Begun: TypeAlias = tuple[State, Effects]
"""A call as it begins."""


class _Walk(NamedTuple):
    """`lives`: the callbacks that the call registers, as they begin."""

    log: CallLog
    moments: list[Moment]
    comes: list[int]
    strides: list[_Stride]
    lives: list[_Begun]


def _walk(machine: Machine, log: CallLog, begin: _Begun, *, silent: bool) -> _Walk:
    """The call once more, event by event."""
    state, (trace, wait) = begin
    told: Trace = trace
    count = _Count()
    moments: list[Moment] = []
    comes: list[int] = []
    strides: list[_Stride] = []
    lives: list[_Begun] = []
    count.meet(wait, _shown(told) if silent else told, moments)
    comes += [log.began] * len(moments)
    for step in log.steps:
        strides.append(_Stride(step.event, wait, len(moments) - 1, step.turn))
        lives += [machine.calls_back(state)] if isinstance(wait, Registering) else []
        state, (trace, after) = machine.step(state, step.event)
        told += trace
        if after is not wait or trace:
            count.meet(after, _shown(told) if silent else told, moments)
            comes += [log.began + step.event.t] * (len(moments) - len(comes))
        if isinstance(step.event, PhoneAnswered) and isinstance(after, Ended):
            strides.append(_handed(step, told, moments))
            comes += [log.began + step.event.t] * (len(moments) - len(comes))
        wait = after
    if not told or told[-1][0] != "end":  # the test failed before: its caller goes then
        strides.append(_Stride(HangUp(_last(log)), wait, len(moments) - 1, sys.maxsize))
    return _Walk(log, moments, comes, strides, lives)


def _handed(step: Step, told: Trace, moments: list[Moment]) -> _Stride:
    """Whoever a call was transferred to talks with the caller; to the runtime it is over, so the
    other side hangs up as soon as they talk."""
    moments.append(Moment("talk", _sum(told, "ring") - 1))
    partner = next(event[2][0] for event in reversed(told) if event[0] == "ring")
    event = AgentHangUp(step.event.t)
    return _Stride(event, Talking(partner), len(moments) - 1, step.turn)


def _shown(told: Trace) -> Trace:
    """Without what a silent switch does not tell."""
    found: list[TraceEvent] = []
    waits = False
    for event in told:
        if event[0] == "queue":
            waits = event[3] != "answer"
        elif event[0] == "leave":
            waits = False
        if not (waits and (event[0] == "play" or event[3:4] == ("need",))):
            found.append(event)
    return tuple(found)


_COUNTED = {Listening: "listen", Recording: "record", Waiting: "wait", LookingUp: "lookup"}
"""Waits that are counted as they come, and the kind of moment that each is."""


class _Count:
    """How many waits of each kind there were."""

    def __init__(self) -> None:
        self._come = dict.fromkeys(_COUNTED.values(), 0)

    def meet(self, wait: Wait, told: Trace, moments: list[Moment]) -> None:
        """A wait has begun; it becomes a moment if a switch shows it."""
        match wait:
            case Playing():
                found = Moment("play", _sum(told, "play"))
            case Ringing():
                found = Moment("ring", _sum(told, "ring"))
            case Queueing():
                found = Moment("queue", _sum(told, "queue") - _answers(told) - 1)
            case Talking() if _last_of(told, "ring") < _last_of(told, "queue"):
                found = Moment("agent", _answers(told) - 1)
            case Talking():
                found = Moment("talk", _sum(told, "ring") - 1)
            case Listening() | Recording() | Waiting() | LookingUp():
                kind = _COUNTED[type(wait)]
                found = Moment(kind, self._come[kind])
                self._come[kind] += 1
            case _:
                return
        if not moments or moments[-1] != found:
            moments.append(found)


def _sum(told: Trace, what: str) -> int:
    return sum(event[0] == what for event in told)


def _answers(told: Trace) -> int:
    """How often an agent has answered."""
    return sum(event[0] == "queue" and event[3] == "answer" for event in told)


def _last_of(told: Trace, what: str) -> int:
    return max((n for n, event in enumerate(told) if event[0] == what), default=-1)


def _last(log: CallLog) -> int:
    return log.steps[-1].event.t if log.steps else 0


def _course(number: int, walks: list[_Walk], agents: Agents | None) -> Course:
    log, moments, comes, strides, _ = walks[number]
    own = [stride for stride in strides if isinstance(stride.event, Did)]
    acts = tuple(
        Act(
            stride.event,
            _moment(stride, moments),
            _others(number, stride.turn, walks),
            _when(log, stride, moments) if agents else 0,
        )
        for stride in sorted([*own, *_of_agents(number, walks, agents)], key=lambda s: s.turn)
        if isinstance(stride.event, Did)
    )
    events = [stride.event for stride in strides if not isinstance(stride.event, Moved)]
    times = [0, *map(_time, events)]
    waits = [(stride.wait, stride.event) for stride in strides]
    return Course(
        log=log,
        moments=tuple(moments),
        leaves=_leaves(len(moments), strides),
        comes=tuple(comes),
        begin=_others(number, log.turn, walks),
        starts=log.began if agents else 0,
        agents=agents,
        acts=acts,
        draws=tuple((_block(w), e.share) for w, e in waits if isinstance(e, Chosen)),
        returns=tuple(event for event in events if isinstance(event, Returned)),
        full=_full(moments, strides),
        cut=frozenset(w.prompt for w, e in waits if isinstance(w, Playing) and isinstance(e, Did)),
        longest=max((b - a for a, b in pairwise(times)), default=0),
        length=times[-1],
    )


def _when(log: CallLog, stride: _Stride, moments: Sequence[Moment]) -> int:
    """The time of an act in a test with queues. Nobody really speaks into a recording, which would
    end by itself: it is ended as soon as it begins."""
    speaks = _moment(stride, moments).kind == "record"
    return 0 if speaks else log.began + _time(stride.event)


def _time(event: Event | Did) -> int:
    return event.at if isinstance(event, Moved) else event.t


def _of_agents(number: int, walks: Sequence[_Walk], agents: Agents | None) -> Iterator[_Stride]:
    """What agents do while their phones ring for this call; and where they are, if it is this one
    of the calls that goes on then."""
    if agents is None:
        return
    began = walks[number].log.began
    for rang in agents.rang:
        if rang.met and rang.caller == walks[number].log.caller:
            event = _MET[rang.met](rang.at - began, rang.phone)
            yield _met(walks[number], event, rang.met_turn)
    for moved in agents.moved:
        if _goes_on(moved.turn, walks) == number:
            yield _met(walks[number], moved._replace(at=moved.at - began), moved.turn)


_MET: dict[str, type[PhoneAnswered | PhoneBusy | PhoneFailed | PhoneRefused]] = {
    "answered": PhoneAnswered,
    "busy": PhoneBusy,
    "failed": PhoneFailed,
    "refused": PhoneRefused,
}


def _met(walk: _Walk, event: Did, turn: int) -> _Stride:
    """Where the call is when something happens outside it."""
    following = next((stride for stride in walk.strides if stride.turn > turn), None)
    if following is None:
        return _Stride(event, Ended("", ""), len(walk.moments) - 1, turn)
    return _Stride(event, following.wait, following.place, turn)


def _goes_on(turn: int, walks: Sequence[_Walk]) -> int:
    """The first call that goes on at this turn, else the last one that began before."""
    begun = [n for n, walk in enumerate(walks) if walk.log.turn < turn]
    on = (n for n in begun if any(stride.turn > turn for stride in walks[n].strides))
    return next(on, begun[-1] if begun else -1)


def away(course: Course) -> tuple[frozenset[str], frozenset[str]]:
    """Who is signed out, and who is on break, when the first call comes in."""
    found = course.agents or Agents()
    gone, paused = set(found.away), set(found.paused)
    first = course.log.turn
    for moved in found.moved:
        if moved.turn < first:
            row = gone if moved.does in {"signs-in", "signs-out"} else paused
            (row.add if moved.does in {"signs-out", "takes-a-break"} else row.discard)(moved.agent)
    return frozenset(gone), frozenset(paused)


def _moment(stride: _Stride, moments: Sequence[Moment]) -> Moment:
    if isinstance(stride.wait, Ended):
        return OVER
    return moments[stride.place] if stride.place >= 0 else Moment("call", 0)


def _leaves(moments: int, strides: Sequence[_Stride]) -> tuple[int, ...]:
    found = [0] * moments
    for stride in strides:
        if stride.place >= 0:
            found[stride.place] = _time(stride.event)
    return tuple(found)


def _others(number: int, turn: int, walks: Sequence[_Walk]) -> tuple[int, ...]:
    """How many moments each other call has come to when it is this turn of the test."""
    return tuple(
        0 if n == number or other.log.turn > turn else _come(turn, other)
        for n, other in enumerate(walks)
    )


def _come(turn: int, walk: _Walk) -> int:
    after = (stride.place + 1 for stride in walk.strides if stride.turn > turn)
    return next(after, len(walk.moments))


def _block(wait: Wait) -> str:
    return getattr(wait, "block", "")


def _full(moments: Sequence[Moment], strides: Sequence[_Stride]) -> tuple[bool, ...]:
    full = {stride.place for stride in strides if isinstance(stride.event, MailboxFull)}
    return tuple(n in full for n, moment in enumerate(moments) if moment.kind == "record")
