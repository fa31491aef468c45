"""A flow's text as FreeSWITCH files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.targets.freeswitch.lab import Made, files


@pytest.fixture
def flow(tmp_path: Path) -> Callable[[str], Made]:
    """Compiles the text of a flow."""

    def make(text: str) -> Made:
        path = tmp_path / "flow.flow"
        path.write_text(text, encoding="utf-8")
        return files(path)

    return make
