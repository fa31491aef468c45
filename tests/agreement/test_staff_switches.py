"""Switches that staff turn: by phone with a PIN, and by the switch's own command line as the docs
write it. They outlast a restart and a crash of the process, and the PIN is nowhere."""

import re
import shlex
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agreement.conftest import SWITCHES
from tests.agreement.exchanges import Exchange, compiled, documented, exchange

FLOW = Path(__file__).parent / "flows" / "staffed.flow"
DOCS = Path(__file__).parent.parent.parent / "docs"
PIN = "73910462"
WRONG = "55512"
"""What is typed by somebody who guesses."""

KEYS_SHOWN = re.compile(rb"User entered '|'Event': 'VarSet'|DEBUG.* pbx_variables\.c: |^Value: ")
"""Where the ability rows `secret` and `switch.code` let Asterisk show keys that are pressed and, at
debug 2, the PIN: lines of its log (`Value:` is that of VarSet, which it logs too), and VarSet."""

SHOWN_WITH = {"asterisk": "on", "freeswitch": "flowc.emergency"}
"""What is in the list of switches when `emergency` is on."""

WRITTEN = 2.0
"""Seconds after which Asterisk has written what it keeps."""


@pytest.fixture(params=SWITCHES)
def on(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Exchange]:
    """A whole switch, loaded with the flow, in whose environment is the PIN."""
    monkeypatch.setenv("EMERGENCY_PIN", PIN)
    name = str(request.param)
    out = compiled(name, FLOW, tmp_path / "out")
    with exchange(name, tmp_path / "switch", ("EMERGENCY_PIN",)) as running:
        running.load(out, "flowc")
        yield running


def comes_to(on: Exchange) -> str:
    """Where a caller is led now."""
    call = on.call("100", "flowc")
    on.over(call)
    return on.entered(call)[-1]


def dials(on: Exchange, code: str, keys: str = "") -> None:
    """Somebody of the staff dials a code, types, and hears the end."""
    call = on.dial(code)
    if keys:
        on.press(call, keys)
    on.over(call)


class Commands:
    """The commands of the docs, run on this switch."""

    def __init__(self, on: Exchange) -> None:
        page = DOCS / f"{on.name}.md"
        self._on = on
        self._there = documented(page, "switches")

    def run(self, what: str) -> str:
        program, option, said = shlex.split(self._there[what])
        assert (program, option) in {("asterisk", "-rx"), ("fs_cli", "-x")}
        return self._on.cli(said)

    def backed_up(self, folder: Path) -> str:
        """What is in a copy of the file that the docs say is to be kept."""
        program, file, said = shlex.split(self._there["back up"])
        assert (program, said.split(" ")[0]) == ("sqlite3", ".backup")
        place = file.removeprefix(f"/var/lib/{self._on.name}")
        with (
            sqlite3.connect(self._on.kept(place)) as there,
            sqlite3.connect(folder / "copy") as copy,
        ):
            there.backup(copy)
            return "\n".join(copy.iterdump())


def test_the_command_line_turns_it_and_it_lasts(on: Exchange, tmp_path: Path) -> None:
    commands = Commands(on)
    declared = "how it stands; nothing is as the flow declares it"
    if on.name == "asterisk":
        declared = 'how it stands; "not found" is as the flow declares it'
    assert comes_to(on) == "inside"
    assert "on" not in commands.run(declared).split()
    commands.run("turn it on")
    assert comes_to(on) == "shut"
    assert "on" in commands.run(declared).split()
    assert SHOWN_WITH[on.name] in commands.run("all that were ever turned")
    time.sleep(WRITTEN)
    assert re.search(r"emergency'.*'on'", commands.backed_up(tmp_path))
    on.restart(signal.SIGTERM)
    assert comes_to(on) == "shut"
    commands.run("turn it off")
    assert comes_to(on) == "inside"
    commands.run("turn it on")
    time.sleep(WRITTEN)
    on.restart(signal.SIGKILL)
    assert comes_to(on) == "shut"
    commands.run("as the flow declares it")
    assert comes_to(on) == "inside"


def test_the_code_turns_it_with_the_right_pin_only(on: Exchange) -> None:
    assert comes_to(on) == "inside"
    dials(on, "*28", f"{WRONG}#{PIN[:-1]}#{PIN}1#{PIN}#")
    assert comes_to(on) == "inside", "the fourth was right, and came too late"
    dials(on, "*28", f"{WRONG}#{PIN}#")
    assert comes_to(on) == "shut"
    dials(on, "*29")
    dials(on, "*28", f"{PIN}#")
    assert comes_to(on) == "outside"
    dials(on, "*28", f"{PIN}#")
    time.sleep(WRITTEN)
    on.restart(signal.SIGKILL)
    assert comes_to(on) == "shut"
    dials(on, "*28", f"{PIN}#")
    assert comes_to(on) == "outside"


def test_the_pin_is_nowhere(on: Exchange, tmp_path: Path) -> None:
    dials(on, "*28", f"{WRONG}#{PIN}#")
    assert comes_to(on) == "shut"
    needle = PIN.encode()
    lines = [(str(f), line) for f in on.files() for line in f.read_bytes().split(b"\n")]
    lines += [("heard", line) for line in on.heard]
    lines += [(str(f), f.read_bytes()) for f in (tmp_path / "out").rglob("*") if f.is_file()]
    assert [line for line in on.heard if b"emergency" in line]
    found = [(where, line) for where, line in lines if needle in line]
    if on.name == "asterisk":
        found = [(where, line) for where, line in found if not KEYS_SHOWN.search(line)]
    assert found == []


def test_without_a_pin_the_code_lets_nobody_in(
    on: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMERGENCY_PIN", "")
    assert tmp_path.exists()
    with exchange(on.name, tmp_path / "other", ("EMERGENCY_PIN",)) as other:
        other.load(tmp_path / "out", "flowc")
        call = other.dial("*28")
        if other.name == "freeswitch":  # it asks all the same, so as not to tell
            other.press(call, "#1#2#3#")
        other.over(call)
        assert comes_to(other) == "inside"
