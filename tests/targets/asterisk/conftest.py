"""A flow's text as Asterisk files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.targets.asterisk.lab import Made, files


@pytest.fixture
def flow(tmp_path: Path) -> Callable[[str], Made]:
    """Compiles the text of a flow, perhaps with settings over the lab's."""

    def make(text: str, *sets: str) -> Made:
        path = tmp_path / "flow.flow"
        path.write_text(text, encoding="utf-8")
        return files(path, sets)

    return make
