"""Every test of every example, and hundreds of made-up callers of each: what the runtime says and
what a real switch does are the same."""

import shutil
import time
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.protocol import Switch
from tests.agreement.callers import caller
from tests.agreement.door import parted, placed, played, site
from tests.agreement.scene import scene
from tests.agreement.script import checked
from tests.agreement.sizes import CALLERS, SEED
from tests.agreement.told import told

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ALL = ("clinic", "support", "utility")


def flow_of(example: str, folder: Path) -> Path:
    shutil.copytree(EXAMPLES / example, folder / example)
    return folder / example / f"{example}.flow"


@pytest.mark.parametrize("example", ALL)
def test_the_examples_tests_agree(example: str, tmp_path: Path, switch: Switch) -> None:
    flow = flow_of(example, tmp_path)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow.with_name(f"{example}_test.flow")),)).works
    assert work.tests
    found = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


@pytest.mark.parametrize("example", ALL)
def test_made_up_callers_agree(example: str, tmp_path: Path, switch: Switch) -> None:
    on = site(switch, flow_of(example, tmp_path))
    seen = scene(on.program)
    scripts = [caller(seen, f"{SEED}-{n}") for n in range(CALLERS)]
    results = played(on, checked(on.flow, scripts).tests)
    assert len(results) == CALLERS
    began = time.monotonic()
    found = placed(on, results)
    took = time.monotonic() - began
    calls = sum(len(r.calls) for r in found)
    print(f"\n{switch.name}, {example}, FLOWC_SEED={SEED}: {calls} calls in {took:.1f} s")  # noqa: T201
    if parted(found):
        pytest.fail(told(on, scripts, found), pytrace=False)
