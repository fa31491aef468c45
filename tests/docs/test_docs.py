"""What the documents show is so: their flows check clean, their commands print what they say.

In README.md and docs/*.md a `flow` block is a program that has no findings and whose tests pass. A
`console` block is a shell session in a folder with `examples/`: lines after `$ ` are run, the lines
below are what they print, and a line `...` stands for any lines. The version of a switch is this
machine's.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from flowc import pipeline
from flowc.testing import run_tests, stuck
from flowc.testing.agreement import UNSEEN, UNTIMED
from tests.cli.running import asterisk, cache, freeswitch

ROOT = Path(__file__).parent.parent.parent
FENCE = re.compile(r"^```(?P<kind>flow|console)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

VERSIONS = {
    "Asterisk 22.10.1": re.compile(r"Asterisk 22\.\d+\.\d+"),
    "FreeSWITCH 1.10.12": re.compile(r"FreeSWITCH 1\.10\.\d+"),
}


class Block(NamedTuple):
    """A fenced block and where it stands."""

    where: str
    text: str


def blocks(kind: str) -> list[Block]:
    found: list[Block] = []
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            if match["kind"] == kind:
                found.append(Block(f"{path.relative_to(ROOT)}:{line}", match["text"]))
    return found


@pytest.mark.parametrize("block", blocks("flow"), ids=lambda block: block.where)
def test_a_flow_has_no_findings(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "document.flow"
    path.write_text(block.text, encoding="utf-8")
    assert not [(d.code, d.message) for d in pipeline.check((str(path),)).diagnostics]


@pytest.mark.parametrize(
    "block", [b for b in blocks("flow") if '\ntest "' in b.text], ids=lambda block: block.where
)
def test_the_tests_of_a_flow_pass(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "document.flow"
    path.write_text(block.text, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert work.program
    results = run_tests(work.program, work.tests)
    assert [r.failure for r in results if r.failure] == []
    assert stuck(work.program, results) == ()


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.where)
def test_a_session_prints_what_it_shows(block: Block, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    programs = str(Path(sys.executable).parent)
    env = {
        "PATH": os.pathsep.join((programs, os.defpath)),
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": cache(tmp_path),
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
    }
    if "--on asterisk" in block.text:
        env["FLOWC_ASTERISK"] = asterisk()
    if "--on freeswitch" in block.text:
        env["FLOWC_FREESWITCH"] = freeswitch()
    for command, shown in sessions(block.text):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{{ {command}\n}} 2>&1"],
            cwd=tmp_path,
            env=env,
            check=False,
            capture_output=True,
        )
        got = done.stdout.decode()
        for told, version in VERSIONS.items():
            got = version.sub(told, got)
        assert re.fullmatch(pattern(shown), got), f"$ {command}\n{got}"


def sessions(text: str) -> list[tuple[str, str]]:
    """Every command of a session with what it prints."""
    assert text.startswith("$ ")
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    joined = (part.replace("\\\n", "") for part in parts)
    return [(command, shown) for part in joined for command, _, shown in [part.partition("\n")]]


def pattern(shown: str) -> str:
    """What is shown as a regular expression: a line `...` is any lines, also none."""
    lines = shown.splitlines(keepends=True)
    return "".join(r"(?:.*\n)*?" if x == "...\n" else re.escape(x) for x in lines)


def test_what_is_not_compared_on_a_switch_is_told() -> None:
    text = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    _, _, table = text.partition("| on | event | field | reason |\n| --- | --- | --- | --- |\n")
    shown = table.partition("\n\n")[0].splitlines()
    rows = [("every switch", row) for row in UNTIMED]
    rows += [(name, row) for name, own in UNSEEN.items() for row in own]
    assert shown == [f"| {on} | `{r.event}` | `{r.field}` | {r.reason} |" for on, r in rows]
