"""A secret asked for with several messages: which of them are waited after."""

import shutil
from pathlib import Path

from flowc import pipeline
from flowc.switches.protocol import Switch
from tests.agreement.door import placed, played, site

FLOW = Path(__file__).parent / "flows" / "secret.flow"


def test_a_secret_is_waited_for_after_the_last_message(switch: Switch, tmp_path: Path) -> None:
    flow = tmp_path / "secret.flow"
    shutil.copy(FLOW, flow)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    assert len(work.tests) == 7
    found = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []
