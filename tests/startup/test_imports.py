"""What a command loads: start-up is what a person feels, and one import can double it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
HEAVY = {"aiohttp", "holidays", "jinja2", "networkx", "phonenumbers", "pydantic", "rich"}

FLOW = """\
flow "Small" { timezone Europe/Vilnius  languages en }
number "+37052000000" -> hello
schedule office { open mon-fri 08:00-18:00 }
prompt welcome { en "Welcome." }
prompt closed  { en "We are closed." }
step hello {
  if office is closed -> away
  play welcome
  -> hangup
}
step away { play closed  -> hangup }
"""


def loaded(*arguments: str, folder: Path) -> set[str]:
    """The top-level packages that a command imported."""
    command = [sys.executable, "-X", "importtime", "-m", "flowc", *arguments]
    env = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help")], ids=str)
def test_asking_about_flowc_loads_nothing_heavy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    got = loaded(*arguments, folder=tmp_path)
    assert "typer" in got
    assert not got & (HEAVY | {"lark"})


def test_checking_a_program_loads_a_parser_only_once(tmp_path: Path) -> None:
    (tmp_path / "small.flow").write_text(FLOW, encoding="utf-8")
    first = loaded("check", "small.flow", folder=tmp_path)
    assert "lark" in first
    second = loaded("check", "small.flow", folder=tmp_path)
    assert not (first | second) & HEAVY
    assert "lark" not in second, "its tables are kept in the cache folder"


@pytest.mark.parametrize("arguments", [("explain",), ("explain", "--targets")], ids=str)
def test_the_parser_stays_out_of_a_list(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert not loaded(*arguments, folder=tmp_path) & (HEAVY | {"lark"})


def test_this_test_would_notice(tmp_path: Path) -> None:
    (tmp_path / "small.flow").write_text(FLOW, encoding="utf-8")
    got = loaded("check", "small.flow", "--format", "json", folder=tmp_path)
    assert "pydantic" in got
