"""Services that are slow, broken or hostile: the switch is told `failed`, in time, and that is all
that happens."""

import gzip
import json
import re
import socket
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.running import (
    Behave,
    Request,
    Serve,
    Service,
    ended,
    plan,
    post,
    reply,
    write,
)

GOOD = b'{"tier": "gold", "names": ["A"]}'
MIB = 1 << 20


def drip(link: socket.socket, _: Request) -> None:
    """A byte now and then: never silent, never done."""
    link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _i in range(1000):
        link.sendall(b" ")
        time.sleep(0.05)


def drip_head(link: socket.socket, _: Request) -> None:
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100:
        link.sendall(bytes([byte]))
        time.sleep(0.05)


def silence(link: socket.socket, _: Request) -> None:
    time.sleep(3)
    ended(link)


def endless(link: socket.socket, _: Request) -> None:
    link.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        link.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def endless_head(link: socket.socket, _: Request) -> None:
    link.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        link.sendall(b"X: " + b"y" * 4000 + b"\r\n")


def endless_line(link: socket.socket, _: Request) -> None:
    link.sendall(b"HTTP/1.1 200 ")
    while True:
        link.sendall(b"y" * 65536)


def endless_promises(link: socket.socket, _: Request) -> None:
    while True:
        link.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
        time.sleep(0.01)


def bomb() -> Behave:
    """800 MiB of spaces in less than one."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    first, again = (packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = first + again * 800
    assert len(packed) < MIB
    return reply(200, packed, "Content-Encoding: gzip")


def raw(data: bytes) -> Behave:
    def behave(link: socket.socket, _: Request) -> None:
        link.sendall(data)
        ended(link)

    return behave


def body(value: object) -> Behave:
    return reply(200, json.dumps(value))


FAILED: dict[str, Behave] = {
    "silence": silence,
    "closed": raw(b""),
    "slow drip": drip,
    "slow drip of a head": drip_head,
    "endless": endless,
    "endless head": endless_head,
    "endless line": endless_line,
    "endless promises": endless_promises,
    "1 MiB and a byte": reply(200, GOOD + b" " * (MIB + 1 - len(GOOD))),
    "less than was promised": reply(200, GOOD, "Connection: close", length=10),
    "a length of nonsense": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n" + GOOD),
    "two lengths": raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 32\r\n\r\n" + GOOD
    ),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "zeros": raw(b"\0" * 5000),
    "10,000 headers": raw(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 10_000 + b"\r\n" + GOOD),
    "a header of 1 MB": raw(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 10**6 + b"\r\n\r\n" + GOOD),
    "a gzip bomb": bomb(),
    "gzip in gzip": reply(
        200, gzip.compress(gzip.compress(b" " * MIB)), "Content-Encoding: gzip, gzip"
    ),
    "no gzip": reply(200, GOOD, "Content-Encoding: gzip"),
    "brotli": reply(200, GOOD, "Content-Encoding: br"),
    "redirect to a file": reply(302, GOOD, "Location: file:///etc/passwd"),
    "redirect to a cloud's secrets": reply(
        302, GOOD, "Location: http://169.254.169.254/latest/meta-data/"
    ),
    "not JSON": reply(200, "<html>hello</html>"),
    "nothing": reply(200, ""),
    "not UTF-8": reply(200, b'{"tier": "gold", "names": ["\xff"]}'),
    "100,000 arrays": reply(200, "[" * 100_000),
    "a number of a million digits": reply(200, '{"names": [' + "1" * 10**6 + "]}"),
    "an array": body([]),
    "null": body(None),
    "another member": body({"tier": "platinum", "names": ["A"]}),
    "another type": body({"tier": "gold", "names": [5]}),
    "no name": body({"tier": "gold", "names": []}),
    "an object for a list": body({"tier": "gold", "names": {"0": "A"}}),
    "an empty name": body({"tier": "gold", "names": [""]}),
    "a name over lines": body({"tier": "gold", "names": ["A\nfound gold B"]}),
    "a lone surrogate": reply(200, '{"tier": "gold", "names": ["\\ud800"]}'),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, Serve]]:
    folder: Path = tmp_path_factory.mktemp("serve")
    with Service(reply(200, GOOD)) as service:
        write(folder, plan(service.base))
        with Serve(".", cwd=folder) as serve:
            yield service, serve
            status = Path(f"/proc/{serve.process.pid}/status").read_text()
            (most,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
            assert int(most) < 200 * 1024, "it never holds much of what is sent"
            code, said = serve.end()
            assert code == 0
            assert "bug" not in said


@pytest.mark.parametrize("name", FAILED)
def test_it_has_failed_in_time(lab: tuple[Service, Serve], name: str) -> None:
    service, serve = lab
    service.behave = FAILED[name]
    before = len(service.requests)
    begun = time.monotonic()
    got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    assert got == (200, "failed\n")
    assert time.monotonic() - begun < 2.5, "the time-out is a second"
    assert len(service.requests) > before
    service.behave = reply(200, GOOD)
    got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    assert got == (200, "found gold A\n"), "and the next caller is answered"


def head(line: str) -> Behave:
    """A reply whose body never ends."""

    def behave(link: socket.socket, _: Request) -> None:
        link.sendall(f"HTTP/1.1 {line}\r\nContent-Length: 5000000\r\n\r\n".encode())
        for _i in range(60):
            link.sendall(b" " * 10)
            time.sleep(0.05)

    return behave


@pytest.mark.parametrize(
    "behave",
    [
        head("404 Not Found"),
        reply(404, b" " * (2 * MIB)),
        reply(404, GOOD, "Content-Encoding: br"),
        reply(404, GOOD, "Content-Encoding: gzip"),
    ],
    ids=["endless", "2 MiB", "brotli", "no gzip"],
)
def test_a_status_tells_it_whatever_the_body(lab: tuple[Service, Serve], behave: Behave) -> None:
    service, serve = lab
    service.behave = behave
    got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    assert got == (200, "not-found\n")


def test_a_body_that_nobody_reads_is_not_waited_for(lab: tuple[Service, Serve]) -> None:
    service, serve = lab
    service.behave = head("201 Created")
    values = {"v1": "7", "v2": "1", "v3": "no", "v4": ""}
    assert post(serve.address, "/lookup/flowc/2", call="c", **values) == (200, "found\n")


def test_a_redirect_is_not_followed(lab: tuple[Service, Serve]) -> None:
    service, serve = lab
    with Service(reply(200, GOOD)) as elsewhere:
        service.behave = reply(307, GOOD, f"Location: {elsewhere.base}/")
        got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
        assert got == (200, "failed\n")
        assert elsewhere.requests == []


SYNTAX = "${SHELL(id)},n,System(x)|&found gold\\;$[1+1]#{eval}'\"%41 +"


def test_syntax_of_a_switch_comes_as_a_value(lab: tuple[Service, Serve]) -> None:
    service, serve = lab
    service.behave = body({"tier": "gold", "names": [SYNTAX]})
    _, got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    assert got == (
        "found gold %24%7BSHELL%28id%29%7D%2Cn%2CSystem%28x%29%7C%26found%20gold%5C%3B"
        "%24%5B1%2B1%5D%23%7Beval%7D%27%22%2541%20%2B\n"
    )


@pytest.mark.parametrize(
    "behave",
    [
        reply(200, GOOD + b" " * (MIB - len(GOOD))),
        reply(200, gzip.compress(GOOD), "Content-Encoding: gzip"),
        raw(b"HTTP/1.0 200 OK\r\n\r\n" + GOOD),
        raw(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + GOOD + b"\r\n0\r\n\r\n"
        ),
    ],
    ids=["1 MiB", "gzip unasked", "without a length", "in chunks"],
)
def test_what_is_odd_but_right_is_found(lab: tuple[Service, Serve], behave: Behave) -> None:
    service, serve = lab
    service.behave = behave
    got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
    assert got == (200, "found gold A\n")


def test_nobody_there_has_failed_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    write(tmp_path, plan(f"http://127.0.0.1:{port}"))
    with Serve(".", cwd=tmp_path) as serve:
        begun = time.monotonic()
        got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
        assert got == (200, "failed\n")
        assert time.monotonic() - begun < 0.9
        assert "lookup flowc/1 crm: failed: it can not be reached" in serve.until("failed:")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    import ssl
    import subprocess

    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    files = "-subj /CN=localhost -keyout key.pem -out cert.pem -addext subjectAltName=DNS:localhost"
    subprocess.run(
        f"{command} {files}".split(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with Service(reply(200, GOOD), context) as service:
        write(tmp_path, plan(f"https://localhost:{service.port}"))
        with Serve(".", cwd=tmp_path) as serve:
            got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
            assert got == (200, "failed\n")
            assert "its certificate does not hold" in serve.until("failed:")
        with Serve(".", cwd=tmp_path, SSL_CERT_FILE=str(tmp_path / "cert.pem")) as serve:
            got = post(serve.address, "/lookup/flowc/1", call="c", v1="x", v2="1")
            assert got == (200, "found gold A\n")
