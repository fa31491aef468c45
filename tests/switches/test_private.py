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
from flowc.switches.asterisk.call import Call
from flowc.switches.asterisk.finding import Found, find
from flowc.switches.protocol import Broken
from flowc.testing.agreement import agree
from tests.switches.private import asterisk, own_folder, processes, read, wait_until

LINE = Path(__file__).parent / "line_test.flow"


def test_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up")
    with own_folder(monkeypatch) as folder:
        with asterisk() as switch:
            switch.load(loaded)
            assert len(list(switch.place(loaded.program, results))) == len(results)
            assert processes(folder)
        assert not processes(folder)


def test_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up")
    with own_folder(monkeypatch), asterisk() as one, asterisk() as other:
        for switch in (one, other):
            switch.load(loaded)
        for switch in (one, other):
            for placed in switch.place(loaded.program, results):
                for call, told in zip(placed.result.calls, placed.told, strict=True):
                    assert agree(call.trace, told.trace, "asterisk") is None


def test_a_folder_with_a_long_name(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up while it is listened to")
    with own_folder(monkeypatch) as folder:
        deep = folder / ("long" * 30)
        deep.mkdir()
        monkeypatch.setenv("TMPDIR", str(deep))
        with asterisk() as switch:
            switch.load(loaded)
            (placed,) = switch.place(loaded.program, results)
            assert placed.told[0].stuck == ""
        wait_until(lambda: not list(deep.iterdir()), "a folder was left behind")
        deep.rmdir()  # a name that was cut would lie beside it


def test_a_port_that_another_program_took(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("", 0)) as other:
        ports = [taken.getsockname()[1], other.getsockname()[1]]
        other.close()
        tried: list[int] = []

        def port() -> int:
            tried.append(ports[len(tried)])
            return tried[-1]

        def close_at_once() -> None:
            taken.accept()[0].close()

        monkeypatch.setattr("flowc.switches.asterisk.instance._free_port", port)
        threading.Thread(target=close_at_once, daemon=True).start()
        loaded, results = read(LINE, "hangs up while it is listened to")
        with own_folder(monkeypatch), asterisk() as switch:
            switch.load(loaded)
            (placed,) = switch.place(loaded.program, results)
            assert placed.told[0].stuck == ""
        assert tried == ports


def test_without_libfaketime_it_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow() -> Found:
        return find()._replace(faketime=None)

    monkeypatch.setattr("flowc.switches.asterisk.switch.find", slow)
    loaded, results = read(LINE, "hangs up while a prompt plays")
    began = time.monotonic()
    with own_folder(monkeypatch), asterisk() as switch:
        switch.load(loaded)
        (placed,) = switch.place(loaded.program, results)
    told = placed.told[0]
    assert told.stuck == ""
    assert agree(placed.result.calls[0].trace, told.trace, "asterisk") is None
    assert told.trace[-1][1] < time.monotonic() - began


def test_an_asterisk_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE)
    with own_folder(monkeypatch) as folder, asterisk() as switch:
        switch.load(loaded)
        placing = switch.place(loaded.program, results * 5)
        next(placing)
        for number in processes(folder):
            os.kill(number, signal.SIGKILL)
        with pytest.raises(Broken, match="ended while calls were made"):
            list(placing)


def test_a_mistake_in_hearing_it_is_not_blamed_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, results = read(LINE, "hangs up")

    def mistaken(*_: object) -> None:
        message = "not understood"
        raise RuntimeError(message)

    monkeypatch.setattr(Call, "hear", mistaken)
    with own_folder(monkeypatch), asterisk() as switch:
        switch.load(loaded)
        with pytest.raises(RuntimeError, match="not understood"):
            list(switch.place(loaded.program, results))


def test_a_disk_without_room_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with own_folder(monkeypatch):
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        try:
            with pytest.raises(Broken, match="File too large"), asterisk():
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
    from flowc.switches.guarded import Guarded

    with own_folder(monkeypatch):
        guarded = Guarded("nothing")
        with pytest.raises(Broken, match="No such file"):
            guarded.start([str(tmp_path / "nothing")], {})
        guarded.close()
