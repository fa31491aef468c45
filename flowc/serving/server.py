"""The address that the switch asks: HTTP on loopback, bounded in everything."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import NoReturn
from urllib.parse import parse_qsl

from aiohttp import web

from flowc.serving.desk import Desk
from flowc.serving.log import Log, named, shown
from flowc.serving.pads import Pads

_LARGEST = 64 << 10
"""Bytes of a question: the id of a call and a line's worth of values."""

_FIELDS = 200

_READ_WITHIN = 10.0
"""Seconds in which a question has to be here once it began."""

_CALL = re.compile(r"[!-~]{1,200}")

_PATH = re.compile(r"/lookup/([A-Za-z][A-Za-z0-9_-]{0,99})/([1-9][0-9]{0,5})", re.ASCII)


class _Wrong(Exception):  # noqa: N818 - a fact about a request, not an error of ours
    """What is wrong with a request, in a line; the status of the answer."""

    def __init__(self, line: str, status: int = 400) -> None:
        super().__init__(line)
        self.line = line
        self.status = status


class _Connection(web.RequestHandler):
    """aiohttp's, that says in one line what it could not read, and logs nothing of it: what comes
    is somebody else's."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,  # noqa: ARG002 - may quote the request
        message: str | None = None,
    ) -> web.StreamResponse:
        if request.writer.output_size > 0:
            message = "an answer has begun"
            raise ConnectionError(message)
        line = "no request that can be read" if status < 500 else "the request failed"  # noqa: PLR2004 - a server's fault
        answer = _line(line, 400 if status < 500 else 500)  # noqa: PLR2004 - as above
        answer.force_close()
        return answer

    def log_exception(self, *args: object, **kw: object) -> None:
        """Not even that: the handler logs what is to be known."""

    log_debug = log_exception


class Server(web.Server):
    """Hands questions to desks. `desks` by context; `state` is what /health tells."""

    def __init__(
        self, desks: Mapping[str, Desk], state: Callable[[], dict[str, object]], log: Log
    ) -> None:
        """Inside a running loop."""
        super().__init__(self._handle, access_log=None, lingering_time=1.0)
        self._desks = desks
        self._state = state
        self._say = log
        self._pads = Pads()

    def __call__(self) -> web.RequestHandler:
        """A new connection."""
        return _Connection(self, loop=self._loop, **self._kwargs)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return _line(await self._answer(request), 200)
        except _Wrong as e:
            return _line(e.line, e.status)
        except Exception as e:  # noqa: BLE001 - the switch has to hear something; no text of e's
            self._say("error", f"a bug in flowc while answering: {named(e)}")
            return _line("failed", 200)

    async def _answer(self, request: web.BaseRequest) -> str:
        path = request.raw_path
        if path == "/health":
            _insist(request, "GET")
            return json.dumps(self._state())
        if path == "/pad":
            _insist(request, "POST")
            _form(await _body(request), self._pads)
            return self._pads.new()
        asked = _PATH.fullmatch(path)
        if asked is None:
            _refuse("there is nothing at this path", 404)
        _insist(request, "POST")
        call, values = _form(await _body(request), self._pads)
        desk = self._desks.get(asked[1])
        lookup = desk.lookup(int(asked[2])) if desk else None
        if desk is None or lookup is None:
            self._say("warning", f"there is no lookup {shown(asked[1])}/{asked[2]} in any plan")
            _refuse(f"there is no lookup {asked[1]}/{asked[2]}", 404)
        wanted = len(lookup.values())
        if len(values) != wanted:
            self._say(
                "warning",
                f"lookup {shown(asked[1])}/{asked[2]} takes {wanted} values, {len(values)} came: "
                "are the switch's files and the plan of one compilation?",
            )
            _refuse(f"the lookup takes {wanted} values, {len(values)} came")
        return await desk.answer(lookup, call, values)


def _insist(request: web.BaseRequest, method: str) -> None:
    if request.method != method:
        _refuse(f"ask with {method}", 405)


async def _body(request: web.BaseRequest) -> bytes:
    if request.content_type != "application/x-www-form-urlencoded":
        _refuse("send a form: application/x-www-form-urlencoded")
    got = bytearray()
    try:
        async with asyncio.timeout(_READ_WITHIN):
            if request.headers.get("Expect", "").lower() == "100-continue":
                await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                request.writer.output_size = 0  # the answer itself has not begun
            while chunk := await request.content.readany():
                got += chunk
                if len(got) > _LARGEST:
                    _refuse("the request is too large")
    except TimeoutError:
        _refuse("the request did not end")
    except web.RequestPayloadError:
        _refuse("no request that can be read")
    return bytes(got)


def _form(body: bytes, pads: Pads) -> tuple[str, tuple[str, ...]]:
    """The call's id and the values in order: `v1` is one as it is, `s1` one that is sealed with
    the `pad` of that name."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_FIELDS,
        )
    except ValueError:
        _refuse("the form can not be read")
    fields = dict(pairs)
    if len(fields) != len(pairs):
        _refuse("a field stands twice")
    call = fields.pop("call", "")
    if not _CALL.fullmatch(call):
        _refuse("there is no id of a call in `call`")
    pad = pads.take(fields.pop("pad", ""))
    values: list[str] = []
    for n in range(1, len(fields) + 1):
        plain, sealed = fields.get(f"v{n}"), fields.get(f"s{n}")
        value = plain if sealed is None else pad.opened(sealed)
        if value is None:
            _refuse("beside `call` there are v1, v2 and so on, or sealed ones, nothing else")
        values.append(value)
    return call, tuple(values)


def _refuse(line: str, status: int = 400) -> NoReturn:
    raise _Wrong(line, status)


def _line(line: str, status: int) -> web.Response:
    return web.Response(text=line + "\n", status=status, headers={"Cache-Control": "no-store"})
