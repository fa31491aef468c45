"""Runs tests on an instance: as many side by side as may be, in lanes of the state they want."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flowc.runtime.protocol import SwitchTurned
from flowc.switches.asterisk.call import Call, turn
from flowc.switches.asterisk.lanes import Lane, Lanes, State
from flowc.switches.asterisk.line import MOST_CALLS, Line
from flowc.switches.asterisk.scene import Scene
from flowc.switches.course import Course
from flowc.switches.guarded import writing
from flowc.switches.protocol import Placed
from flowc.testing.result import Result, Told

MOST_LANES = 8

ROUNDS = (MOST_CALLS, 8, 2)
"""How many tests run at once. What came too late in one round, because the machine was busy, is
done again in the next, where there is less to do."""


class Item(NamedTuple):
    """A test that is to be run."""

    result: Result
    courses: tuple[Course, ...]


class Group(NamedTuple):
    """Tests that want the same state; one that turns a switch is alone in its group."""

    state: State
    items: tuple[Item, ...]


def groups(items: Iterable[Item]) -> list[Group]:
    """The tests by what they want, small groups first."""
    alike: dict[State, list[Item]] = {}
    alone: list[Group] = []
    for item in items:
        state = _state(item)
        if any(isinstance(a.event, SwitchTurned) for c in item.courses for a in c.acts):
            alone.append(Group(state, (item,)))
        else:
            alike.setdefault(state, []).append(item)
    found = [Group(state, tuple(some)) for state, some in alike.items()]
    return sorted(alone + found, key=lambda group: len(group.items))


def _state(item: Item) -> State:
    calls = item.courses
    switches = calls[0].log.call.switches if calls else ()
    return State(tuple(sorted(switches)), frozenset[str]().union(*(c.full for c in calls)))


class Running:
    """Tests of a program that run. `lanes`: those of the program."""

    def __init__(
        self, line: Line, all_lanes: Lanes, lanes: Sequence[Lane], give: Callable[[Placed], None]
    ) -> None:
        """`give` is told of each test that is over."""
        self._line = line
        self._all_lanes = all_lanes
        self._lanes = lanes
        self._give = give

    async def run(self, items: Iterable[Item]) -> None:
        """Run them all. Raises ConnectionError if the instance goes away."""
        left = list(items)
        for last, at_once in zip((False, False, True), ROUNDS, strict=True):
            left = await self._round(groups(left), at_once, last=last)

    async def _round(self, todo: list[Group], at_once: int, *, last: bool) -> list[Item]:
        """Run them once; the tests that must be done again."""
        again: list[Item] = []
        room = asyncio.Semaphore(at_once)

        async def one(item: Item, lane: Lane) -> None:
            async with room, self._line.room:
                placed = await self._play(item, lane, last=last)
            if placed:
                self._give(placed)
            else:
                again.append(item)

        async def serve(lane: Lane) -> None:
            while todo:
                group = todo.pop()
                await self._set(lane, group.state)
                async with asyncio.TaskGroup() as tasks:
                    for item in group.items:
                        tasks.create_task(one(item, lane))

        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes:
                tasks.create_task(serve(lane))
        return again

    async def _set(self, lane: Lane, state: State) -> None:
        ami = self._line.instance.ami
        await ami.ask("DBDelTree", Family=lane.context)
        for switch, on in state.switches:
            turn(ami, lane.context, switch, on=on)
        await ami.ask("Ping")
        with writing():
            self._all_lanes.fill(lane, state.full)

    async def _play(self, item: Item, lane: Lane, *, last: bool) -> Placed | None:
        """Make a test's calls; None if they must be made again."""
        line = self._line
        calls = [Call(course, lane, line.instance.ami, line.name()) for course in item.courses]
        scene = Scene(calls, line.instance.pace)
        line.begin(scene)
        try:
            await scene.play()
        finally:
            line.end(scene)
        if line.instance.over:
            message = "Asterisk is gone"
            raise ConnectionError(message)
        late = any(call.late for call in calls)
        if late and not last:
            return None
        stuck = "what the caller does came too late, three times" if late else scene.stuck
        return Placed(item.result, tuple(_told(call, stuck, line) for call in calls))


def _told(call: Call, stuck: str, line: Line) -> Told:
    log = line.said_of("") + line.said_of(call.log_id)
    return Told(call.course.log.caller, tuple(call.trace), stuck, log)


def needed(items: Iterable[Item]) -> int:
    """How many lanes these tests can use."""
    return max(1, min(MOST_LANES, len(groups(items))))
