"""The switches that agreement is tried on. One that is not on this machine is skipped, by name."""

from collections.abc import Iterator
from typing import cast

import pytest

from flowc.switches.protocol import Missing, Switch
from flowc.switches.registry import open_switch

SWITCHES = ("asterisk", "freeswitch")


def opened(name: str) -> Switch:
    """The switch, which does not run yet; the test is skipped where there is none."""
    try:
        return open_switch(name)
    except Missing as e:
        pytest.skip(f"{name}: {e}")


@pytest.fixture(scope="module", params=SWITCHES)
def switch(request: pytest.FixtureRequest) -> Iterator[Switch]:
    """Each switch, up and running for all tests of a file."""
    with opened(cast("str", request.param)) as running:
        yield running
