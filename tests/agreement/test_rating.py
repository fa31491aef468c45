"""After the agent hung up the caller is asked, and what is rated is recorded: on each switch."""

from pathlib import Path

import pytest

from flowc import pipeline
from tests.agreement.conftest import SWITCHES, opened
from tests.agreement.door import placed, played, site

FLOW = Path(__file__).parent / "flows" / "rating.flow"


@pytest.mark.parametrize("name", SWITCHES)
def test_a_caller_rates_when_the_agent_has_hung_up(name: str) -> None:
    (work,) = pipeline.check((str(FLOW),)).works
    with opened(name) as switch:
        on = site(switch, FLOW)
        results = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    rated = [[e[2:] for e in r.calls[0].trace if e[0] == "record"] for r in results]
    assert rated == [[("csat", 5)], [], []]
    bridged = [[e[2] for e in r.calls[0].trace if e[0] == "bridge"] for r in results]
    assert bridged == [["ann"]] * 3
