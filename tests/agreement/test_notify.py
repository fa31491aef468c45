"""Notices on each switch: what is written into the spool is what the flow says, whatever the caller
is called, and a real `flowc serve` gives it to a real receiver."""

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from flowc import pipeline
from flowc.serving import notice
from flowc.switches.services import Services
from tests.agreement.conftest import SWITCHES, opened
from tests.agreement.door import placed, played, site

FLOW = Path(__file__).parent / "flows" / "notices.flow"

TALKED = {
    "phone": {"/duty": True, "/ended": True},
    "gone": {"/ended": True},
    "agent": {"/ended": True},
    "bye": {"/ended": True},
    "vain": {"/duty": False, "/ended": False},
    "away": {"/ended": True},
}
"""By caller: the notices of the call, and whether somebody had been talked with."""

NAME = "J. O'N: /?#%41 &=+;ž : (a)b"


class Receiver(HTTPServer):
    """Takes every notice."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        super().__init__(("127.0.0.1", 0), _Taking)


class _Taking(BaseHTTPRequestHandler):
    server: Receiver  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(text)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def delivered(spool: Path, receiver: Receiver, count: int, tmp_path: Path) -> None:
    """Let `flowc serve` take what is in the spool."""
    base = f"http://127.0.0.1:{receiver.server_port}"
    hooks = {name: {"url": f"{base}/{name}"} for name in ("ended", "helpdesk", "duty")}
    plan: dict[str, Any] = {"flowc": 1, "flow": "F", "languages": ["en"], "webhooks": hooks}
    texts = [file.read_text(encoding="utf-8") for file in (spool / "new").iterdir()]
    for context in {notice.read("", text).context for text in texts}:
        file = tmp_path / f"flowc-serve.{context}.json"
        file.write_text(json.dumps(plan | {"context": context}), encoding="utf-8")
    command = [sys.executable, "-m", "flowc", "serve", str(tmp_path)]
    command += ["--spool", str(spool), "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as serve:
        until = time.monotonic() + 20
        while len(receiver.got) < count and time.monotonic() < until:
            time.sleep(0.1)
        serve.terminate()


@pytest.mark.parametrize("name", SWITCHES)
def test_notices_reach_their_receiver_as_the_flow_says(
    name: str, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    (spool / "new").mkdir(parents=True)

    def kept(_: Services) -> Path:
        return spool

    monkeypatch.setattr(Services, "spool", kept)
    flow = tmp_path / "notices.flow"
    shutil.copy(FLOW, flow)
    (work,) = pipeline.check((str(flow),)).works
    with opened(name) as switch:
        on = site(switch, flow)
        results = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    files = sorted((spool / "new").iterdir())
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert all(text.count("\n") == 1 and notice.complete(text) for text in texts)
    delivered(spool, receiver, len(files), tmp_path)
    told = [
        (path, got["block"], got["outcome"], got["caller-name"], got["figures"], got["send"])
        for path, got in receiver.got
        if got["caller-name"] not in TALKED
    ]
    talked = [(got["caller-name"], path, got["talked"]) for path, got in receiver.got]
    assert sorted((who, path, s > 0) for who, path, s in talked if who in TALKED) == sorted(
        (who, path, talks) for who, ways in TALKED.items() for path, talks in ways.items()
    )
    assert max(seconds for _, _, seconds in talked) < 60, "a conversation, not a time of day"
    figures, odd = {"csat": 7}, 'a&b=c;d${X}%41 "q"'
    sent = {"rating": 7, "vip": False, "odd": odd}
    wanted: list[tuple[Any, ...]] = [
        ("/helpdesk", "start", "", NAME, figures, {"pin": "1234"} | sent),
        ("/duty", "box", "key 1", NAME, figures, {"n": 1}),
        ("/helpdesk", "box", "key 1", NAME, figures, {}),
        ("/ended", "", "done", NAME, figures, {"pin": "1234"}),
        ("/duty", "box", "", "", {}, {"n": 1}),
        ("/helpdesk", "box", "", "", {}, {}),
        ("/ended", "", "", "", {}, {"pin": "0"}),
        ("/ended", "", "", "", {}, {"pin": "0"}),
        ("/helpdesk", "start", "", "x", figures, {"pin": "5555"} | sent),
        ("/duty", "main", "done", "x", figures, {}),
        ("/ended", "", "gave-up", "x", figures, {"pin": "5555"}),
    ]
    assert sorted(map(repr, told)) == sorted(map(repr, wanted))
    callers = {got["caller-name"]: (got["from"], got["to"]) for _, got in receiver.got}
    assert callers[NAME] == ("+37061200300", "100")
    assert {got["whole"] for _, got in receiver.got} == {True}
