"""Calls that are handed to a number outside, and values that are said alone: every test of the flow,
on each switch."""

import shutil
from pathlib import Path

from flowc import pipeline
from flowc.switches.protocol import Switch
from tests.agreement.door import placed, played, site

FLOW = Path(__file__).parent / "flows" / "transfer.flow"


def test_the_switch_hands_calls_over_and_says_values_as_the_runtime(
    switch: Switch, tmp_path: Path
) -> None:
    flow = tmp_path / "transfer.flow"
    shutil.copy(FLOW, flow)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    results = played(on, work.tests)
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    ends = [call.trace[-1][3] for result in results for call in result.calls]
    assert ends.count("transfer") == 7
    found = placed(on, results)
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []
