"""Tests through the public door: what `flowc test --on` does with a program and its tests, for many
tests of many programs on one switch."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from flowc import pipeline
from flowc.semantics.ir import Program
from flowc.semantics.scenario import Dial, Test
from flowc.switches.protocol import Loaded, Switch
from flowc.switches.running import TOO_LATE
from flowc.testing import Result, run_tests
from flowc.testing.judge import judge
from flowc.testing.result import Engine
from flowc.testing.run import DO, prepare
from flowc.testing.stage import Play, Stage, dial
from tests.agreement.queue_differences import Fits
from tests.agreement.script import Script, checked

TITLES = {"asterisk": "Asterisk", "freeswitch": "FreeSWITCH"}


_AGAIN = 2
"""How often a test is made again whose calls came too late."""


class Site(NamedTuple):
    """A program that runs on a switch. `flow` is its file."""

    switch: Switch
    flow: Path
    program: Program
    play: Play

    @property
    def engine(self) -> Engine:
        """The switch, by its name."""
        name = self.switch.name
        return Engine(name, TITLES.get(name, name), self.switch.version)


def site(switch: Switch, flow: Path) -> Site:
    """Let the switch run the program at `flow`, which has no errors."""
    (work,) = pipeline.check((str(flow),)).works
    errors = [d.message for d in work.diagnostics if d.severity == "error"]
    assert work.program, errors
    assert not errors, errors
    switch.load(Loaded(work.program, work.sources))
    return Site(switch, flow, work.program, prepare(work.program))


def played(on: Site, tests: Sequence[Test]) -> tuple[Result, ...]:
    """The tests on the runtime."""
    return run_tests(on.program, tests)


def placed(on: Site, results: Sequence[Result]) -> list[Result]:
    """The tests on the switch, judged, in their order. What came too late was not the call that was
    meant, for the machine had too much to do: the test is made again, alone. Whatever else keeps a
    call from its end is what is looked for."""
    found = _placed(on, results)
    return [_surely(on, result, one) for result, one in zip(results, found, strict=True)]


def _surely(on: Site, result: Result, found: Result) -> Result:
    for _ in range(_AGAIN):
        if found.parting and found.parting.stuck == TOO_LATE:
            (found,) = _placed(on, [result])
    return found


def _placed(on: Site, results: Sequence[Result]) -> list[Result]:
    order = {id(result): n for n, result in enumerate(results)}
    found: dict[int, Result] = {}
    for one in on.switch.place(on.program, results):
        found[order[id(one.result)]] = judge(on.play, one.result, one.told, on.engine)
    assert len(found) == len(results)
    return [found[n] for n in range(len(results))]


class Tried(NamedTuple):
    """A script and what came of it on the switch."""

    script: Script
    result: Result


def tried(
    on: Site, scripts: Iterable[Script], name: str = "tried", fits: Fits | None = None
) -> list[Tried]:
    """Those of the scripts that are tests without findings and pass on the runtime, tried on the
    switch. Their titles may be the same. `fits`: only those in which what happens may happen."""
    good = _good(on, scripts, name, fits)
    results = placed(on, [one.result for one in good])
    return [one._replace(result=r) for one, r in zip(good, results, strict=True)]


def first_to_part(on: Site, scripts: Iterable[Script], fits: Fits | None = None) -> Script | None:
    """The first of the scripts that parts when they are tried. Only of those before it is made
    sure that they do not: one by one that takes long."""
    good = _good(on, scripts, "tried", fits)
    found = _placed(on, [one.result for one in good])
    parts = (
        one.script
        for one, there in zip(good, found, strict=True)
        if there.failure and _surely(on, one.result, there).failure
    )
    return next(parts, None)


def _good(on: Site, scripts: Iterable[Script], name: str, fits: Fits | None) -> list[Tried]:
    """Those that can be tried, and what came of them on the runtime."""
    numbered = {str(n): script for n, script in enumerate(scripts)}
    work = checked(on.flow, (s._replace(title=n) for n, s in numbered.items()), name)
    good = [r for r in played(on, work.tests) if not r.failure]
    if fits and on.program.agents:
        good = [r for r in good if fits(replayed(on.play, r.test))]
    return [Tried(numbered[r.test.title], r) for r in good]


def replayed(play: Play, test: Test) -> Stage:
    """The stage of a test that passes, at its end."""
    stage = Stage(play, test)
    for line in test.lines:
        if isinstance(line.statement, Dial):
            dial(stage, line.caller, line.statement)
        else:
            DO[type(line.statement)](stage, stage.calls[line.caller], line.statement)
    return stage


def parted(results: Iterable[Result]) -> list[Result]:
    """The tests in which the switch did something else, or that do not pass there."""
    return [result for result in results if result.failure]
