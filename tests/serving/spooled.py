"""A spool in which tests write notices as a switch does."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.serving.running import Service, reply

FIELDS = {
    "call": "1763859000.17",
    "flow": "Supplier",
    "context": "flowc",
    "channel": "webhook",
    "name": "crm",
    "from": "+37061200300",
    "to": "+37052100200",
    "caller-name": "Jonas Š. & co",
    "at": "2026-11-23 03:50:00",
    "block": "support",
    "outcome": "after",
    "talked": "0",
    "figures.wait:number": "75",
    "figures.step": "billing",
    "send.vip:yes-no": "yes",
    "send.age:number": "n/a",
    "send.area": "05",
}


def line(**over: str) -> str:
    return urlencode(FIELDS | over) + "&end=1\n"


def put(spool: Path, name: str, text: str) -> Path:
    """Writes a notice as a switch does."""
    path = spool / "new" / name
    path.write_text(text)
    return path


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def names(spool: Path) -> dict[str, list[str]]:
    return {f: sorted(p.name for p in (spool / f).iterdir()) for f in ("new", "queue", "dead")}


EMPTY: dict[str, list[str]] = {"new": [], "queue": [], "dead": []}


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    (folder / "new").mkdir(parents=True)
    return folder


@pytest.fixture
def crm() -> Iterator[Service]:
    with Service(reply(200, "")) as service:
        yield service
