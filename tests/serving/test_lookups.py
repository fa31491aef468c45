"""Lookups: what a service is asked, and what the switch is told."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flowc import __version__
from tests.serving.running import Request, Serve, Service, ended, plan, post, reply, send, write

JONAS = '{"tier": "gold", "names": ["Jonas Š. & co"]}'
FOUND = "found gold Jonas%20%C5%A0.%20%26%20co\n"


@pytest.fixture(scope="module")
def the_crm() -> Iterator[Service]:
    with Service(reply(200, JONAS)) as service:
        yield service


@pytest.fixture(scope="module")
def serve(the_crm: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    folder: Path = tmp_path_factory.mktemp("serve")
    write(folder, plan(f"{the_crm.base}/api/"))
    with Serve(".", cwd=folder) as running:
        yield running


@pytest.fixture
def crm(the_crm: Service) -> Service:
    """The service that `serve` asks, as it is before anybody asked."""
    the_crm.behave = reply(200, JONAS)
    the_crm.requests.clear()
    return the_crm


def test_a_get_is_found(serve: Serve, crm: Service) -> None:
    got = post(serve.address, "/lookup/flowc/1", call="17.4", v1="A 1/2", v2="05")
    assert got == (200, FOUND)
    (request,) = crm.requests
    assert request.line == "GET /api/customers/A%201%2F2?area=05 HTTP/1.1"
    assert request.headers["flowc-call"] == "17.4"
    assert request.headers["user-agent"] == f"flowc/{__version__}"
    assert request.body == b""


def test_a_post_sends_typed_json(serve: Serve, crm: Service) -> None:
    values = {"v1": "007", "v2": "-42", "v3": "yes", "v4": ""}
    assert post(serve.address, "/lookup/flowc/2", call="c", **values) == (200, "found\n")
    (request,) = crm.requests
    assert request.line == "POST /api/readings HTTP/1.1"
    assert request.headers["content-type"] == "application/json"
    sent = {"meter": "007", "value": -42, "estimated": True, "from": ""}
    assert json.loads(request.body) == sent


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, "not-found"),
        (401, "refused"),
        (403, "refused"),
        (500, "failed"),
        (204, "failed"),
        (418, "failed"),
        (299, "found gold Jonas%20%C5%A0.%20%26%20co"),
    ],
)
def test_a_status_is_an_outcome(serve: Serve, crm: Service, status: int, outcome: str) -> None:
    crm.behave = reply(status, "" if status == 204 else JONAS)
    got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    assert got == (200, f"{outcome}\n")


def test_what_is_absent_has_its_default(serve: Serve, crm: Service) -> None:
    crm.behave = reply(200, '{"names": ["A"]}')
    assert post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")[1] == "found bronze A\n"


@pytest.mark.parametrize(
    ("v1", "v2", "outcome"),
    [
        ("", "1", "not-found"),
        (".", "1", "not-found"),
        ("..", "1", "not-found"),
        ("x", "1a", "failed"),
        ("x", "1\n2", "failed"),
        ("x", "+1", "failed"),
    ],
)
def test_nothing_is_asked_for_a_value_that_is_none(
    serve: Serve, crm: Service, v1: str, v2: str, outcome: str
) -> None:
    got = post(serve.address, "/lookup/flowc/1", call="c", v1=v1, v2=v2)
    assert got == (200, f"{outcome}\n")
    assert crm.requests == []


HOSTILE = (
    "../../admin",
    "x?admin=1#y",
    "@127.0.0.1:1/",
    "a\r\nHost: evil\r\n\r\nGET /second HTTP/1.1",
    "%2e%2e%2fadmin",
    "${SHELL(id)}",
    "${system(id)}",
    "')};&,|<>\"`$(id)",
    "\x00\x1b[2J\u2028",
    "\\..\\",
    "ąčę 日本",
)


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_a_hostile_value_is_one_segment(serve: Serve, crm: Service, value: str) -> None:
    got = post(serve.address, "/lookup/flowc/1", call="c", v1=value, v2="1")
    assert got == (200, FOUND)
    (request,) = crm.requests
    method, path, version = request.line.split(" ")
    assert (method, version) == ("GET", "HTTP/1.1")
    segment = path.removeprefix("/api/customers/").removesuffix("?area=1")
    safe = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%")
    assert set(segment) <= safe
    assert request.headers["host"] == f"127.0.0.1:{crm.port}"
    assert value not in serve.said()


def test_connections_are_used_again(serve: Serve, crm: Service) -> None:
    ports: set[int] = set()
    answer = crm.behave

    def noting(link: socket.socket, request: Request) -> None:
        ports.add(link.getpeername()[1])
        answer(link, request)

    crm.behave = noting
    for _ in range(5):
        assert post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")[1] == FOUND
    assert len(ports) == 1


def test_no_cookie_goes_from_one_caller_to_the_next(crm: Service, tmp_path: Path) -> None:
    crm.behave = reply(200, JONAS, "Set-Cookie: who=jonas; Path=/")
    # by its name: to a bare address cookies are not sent anyway
    write(tmp_path, plan(f"http://localhost:{crm.port}"))
    with Serve(".", cwd=tmp_path) as serve:
        for _ in range(2):
            assert post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")[1] == FOUND
    assert "cookie" not in crm.requests[1].headers


def test_what_is_slow_holds_up_nobody_else(crm: Service, tmp_path: Path) -> None:
    over = threading.Event()

    def never(link: socket.socket, _: Request) -> None:
        over.wait(20)
        ended(link)

    with Service(never) as slow:
        document = plan(crm.base)
        document["services"]["slow"] = {"url": slow.base, "timeout": 3}
        document["lookups"].append({"n": 3, "service": "slow", "method": "get", "path": ["/"]})
        write(tmp_path, document)
        with Serve(".", cwd=tmp_path) as serve, ThreadPoolExecutor(150) as pool:
            stuck = [
                pool.submit(post, serve.address, "/lookup/flowc/3", call=f"{i}") for i in range(130)
            ]
            while len(slow.requests) < 64:
                time.sleep(0.01)
            begun = time.monotonic()
            assert post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")[1] == FOUND
            assert time.monotonic() - begun < 1.5
            assert len(slow.requests) == 64, "what is over waits and is not asked"
            assert {future.result() for future in stuck} == {(200, "failed\n")}
            over.set()


def test_proxies_that_the_environment_names_are_not_used(crm: Service, tmp_path: Path) -> None:
    write(tmp_path, plan(crm.base))
    with Service(reply(200, JONAS)) as proxy:
        names = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
        with Serve(".", cwd=tmp_path, **dict.fromkeys(names, proxy.base)) as serve:
            assert post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")[1] == FOUND
        assert proxy.requests == []


def test_health_is_a_line_of_json(serve: Serve, crm: Service) -> None:
    def counts() -> dict[str, int]:
        status, text = send(serve.address, "GET", "/health")
        assert (status, text.count("\n")) == (200, 1)
        return json.loads(text)["flows"]["flowc"]["services"]["crm"]

    before = counts()
    post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    crm.behave = reply(500, "")
    post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    after = counts()
    assert after["asked"] - before["asked"] == 2
    assert after["failed"] - before["failed"] == 1
