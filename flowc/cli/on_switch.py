"""The calls of tests on a real switch: started for them, and stopped whatever happens."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from flowc.cli.exits import MISSING, StopError

if TYPE_CHECKING:
    from flowc.cli.test import Played
    from flowc.switches.protocol import Placed, Switch
    from flowc.testing.result import Engine

PROGRAMS_AT_ONCE = 2
"""More would only make a small machine late: each has many calls at once."""

_TITLES = {"asterisk": "Asterisk", "freeswitch": "FreeSWITCH"}


def place(name: str, played: "tuple[Played, ...]") -> "tuple[Engine, tuple[Played, ...]]":
    """What took the calls, and the results judged on what it told.

    The switch is stopped when this is left, also by Ctrl-C. If it is not on this machine, or did
    not come up, or went away, the command ends with exit code 3.
    """
    from flowc.switches.protocol import Broken, Missing
    from flowc.switches.registry import open_switch
    from flowc.testing.judge import can_be_made
    from flowc.testing.result import Engine

    total = sum(can_be_made(result) for one in played for result in one.results)
    title = _TITLES[name]
    if not total:
        none = Engine(name, title, "")
        return none, tuple(_judged(one, (), none) for one in played)
    try:
        with open_switch(name) as switch, _progress(title, total) as step:
            engine = Engine(name, title, switch.version.partition("+")[0])  # no package's suffix
            loaded = tuple(_loaded(one, switch) for one in played)
            return engine, _side_by_side(
                loaded, lambda one: _judged(one, _calls(one, switch, step), engine)
            )
    except (Missing, Broken) as e:
        raise StopError(str(e), MISSING) from None


def _loaded(one: "Played", switch: "Switch") -> "Played":
    """A program that the switch is to run. With the dial strings of tests the target may not be
    able to do what it can do with others: then there are findings instead of results."""
    from flowc.switches.protocol import Loaded, Refused

    if one.work.program is None or not one.results:
        return one
    try:
        switch.load(Loaded(one.work.program, one.work.sources))
    except Refused as e:
        errors = tuple(d for d in e.diagnostics if d.severity == "error")
        return one._replace(errors=errors, results=())
    return one


def _side_by_side(
    played: "tuple[Played, ...]", judged: "Callable[[Played], Played]"
) -> "tuple[Played, ...]":
    """Several programs at once, each in a thread: what takes time is that time has to pass.

    Nobody waits for the threads when something goes wrong: they end with the switch.
    """
    from queue import Empty, SimpleQueue
    from threading import Thread

    todo: SimpleQueue[tuple[int, Played]] = SimpleQueue()
    over: SimpleQueue[tuple[int, Played | BaseException]] = SimpleQueue()

    def work() -> None:
        with suppress(Empty):
            while True:
                n, one = todo.get_nowait()
                try:
                    over.put((n, judged(one)))
                except BaseException as e:  # noqa: BLE001 - it is raised where it is waited for
                    over.put((n, e))

    for item in enumerate(played):
        todo.put(item)
    for _ in range(min(PROGRAMS_AT_ONCE, len(played))):
        Thread(target=work, daemon=True).start()
    found: dict[int, Played] = {}
    while len(found) < len(played):
        n, one = over.get()
        if isinstance(one, BaseException):
            raise one
        found[n] = one
    return tuple(one for _, one in sorted(found.items()))


def _calls(one: "Played", switch: "Switch", step: Callable[[], None]) -> "Iterator[Placed]":
    """The calls of a program's tests, each test when it is over; `step` after each."""
    from flowc.testing.judge import can_be_made

    if one.work.program is None or not one.results:
        return
    for placed in switch.place(one.work.program, filter(can_be_made, one.results)):
        yield placed
        step()


def _judged(one: "Played", calls: "Iterable[Placed]", engine: "Engine") -> "Played":
    """The tests of a program, in their own order whatever order their calls ended in; a test whose
    calls no switch can make is refused."""
    from flowc.testing.judge import can_be_made, judge
    from flowc.testing.racing import refused
    from flowc.testing.run import prepare

    if one.work.program is None or not one.results:
        return one
    play = prepare(one.work.program)
    found = {id(r): refused(r, engine) for r in one.results if not can_be_made(r)}
    for placed in calls:
        found[id(placed.result)] = judge(play, placed.result, placed.told, engine)
    return one._replace(results=tuple(found[id(result)] for result in one.results))


@contextmanager
def _progress(title: str, total: int) -> Generator[Callable[[], None], None, None]:
    """A bar on stderr for whoever looks at it, and nothing at all for others."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield lambda: None
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"calls on {title}", total=total)
        yield lambda: bar.advance(task)
