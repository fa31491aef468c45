"""`flowc serve` as an admin runs it, and services that it may meet: real ones, on loopback."""

import http.client
import json
import os
import re
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeAlias
from urllib.parse import urlencode

TIER = {"kind": "one-of", "members": ["gold", "bronze"]}
DIGITS = {"kind": "digits"}
TEXT = {"kind": "text"}


def plan(base: str, **over: Any) -> dict[str, Any]:
    """A plan with one service at `base`: lookup 1 gets a customer, 2 posts."""
    return {
        "flowc": 1,
        "flow": "Supplier",
        "context": "flowc",
        "languages": ["en", "lt"],
        "services": {"crm": {"url": base, "timeout": 1}},
        "lookups": [
            {
                "n": 1,
                "service": "crm",
                "method": "get",
                "path": ["/customers/", {"value": TEXT}],
                "sends": [["area", DIGITS]],
                "reads": [
                    {"var": "tier", "type": TIER, "path": ["tier"], "default": "bronze"},
                    {"var": "name", "type": TEXT, "path": ["names", 0]},
                ],
            },
            {
                "n": 2,
                "service": "crm",
                "method": "post",
                "path": ["/readings"],
                "sends": [
                    ["meter", DIGITS],
                    ["value", {"kind": "number"}],
                    ["estimated", {"kind": "yes-no"}],
                    ["from", {"kind": "phone-number"}],
                ],
            },
        ],
    } | over


def write(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "flowc-serve.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


class Serve:
    """A `flowc serve` that runs. `address` is where; `said()` what it wrote to stderr so far."""

    def __init__(self, *arguments: str, cwd: Path, listen: str = "127.0.0.1:0", **env: str) -> None:
        plain = {"PATH": os.defpath, "HOME": str(cwd)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flowc", "serve", *arguments, "--listen", listen],
            cwd=cwd,
            env=plain | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        found = re.search(r"listens on ([^ ]+:\d+):", self.until(" listens on "))
        assert found
        self.address = found[1]

    def _read(self) -> None:
        assert self.process.stderr
        self._lines.extend(iter(self.process.stderr.readline, ""))

    def said(self) -> str:
        return "".join(tuple(self._lines))

    def until(self, words: str, times: int = 1) -> str:
        """What it said, once it said `words` as often."""
        end = time.monotonic() + 30
        while self.said().count(words) < times:
            assert time.monotonic() < end, f"never said {words!r}: {self.said()}"
            assert self._reader.is_alive() or self.said().count(words) >= times, self.said()
            time.sleep(0.01)
        return self.said()

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> tuple[int, str]:
        """Its exit code and the whole of stderr, after SIGTERM."""
        self.signal(signal.SIGTERM)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        code = self.process.wait(30)
        self._reader.join(10)
        assert self.process.stdout
        assert self.process.stdout.read() == ""
        return code, self.said()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(10)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()


def post(address: str, path: str, **fields: str) -> tuple[int, str]:
    """Status and body of the answer to a form."""
    return send(address, "POST", path, urlencode(fields).encode())


def send(
    address: str, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str]:
    link = http.client.HTTPConnection(address, timeout=30)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    link.request(method, path, body, form | {k.replace("_", "-"): v for k, v in headers.items()})
    answer = link.getresponse()
    text = answer.read().decode()
    link.close()
    return answer.status, text


class Request(NamedTuple):
    """What a service was sent: the first line, headers by small name, the body."""

    line: str
    headers: dict[str, str]
    body: bytes


Behave: TypeAlias = Callable[[socket.socket, Request], None]
"""What a service does when it has read a request."""


class Service:
    """A service that sends what it is told to, byte by byte. `requests` is what came."""

    def __init__(self, behave: Behave, tls: ssl.SSLContext | None = None) -> None:
        self.behave = behave
        self.requests: list[Request] = []
        service = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while request := _request(self):
                    service.requests.append(request)
                    try:
                        service.behave(self.connection, request)
                    except OSError:
                        return

        self._server = _Threads(("127.0.0.1", 0), Handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Threads(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None: ...


def _request(handler: socketserver.StreamRequestHandler) -> Request | None:
    line = handler.rfile.readline().decode("latin-1").rstrip("\r\n")
    if not line:
        return None
    headers: dict[str, str] = {}
    while header := handler.rfile.readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Request(line, headers, handler.rfile.read(int(headers.get("content-length", "0"))))


def reply(status: int | str, body: bytes | str, *headers: str, length: int | None = None) -> Behave:
    """Sends one whole reply."""
    data = body if isinstance(body, bytes) else body.encode()
    size = len(data) if length is None else length
    head = "\r\n".join((f"HTTP/1.1 {status} X", f"Content-Length: {size}", *headers, "", ""))

    def behave(link: socket.socket, _: Request) -> None:
        link.sendall(head.encode("latin-1") + data)

    return behave


def ended(link: socket.socket) -> None:
    link.shutdown(socket.SHUT_RDWR)
