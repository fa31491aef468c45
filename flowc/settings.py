"""The settings file: what belongs to a deployment and not to a flow.

One flow runs in a lab and in three branches; how a phone is dialled, which trunk an outside number
leaves by and where sounds lie differ, and stand in a TOML file (`--settings branch.toml`), over
which `--set asterisk.outside=PJSIP/{number}@trunk` wins. Every key and its default is a field
below. The values are the admin's own and trusted, but none may hold a control character: a line
break would end a line of the output. Escaping for a target is the back end's.

This module imports pydantic: import it only where settings are needed.
"""

import re
import tomllib
from typing import Any, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from flowc.diagnostic import Diagnostic, error
from flowc.nearest import nearest
from flowc.setting_types import (
    AbsoluteFile,
    AbsoluteFolder,
    Folder,
    Line,
    Listens,
    NumberTemplate,
    PhoneTemplate,
    SecretName,
    Version,
    Word,
)
from flowc.source import Source, Span

SET = "--set"
"""The path under which findings point into the `--set` options: the text of that file is the
options, one a line."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Asterisk(_Section):
    """`[asterisk]`: what the Asterisk target needs to know of the machine it compiles for."""

    context: Word = Field(
        default="flowc", description="the context that sends calls in; others begin so"
    )
    version: Version = Field(
        default="", description="sets these files apart from those that calls are still in"
    )
    phone: PhoneTemplate = Field(default="PJSIP/{name}", description="how a phone is dialled")
    phones: dict[str, Line] = Field(
        default_factory=dict, description="phones dialled otherwise: reception = 'PJSIP/101'"
    )
    outside: NumberTemplate | None = Field(
        default=None, description="how an outside number is dialled: 'PJSIP/{number}@trunk'"
    )
    sounds: Folder = Field(
        default="flowc", description="the folder below Asterisk's sounds for prompts"
    )
    sounds_format: Word = Field(
        default="wav", description="the format of prompts in the list of files"
    )
    mailbox_context: Word = Field(
        default="default", description="the voicemail.conf context of mailboxes"
    )
    externals: dict[str, Line] = Field(
        default_factory=dict,
        description="where an `external` is, as context,extension,priority: payroll = 'pay,s,1'",
    )


class FreeSwitch(_Section):
    """`[freeswitch]`: what the FreeSWITCH target needs to know of the machine it compiles for."""

    context: Word = Field(
        default="flowc", description="the context that sends calls in; others begin so"
    )
    phone: PhoneTemplate = Field(default="user/{name}", description="how a phone is dialled")
    phones: dict[str, Line] = Field(
        default_factory=dict, description="phones dialled otherwise: reception = 'user/101'"
    )
    outside: NumberTemplate | None = Field(
        default=None, description="how an outside number is dialled: 'sofia/gateway/trunk/{number}'"
    )
    sounds: Folder = Field(default="flowc", description="the folder below sounds_dir for prompts")
    sounds_format: Word = Field(
        default="wav", description="the format of prompts, their file's ending"
    )
    mailbox_profile: Word = Field(
        default="default", description="the voicemail profile of mailboxes"
    )
    mailbox_domain: Line = Field(default="$${domain}", description="the domain of mailboxes")
    externals: dict[str, Line] = Field(
        default_factory=dict,
        description="where an `external` is, as for transfer: payroll = 'payroll XML default'",
    )
    music: dict[str, Line] = Field(
        default_factory=dict,
        description="the `music` of queues that is not local_stream://NAME: jazz = '/srv/jazz.wav'",
    )


class Serve(_Section):
    """`[serve]`: where `flowc serve` runs beside the switch."""

    address: Listens = Field(
        default="127.0.0.1:4817", description="where the switch asks it, its `--listen`"
    )
    spool: AbsoluteFolder = Field(
        default="/var/spool/flowc", description="where the switch writes notices, its `--spool`"
    )


class Recordings(_Section):
    """`[recordings]`: the sound of calls, where a flow says `record call`."""

    folder: AbsoluteFolder | None = Field(
        default=None,
        description="where the switch writes recordings of calls: '/srv/recordings'; without it "
        "Asterisk's `monitor`, FreeSWITCH's recordings_dir",
    )


class Smtp(_Section):
    """`[smtp]`: the server that takes notices by e-mail."""

    host: Line | None = Field(default=None, description="the mail server: 'mail.example.com'")
    port: int = Field(default=587, ge=1, le=65535, description="where it listens")
    sender: Line | None = Field(
        default=None, alias="from", description="who mails are from: 'ivr@example.com'"
    )
    user: Line | None = Field(default=None, description="the user, where it wants one: 'ivr'")
    password: Line | None = Field(
        default=None, description="the name of the secret that `flowc serve` has: 'SMTP_PASSWORD'"
    )
    tls: Literal["starttls", "tls", "none"] = "starttls"


class Given(_Section):
    """A text, or `{ secret = "NAME" }`: what `flowc serve` is given when it runs."""

    text: Line = ""
    secret: SecretName = ""

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands there
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.text) == bool(self.secret):
            message = 'must be a text, or `{ secret = "NAME" }`'
            raise ValueError(message)
        return self


class Hook(_Section):
    """`[webhooks.NAME]`: where a notice goes by HTTP. `helpdesk = "https://…"` says no more than
    its address."""

    url: Given
    headers: dict[str, Given] = {}

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:  # noqa: ANN401 - whatever stands there
        if isinstance(value, str) or (isinstance(value, dict) and "secret" in value):
            return cast("Any", {"url": value})
        return cast("Any", value)


class Settings(_Section):
    """A whole settings file. `values` are the flow's own `setting NAME`s; `webhooks` and `emails`
    say where each `notify` goes, `lists` where each `list … from` is on the switch."""

    asterisk: Asterisk = Asterisk()
    freeswitch: FreeSwitch = FreeSwitch()
    serve: Serve = Serve()
    recordings: Recordings = Recordings()
    smtp: Smtp = Smtp()
    values: dict[str, Line] = {}
    webhooks: dict[str, Hook] = {}
    emails: dict[str, Line] = {}
    lists: dict[str, AbsoluteFile] = {}


def load(
    source: Source | None, sets: tuple[str, ...] = ()
) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings in `source` (a TOML text) with every `key=value` of `sets` over them.

    A key without a dot in `sets` is one of `[values]`. With findings, the settings are the
    defaults. Findings point into `source`, or into a file called `SET` whose text is the options,
    one a line.
    """
    found: list[Diagnostic] = []
    data: dict[str, Any] = {}
    if source is not None:
        try:
            data = tomllib.loads(source.text)
        except tomllib.TOMLDecodeError as e:
            return Settings(), (_syntax(source, str(e)),)
    given: dict[tuple[str, ...], Span] = {}
    offset = 0
    for option in sets:
        span = Span(SET, offset, offset + len(option))
        offset += len(option) + 1
        found += _set(data, option, span, given)
    if found:
        return Settings(), tuple(found)
    try:
        return Settings.model_validate(data), ()
    except ValidationError as e:
        return Settings(), tuple(_finding(dict(x), source, given) for x in e.errors())


def missing(key: str, example: str, span: Span, what: str) -> Diagnostic:
    """The finding for a setting that the flow needs at `span` and that nobody gave.

    `key` is dotted (`asterisk.outside`), `example` its value as TOML would hold it, `what` the
    thing in the flow that needs it ("this outside number").
    """
    section, _, name = key.rpartition(".")
    return error(
        "F173",
        f"{what} needs the setting `{key}`, which is not given",
        span,
        "needed here",
        help=f'write `{name} = "{example}"` under `[{section}]` in the settings file, '
        f"or give `--set '{key}={example}'`",
    )


def _syntax(source: Source, message: str) -> Diagnostic:
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    end = len(source.text)
    start = end
    if at:
        lines = source.text.split("\n")[: int(at[1]) - 1]
        start = min(sum(len(x) + 1 for x in lines) + int(at[2]) - 1, end)
    return error(
        "F170",
        "the settings file is not TOML from here on",
        Span(source.path, start, min(start + 1, end)),
        help='write a section as `[asterisk]` and a setting as `phone = "PJSIP/{name}"`',
    )


def _set(
    data: dict[str, Any], option: str, span: Span, given: dict[tuple[str, ...], Span]
) -> list[Diagnostic]:
    key, equals, value = option.partition("=")
    parts = tuple(key.strip().split("."))
    if not equals or not all(parts):
        return [
            error(
                "F172",
                f"`{option}` is not a setting and its value",
                span,
                help="write `--set section.key=value`",
            )
        ]
    if len(parts) == 1:
        parts = ("values", *parts)
    table = data
    for part in parts[:-1]:
        below: Any = table.setdefault(part, {})
        if not isinstance(below, dict):
            return [error("F172", f"`{part}` is a value, it has no settings of its own", span)]
        table = cast("dict[str, Any]", below)
    table[parts[-1]] = value.strip()
    given[parts] = span
    return []


_FACTS = {"string_type": "must be a text in quotes"}


def _finding(
    found: dict[str, Any], source: Source | None, given: dict[tuple[str, ...], Span]
) -> Diagnostic:
    place = tuple(str(x) for x in found["loc"])
    key = ".".join(place)
    span = given.get(place) or _span(source, place)
    if found["type"] == "extra_forbidden":
        names = _keys(place[:-1])
        near = nearest(place[-1], names)
        return error(
            "F171",
            f"there is no setting `{key}`",
            span,
            "not known",
            help=f"write `{near}`" if near else _one_of(names),
        )
    fact = str(found["msg"]).removeprefix("Value error, ")
    if found["type"] != "value_error":
        fact = _FACTS.get(found["type"], "must be a section of settings")
    return error("F172", f"the setting `{key}` {fact}", span, help=f"write {_example(place)}")


def _example(place: tuple[str, ...]) -> str:
    """A setting that would do, as TOML or the header of a section."""
    section, key = place[0], place[-1]
    if section == key:
        return f"`[{section}]` and its settings below it"
    models = {"asterisk": Asterisk, "freeswitch": FreeSwitch, "serve": Serve, "smtp": Smtp}
    model = (models | {"recordings": Recordings}).get(section)
    field = model.model_fields.get(key) if model else None
    if field is None:
        return f'`{key} = "…"`'
    default: Any = field.default
    return f'`{key} = "{default}"`' if isinstance(default, str) else f"{field.description}"


def _one_of(names: list[str]) -> str:
    return f"write one of {', '.join(names)}" if names else "leave it out"


def _keys(place: tuple[str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in place:
        annotation = model.model_fields[part].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return [field.alias or name for name, field in model.model_fields.items()]


def _span(source: Source | None, place: tuple[str, ...]) -> Span:
    """Where a key stands: tomllib gives no positions, so its line is looked for by its name."""
    if source is None:
        return Span(SET, 0, 0)
    name = re.escape(place[-1])
    start = 0
    if len(place) > 1:
        header = re.search(
            rf"^\s*\[\s*{re.escape('.'.join(place[:-1]))}\s*\]", source.text, re.MULTILINE
        )
        start = header.end() if header else 0
    pattern = re.compile(rf"^[ \t]*(\[?[ \t]*(?:[\w.-]+\.)?[\"']?({name})[\"']?)", re.MULTILINE)
    at = pattern.search(source.text, start)
    return Span(source.path, at.start(2), at.end(2)) if at else Span(source.path, 0, 0)
