"""Queues that nobody thought of, agents and callers who meet in them: what the runtime says and
what a real switch does are the same."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from flowc.switches.protocol import Refused, Switch
from flowc.testing import Result
from tests.agreement.callers import caller
from tests.agreement.conftest import SWITCHES, opened
from tests.agreement.door import Site, placed, played, site
from tests.agreement.queue_programs import LIMITS, queue_program
from tests.agreement.queue_scripts import queue_script
from tests.agreement.scene import scene
from tests.agreement.script import Script, checked
from tests.agreement.sizes import EACH, QUEUES, SEED
from tests.agreement.told import told, traces

TOGETHER = 8
"""Programs that one switch runs, and whose calls are made at one time."""
FIRM = Path(__file__).parent / "queues"
FIRMS_CALLERS = 30
_TRIES = 40
"""How many programs are made up until a switch takes one."""


class Made(NamedTuple):
    """A program with its tests, and what the runtime says of them."""

    on: Site
    scripts: tuple[Script, ...]
    results: tuple[Result, ...]


def make(switch: Switch, seed: str, folder: Path) -> Made:
    """A program that the switch takes."""
    for n in range(_TRIES):
        on = _taken(switch, f"{seed}-{n}", folder)
        if on:
            return on
    message = f"{switch.name} takes none of {_TRIES} programs"
    raise AssertionError(message)


def _taken(switch: Switch, seed: str, folder: Path) -> Made | None:
    """The program of a seed; None for one that the switch refuses."""
    made = queue_program(seed, LIMITS[switch.name])
    flow = folder / f"queues_{seed.replace('-', '_')}.flow"
    flow.write_text(made.text, encoding="utf-8")
    try:
        on = site(switch, flow)
    except Refused:
        return None
    scripts = tuple(queue_script(made, on.play, f"{seed}-{m}") for m in range(EACH))
    results = played(on, checked(flow, scripts, flow.stem).tests)
    assert len(results) == EACH
    assert [r.failure.message for r in results if r.failure] == []
    return Made(on, scripts, results)


def place(one: Made) -> list[Result]:
    return placed(one.on, one.results)


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("first", range(0, QUEUES, TOGETHER))
def test_queues_that_are_made_up_agree(name: str, first: int, tmp_path: Path) -> None:
    with opened(name) as switch:
        many = range(first, min(first + TOGETHER, QUEUES))
        made = [make(switch, f"{SEED}-{n}", tmp_path) for n in many]
        began = time.monotonic()
        with ThreadPoolExecutor(TOGETHER) as pool:
            found = list(pool.map(place, made))
        took = time.monotonic() - began
        calls = sum(len(result.calls) for one in found for result in one)
        print(f"\n{name}, queues {first} on, FLOWC_SEED={SEED}: {calls} calls in {took:.1f} s")  # noqa: T201 - for who runs it
        bad = [
            (one, script, result)
            for one, results in zip(made, found, strict=True)
            for script, result in zip(one.scripts, results, strict=True)
            if result.failure
        ]
        if bad:
            one, script, result = bad[0]
            seen = "\n".join(traces(result))
            text = one.on.flow.read_text(encoding="utf-8")
            others = "\n".join(r.failure.message for _, _, r in bad[1:] if r.failure)
            pytest.fail(f"{len(bad)} tests part\n\n{text}\n{script.text()}\n{seen}\n{others}")


def test_callers_of_a_firm_agree(switch: Switch, tmp_path: Path) -> None:
    shutil.copytree(FIRM, tmp_path / "firm")
    on = site(switch, tmp_path / "firm" / "firm.flow")
    seen = scene(on.program)
    scripts = [caller(seen, f"{SEED}-{n}", pointed=True) for n in range(FIRMS_CALLERS)]
    results = played(on, checked(on.flow, scripts).tests)
    assert [r.failure.message for r in results if r.failure] == []
    problem = told(on, scripts, placed(on, results))
    if problem:
        pytest.fail(problem)
