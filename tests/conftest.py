"""What takes longest begins first, so that nothing long is left to wait for at the end."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent

LONGEST = (
    "agreement/test_made_up_queues.py",
    "agreement/test_examples.py",
    "agreement/test_queues.py",
    "agreement/test_made_up.py",
    "wheel/test_wheel.py",
    "docs/test_docs.py",
    "testing/test_on_asterisk.py",
)
"""The files of tests that take tens of seconds, most of them by waiting for a switch."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those files, then all others as they come."""
    places = {HERE / name: n for n, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
