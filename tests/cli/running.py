"""flowc as a person runs it: a program of its own, in a folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from flowc.switches.asterisk.finding import find
from flowc.switches.freeswitch.finding import find as find_freeswitch
from flowc.switches.protocol import Missing


def asterisk() -> str:
    """The Asterisk of this machine, as `FLOWC_ASTERISK` takes it; skips the test without one."""
    try:
        return str(find().program)
    except Missing as e:
        pytest.skip(f"needs an Asterisk: {e}")


def freeswitch() -> str:
    """The FreeSWITCH of this machine, as `FLOWC_FREESWITCH` takes it; skips the test without."""
    try:
        return str(find_freeswitch().program)
    except Missing as e:
        pytest.skip(f"needs a FreeSWITCH: {e}")


class Done(NamedTuple):
    """What a run left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def heeding() -> Iterator[None]:
    """A program that is started now heeds Ctrl-C, as one that is started at a terminal does: one
    that is started by a program that ignores it, as `nohup make test &` lets pytest do, would not.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def cache(folder: Path) -> str:
    """Where whatever runs in a test's own folder keeps the parser: it takes two seconds to make, so
    all tests share it."""
    return str(folder.parent / "cache")


Flowc: TypeAlias = Callable[..., Done]


@pytest.fixture
def flowc(tmp_path: Path) -> Flowc:
    """Runs flowc in `tmp_path`; `env` are variables beside the plainest ones."""
    plain = {"PATH": os.defpath, "HOME": str(tmp_path), "COLUMNS": "80"}
    plain["XDG_CACHE_HOME"] = cache(tmp_path)

    def run(*arguments: str, **env: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "flowc", *arguments],
            cwd=tmp_path,
            env=plain | env,
            check=False,
            capture_output=True,
        )
        assert b"Traceback" not in done.stderr or env.get("FLOWC_DEBUG") == "1"
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


GOOD = """\
flow "Bakery" {
  timezone  Europe/Vilnius
  languages en
}

number "+37052000000" -> welcome

schedule shop { open mon-sat 07:00-19:00 }
phone counter

prompt hello  { en "Good morning, this is the bakery. For an order, press 1." }
prompt closed { en "We are asleep. Žiemą ir vasarą." }

step welcome {
  if shop is closed -> away
  -> main
}

menu main {
  play hello
  press 1 -> order
  on gave-up -> away
}

ring order {
  call counter for 20s
  on busy      -> away
  on no-answer -> away
  on failed    -> away
}

step away {
  play closed
  -> hangup
}
"""

BAD = GOOD.replace("press 1 -> order", "press 1 -> ordre")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A program without findings, at good.flow."""
    path = tmp_path / "good.flow"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A program with one mistyped name, at bad.flow."""
    path = tmp_path / "bad.flow"
    path.write_text(BAD, encoding="utf-8")
    return path
