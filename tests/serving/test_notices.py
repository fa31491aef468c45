"""Notices: from the file that a switch writes to whoever is to know."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flowc.serving.notice import Document
from tests.cli.running import Flowc, flowc
from tests.serving.running import Request, Serve, Service, plan, reply, send, write
from tests.serving.spooled import EMPTY, FIELDS, crm, line, names, put, spool, until

__all__ = ["crm", "flowc", "spool"]


def serve(tmp_path: Path, hook: str, **env: str) -> Serve:
    headers = [["Authorization", {"secret": "HOOK_TOKEN"}]]
    hooks = {"crm": {"url": f"{hook}/notices", "headers": headers}}
    write(tmp_path, plan("http://127.0.0.1:9", webhooks=hooks))
    return Serve(".", "--spool", "spool", cwd=tmp_path, **({"HOOK_TOKEN": "t-7"} | env))


def told(service: Service) -> list[str]:
    """The ids of the notices that came, in order."""
    return [json.loads(request.body)["notice"] for request in service.requests]


def test_a_webhook_gets_typed_json(tmp_path: Path, spool: Path, crm: Service) -> None:
    with serve(tmp_path, crm.base):
        put(spool, "1763859000.17-1", line())
        until(lambda: crm.requests and names(spool) == EMPTY)
    (request,) = crm.requests
    assert request.line == "POST /notices HTTP/1.1"
    assert request.headers["authorization"] == "t-7"
    assert request.headers["flowc-notice"] == "1763859000.17-1"
    document = json.loads(request.body)
    assert document == {
        "schema": "flowc.notice/1",
        "notice": "1763859000.17-1",
        "whole": True,
        **{name: value for name, value in FIELDS.items() if "." not in name},
        "talked": 0,
        "figures": {"wait": 75, "step": "billing"},
        "send": {"vip": True, "age": "n/a", "area": "05"},
    }
    assert set(document) == set(Document.model_json_schema(by_alias=True)["properties"])


def test_a_receiver_that_is_away_gets_it_when_it_is_back(
    tmp_path: Path, spool: Path, crm: Service
) -> None:
    crm.behave = reply(503, "")
    with serve(tmp_path, crm.base) as running:
        put(spool, "a", line())
        said = running.until("notice a for flowc webhook crm: status 503; again in 1 s")
        assert names(spool) == EMPTY | {"queue": ["a"]}
        crm.behave = reply(204, "")
        until(lambda: names(spool) == EMPTY)
        assert told(crm) == ["a", "a"]
        none = {"waiting": 0, "unfinished": 0, "dead": 0}
        until(lambda: json.loads(send(running.address, "GET", "/health")[1])["notices"] == none)
        assert "Jonas" not in said
        assert "37061200300" not in said


def test_a_receiver_that_is_away_holds_up_no_other(
    tmp_path: Path, spool: Path, crm: Service
) -> None:
    with Service(reply(500, "")) as broken:
        write(
            tmp_path,
            plan(
                "http://127.0.0.1:9",
                webhooks={"crm": {"url": crm.base}, "broken": {"url": broken.base}},
            ),
        )
        with Serve(".", "--spool", "spool", cwd=tmp_path) as running:
            for i in range(50):
                put(spool, f"a-{i}", line(name="broken"))
            running.until("status 500", 20)
            put(spool, "b", line())
            until(lambda: told(crm) == ["b"], 3)


def test_what_is_half_written_waits_for_its_end(tmp_path: Path, spool: Path, crm: Service) -> None:
    whole = line()
    with serve(tmp_path, crm.base) as running:
        half = put(spool, "a", whole[:-4])
        put(spool, "b", whole)
        until(lambda: told(crm) == ["b"])
        state = json.loads(send(running.address, "GET", "/health")[1])["notices"]
        assert state["unfinished"] == 1
        half.write_text(whole)
        until(lambda: told(crm) == ["b", "a"])


def test_what_stays_half_written_is_told_without_its_last_field(
    tmp_path: Path, spool: Path, crm: Service
) -> None:
    text = line()
    half = put(spool, "a", text[: text.index("figures.step") + 16])
    an_hour_ago = time.time() - 3601
    os.utime(half, (an_hour_ago, an_hour_ago))
    with serve(tmp_path, crm.base):
        until(lambda: crm.requests and names(spool) == EMPTY)
    document = json.loads(crm.requests[0].body)
    assert document["whole"] is False
    assert document["caller-name"] == "Jonas Š. & co"
    assert document["figures"] == {"wait": 75}


def test_what_is_no_notice_is_put_aside(tmp_path: Path, spool: Path, crm: Service) -> None:
    put(spool, "a", "end=1&call=c&end=1")
    put(spool, "b", "x" * 70_000)
    (spool / "new" / "c").symlink_to("/etc/passwd")
    os.mkfifo(spool / "new" / "d")
    (spool / "new" / "e").mkdir()
    put(spool, "f", line())
    with serve(tmp_path, crm.base) as running:
        until(lambda: told(crm) == ["f"])
        said = running.until("is dead", 5)
        assert names(spool)["dead"] == ["a", "b", "c", "d", "e"]
        assert "notice a is dead: it has no context and no channel and no name" in said
        assert "notice c is dead: it is no file of a notice's size" in said


def test_after_a_week_nobody_is_asked_any_more(tmp_path: Path, spool: Path, crm: Service) -> None:
    crm.behave = reply(500, "")
    old = put(spool, "a", line())
    days_ago = time.time() - 7 * 24 * 3600 - 1
    os.utime(old, (days_ago, days_ago))
    with serve(tmp_path, crm.base) as running:
        running.until("notice a is dead: nobody took it for 7 days, status 500")
        assert names(spool) == EMPTY | {"dead": ["a"]}


def test_a_name_that_comes_again_is_another_notice(
    tmp_path: Path, spool: Path, crm: Service
) -> None:
    crm.behave = reply(500, "")
    with serve(tmp_path, crm.base) as running:
        put(spool, "a", line())
        running.until("notice a for")
        put(spool, "a", line(outcome="done"))
        running.until("notice a.2 for")
        crm.behave = reply(200, "")
        until(lambda: names(spool) == EMPTY)
    assert {json.loads(r.body)["outcome"] for r in crm.requests} == {"after", "done"}


def test_killed_between_delivery_and_removal_it_delivers_again(
    tmp_path: Path, spool: Path, crm: Service
) -> None:
    with serve(tmp_path, crm.base) as running:

        def kill(_link: Any, _request: Request) -> None:
            running.signal(signal.SIGKILL)

        crm.behave = kill
        put(spool, "a", line())
        assert running.process.wait(20) == -signal.SIGKILL
    assert names(spool) == EMPTY | {"queue": ["a"]}
    crm.behave = reply(200, "")
    with serve(tmp_path, crm.base):
        until(lambda: names(spool) == EMPTY)
    assert told(crm) == ["a", "a"]


def test_killed_at_any_moment_it_loses_nothing(tmp_path: Path, spool: Path, crm: Service) -> None:
    wanted = {f"n-{i}" for i in range(120)}
    lock = threading.Lock()
    deadly = [3, 11, 40, 90]

    def behave(link: Any, request: Request) -> None:
        with lock:
            if deadly and len(crm.requests) > deadly[0]:
                deadly.pop(0)
                running.signal(signal.SIGKILL)
        reply(200, "")(link, request)

    crm.behave = behave
    for name in sorted(wanted):
        put(spool, name, line())
    for _ in range(len(deadly)):
        with serve(tmp_path, crm.base) as running:
            running.process.wait(30)
    with serve(tmp_path, crm.base) as running:
        until(lambda: names(spool) == EMPTY)
    assert set(told(crm)) == wanted


def test_a_spool_has_one_reader(flowc: Flowc, tmp_path: Path, spool: Path, crm: Service) -> None:
    with serve(tmp_path, crm.base):
        known = {"HOOK_TOKEN": "t"}
        done = flowc("serve", ".", "--spool", spool.name, **known)
    assert done == (2, "", "flowc: the spool spool is another flowc serve's\n")


def test_a_spool_that_can_not_be_made_is_told(flowc: Flowc, tmp_path: Path, spool: Path) -> None:
    write(tmp_path, plan("http://127.0.0.1:9"))
    (spool / "queue").write_text("")
    told = "flowc: the spool spool can not be used: File exists\n"
    assert flowc("serve", ".", "--spool", "spool") == (2, "", told)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes a disk of its own for the spool, with room for so many files and folders."""
    folder = tmp_path / "spool"

    def make(files: int) -> Path:
        folder.mkdir()
        option = f"size=64k,nr_inodes={files}"
        command = ["mount", "-t", "tmpfs", "-o", option, "none", str(folder)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("needs the right to mount a disk")
        return folder

    yield make
    subprocess.run(f"umount {folder}".split(), check=False, capture_output=True)


def test_a_full_disk_is_told(flowc: Flowc, tmp_path: Path, tiny: Callable[[int], Path]) -> None:
    tiny(3)
    write(tmp_path, plan("http://127.0.0.1:9"))
    told = "flowc: the spool spool can not be used: No space left on device\n"
    assert flowc("serve", ".", "--spool", "spool") == (2, "", told)


def test_what_is_on_a_full_disk_is_delivered(
    tmp_path: Path, tiny: Callable[[int], Path], crm: Service
) -> None:
    spool = tiny(100)
    with serve(tmp_path, crm.base):
        crm.behave = reply(500, "")
        put(spool, "a", line())
        until(lambda: told(crm) == ["a"])
        with pytest.raises(OSError, match="No space left on device"):
            (spool / "full").write_bytes(b"x" * 100_000)
        (spool / "new" / ".b").touch()
        crm.behave = reply(200, "")
        until(lambda: names(spool) == EMPTY | {"new": [".b"]})
    assert told(crm) == ["a", "a"]
