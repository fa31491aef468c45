"""The fixtures of this folder: flowc itself, and each switch in turn."""

import pytest

from tests.cli.running import flowc, heeding
from tests.switches.private import NAMES

__all__ = ["flowc", "heeding", "name"]


@pytest.fixture(params=NAMES, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    """The name of a switch: a test that asks for it is made on every one."""
    return request.param
