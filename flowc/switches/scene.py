"""A test on a real switch: its calls, and whose turn it is."""

import asyncio
import math
import time
from collections.abc import Sequence

from flowc.switches.call import Call, Heard
from flowc.switches.connection import later

_PATIENCE = 10.0
"""Seconds on the wall that a switch may need more than the flow's own time-outs."""

_OVERDUE = 1.5
"""Seconds of the flow by which something may be done too late in a test with queues."""

_FAREWELL = 5.0
"""Seconds that a call may need to end when it is hung up."""


class Scene:
    """The calls of a test while they go on. `stuck`: why they were given up."""

    def __init__(self, calls: Sequence[Call], pace: int) -> None:
        """Nobody has called yet. `pace`: how much faster than the wall's the flow's clock runs."""
        self.calls = calls
        self.stuck = ""
        self._pace = pace
        self._heard = time.monotonic()
        self._clock = (self._heard, 0)
        self._quickest = math.inf
        self._soonest = math.inf
        self._later: asyncio.TimerHandle | None = None
        self._over = asyncio.Event()
        for call in calls:
            call.moved = self.move

    async def play(self) -> None:
        """Make the calls, until all are over or given up."""
        self._clock = (time.monotonic(), 0)
        idle = _PATIENCE + sum(c.course.longest for c in self.calls) / 1000 / self._pace
        whole = 3 * idle + 2 * sum(c.course.length for c in self.calls) / 1000 / self._pace
        until = time.monotonic() + whole
        self.move()
        while not self._over.is_set():
            wait = min(self._heard + idle, until) - time.monotonic()
            if wait <= 0:
                self._give_up(time.monotonic() - self._heard)
                return await self._farewell()
            try:
                await asyncio.wait_for(self._over.wait(), wait)
            except TimeoutError:
                continue
        return None

    async def _farewell(self) -> None:
        try:
            await asyncio.wait_for(self._over.wait(), _FAREWELL)
        except TimeoutError:
            return

    def hear(self, call: Call, event: Heard) -> None:
        """Something happened to a call of the test."""
        self._heard = time.monotonic()
        before = call.come
        call.hear(event)
        if call.course.agents:
            self._keep_time(call, call.come > before)
        if call.late or call.astray:
            for each in self.calls:
                each.give_up()
        self.move()

    def _keep_time(self, call: Call, came: bool) -> None:  # noqa: FBT001 - a fact about the call
        """Set the clock by what the call has come to. Of events that took long to be heard some
        should have been answered meanwhile."""
        on_the_way, course = self._on_the_way(call), call.course
        call.late = call.late or on_the_way * self._pace > _OVERDUE
        if came:
            shown = course.log.began + course.length if call.over else course.comes[call.come - 1]
            self._clock = (self._heard - on_the_way, shown)

    def _on_the_way(self, call: Call) -> float:
        """How long an event took to be heard, in seconds on the wall, beyond the quickest one."""
        if not call.clock:
            return 0
        took = self._heard - call.clock / self._pace
        self._quickest = min(self._quickest, took)
        return took - self._quickest

    def called_back(self, caller: Call) -> Call | None:
        """The caller's next callback, which the switch has begun; None where the test has no more
        of them."""
        name = caller.course.log.caller
        life = next((c for c in self.calls if c.course.log.of == name and not c.placed), None)
        if life:
            life.placed = True
        return life

    def lose(self) -> None:
        """The switch is gone."""
        self._over.set()

    def move(self) -> None:
        """Do whatever is due; come back when the next thing is."""
        self._soonest = math.inf
        moved = True
        while moved:
            moved = False
            for call in self.calls:
                if not call.placed and not call.over:
                    if call.course.log.of:
                        continue  # the switch begins it
                    if self._others(call, call.course.begin) and self._is_time(call.course.starts):
                        call.place()
                        moved = True
                    continue
                act = call.due()
                if act and self._others(call, act.after) and self._is_time(act.when):
                    call.late = call.late or self._is_overdue(act.when)
                    call.do(act)
                    moved = True
        if self._later:
            self._later.cancel()
        if self._soonest < math.inf:
            self._later = later(self._soonest, self.move)
        if all(call.over for call in self.calls):
            self._over.set()

    def _is_time(self, when: int) -> bool:
        """Whether it is this time of the test, in milliseconds. The clock is set by what calls come
        to: a switch that is late with something is so with all that follows."""
        left = self._left(when) if when else 0
        if left > 0:
            self._soonest = min(self._soonest, left)
        return left <= 0

    def _is_overdue(self, when: int) -> bool:
        """Whether that time is long over: rings end meanwhile, and others are offered the call."""
        return bool(when) and self._left(when) * self._pace < -_OVERDUE

    def _left(self, when: int) -> float:
        """Seconds on the wall until that time of the test."""
        since, shown = self._clock
        return since + (when - shown) / 1000 / self._pace - time.monotonic()

    def _others(self, call: Call, after: tuple[int, ...]) -> bool:
        return all(
            other.come >= most
            for other, most in zip(self.calls, after, strict=True)
            if other is not call
        )

    def _give_up(self, waited: float) -> None:
        waiting = next((c for c in self.calls if not c.over), self.calls[0])
        self.stuck = f"waited {waited:.0f} s for it {waiting.expects()}"
        for call in self.calls:
            call.give_up()
