"""Runs tests on a switch: as many side by side as may be, in lanes of the state they want.

A lane is one compilation of a program, with switches of its own: tests that want these in
different states run side by side in different lanes.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from itertools import count
from typing import Generic, NamedTuple, NoReturn, TypeVar

from flowc.runtime.protocol import SwitchTurned
from flowc.switches.call import Call, Heard
from flowc.switches.course import Course, away
from flowc.switches.guarded import writing
from flowc.switches.protocol import Loaded, Placed
from flowc.switches.room import Room
from flowc.switches.scene import Scene
from flowc.switches.services import Services
from flowc.testing.agreement import agree
from flowc.testing.result import Result, Told

MOST_LANES = 24

TRIES = 3
"""How often a test is made before all others are over: what the caller does may come too late on a
machine that is busy. The last of these goes behind all that have not begun yet, where the machine
has less to do already: to wait until all are over costs as much time as the longest test."""

CALM = 2
"""How many of those that came too late each time are made at once when all others are over."""

PUNCTUAL = 4
"""How many tests with queues are made at once: in them everything has its time."""

TOO_LATE = "what the caller does came too late, four times"
"""Why a test was given up that was never made as it was meant: the machine had too much to do."""

L = TypeVar("L")


class State(NamedTuple):
    """What is global on a switch: switches that do not stand as declared, agents who are signed out
    or on break. Agents have served nobody yet."""

    switches: tuple[tuple[str, bool], ...]
    away: frozenset[str] = frozenset()
    paused: frozenset[str] = frozenset()


class Item(NamedTuple):
    """A test that is to be run."""

    result: Result
    courses: tuple[Course, ...]


class Turn(NamedTuple):
    """How a test is made. `patient`: see `Host.call`; `last`: it is not made again."""

    patient: bool
    last: bool


class Group(NamedTuple):
    """Tests that want the same state; one that turns a switch or keeps agents busy is alone."""

    state: State
    items: tuple[Item, ...]


def groups(items: Iterable[Item]) -> list[Group]:
    """The tests by what they want: the group that takes longest last."""
    alike: dict[State, list[Item]] = {}
    alone: list[Group] = []
    for item in items:
        state = _state(item)
        turns = any(isinstance(a.event, SwitchTurned) for c in item.courses for a in c.acts)
        if turns or any(c.agents for c in item.courses):
            alone.append(Group(state, (item,)))
        else:
            alike.setdefault(state, []).append(item)
    found = [Group(state, tuple(some)) for state, some in alike.items()]
    return sorted(alone + found, key=lambda group: sum(map(_length, group.items)))


def _length(item: Item) -> int:
    return sum(course.length for course in item.courses)


def _state(item: Item) -> State:
    calls = item.courses
    switches = calls[0].log.call.switches if calls else ()
    gone, paused = away(calls[0]) if calls else (frozenset[str](), frozenset[str]())
    return State(tuple(sorted(switches)), gone, paused)


def needed(items: Iterable[Item]) -> int:
    """How many lanes these tests can use."""
    return max(1, min(MOST_LANES, len(groups(items))))


class Host(ABC, Generic[L]):
    """A switch that runs in a private folder, and the calls that go on there. `pace`: how much
    faster than the clock on the wall its timers run; `over`: it is gone. `silent`: see `courses`.
    """

    title: str
    pace: int
    silent = False

    def __init__(self) -> None:
        """Nothing goes on yet."""
        self.over = False
        self.room = Room()
        self.punctual = asyncio.Semaphore(PUNCTUAL)
        self.services = Services()
        self._names = count(1)
        self._scenes: dict[str, tuple[Scene, Call]] = {}

    @abstractmethod
    async def boot(self) -> None:
        """Start it and wait until it takes calls. Raises Broken."""

    @abstractmethod
    def close(self) -> None:
        """Stop it and remove its folder."""

    @abstractmethod
    def hang_up(self) -> None:
        """End the connection to it, if there is one."""

    @abstractmethod
    def fail(self, what: str) -> NoReturn:
        """Raise Broken: what it did, as a clause without it, and its last words."""
        ...

    @abstractmethod
    def add(self, loaded: Loaded) -> L:
        """Another lane of a program, its files written. Raises Refused."""

    @abstractmethod
    def lengthen(self, lane: L, cut: Iterable[frozenset[str]]) -> None:
        """Let prompts be long enough to do something: in each of the calls that are to be made,
        during these."""

    @abstractmethod
    async def update(self) -> None:
        """Let the switch read what was added. Raises ConnectionError."""

    @abstractmethod
    async def set(self, lane: L, state: State) -> None:
        """Bring the lane into this state. Raises ConnectionError."""

    @abstractmethod
    def call(self, course: Course, lane: L, name: str, *, patient: bool) -> Call:
        """A call that is to be made. `patient`: it came too late before, so let its prompts be very
        long where something is done during one."""

    @abstractmethod
    def said_of(self, call: Call) -> tuple[str, ...]:
        """What the switch's log complained about in a call, and in none."""

    def name(self) -> str:
        """An identity for another call."""
        return f"flowc-{next(self._names)}"

    def begin(self, scene: Scene) -> None:
        """Listen for a test's calls."""
        for call in scene.calls:
            self._scenes[call.name] = scene, call
            self.services.begin(call.own, call.course, call.asked)

    def end(self, scene: Scene) -> None:
        """They are over."""
        self._scenes = {n: found for n, found in self._scenes.items() if found[0] is not scene}
        for call in scene.calls:
            self.services.end(call.own)

    def calls_back(self, caller: str, name: str) -> None:
        """The switch calls the caller of that name back: from now on `name` is the callback."""
        found = self._scenes.get(caller)
        life = found[0].called_back(found[1]) if found else None
        if found and life:
            self._scenes[name] = found[0], life

    def hear(self, name: str, event: Heard) -> None:
        """Something happened to the call of that name, if it still goes on."""
        found = self._scenes.get(name)
        if found:
            found[0].hear(found[1], event)

    def lose(self) -> None:
        """The switch is gone."""
        self.over = True
        for scene, _ in self._scenes.values():
            scene.lose()


class Running(Generic[L]):
    """Tests of a program that run. `lanes`: those of the program."""

    def __init__(self, host: Host[L], lanes: Sequence[L], give: Callable[[Placed], None]) -> None:
        """`give` is told of each test that is over."""
        self._host = host
        self._lanes = lanes
        self._give = give

    async def run(self, items: Iterable[Item]) -> None:
        """Run them all. Raises ConnectionError if the switch goes away."""
        left = await self._round(groups(items), last=False)
        await self._round(groups(left), last=True)

    async def _round(self, todo: list[Group], *, last: bool) -> list[Item]:
        """Run them; the tests that must be done again."""
        again: list[Item] = []
        calm = asyncio.Semaphore(CALM) if last else nullcontext()

        async def one(item: Item, group: Group, lane: L) -> None:
            timed = any(course.agents for course in item.courses)
            few = self._host.punctual if timed else nullcontext()
            for turn in range(1 if last else TRIES):
                if turn and len(group.items) == 1:  # it may have turned a switch
                    await self._set(lane, group.state)
                behind = turn == TRIES - 1
                async with calm, few, self._host.room.place(_length(item), behind) as number:
                    placed = await self._play(
                        item, lane, number, Turn(patient=last or turn > 0, last=last)
                    )
                if placed:
                    return self._give(placed)
            return again.append(item)

        async def serve(lane: L) -> None:
            while todo:
                group = todo.pop()
                await self._set(lane, group.state)
                async with asyncio.TaskGroup() as tasks:
                    for item in group.items:
                        tasks.create_task(one(item, group, lane))

        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes:
                tasks.create_task(serve(lane))
        return again

    async def _set(self, lane: L, state: State) -> None:
        with writing():
            await self._host.set(lane, state)

    async def _play(self, item: Item, lane: L, number: int, turn: Turn) -> Placed | None:
        """Make a test's calls; None if they must be made again. `number`: its own in the room."""
        host = self._host
        calls = [
            host.call(course, lane, host.name(), patient=turn.patient) for course in item.courses
        ]
        scene = Scene(calls, host.pace)
        host.begin(scene)
        try:
            await scene.play()
        finally:
            host.end(scene)
        if host.over:
            message = f"{host.title} is gone"
            raise ConnectionError(message)
        late = any(call.late for call in calls)
        if late:
            host.room.late(number)
        else:
            host.room.kept_up()
        if not turn.last and (late or self._held_up(item, calls)):
            return None
        stuck = TOO_LATE if late else scene.stuck
        return Placed(item.result, tuple(self._told(call, stuck) for call in calls))

    def _held_up(self, item: Item, calls: list[Call]) -> bool:
        """Whether a test with queues may have been kept waiting. There the switch's own timers
        decide who is rung; if a busy machine holds one of them up nothing shows it but the trace,
        which is another one the next time."""
        timed = any(course.agents for course in item.courses)
        switch = self._host.title.lower()
        traces = zip(item.result.calls, calls, strict=True)
        return timed and any(agree(log.trace, tuple(call.trace), switch) for log, call in traces)

    def _told(self, call: Call, stuck: str) -> Told:
        log = self._host.said_of(call)
        return Told(call.course.log.caller, tuple(call.trace), stuck, log)
