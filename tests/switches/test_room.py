"""How many tests a switch runs at once."""

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

from flowc.switches.room import FIRST, LEAST, MOST, Room

if TYPE_CHECKING:
    from collections.abc import Coroutine


class Guests:
    """Tests that go into a room, and stay there until they are told to leave."""

    def __init__(self) -> None:
        self.room = Room(apart=0)
        self.inside: list[str] = []
        self.entered: list[str] = []
        self.numbers: dict[str, int] = {}
        self._leave: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def come(self, name: str, length: int = 0, *, behind: bool = False) -> None:
        self._leave[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._visit(name, length, behind=behind))

    async def _visit(self, name: str, length: int, *, behind: bool) -> None:
        async with self.room.place(length, behind) as number:
            self.numbers[name] = number
            self.entered.append(name)
            self.inside.append(name)
            try:
                await self._leave[name].wait()
            finally:
                self.inside.remove(name)

    def let_go(self, name: str) -> None:
        self._leave[name].set()

    async def leave(self, name: str) -> None:
        self.let_go(name)
        await self.settle()

    async def give_up(self, name: str) -> None:
        self._tasks[name].cancel()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    async def fill(self) -> int:
        """Let more come than there is room for; how many are inside then."""
        for n in range(2 * MOST):
            self.come(f"guest {len(self._leave) + n}")
        await self.settle()
        return len(self.inside)

    async def empty(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def with_guests(scenario: "Coroutine[None, None, None]") -> None:
    asyncio.run(asyncio.wait_for(scenario, 20))


def test_there_is_room_for_some_at_first() -> None:
    async def scenario() -> None:
        guests = Guests()
        assert await guests.fill() == FIRST
        await guests.empty()

    with_guests(scenario())


def test_the_longest_goes_first_and_who_is_behind_after_all_others() -> None:
    async def scenario() -> None:
        guests = Guests()
        for n in range(FIRST):
            guests.come(f"early {n}")
        for name, length in (("short", 10), ("long", 30), ("other", 20), ("as long", 30)):
            guests.come(name, length)
            guests.come(f"{name}, behind", length, behind=True)
        await guests.settle()
        for n in range(FIRST):
            await guests.leave(f"early {n}")
        found = ["long", "as long", "other", "short"]
        assert guests.entered[FIRST:] == found + [f"{name}, behind" for name in found]
        await guests.empty()

    with_guests(scenario())


def test_it_grows_while_all_goes_well_and_not_for_ever() -> None:
    async def scenario() -> None:
        guests = Guests()
        for _ in range(5):
            guests.room.kept_up()
        assert await guests.fill() == FIRST + 5
        for _ in range(MOST):
            guests.room.kept_up()
        await guests.leave(guests.inside[0])
        assert len(guests.inside) == MOST
        await guests.empty()

    with_guests(scenario())


def test_it_shrinks_once_for_all_that_were_inside_when_one_was_late() -> None:
    async def scenario() -> None:
        guests = Guests()
        await guests.fill()
        first, second, *_ = guests.inside
        guests.room.late(guests.numbers[first])
        smaller = guests.room.size
        assert smaller < FIRST
        guests.room.late(guests.numbers[second])
        assert guests.room.size == smaller
        for name in guests.entered[:FIRST]:
            await guests.leave(name)
        assert len(guests.inside) == smaller
        newest = guests.entered[-1]
        assert guests.numbers[newest] > FIRST
        guests.room.late(guests.numbers[newest])
        assert guests.room.size < smaller
        await guests.empty()

    with_guests(scenario())


def test_once_it_has_shrunk_it_grows_slowly() -> None:
    async def scenario() -> None:
        guests = Guests()
        await guests.fill()
        guests.room.late(guests.numbers[guests.inside[0]])
        smaller = guests.room.size
        guests.room.kept_up()
        assert guests.room.size == smaller
        for _ in range(smaller):
            guests.room.kept_up()
        assert smaller < guests.room.size < smaller + 6
        await guests.empty()

    with_guests(scenario())


def test_there_is_always_room_for_a_few() -> None:
    async def scenario() -> None:
        guests = Guests()
        for number in range(1, 30):
            guests.come(f"late {number}")
            await guests.settle()
            guests.room.late(guests.numbers[f"late {number}"])
            await guests.leave(f"late {number}")
        assert guests.room.size == LEAST
        assert await guests.fill() == LEAST
        await guests.empty()

    with_guests(scenario())


def test_who_gives_up_while_waiting_takes_no_place() -> None:
    async def scenario() -> None:
        guests = Guests()
        for n in range(FIRST):
            guests.come(f"early {n}")
        guests.come("impatient", 20)
        guests.come("next", 10)
        await guests.settle()
        await guests.give_up("impatient")
        await guests.leave("early 0")
        assert guests.entered[-1] == "next"
        await guests.empty()
        assert await guests.fill() == FIRST
        await guests.empty()

    with_guests(scenario())


def test_who_gives_up_when_the_place_was_just_given_gives_it_back() -> None:
    async def scenario() -> None:
        guests = Guests()
        for n in range(FIRST):
            guests.come(f"early {n}")
        guests.come("impatient", 20)
        guests.come("next", 10)
        await guests.settle()
        guests.let_go("early 0")
        while "early 0" in guests.inside:  # noqa: ASYNC110 - not a moment longer
            await asyncio.sleep(0)
        await guests.give_up("impatient")
        assert guests.entered[FIRST:] == ["next"]
        assert len(guests.inside) == FIRST
        await guests.empty()

    with_guests(scenario())


def test_tests_do_not_all_begin_at_one_moment() -> None:
    async def scenario() -> None:
        apart = 0.01
        room = Room(apart=apart)
        loop = asyncio.get_running_loop()
        began: list[float] = []

        async def one() -> None:
            async with room.place(0):
                began.append(loop.time())

        await asyncio.gather(*(one() for _ in range(5)))
        gaps = [b - a for a, b in pairwise(began)]
        assert min(gaps) > apart / 2

    with_guests(scenario())
