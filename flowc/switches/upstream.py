"""A web service of the lab, on loopback: answers each call as its test says."""

import contextlib
import socket
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Literal, NamedTuple, Self, TypeAlias, cast
from urllib.parse import unquote

Given: TypeAlias = tuple[int, str] | Literal["fails", "times-out"]
"""A status and a body; fails: the connection is closed without an answer; times-out: there never
is one."""


class Answer(NamedTuple):
    """What a service says to one call. `path` is without the query and before encoding; `after`:
    seconds, on the switch's clock, until it says so. What comes later than the service's time-out
    has to be `times-out`: where time runs faster, no time-out is shorter than half a second, so it
    might come in time."""

    service: str
    method: str
    path: str
    given: Given
    after: float = 0


class Asked(NamedTuple):
    """A request that came: `path` as it came, encoded and with the query; `body` as text."""

    call: str
    service: str
    method: str
    path: str
    body: str


_UNKNOWN: Final = 500
"""What is said to a request that no test speaks of: no switch may take it for `not-found`."""


_BODILESS: Final = {*range(100, 200), 204, 304}
"""What HTTP sends no body with: the next reply would begin with it."""

_NOTICES: Final = {"webhooks", "emails"}
"""Where `flowc.serving.start` sends notices: taken, unless an answer says otherwise."""


class Upstream:
    """Services on loopback, in threads of this program, from the start of the `with` to its end.

    `base` is the address for `flowc.serving.start`: a service is at `<base>/<its name>`. `answers`
    holds what is said to each call, by the id that the request's header `Flowc-Call` gives. It may
    be changed while the server runs: a driver that learns the id of a call when the call begins
    puts its answers there before the call asks. Of several answers to one question each is given
    once, in their order, and the last from then on.
    """

    def __init__(
        self, answers: Mapping[str, Sequence[Answer]] | None = None, *, speed: float = 1
    ) -> None:
        """Listen, on a port that is free. `speed`: how much faster than the clock on the wall the
        switch's runs; every `after` is divided by it."""
        self.answers: dict[str, Sequence[Answer]] = dict(answers or {})
        self._speed = speed
        self._lock = threading.Lock()
        self._asked: list[Asked] = []
        self._given: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
        self._over = threading.Event()
        self._server = _Server(self)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="upstream", daemon=True
        )
        self._thread.start()

    def asked(self) -> tuple[Asked, ...]:
        """Every request so far, in the order in which they came."""
        with self._lock:
            return tuple(self._asked)

    def stop(self) -> None:
        """End: connections that still wait for an answer are closed. A second time does nothing."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(self, asked: Asked) -> Given:
        """What is said to a request, when its time has come."""
        path = unquote(asked.path.partition("?")[0])
        key = (asked.call, asked.service, asked.method, path)
        with self._lock:
            self._asked.append(asked)
            fitting = [
                answer
                for answer in self.answers.get(asked.call, ())
                if (answer.service, answer.method, answer.path) == key[1:]
            ]
            turn = self._given[key]
            self._given[key] += 1
        if not fitting:
            return (200 if asked.service in _NOTICES else _UNKNOWN), ""
        answer = fitting[min(turn, len(fitting) - 1)]
        wait = None if answer.given == "times-out" else answer.after / self._speed
        self._over.wait(wait)
        return "fails" if self._over.is_set() else answer.given


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # they wait for their clients, who may wait for us
    request_queue_size = 128

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else head and body come 40 ms apart

    def _serve(self) -> None:
        size = int(self.headers.get("Content-Length", "0"))
        _, service, rest = ["", *self.path.split("/", 2)[1:], ""][:3]
        asked = Asked(
            self.headers.get("Flowc-Call", ""),
            unquote(service),
            self.command.lower(),
            f"/{rest}",
            self.rfile.read(size).decode("utf-8", "replace"),
        )
        given = cast("_Server", self.server).upstream.answer(asked)
        if isinstance(given, str):
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, text = given
        body = text.encode("utf-8", "surrogatepass")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        # whoever keeps a connection asks again by itself when it breaks, and `fails` would not show
        self.send_header("Connection", "close")
        if status not in _BODILESS:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status not in _BODILESS:
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = _serve  # noqa: N815 - names that the library looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
        """Nothing is said of requests."""
