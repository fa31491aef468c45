"""Every test of every example, and hundreds of made-up callers of each: what the runtime says and
what a real switch does are the same."""

import shutil
import time
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.protocol import Switch
from tests.agreement.callers import caller
from tests.agreement.cases import LOOKUPS
from tests.agreement.door import Site, parted, placed, played, site
from tests.agreement.queue_callers import brief, meetings
from tests.agreement.queue_differences import Fits, fits
from tests.agreement.scene import scene
from tests.agreement.script import Script, checked
from tests.agreement.sizes import CALLERS, QUEUE_CALLERS, SEED
from tests.agreement.told import told

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ALL = ("clinic", "support", "utility")
QUEUES = ("helpdesk", "shop")
TESTED = (*ALL, *QUEUES, "supplier")

TIMELESS = """\
flow "Timeless" {
  timezone  Europe/Vilnius
  languages en
}
number "+37052100200" -> main
prompt greeting { en "Welcome." }
menu main { play greeting  wait 3s  press 1 -> lot  on gave-up -> hangup }
split lot { 30% -> main  70% -> hangup }
test "ends at a split" {
  given split lot takes main
  call  "+37052100200" from "+37061234567"
  press 1
  reach lot
}
test "hangs up at a split" {
  given split lot takes main
  call  "+37052100200" from "+37061234567"
  press 1
  reach lot
  hang up
  end   caller
}
test "the other way" {
  given split lot takes hangup
  call  "+37052100200" from withheld
  press 1
  end   hangup
}
"""


def flow_of(example: str, folder: Path) -> Path:
    shutil.copytree(EXAMPLES / example, folder / example)
    return folder / example / f"{example}.flow"


@pytest.mark.parametrize("example", TESTED)
def test_the_examples_tests_agree(example: str, tmp_path: Path, switch: Switch) -> None:
    flow = flow_of(example, tmp_path)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow.with_name(f"{example}_test.flow")),)).works
    assert work.tests
    found = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


def test_a_test_need_not_say_when_it_is(tmp_path: Path, switch: Switch) -> None:
    flow = tmp_path / "timeless.flow"
    flow.write_text(TIMELESS, encoding="utf-8")
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    found = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure and r.failure.message) for r in found] == [
        (title, None) for title in ("ends at a split", "hangs up at a split", "the other way")
    ]


@pytest.mark.parametrize("example", ALL + QUEUES)
def test_made_up_callers_agree(example: str, tmp_path: Path, switch: Switch) -> None:
    on = site(switch, flow_of(example, tmp_path))
    seen, allowed = scene(on.program), fits(switch.name)
    many = range(QUEUE_CALLERS if example in QUEUES else CALLERS)
    agreed(on, [caller(seen, f"{SEED}-{n}", pointed=True, fits=allowed) for n in many], allowed)


def test_made_up_callers_of_services_agree(tmp_path: Path, switch: Switch) -> None:
    flow = tmp_path / "lookups.flow"
    shutil.copy(LOOKUPS, flow)
    on = site(switch, flow)
    seen, allowed = scene(on.program), fits(switch.name)
    agreed(on, [caller(seen, f"{SEED}-{n}", pointed=True) for n in range(CALLERS // 3)], allowed)


@pytest.mark.parametrize("example", QUEUES)
def test_callers_who_meet_agree(example: str, tmp_path: Path, switch: Switch) -> None:
    flow = flow_of(example, tmp_path)
    brief(flow)
    on = site(switch, flow)
    allowed = fits(switch.name)
    agreed(on, meetings(scene(on.program), SEED, QUEUE_CALLERS, allowed), allowed)


def agreed(on: Site, scripts: list[Script], allowed: Fits) -> None:
    """The scripts pass, here and there; those that do not are told as short as may be."""
    results = played(on, checked(on.flow, scripts).tests)
    assert len(results) == len(scripts)
    assert [r.failure.message for r in results if r.failure] == []
    began = time.monotonic()
    found = placed(on, results)
    took = time.monotonic() - began
    calls = sum(len(r.calls) for r in found)
    print(f"\n{on.switch.name}, {on.flow.stem}, FLOWC_SEED={SEED}: {calls} calls in {took:.1f} s")  # noqa: T201 - for who runs it
    if parted(found):
        pytest.fail(told(on, scripts, found, allowed), pytrace=False)
