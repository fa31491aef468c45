"""Programs that nobody thought of, with a few callers each: what the runtime says and what a real
switch does are the same."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from flowc.switches.protocol import Switch
from flowc.testing import Result
from tests.agreement.callers import caller
from tests.agreement.conftest import SWITCHES, opened
from tests.agreement.door import Site, placed, played, site
from tests.agreement.programs import for_every_switch, program
from tests.agreement.scene import scene
from tests.agreement.script import Script, checked
from tests.agreement.sizes import EACH, PROGRAMS, SEED
from tests.agreement.smaller import Limit
from tests.agreement.told import shortest_of_any, told, traces

TOGETHER = 20
"""Programs that one switch runs."""
AT_ONCE = 8
"""Programs whose calls are made at one time."""

MORE = 5
"""Every so many programs one has transfers and `say` too."""


class Made(NamedTuple):
    """A program, its callers, and what the runtime says of them."""

    on: Site
    text: str
    scripts: tuple[Script, ...]
    results: tuple[Result, ...]


def make(switch: Switch, seed: str, folder: Path) -> Made:
    text = program(seed, more=int(seed.rpartition("-")[2]) % MORE == 0)
    text = text if switch.name == "asterisk" else for_every_switch(text)
    flow = folder / f"made_{seed.replace('-', '_')}.flow"
    flow.write_text(text, encoding="utf-8")
    on = site(switch, flow)
    seen = scene(on.program)
    scripts = tuple(caller(seen, f"{seed}-{n}", pointed=True) for n in range(EACH))
    results = played(on, checked(flow, scripts, flow.stem).tests)
    assert len(results) == EACH
    assert [r.failure.message for r in results if r.failure] == []
    return Made(on, text, scripts, results)


def place(one: Made) -> list[Result]:
    return placed(one.on, one.results)


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("first", range(0, PROGRAMS, TOGETHER))
def test_programs_that_are_made_up_agree(name: str, first: int, tmp_path: Path) -> None:
    with opened(name) as switch:
        many = range(first, min(first + TOGETHER, PROGRAMS))
        made = [make(switch, f"{SEED}-{n}", tmp_path) for n in many]
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(place, made))
        took = time.monotonic() - began
        calls = sum(len(result.calls) for one in found for result in one)
        print(f"\n{name}, programs {first} on, FLOWC_SEED={SEED}: {calls} calls in {took:.1f} s")  # noqa: T201 - for who runs it
        bad = [
            (one, script, result)
            for one, results in zip(made, found, strict=True)
            for script, result in zip(one.scripts, results, strict=True)
            if result.failure
        ]
        if bad:
            pytest.fail(f"{len(bad)} of {calls} calls part\n\n{shown(switch, *bad[0], tmp_path)}")


def shown(switch: Switch, made: Made, script: Script, first: Result, folder: Path) -> str:
    """The smallest program and caller that still part, and where. One that does not part again is
    shown as it is, with what was seen of it."""
    (result,) = placed(made.on, played(made.on, checked(made.on.flow, [script]).tests))
    if not result.failure:
        seen = "\n".join(traces(first))
        return f"{made.text}\n{script.text()}\n{seen}\n(it agreed when it was tried again)"
    limit = Limit()
    text, script = shortest_of_any(switch, made.text, script, folder, limit)
    flow = folder / "shown.flow"
    flow.write_text(text, encoding="utf-8")
    on = site(switch, flow)
    results = placed(on, played(on, checked(flow, [script]).tests))
    return f"{text}\n{told(on, [script], results, limit=limit) or script.text()}"
