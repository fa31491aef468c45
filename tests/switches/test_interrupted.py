"""`flowc test --on` is stopped while calls are up: nothing is left of it, and nothing is said."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import asterisk, freeswitch
from tests.switches.private import own_folder, processes, wait_until
from tests.testing.test_on_asterisk import RINGS_LONG

FOUND = {"asterisk": asterisk, "freeswitch": freeswitch}
STARTED = {"asterisk": "*/log/queue_log", "freeswitch": "*/conf/dialplan/lane0.xml"}
"""What is in its folder when it takes calls, or nearly."""


@pytest.mark.usefixtures("heeding")
@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15), (signal.SIGKILL, -9)]
)
def test_nothing_is_left_of_a_switch_that_is_interrupted(
    name: str, how: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "long.flow"
    path.write_text(RINGS_LONG, encoding="utf-8")
    env = os.environ | {f"FLOWC_{name.upper()}": FOUND[name]()}
    with own_folder(monkeypatch) as folder:
        running = subprocess.Popen(
            [sys.executable, "-m", "flowc", "test", str(path), "--on", name],
            env=env | {"TMPDIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            wait_until(lambda: any(folder.glob(STARTED[name])), "it did not start")
            time.sleep(1)  # a call that rings for 90 s is up by then
            assert running.poll() is None
            assert processes(folder)
            running.send_signal(how)
            out, err = running.communicate(timeout=30)
        finally:
            running.kill()
            running.communicate()
        assert (running.returncode, out, err) == (code, b"", b"")
