"""`flowc-serve.json`: what a target writes beside its files for `flowc serve`.

A plan says which services the flow of one context asks, what is in a request and what is read from
the reply, and where notices go. It holds names of secrets, never a secret. The models are its
definition, for the targets that write it and for `flowc serve` that reads it; a field may be added
to a version, never taken away or given another meaning.

This module imports pydantic: import it only where plans are needed.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from flowc.semantics.ir import Type, TypeKind

NAME = "flowc-serve.json"
"""The file's name, in the folder that a target writes."""

VERSION = 1

SPOOL = "/var/spool/flowc"
"""Where notices are written unless the settings say otherwise."""

PAD = 1024
"""Bytes by chance that `flowc serve` answers `POST /pad` with: a switch seals secrets with them."""

_KEPT = {"connection", "content-length", "transfer-encoding", "flowc-call", "flowc-notice"}
"""Headers that are `flowc serve`'s own: another value would break the request or tell a lie."""


def _web_address(value: str) -> str:
    parts = urlsplit(value) if re.fullmatch(r"[!-~]{1,2000}", value) else urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or _bad_port(value):
        message = "must be an address as https://crm.example.com/api, in plain ASCII"
        raise ValueError(message)
    if parts.query or parts.fragment or "?" in value or "#" in value:
        message = "must end before any `?` or `#`"
        raise ValueError(message)
    if "@" in parts.netloc:
        message = "must not hold a user or a password: name a secret in a header"
        raise ValueError(message)
    return value


def _bad_port(value: str) -> bool:
    try:
        return urlsplit(value).port == 0
    except ValueError:
        return True


def _header(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", value) or value.lower() in _KEPT:
        message = "is no name of a header that may be set"
        raise ValueError(message)
    return value


def _one_line(value: str) -> str:
    if not value.isprintable():
        message = "must be one line of text, without control characters"
        raise ValueError(message)
    return value


def _mailbox(value: str) -> str:
    if not re.fullmatch(r"[!-~]{1,64}@[A-Za-z0-9.-]{1,190}", value) or re.search(
        r"[<>,;\"]", value
    ):
        message = "must be an address as duty@example.com"
        raise ValueError(message)
    return value


def _path_text(value: str) -> str:
    if not re.fullmatch(r"[!\"$-~]*", value):
        message = "must be encoded: ASCII without spaces"
        raise ValueError(message)
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
HeaderName = Annotated[str, AfterValidator(_header)]
Line = Annotated[str, AfterValidator(_one_line)]
PathText = Annotated[str, AfterValidator(_path_text)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
SecretName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")]
Context = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,99}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class ValueType(_Part):
    """The type of a value, as the language has it."""

    kind: TypeKind
    members: tuple[str, ...] = Field(default=(), description="the names of a `one of (…)`")

    def meant(self) -> Type:
        """The same as the call graph has it."""
        return Type(self.kind, self.members)


class Text(_Part):
    """The value of a header, as it is."""

    text: Line


class SecretRef(_Part):
    """The name of a secret that `flowc serve` is given when it runs."""

    secret: SecretName


class Service(_Part):
    """A web service: each request is `url`, then a lookup's path."""

    url: WebAddress
    headers: tuple[tuple[HeaderName, Text | SecretRef], ...] = ()
    timeout: int = Field(ge=1, le=3600, description="seconds for a whole request and its reply")


class PathValue(_Part):
    """A place in a path where a value stands, percent-encoded as one segment."""

    value: ValueType


class Read(_Part):
    """A value of the reply."""

    var: str = Field(min_length=1, description="the variable that takes it, as traces name it")
    type: ValueType
    path: tuple[str | int, ...] = Field(description="keys, and places in arrays from 0")
    default: str | int | None = Field(default=None, description="where it is absent or null")


class Lookup(_Part):
    """One question. Its values come in order: those of the path, then those that are sent."""

    n: int = Field(ge=1, description="its number: POST /lookup/<context>/<n>")
    service: str
    method: Literal["get", "post", "put"]
    path: tuple[PathText | PathValue, ...]
    sends: tuple[tuple[str, ValueType], ...] = ()
    reads: tuple[Read, ...] = ()

    def values(self) -> tuple[ValueType, ...]:
        """The types of its values, in order."""
        inside = tuple(p.value for p in self.path if isinstance(p, PathValue))
        return inside + tuple(type_ for _, type_ in self.sends)


class ListFile(_Part):
    """A list that stands in a file."""

    file: Line = Field(min_length=1, description="where it is: absolute, or from the plan's folder")


class ListLookup(_Part):
    """One question for a list: the row of a number."""

    n: int = Field(ge=1, description="its number, which no other lookup has")
    of: str = Field(alias="list")
    value: ValueType = Field(description="the type of the number")
    reads: tuple[Read, ...] = Field(default=(), description="columns, as the path")

    def values(self) -> tuple[ValueType, ...]:
        """The types of its values, in order."""
        return (self.value,)

    @model_validator(mode="after")
    def _of_columns(self) -> "ListLookup":
        if not all(len(read.path) == 1 and isinstance(read.path[0], str) for read in self.reads):
            message = "a row has columns, and nothing within them"
            raise ValueError(message)
        return self


class Webhook(_Part):
    """Where notices go by HTTP; the address is a secret where whoever has it may post."""

    url: WebAddress | SecretRef
    headers: tuple[tuple[HeaderName, Text | SecretRef], ...] = ()


class Smtp(_Part):
    """The server that takes notices by e-mail."""

    host: Line
    port: int = Field(default=587, ge=1, le=65535)
    sender: Mailbox = Field(alias="from")
    user: Line | None = None
    password: SecretRef | None = None
    tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="tls: from the first byte on; none: only without a password"
    )

    @model_validator(mode="after")
    def _guarded(self) -> "Smtp":
        if (self.user is None) != (self.password is None):
            message = "has a user without a password, or a password without a user"
            raise ValueError(message)
        if self.password and self.tls == "none":
            message = "would send the password in the clear: choose starttls or tls"
            raise ValueError(message)
        return self


class Plan(_Part):
    """A whole `flowc-serve.json`."""

    flowc: Literal[1] = Field(description="the version of this document")
    flow: str = Field(description="the flow's title")
    context: Context = Field(description="the context on the switch that asks")
    languages: tuple[str, ...] = Field(description="codes of the flow's languages")
    services: dict[str, Service] = {}
    lookups: tuple[Lookup, ...] = ()
    lists: dict[str, ListFile] = {}
    list_lookups: tuple[ListLookup, ...] = ()
    webhooks: dict[str, Webhook] = {}
    emails: dict[str, Mailbox] = {}
    smtp: Smtp | None = None
    spool: str = Field(default=SPOOL, description="where the switch writes notices")

    @model_validator(mode="after")
    def _joined(self) -> "Plan":
        """What one part says of another is so."""
        seen: set[int] = set()
        for one in (*self.lookups, *self.list_lookups):
            if one.n in seen:
                message = f"has two lookups of number {one.n}"
                raise ValueError(message)
            seen.add(one.n)
        for one in self.list_lookups:
            if one.of not in self.lists:
                message = f"lookup {one.n} asks `{one.of}`, which is not in lists"
                raise ValueError(message)
        for lookup in self.lookups:
            if lookup.service not in self.services:
                message = f"lookup {lookup.n} asks `{lookup.service}`, which is not in services"
                raise ValueError(message)
            if not (lookup.path and isinstance(lookup.path[0], str) and lookup.path[0][:1] == "/"):
                message = f"the path of lookup {lookup.n} must begin with `/`"
                raise ValueError(message)
        if self.emails and self.smtp is None:
            message = "has emails and no smtp, so nothing could take them"
            raise ValueError(message)
        return self

    def secrets(self) -> Iterator[tuple[str, str]]:
        """Every secret with what needs it: ("CRM_TOKEN", "service crm")."""
        for what, parts in (("service", self.services), ("webhook", self.webhooks)):
            for name, part in parts.items():
                for value in (part.url, *(value for _, value in part.headers)):
                    if isinstance(value, SecretRef):
                        yield value.secret, f"{what} {name}"
        if self.smtp and self.smtp.password:
            yield self.smtp.password.secret, "smtp"
