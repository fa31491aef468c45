"""Tests that came too late are made again.

No switch runs here: a host of ours has calls that are over at once, and come too late as often as
they are told to.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from flowc.runtime.machine import compile_program
from flowc.switches.call import Call, Heard
from flowc.switches.course import Act, Course, courses
from flowc.switches.protocol import Loaded, Placed
from flowc.switches.running import CALM, TOO_LATE, TRIES, Host, Item, Running, State
from tests.switches.private import read

FLOW = """\
flow "Desk" { languages en }
number "+3701" -> desk
switch storm = off
step desk { wait 9s  if storm is on -> desk  -> hangup }
test "one" { call "+3701"  hang up }
test "two" { call "+3701"  wait 2s  hang up }
test "three" { call "+3701"  wait 3s  hang up }
test "stormy" { given storm is on  call "+3701"  wait 4s  hang up }
test "turns" {
  given storm is on for 5s
  caller a  call "+3701"  wait 6s  hang up
}
"""


QUEUE = """\
flow "Desk" { languages en }
number "+3701" -> desk
phone desk_phone
agent ann { phone desk_phone }
step over { -> hangup }
queue desk {
  agents ann  strategy longest-idle  after 1m -> over  on no-agents -> over  on failed -> over
}
test "waits" { call "+3701"  wait 2s  hang up }
"""


class Made(NamedTuple):
    """A call that was made, and how the lane stood then. `at_once`: how many went on then, itself
    included."""

    title: str
    patient: bool
    state: State
    at_once: int


class FakeCall(Call):
    """A call that is over after a moment."""

    def __init__(self, course: Course, name: str, host: "FakeHost", made: Made) -> None:
        super().__init__(course, name)
        self._host = host
        self._made = made

    def hear(self, event: Heard) -> None:
        """Nothing is ever heard."""

    def _place(self) -> None:
        self._host.begin_one(self._made)
        asyncio.get_running_loop().call_later(0.1, self._finish)

    def _finish(self) -> None:
        self.late = self._host.finish_one(self._made.title)
        if not self._host.parts_one(self._made.title):
            self.trace = list(self.course.log.trace)
        self.over = True
        self.moved()

    def _act(self, act: Act) -> bool:
        del act
        return False

    def _hang_up(self) -> None:
        """It ends by itself."""


class FakeHost(Host[str]):
    """`titles`: those of tests, by the id of their first call's course. `late`: how often each test
    is to come too late, by its title, and `parts` how often to part from the runtime.
    `gone_after`: how many calls it lives for."""

    title = "Asterisk"
    pace = 10

    def __init__(
        self, titles: dict[int, str], late: dict[str, int], parts: dict[str, int], gone_after: int
    ) -> None:
        super().__init__()
        self.made: list[Made] = []
        self._titles = titles
        self._late = dict(late)
        self._parts = dict(parts)
        self._gone_after = gone_after
        self._going_on = 0
        self._state = State(())

    def begin_one(self, made: Made) -> None:
        self._going_on += 1
        self.made.append(made._replace(at_once=self._going_on))

    def finish_one(self, title: str) -> bool:
        """Whether it came too late."""
        self._going_on -= 1
        if title == "turns":
            self._state = State((("storm", False),))
        if len(self.made) >= self._gone_after > 0:
            self.lose()
        left = self._late.get(title, 0)
        self._late[title] = left - 1
        return left > 0

    def parts_one(self, title: str) -> bool:
        """Whether its trace is another one than the runtime's."""
        left = self._parts.get(title, 0)
        self._parts[title] = left - 1
        return left > 0

    async def set(self, lane: str, state: State) -> None:
        del lane
        self._state = state

    def call(self, course: Course, lane: str, name: str, *, patient: bool) -> FakeCall:
        del lane
        made = Made(self._titles[id(course)], patient, self._state, 0)
        return FakeCall(course, name, self, made)

    def said_of(self, call: Call) -> tuple[str, ...]:
        return (f"said of {call.name}",)

    async def boot(self) -> None:
        """It is up."""

    def close(self) -> None:
        """There is nothing."""

    def hang_up(self) -> None:
        """There is nothing."""

    def fail(self, what: str) -> NoReturn:
        raise AssertionError(what)

    def add(self, loaded: Loaded) -> str:
        return loaded.program.name

    def lengthen(self, lane: str, cut: Iterable[frozenset[str]]) -> None:
        """Nothing is heard."""

    async def update(self) -> None:
        """There is nothing to read."""


class Ran(NamedTuple):
    """What came of it all: the calls in their order, and why each test was given up, by title."""

    made: list[Made]
    stuck: dict[str, str]

    def of(self, title: str) -> list[Made]:
        return [made for made in self.made if made.title == title]


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    return played(tmp_path_factory.mktemp("running") / "desk.flow", FLOW)


def played(path: Path, flow: str) -> list[Item]:
    path.write_text(flow, encoding="utf-8")
    loaded, results = read(path)
    assert [result.failure for result in results] == [None] * len(results)
    machine = compile_program(loaded.program)
    return [Item(result, courses(machine, result)) for result in results]


def run(
    items: list[Item],
    late: dict[str, int] | None = None,
    *,
    parts: dict[str, int] | None = None,
    gone_after: int = 0,
) -> Ran:
    titles = {id(item.courses[0]): item.result.test.title for item in items}
    placed: list[Placed] = []
    host = FakeHost(titles, late or {}, parts or {}, gone_after)
    asyncio.run(Running(host, ["only"], placed.append).run(items))
    assert len(placed) == len(items)
    return Ran(host.made, {p.result.test.title: p.told[0].stuck for p in placed})


def test_what_goes_well_is_made_once(items: list[Item]) -> None:
    ran = run(items)
    assert len(ran.made) == len(items)
    assert set(ran.stuck.values()) == {""}
    assert not any(made.patient for made in ran.made)


def test_what_came_too_late_is_made_again_patiently(items: list[Item]) -> None:
    ran = run(items, {"two": 1})
    assert [made.patient for made in ran.of("two")] == [False, True]
    assert [len(ran.of(title)) for title in ("one", "three", "stormy", "turns")] == [1] * 4
    assert ran.stuck["two"] == ""


def test_a_test_that_turned_a_switch_finds_it_as_declared_when_it_is_made_again(
    items: list[Item],
) -> None:
    ran = run(items, {"turns": 2})
    declared = State((("storm", True),))
    assert [made.state for made in ran.of("turns")] == [declared] * 3
    assert [made.state for made in ran.of("stormy")] == [declared]
    assert {made.state.switches for made in ran.of("one")} == {()}


def test_what_came_too_late_each_time_is_made_in_calm_when_all_others_are_over(
    items: list[Item],
) -> None:
    late = {"one": TRIES, "two": TRIES, "three": TRIES}
    ran = run(items, late)
    assert sorted(made.title for made in ran.made[-3:]) == sorted(late)
    assert max(made.at_once for made in ran.made[:-3]) == len(late)
    assert [made.at_once for made in ran.made[-3:]] == [1, CALM, CALM]
    assert all(made.patient for made in ran.made[-3:])
    assert set(ran.stuck.values()) == {""}


def test_what_came_too_late_even_then_is_given_up(items: list[Item]) -> None:
    ran = run(items, {"three": 9})
    assert len(ran.of("three")) == TRIES + 1
    assert ran.stuck.pop("three") == TOO_LATE
    assert set(ran.stuck.values()) == {""}


def test_no_test_is_made_on_a_switch_that_is_gone(items: list[Item]) -> None:
    with pytest.raises(ExceptionGroup) as e:
        run(items, gone_after=2)
    assert e.group_contains(ConnectionError, match="Asterisk is gone")


def test_what_parts_without_a_queue_is_not_made_again(items: list[Item]) -> None:
    assert len(run(items, parts={"two": 1}).of("two")) == 1


@pytest.mark.parametrize("times", [0, 1, TRIES, 9])
def test_what_parts_in_a_queue_may_have_been_held_up(tmp_path: Path, times: int) -> None:
    ran = run(played(tmp_path / "queue.flow", QUEUE), parts={"waits": times})
    assert len(ran.made) == min(times, TRIES) + 1
    assert ran.stuck == {"waits": ""}
