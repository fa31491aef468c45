"""The tables between runs: never trusted, never in the way."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flowc.syntax import cache

SCRIPT = """
import sys
from flowc.source import Source
from flowc.syntax.parser import parse
print(len(parse(Source("x", "step a { -> b }"))[0].items), "lark" in sys.modules)
"""


def run(home: Path) -> str:
    """How many items a new process reads, and whether it needed lark."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"XDG_CACHE_HOME": str(home), "PYTHONPATH": str(Path(cache.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout.strip()


def test_the_second_run_needs_no_lark_and_the_folder_is_the_users(tmp_path: Path) -> None:
    assert run(tmp_path) == "1 True"
    assert run(tmp_path) == "1 False"
    assert stat.S_IMODE((tmp_path / "flowc").stat().st_mode) == 0o700
    assert len(list((tmp_path / "flowc").iterdir())) == 1


@pytest.mark.parametrize("damage", ["empty", "changed"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: str) -> None:
    run(tmp_path)
    (path,) = (tmp_path / "flowc").iterdir()
    good = path.read_bytes()
    changed = good[:5000] + bytes([good[5000] ^ 1]) + good[5001:]
    path.write_bytes({"empty": b"", "changed": changed}[damage])
    assert run(tmp_path) == "1 True"
    assert run(tmp_path) == "1 False"


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "flowc").write_text("in the way", encoding="utf-8")
    assert run(tmp_path) == "1 True"
