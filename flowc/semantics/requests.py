"""What a lookup asks of its service: one way to write it for the runtime and for `flowc serve`."""

import json
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

from flowc.semantics.ir import TypeKind, Value


class Request(NamedTuple):
    """`path` is percent-encoded and holds the query too; `plain` is the path before encoding,
    without the query; `body` is JSON, or "" where none is sent."""

    path: str
    plain: str
    body: str


class Gap(NamedTuple):
    """A value within a path; None where the call has none."""

    value: Value | None


def request(
    method: Literal["get", "post", "put", "list"],
    path: Iterable[str | Gap],
    sends: Iterable[tuple[str, Value, TypeKind]],
) -> Request | None:
    """The request for these values; None if nothing may be asked: a value of the path is empty or
    missing, or would make a segment `.` or `..`, which leads elsewhere. `sends`: name, value and
    its type. Of a list, the path is the number, and nothing is sent."""
    encoded, plain = "", ""
    for piece in path:
        if isinstance(piece, str):
            encoded += piece
            plain += piece
            continue
        if piece.value is None or piece.value == "":
            return None
        encoded += _quoted(piece.value)
        plain += str(piece.value)
    if method == "list":
        return Request(encoded, plain, "")
    if any(segment in {".", ".."} for segment in encoded.split("/")):
        return None
    if method == "get":
        query = "&".join(f"{name}={_quoted(value)}" for name, value, _ in sends)
        return Request(f"{encoded}?{query}" if query else encoded, plain, "")
    return Request(
        encoded, plain, json.dumps({n: in_json(value, kind) for n, value, kind in sends})
    )


def in_json(value: Value, kind: TypeKind) -> Value | float:
    """A value as JSON has it: an amount is a number of two decimals, which no binary fraction of
    this size changes."""
    match kind:
        case "yes-no":
            return value == "yes"
        case "money" if value != "":
            return float(value)
        case _:
            return value


def is_guarded(url: str) -> bool:
    """Whether nobody on the way reads what is sent there: it is https, or of this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no address at all
        return False
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own."""
    return host in {"localhost", "::1"} or re.fullmatch(r"127(\.[0-9]{1,3}){3}", host) is not None


def _quoted(value: Value) -> str:
    return quote(str(value), safe="", errors="replace")
