"""The files that are written, compared with files that a person has read and run on 1.10.12.

To accept a change, read its difference:
`flowc compile tests/targets/freeswitch/flows/NAME.flow --target freeswitch
--settings tests/targets/freeswitch/lab.toml --out tests/targets/freeswitch/expected/NAME --diff`
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.targets.freeswitch.lab import HERE, files as made

FLOWS = sorted((HERE / "flows").glob("*.flow"))
XMLLINT = shutil.which("xmllint") or "xmllint"
LUAC = shutil.which("luac5.2") or ""
SCHEMA = HERE.parents[2] / "targets" / "freeswitch" / "dialplan.rng"


@pytest.mark.parametrize("path", FLOWS, ids=lambda p: p.stem)
def test_files_are_the_ones_that_were_read(path: Path) -> None:
    """Every file of XML and every list of sounds; Lua file and README where they are kept."""
    folder = HERE / "expected" / path.stem
    files = made(path)
    kept = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert {f for f in files if f.endswith((".xml", ".csv"))} <= kept <= files.keys()
    for name in sorted(kept):
        assert files[name] == (folder / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("path", FLOWS, ids=lambda p: p.stem)
def test_xml_is_of_the_strict_subset(path: Path, tmp_path: Path) -> None:
    for name, text in made(path).items():
        if name.endswith(".xml"):
            file = tmp_path / name.replace("/", "_")
            file.write_text(text, encoding="utf-8")
            done = subprocess.run(
                [XMLLINT, "--noout", "--relaxng", SCHEMA, file],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not LUAC, reason="luac5.2 is not on this machine")
@pytest.mark.parametrize("path", FLOWS, ids=lambda p: p.stem)
def test_lua_parses(path: Path, tmp_path: Path) -> None:
    text = made(path).get("scripts/flowc.lua")
    if text is None:
        return
    file = tmp_path / "flowc.lua"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run([LUAC, "-p", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_state_that_a_call_is_sent_to_exists() -> None:
    """FreeSWITCH finds a missing target only when a call gets there."""
    from xml.etree import ElementTree as ET

    for path in FLOWS:
        tree = ET.fromstring(made(path)["dialplan/flowc.xml"])  # noqa: S314 - our own output
        names = {
            (context.get("name"), e.get("name"))
            for context in tree.iter("context")
            for e in context.iter("extension")
        }
        sent = {
            tuple(str(a.get("data")).split(" "))
            for a in tree.iter("action")
            if a.get("application") in {"transfer", "execute_extension"}
        }
        missing = {(s, c) for s, _, c in sent if c.startswith("flowc") and (c, s) not in names}
        assert not missing, path.name


def test_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    """In another folder, locale, zone and hash seed."""
    texts: set[str] = set()
    for seed, zone in (("1", "UTC"), ("77", "Asia/Tokyo")):
        out = tmp_path / seed
        command = [sys.executable, "-m", "flowc", "compile", "conditions.flow"]
        folder = tmp_path / f"in{seed}"
        folder.mkdir()
        shutil.copy(HERE / "flows" / "conditions.flow", folder)
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        env["PYTHONPATH"] = str(HERE.parents[2])
        done = subprocess.run(
            [*command, "--target", "freeswitch", "--out", out],
            cwd=folder,
            env=env,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        files = sorted(p for p in out.rglob("*") if p.is_file())
        texts.add("".join(f"{p.relative_to(out)}\n{p.read_text(encoding='utf-8')}" for p in files))
    assert len(texts) == 1
