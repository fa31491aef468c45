"""A spool that takes nothing holds up no call: each switch goes on as the flow says."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.services import Services
from tests.agreement.conftest import SWITCHES, opened
from tests.agreement.door import placed, played, site

FLOW = Path(__file__).parent / "flows" / "rating.flow"
"""It tells of a rating in a step, before a prompt."""


@contextmanager
def spool(kind: str, folder: Path) -> Generator[Path, None, None]:
    """A spool that is not there, that is no folder, or whose disk is full."""
    place = folder / kind
    if kind == "missing":
        yield place
    elif kind == "file":
        place.write_text("x", encoding="utf-8")
        yield place
    else:
        place.mkdir()
        disk = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(place)]
        if subprocess.run(disk, capture_output=True, check=False).returncode:
            pytest.skip("a full disk: nothing can be mounted here")
        try:
            (place / "new").mkdir()
            (place / "filler").write_bytes(b"x" * 4096)
            yield place
            assert [file.stat().st_size for file in (place / "new").iterdir()] in ([], [0])
        finally:
            disk = ["umount", str(place)]
            subprocess.run(disk, check=True)


@pytest.mark.parametrize("kind", ["missing", "file", "full"])
@pytest.mark.parametrize("name", SWITCHES)
def test_calls_go_on(name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (work,) = pipeline.check((str(FLOW),)).works
    with spool(kind, tmp_path) as place, opened(name) as switch:

        def kept(_: Services) -> Path:
            return place

        monkeypatch.setattr(Services, "spool", kept)
        on = site(switch, FLOW)
        results = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    told = [[e[2:] for e in r.calls[0].trace if e[0] == "notify"] for r in results]
    assert told == [[("webhook", "ratings")], [], []]
