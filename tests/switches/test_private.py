"""A private switch is private: nothing of it is left, and nothing comes in its way."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flowc.switches import guard
from flowc.switches.asterisk.finding import find as find_asterisk
from flowc.switches.freeswitch.finding import find as find_freeswitch
from flowc.switches.guarded import Guarded
from flowc.switches.protocol import Broken
from flowc.testing.agreement import agree
from tests.switches.private import own_folder, processes, read, running, wait_until

LINE = Path(__file__).parent / "line_test.flow"
FIND = {"asterisk": find_asterisk, "freeswitch": find_freeswitch}


def test_nothing_is_left(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up")
    with own_folder(monkeypatch) as folder:
        with running(name) as switch:
            switch.load(loaded)
            assert len(list(switch.place(loaded.program, results))) == len(results)
            assert processes(folder)
        assert not processes(folder)


def test_two_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up")
    with own_folder(monkeypatch), running(name) as one, running(name) as other:
        for switch in (one, other):
            switch.load(loaded)
        for switch in (one, other):
            for placed in switch.place(loaded.program, results):
                for call, told in zip(placed.result.calls, placed.told, strict=True):
                    assert agree(call.trace, told.trace, name) is None


def test_a_folder_with_a_long_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up while it is listened to")
    with own_folder(monkeypatch) as folder:
        deep = folder / ("long" * 30)
        deep.mkdir()
        monkeypatch.setenv("TMPDIR", str(deep))
        with running(name) as switch:
            switch.load(loaded)
            (placed,) = switch.place(loaded.program, results)
            assert placed.told[0].stuck == ""
        wait_until(lambda: not list(deep.iterdir()), "a folder was left behind")
        deep.rmdir()  # a name that was cut would lie beside it


def test_a_port_that_another_program_took(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("", 0)) as other:
        ports = [taken.getsockname()[1], other.getsockname()[1]]
        other.close()
        tried: list[int] = []

        def port() -> int:
            tried.append(ports[len(tried)])
            return tried[-1]

        def close_at_once() -> None:
            taken.accept()[0].close()

        monkeypatch.setattr("flowc.switches.instance._free_port", port)
        threading.Thread(target=close_at_once, daemon=True).start()
        loaded, results = read(LINE, "hangs up while it is listened to")
        with own_folder(monkeypatch), running(name) as switch:
            switch.load(loaded)
            (placed,) = switch.place(loaded.program, results)
            assert placed.told[0].stuck == ""
        assert tried == ports


def test_without_libfaketime_it_takes_its_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = f"flowc.switches.{name}.switch.find"
    monkeypatch.setattr(found, lambda: FIND[name]()._replace(faketime=None))
    loaded, results = read(LINE, "hangs up while a prompt plays")
    began = time.monotonic()
    with own_folder(monkeypatch), running(name) as switch:
        switch.load(loaded)
        (placed,) = switch.place(loaded.program, results)
    told = placed.told[0]
    assert told.stuck == ""
    assert agree(placed.result.calls[0].trace, told.trace, name) is None
    assert told.trace[-1][1] < time.monotonic() - began


def test_a_switch_that_dies_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE)
    with own_folder(monkeypatch) as folder, running(name) as switch:
        switch.load(loaded)
        placing = switch.place(loaded.program, results * 5)
        next(placing)
        for number in processes(folder):
            os.kill(number, signal.SIGKILL)
        with pytest.raises(Broken, match="ended while calls were made"):
            list(placing)


def test_a_mistake_in_hearing_it_is_not_blamed_on_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, results = read(LINE, "hangs up")

    def mistaken(*_: object) -> None:
        message = "not understood"
        raise RuntimeError(message)

    monkeypatch.setattr(f"flowc.switches.{name}.call.Call.hear", mistaken)
    with own_folder(monkeypatch), running(name) as switch:
        switch.load(loaded)
        with pytest.raises(RuntimeError, match="not understood"):
            list(switch.place(loaded.program, results))


def test_a_disk_without_room_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with own_folder(monkeypatch):
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            with pytest.raises(Broken, match="File too large"), running(name):
                pass
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))


def test_the_guard_ends_a_program_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with own_folder(monkeypatch) as folder:
        script = (
            "import subprocess, sys, time; "
            f"subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)', '{folder}']); "
            "time.sleep(99)"
        )
        ours = subprocess.Popen(
            [sys.executable, "-I", guard.__file__, "guarded-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert ours.stdin
        assert ours.stdout
        own = Path(ours.stdout.readline().rstrip())
        assert own.parent == folder
        wanted: dict[str, object] = {"run": [sys.executable, "-c", script], "environment": {}}
        ours.stdin.write(json.dumps(wanted) + "\n")
        ours.stdin.flush()
        started = int(ours.stdout.readline())
        wait_until(lambda: len(processes(folder)) == 2, "both did not start")
        assert started in processes(folder)
        ours.stdin.close()
        ours.stdout.close()
        assert ours.wait(10) == 0


def test_a_program_that_can_not_be_started_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with own_folder(monkeypatch):
        guarded = Guarded("nothing")
        with pytest.raises(Broken, match="No such file"):
            guarded.start([str(tmp_path / "nothing")], {})
        guarded.close()
