"""A payment by card on each switch: the bank's server gets what the caller entered, and nothing
else on the way has it: no event, no line of a log, no report."""

import json
import re
import shutil
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from flowc import pipeline
from flowc.switches import services
from flowc.switches.asterisk import configuration
from flowc.switches.asterisk.ami import Ami
from flowc.switches.freeswitch.instance import Instance
from flowc.switches.upstream import Asked, Upstream
from tests.agreement.conftest import opened
from tests.agreement.door import Site, parted, placed, played, site

FLOW = Path(__file__).parent / "flows" / "payment.flow"

CARD, UNTIL, CODE = "4929123456781236", "1038", "907"
CHARGE = {"amount": 1250, "number": CARD, "valid_to": UNTIL, "code": CODE}


@pytest.fixture
def charged(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """Every request that comes to the bank's server."""
    came: list[Asked] = []
    answer = Upstream.answer

    def noted(self: Upstream, asked: Asked) -> Any:
        came.append(asked)
        return answer(self, asked)

    monkeypatch.setattr(Upstream, "answer", noted)
    return came


def agreed(on: Site) -> str:
    """Run the flow's tests; everything that is known of them."""
    (work,) = pipeline.check((str(on.flow),)).works
    results = played(on, work.tests)
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    found = placed(on, results)
    assert [(r.test.title, r.failure.message) for r in parted(found) if r.failure] == []
    return repr([(r.failure, [(c.trace, c.steps) for c in r.calls]) for r in [*results, *found]])


def flow_in(folder: Path) -> Path:
    flow = folder / "payment.flow"
    shutil.copy(FLOW, flow)
    return flow


def all_charged(charged: list[Asked]) -> None:
    assert {(a.service, a.method, a.path) for a in charged} == {
        ("payment", "post", "/charges/%2B37061234567")
    }
    bodies = [json.loads(asked.body) for asked in charged]
    assert [{k: v for k, v in body.items() if k != "name"} for body in bodies] == [CHARGE] * 4
    assert "Jo & Co; 'y'" in {body["name"] for body in bodies}


def test_nothing_of_a_card_is_said_by_freeswitch(
    tmp_path: Path, charged: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every event of every kind, and its log at debug."""
    doors: list[tuple[int, str]] = []
    configure = Instance._configure  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    def noted(self: Instance, port: int, secret: str) -> Any:
        doors.append((port, secret))
        return configure(self, port, secret)

    monkeypatch.setattr(Instance, "_configure", noted)
    with opened("freeswitch") as switch:
        on = site(switch, flow_in(tmp_path))
        with listening(*doors[-1]) as heard:
            known = agreed(on)
        said = unquote(unquote(b"".join(heard).decode("utf-8", "replace")))
    all_charged(charged)
    assert "API-Command: curl" in said
    assert "Post data: call=" in said
    assert "flowc_secret_" not in said
    assert CARD not in said
    assert CARD not in known
    telling = re.compile(rf"(variable_|API-|Application-|.*Post data).*\b({UNTIL}|{CODE})\b")
    assert [line for line in said.splitlines() if telling.match(line)] == []


@contextmanager
def listening(port: int, secret: str) -> Generator[list[bytes]]:
    """What a FreeSWITCH tells whoever asks for everything."""
    heard: list[bytes] = []
    with socket.create_connection(("127.0.0.1", port)) as link:

        def listen() -> None:
            with suppress(ConnectionResetError):
                while got := link.recv(1 << 16):
                    heard.append(got)

        for command in (f"auth {secret}", "api fsctl loglevel debug", "log debug"):
            link.sendall(f"{command}\n\n".encode())
        link.sendall(b"event plain all\n\n")
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield heard
        link.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_asterisk_says_no_more_of_a_card_than_of_other_secrets(
    tmp_path: Path, charged: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its log at verbose 9, what AMI tells: the keys as they are collected, and nothing of what is
    sent."""
    heard: list[bytes] = []
    write, receive = configuration.write, Ami.data_received

    def talkative(folder: Path, *args: Any) -> Path:
        conf = write(folder, *args)
        log = "full => verbose(9),notice,warning,error"
        (folder / "etc" / "logger.conf").write_text(f"[logfiles]\n{log}\n", encoding="utf-8")
        conf.write_text(f"{conf.read_text('utf-8')}verbose = 9\n", encoding="utf-8")
        return conf

    def overhear(self: Ami, data: bytes) -> None:
        heard.append(data)
        receive(self, data)

    monkeypatch.setattr(configuration, "write", talkative)
    monkeypatch.setattr(Ami, "data_received", overhear)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with opened("asterisk") as switch:
        known = agreed(site(switch, flow_in(tmp_path)))
        (log,) = [p.read_text("utf-8", "replace") for p in tmp_path.rglob("log/full")]
    all_charged(charged)
    events = b"".join(heard).decode("utf-8", "replace").split("\r\n\r\n")
    assert any("flowc_reply=found" in event for event in events)
    assert "flowc_reply=found" in log
    for line in (*log.splitlines(), *events):
        if CARD in line:  # where it is collected, as any secret is
            assert re.search(r"flowc_keys|var_card__number|[^a-z]luhn[^a-z]", line), line
            assert "CURL" not in line
            assert "lookup" not in line
    assert CARD not in known
    assert services.PLANTED not in log
