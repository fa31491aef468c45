"""Queues on the real switches: every test of a firm with queues passes there as in the runtime."""

import shutil
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.protocol import Switch
from tests.agreement.door import placed, played, site

HERE = Path(__file__).parent / "queues"


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queues") / "firm"
    shutil.copytree(HERE, folder)
    return folder / "firm.flow"


def test_what_queues_do_agrees(flow: Path, switch: Switch) -> None:
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow.with_name("firm_test.flow")),)).works
    assert len(work.tests) > 30
    found = placed(on, played(on, work.tests))
    assert {r.test.title: r.failure.message for r in found if r.failure} == {}
