"""Which FreeSWITCH is taken, and what is said where there is none. Programs stand in for it here:
they say its version and do not run."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from flowc.switches.freeswitch.finding import VARIABLE, find
from flowc.switches.protocol import Broken, Missing
from tests.cli.running import Flowc

FLOW = """
flow "Shop" { languages en }
number "+3701" -> welcome
prompt hello { en "Hello." }
step welcome {
  play hello
  -> hangup
}
test "hello" {
  call "+3701"
  hear hello
  end  hangup
}
"""


def installed(prefix: Path, modules: str = "mod", version: str = "1.10.12-release~64bit") -> Path:
    """The program of a FreeSWITCH that lies below `prefix`."""
    (prefix / modules).mkdir(parents=True)
    program = prefix / "bin" / "freeswitch"
    program.parent.mkdir()
    says = f"FreeSWITCH version: {version} (-release 64bit)"
    program.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    "modules", ["mod", "lib/freeswitch/mod", "lib/x86_64-linux-gnu/freeswitch/mod"]
)
def test_the_folder_that_it_was_installed_into(
    modules: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = installed(tmp_path, modules)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    found = find()
    assert (found.program, found.version) == (program, "1.10.12")
    assert found.modules == tmp_path / modules


def test_the_program_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = installed(tmp_path)
    monkeypatch.setenv(VARIABLE, str(program))
    found = find()
    assert (found.program, found.modules) == (program, tmp_path / "mod")


def test_the_one_on_path_through_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = installed(tmp_path / "opt")
    link = tmp_path / "sbin" / "freeswitch"
    link.parent.mkdir()
    link.symlink_to(program)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", os.pathsep.join((str(link.parent), os.defpath)))
    found = find()
    assert (found.program, found.modules) == (link, tmp_path / "opt" / "mod")


def test_what_is_named_comes_before_the_one_on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = installed(tmp_path / "one", version="1.10.11")
    installed(tmp_path / "two")
    monkeypatch.setenv("PATH", os.pathsep.join((str(on_path.parent), os.defpath)))
    monkeypatch.setenv(VARIABLE, str(tmp_path / "two"))
    assert find().version == "1.10.12"


def test_a_wrong_name_is_not_made_good_by_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = installed(tmp_path / "one")
    monkeypatch.setenv("PATH", os.pathsep.join((str(on_path.parent), os.defpath)))
    monkeypatch.setenv(VARIABLE, str(tmp_path / "two"))
    with pytest.raises(Missing, match=r"there is no FreeSWITCH: \S+/two is missing"):
        find()


def test_a_program_without_modules_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = installed(tmp_path)
    (tmp_path / "mod").rmdir()
    monkeypatch.setenv(VARIABLE, str(program))
    with pytest.raises(Broken, match="has no modules beside it"):
        find()


def test_a_program_that_may_not_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path).chmod(0o644)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(Broken, match="can not be started: Permission denied"):
        find()


@pytest.mark.parametrize("name", ["nowhere", "nowhere/bin/freeswitch", ".", sys.executable])
def test_what_is_no_freeswitch_is_exit_code_3(flowc: Flowc, tmp_path: Path, name: str) -> None:
    (tmp_path / "shop.flow").write_text(FLOW, encoding="utf-8")
    done = flowc("test", "shop.flow", "--on", "freeswitch", FLOWC_FREESWITCH=name)
    assert (done.code, done.out) == (3, "")
    assert name in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.skipif(
    shutil.which("freeswitch", path=f"{os.defpath}:/usr/local/freeswitch/bin") is not None,
    reason="this machine has a FreeSWITCH of its own",
)
def test_no_freeswitch_is_exit_code_3_and_says_how_to_get_one(flowc: Flowc, tmp_path: Path) -> None:
    (tmp_path / "shop.flow").write_text(FLOW, encoding="utf-8")
    done = flowc("test", "shop.flow", "--on", "freeswitch")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("flowc: there is no freeswitch on PATH: install FreeSWITCH 1.10")
    assert VARIABLE in done.err
    assert len(done.err.splitlines()) == 1


def test_one_that_does_not_start_is_told_with_its_last_words(flowc: Flowc, tmp_path: Path) -> None:
    (tmp_path / "shop.flow").write_text(FLOW, encoding="utf-8")
    program = installed(tmp_path / "fs")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    own = {"FLOWC_FREESWITCH": str(program), "TMPDIR": str(temporary)}
    done = flowc("test", "shop.flow", "--on", "freeswitch", **own)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("flowc: FreeSWITCH ended while it started")
    assert "FreeSWITCH version: 1.10.12" in done.err
    assert list(temporary.iterdir()) == []
