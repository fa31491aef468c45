"""Somebody else in the place of `flowc serve`."""

import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest

from flowc.serving import Running, start
from flowc.switches import services


@contextmanager
def liar(lines: Iterable[str]) -> Generator[str]:
    """Answers each request with the next of these texts; its address."""
    bodies = iter([line.encode() for line in lines])

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            body = next(bodies)
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def instead(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let programs that a switch is given after this ask there."""

    def elsewhere(*args: Any, **named: Any) -> Running:
        running = start(*args, **named)
        running.address = address
        return running

    monkeypatch.setattr(services, "start", elsewhere)
