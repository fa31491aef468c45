"""What comes to the address of `flowc serve` and is no question of a switch."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.serving.running import Serve, Service, plan, reply, send, write

FORM = b"call=c&v1=x&v2=1"


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    folder = tmp_path_factory.mktemp("serve")
    with Service(reply(500, "nobody should be asked")) as service:
        write(folder, plan(service.base))
        with Serve(".", cwd=folder) as running:
            yield running
            assert service.requests == []
            code, said = running.end()
            assert code == 0
            assert "Traceback" not in said
            assert "bug" not in said


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/lookup/flowc/1", b"", 405),
        ("PUT", "/lookup/flowc/1", FORM, 405),
        ("POST", "/health", FORM, 405),
        ("GET", "/", b"", 404),
        ("POST", "/lookup/flowc/9", FORM, 404),
        ("POST", "/lookup/other/1", FORM, 404),
        ("POST", "/lookup/flowc/1/", FORM, 404),
        ("POST", "/lookup/flowc/01", FORM, 404),
        ("POST", "/lookup/flowc/../flowc/1", FORM, 404),
        ("POST", "/lookup/flowc/1?x=y", FORM, 404),
        ("POST", "/lookup/%66lowc/1", FORM, 404),
        ("POST", "/lookup/flowc/1", b"", 400),
        ("POST", "/lookup/flowc/1", b"v1=x&v2=1", 400),
        ("POST", "/lookup/flowc/1", b"call=&v1=x&v2=1", 400),
        ("POST", "/lookup/flowc/1", b"call=a%0d%0ab&v1=x&v2=1", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=x", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=x&v2=1&v3=1", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=x&v3=1", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=x&v1=x", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=x&v2=1&end=1", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=%ff&v2=1", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=\xff&v2=1", 400),
        ("POST", "/lookup/flowc/1", b"no form at all", 400),
        ("POST", "/lookup/flowc/1", b"call=c&v1=" + b"x" * 70_000 + b"&v2=1", 400),
        ("POST", "/lookup/flowc/1", b"a=1&" * 2000, 400),
    ],
)
def test_it_is_refused_in_a_line(
    serve: Serve, method: str, path: str, body: bytes, status: int
) -> None:
    got, text = send(serve.address, method, path, body)
    assert got == status
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert not text.startswith(("found", "not-found", "refused", "failed"))


def test_a_body_of_another_kind_is_refused(serve: Serve) -> None:
    got = send(serve.address, "POST", "/lookup/flowc/1", FORM, Content_Type="application/json")
    assert got == (400, "send a form: application/x-www-form-urlencoded\n")


BROKEN = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n",
    "hello": b"hello\r\n\r\n",
    "no version": b"GET /health HTTP/9.9\r\n\r\n",
    "a long path": b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
    "many headers": b"GET /health HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
    "a long header": b"GET /health HTTP/1.1\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
    "a length below none": b"POST /lookup/flowc/1 HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "two lengths": (
        b"POST /lookup/flowc/1 HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
    ),
    "chunks of nonsense": (
        b"POST /lookup/flowc/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nzz\r\n"
    ),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_http_is_refused_in_a_line(serve: Serve, data: bytes) -> None:
    host, _, port = serve.address.partition(":")
    with socket.create_connection((host, int(port)), 10) as link:
        link.sendall(data)
        got = b""
        with suppress(ConnectionResetError):  # it did not read all of what is too large
            while chunk := link.recv(65536):
                got += chunk
    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.")
    assert head.split()[1] == b"400"
    assert body == b"no request that can be read\n"


def test_a_question_that_does_not_end_holds_up_nobody(serve: Serve) -> None:
    host, _, port = serve.address.partition(":")
    head = (
        b"POST /lookup/flowc/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\ncall=c"
    )
    links = [socket.create_connection((host, int(port)), 30) for _ in range(50)]
    for link in links:
        link.sendall(head)
    begun = time.monotonic()
    assert send(serve.address, "GET", "/health")[0] == 200
    assert time.monotonic() - begun < 2
    assert b"400 Bad Request" in links[0].recv(1000), "within 10 s"
    for link in links:
        link.close()


def test_who_waits_to_be_told_to_go_on_is_told(serve: Serve) -> None:
    host, _, port = serve.address.partition(":")
    body = b"call=c&v1=&v2=1"
    with socket.create_connection((host, int(port)), 10) as link:
        link.sendall(
            b"POST /lookup/flowc/1 HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)
        )
        assert link.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        link.sendall(body)
        assert b"not-found\n" in link.recv(1000)


def test_health_holds_nothing_but_names_and_counts(serve: Serve) -> None:
    status, text = send(serve.address, "GET", "/health")
    assert status == 200
    crm = {"asked": 0, "failed": 0}
    flow = {"flow": "Supplier", "services": {"crm": crm}, "lists": {}}
    assert json.loads(text)["flows"] == {"flowc": flow}
