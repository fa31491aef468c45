"""Asking a web service, which may be slow, down or hostile."""

import asyncio
import zlib
from collections.abc import Mapping
from typing import NamedTuple

import aiohttp
from yarl import URL

from flowc import __version__
from flowc.semantics.replies import LARGEST
from flowc.serve_plan import SecretRef, Text
from flowc.serving.secret import Secrets

_AT_ONCE = 64
"""Requests to one service at a time. What is over waits, within its own time-out."""

_IDLE = 4.0
"""Seconds that a connection is kept: less than the five after which common servers close theirs,
for a request that crosses the closing is lost."""

_GZIP = 31
"""zlib's word for a gzip header and trailer."""


class Reply(NamedTuple):
    """What came: `status` None and the `reason`, if nothing did that can be read."""

    status: int | None
    body: bytes = b""
    reason: str = ""


class Asker:
    """One service or receiver of notices: its address, its headers, its connections.

    Redirects are not followed and cookies not kept. Variables that name a proxy, and ~/.netrc, are
    not looked at: they would lead a secret to where nobody wrote that it goes. Connections are
    of this asker alone, so that a slow service takes none from another.
    """

    def __init__(self, url: str, headers: Mapping[str, str], timeout: float) -> None:
        """`timeout`: seconds for a whole request."""
        self._url = url
        self._timeout = timeout
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_AT_ONCE, keepalive_timeout=_IDLE),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": f"flowc/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                **headers,
            },
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
        )
        # a GET or PUT whose connection breaks would be asked a second time: a lookup is one request
        self._session._retry_connection = False  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    async def ask(
        self, method: str, path: str, body: str, headers: Mapping[str, str], *, reads: bool
    ) -> Reply:
        """The reply to one request, whose `path` is encoded and `body` JSON, or "" for none. The
        reply's body is looked at only if somebody `reads` it and the status is a success. Never
        raises, but when cancelled."""
        more = dict(headers)
        if body:
            more["Content-Type"] = "application/json"
        try:
            async with asyncio.timeout(self._timeout):
                return await self._ask(method, path, body, more, reads=reads)
        except TimeoutError:
            return Reply(None, reason=f"no whole answer within {self._timeout:g} s")
        except aiohttp.ClientConnectorCertificateError:
            return Reply(None, reason="its certificate does not hold")
        except aiohttp.ClientConnectorError as e:
            return Reply(None, reason=f"it can not be reached ({type(e.os_error).__name__})")
        except Exception as e:  # noqa: BLE001 - whatever a hostile server found, the caller goes on
            # its text may quote a header of ours
            return Reply(None, reason=f"the connection broke ({type(e).__name__})")

    async def _ask(
        self, method: str, path: str, body: str, headers: dict[str, str], *, reads: bool
    ) -> Reply:
        request = self._session.request(
            method.upper(),
            URL(self._url + path, encoded=True),
            data=body.encode() or None,
            headers=headers,
            allow_redirects=False,
        )
        async with request as response:
            if not reads or response.status // 100 != 2:  # noqa: PLR2004 - success
                return Reply(response.status)
            got = bytearray()
            async for chunk in response.content.iter_any():
                got += chunk
                if len(got) > LARGEST:
                    response.close()
                    return Reply(None, reason="its reply is larger than 1 MiB")
            return _unpacked(response, bytes(got))

    async def close(self) -> None:
        """End its connections."""
        await self._session.close()


def _unpacked(response: aiohttp.ClientResponse, got: bytes) -> Reply:
    """The reply, of which some servers make a gzip though nobody asked for it."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in {"identity", ""}:
        return Reply(response.status, got)
    if coding not in {"gzip", "x-gzip"}:
        return Reply(None, reason="its reply is compressed in a way that was not asked for")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        body = unpacker.decompress(got, LARGEST + 1)
    except zlib.error:
        return Reply(None, reason="its reply is no gzip")
    if len(body) > LARGEST:
        return Reply(None, reason="its reply is larger than 1 MiB")
    return Reply(response.status, body)


def carried(headers: tuple[tuple[str, Text | SecretRef], ...], secrets: Secrets) -> dict[str, str]:
    """The headers with the secrets in them."""
    return {
        name: secrets[value.secret] if isinstance(value, SecretRef) else value.text
        for name, value in headers
    }
