"""What every target writes for `flowc serve`: the plan of whom a flow asks and tells.

A target gives each lookup the number that `numbers` has for it, and writes `artefacts` beside its
files. Names of secrets are all that is known of them here.
"""

import json
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from flowc.backends import receivers
from flowc.backends.target import Artefact, Job
from flowc.diagnostic import Diagnostic, Label, error
from flowc.semantics import ir
from flowc.semantics.mentions import secret_in, secret_sent, secrets_of
from flowc.semantics.requests import is_guarded, is_loopback
from flowc.serve_plan import (
    NAME,
    SPOOL,
    Line,
    ListFile,
    ListLookup,
    Lookup,
    PathValue,
    Plan,
    Read,
    SecretRef,
    Service,
    Text,
    ValueType,
    WebAddress,
)
from flowc.settings import missing

LATER = 3
"""Seconds after a service's time-out at which the switch gives up by itself."""

_URL: TypeAdapter[str] = TypeAdapter(WebAddress)
_LINE: TypeAdapter[str] = TypeAdapter(Line)


def numbers(program: ir.Program) -> dict[ir.Lookup, int]:
    """The number of each lookup, in the order of the program, from 1. Two that are equal in
    everything, where a module is used twice, ask with one."""
    steps = (block for block in program.blocks if isinstance(block, ir.Step))
    lookups = (op for step in steps for op in step.ops if isinstance(op, ir.Lookup))
    return {op: n for n, op in enumerate(dict.fromkeys(lookups), 1)}


def patience(op: ir.Lookup, program: ir.Program) -> int:
    """Seconds after which the switch gives a lookup up by itself."""
    asked = (*program.services, *program.file_lists)
    return next(one.timeout for one in asked if one.name == op.service) + LATER


def secrets(program: ir.Program) -> Iterator[ir.Secret]:
    """What `flowc serve` has to be given for the program, each where the flow first names it."""
    seen: set[str] = set()
    for service in _asked(program):
        for _, value in service.headers:
            if isinstance(value, ir.Secret) and value.name not in seen:
                seen.add(value.name)
                yield value


def lacks(job: Job) -> tuple[Diagnostic, ...]:
    """What is wrong with the settings that the program's services and notices need: F173 for one
    that is not given, F172 for one that can't be what it is needed for."""
    asked = (
        finding
        for service in _asked(job.program)
        for need in _needs(service)
        if (finding := _lack(need, job))
    )
    return (*asked, *_in_the_clear(job), *receivers.lacks(job))


def artefacts(job: Job, context: str, version: str = "") -> tuple[Artefact, ...]:
    """The plan of a program without `lacks`, for calls in `context`, and its lists; nothing if it
    asks and tells nobody. `version`: sets its files apart from those of others in one folder."""
    found = plan(job, context, version)
    if found is None:
        return ()
    whole = found.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    name = NAME.replace(".", f".{version}.", 1) if version else NAME
    text = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    lists = (
        Artefact(_copy(one, version), job.sources[one.path].text)
        for one in _lists(job.program)
        if one.name not in job.settings.lists
    )
    return (Artefact(name, text), *lists)


def _lists(program: ir.Program) -> list[ir.FileList]:
    """The lists that a lookup asks."""
    names = {op.service for op in numbers(program)}
    return [one for one in program.file_lists if one.name in names]


def files(job: Job, version: str = "") -> tuple[tuple[str, str], ...]:
    """The lists that a lookup asks, each with its file on the switch: as the settings say, else
    beside the plan."""
    given = job.settings.lists
    return tuple(
        (one.name, given.get(one.name) or _copy(one, version)) for one in _lists(job.program)
    )


def _copy(one: ir.FileList, version: str) -> str:
    """What a list's file is called beside the plan."""
    return f"flowc-{one.name}.{version}.csv" if version else f"flowc-{one.name}.csv"


def plan(job: Job, context: str, version: str = "") -> Plan | None:
    """The plan that `artefacts` writes."""
    program = job.program
    services = {s.name: _service(s, job) for s in _asked(program)}
    lists = {name: ListFile(file=file) for name, file in files(job, version)}
    if not services and not lists and not receivers.notices(program):
        return None
    asking = numbers(program).items()
    return Plan(
        flowc=1,
        flow=program.name,
        context=context,
        languages=program.languages,
        services=services,
        lookups=tuple(_lookup(op, n, op.method) for op, n in asking if op.method != "list"),
        lists=lists,
        list_lookups=tuple(_list_lookup(op, n) for op, n in asking if op.method == "list"),
        webhooks=receivers.webhooks(job),
        emails=receivers.emails(job),
        smtp=receivers.smtp(job),
        spool=job.settings.serve.spool if receivers.notices(program) else SPOOL,
    )


def _asked(program: ir.Program) -> list[ir.Service]:
    """The services that a lookup asks: what nobody asks needs no settings and no secrets."""
    names = {op.service for op in numbers(program)}
    return [service for service in program.services if service.name in names]


# ---- settings -----------------------------------------------------------------------------------


class _Need(NamedTuple):
    """A setting that a service needs, in words; what it must be; one that would do."""

    setting: ir.Setting
    what: str
    kind: TypeAdapter[str]
    example: str


def _needs(service: ir.Service) -> Iterator[_Need]:
    if isinstance(service.url, ir.Setting):
        what = f"the service `{service.name}`"
        yield _Need(service.url, what, _URL, f"https://{service.name}.example.com")
    for name, value in service.headers:
        if isinstance(value, ir.Setting):
            yield _Need(value, f"the header `{name}`", _LINE, "shop")


def _lack(need: _Need, job: Job) -> Diagnostic | None:
    name, span = need.setting
    given = job.settings.values.get(name)
    if given is None:
        return missing(f"values.{name}", need.example, span, need.what)
    try:
        need.kind.validate_python(given)
    except ValidationError as e:
        fact = str(e.errors(include_input=False)[0]["msg"]).removeprefix("Value error, ")
        return error(
            "F172",
            f"the setting `values.{name}` {fact}",
            span,
            "needed here",
            help=f'write `{name} = "{need.example}"` under `[values]` in the settings file',
        )
    return None


def _in_the_clear(job: Job) -> Iterator[Diagnostic]:
    """F611 for each way on which a secret that is sent could be read: to a service whose address
    the settings give, and to a `flowc serve` on another machine."""
    secret = secrets_of(job.program)
    services = {service.name: service for service in job.program.services}
    host = job.settings.serve.address.rpartition(":")[0]
    for op in numbers(job.program):
        name = secret_sent(op, secret)
        if name is None:
            continue
        url = services[op.service].url
        given = job.settings.values.get(url.name, "") if isinstance(url, ir.Setting) else ""
        if isinstance(url, ir.Setting) and given[:5].lower() == "http:" and not is_guarded(given):
            yield _unguarded(
                (name, op),
                f"to `{op.service}`",
                Label(url.span, f"`values.{url.name}` is an address with `http:`"),
                "give an address with `https://` in the settings file",
            )
        if not is_loopback(host):
            yield _unguarded(
                (name, op),
                f"to `flowc serve` at {host}",
                None,
                "run `flowc serve` on the switch's own machine: `address` under `[serve]` is "
                "then `127.0.0.1:4817`",
            )


def _unguarded(
    sent: tuple[str, ir.Lookup], where: str, label: Label | None, help_: str
) -> Diagnostic:
    name, op = sent
    return error(
        "F611",
        f"the secret `{name}` would go {where} in the clear",
        op.span,
        f"`{name}` is sent here",
        secondary=(label,) if label else (),
        caller="whoever is on the way can read what was entered",
        help=help_,
    )


def _given(value: str | ir.Setting, job: Job) -> str:
    return job.settings.values[value.name] if isinstance(value, ir.Setting) else value


# ---- the plan's parts ---------------------------------------------------------------------------


def _service(service: ir.Service, job: Job) -> Service:
    headers = tuple(
        (name, SecretRef(secret=v.name) if isinstance(v, ir.Secret) else Text(text=_given(v, job)))
        for name, v in service.headers
    )
    return Service(url=_given(service.url, job), headers=headers, timeout=service.timeout)


def _lookup(op: ir.Lookup, n: int, method: Literal["get", "post", "put"]) -> Lookup:
    return Lookup(
        n=n,
        service=op.service,
        method=method,
        path=tuple(p if isinstance(p, str) else PathValue(value=_type(p.type)) for p in op.path),
        sends=tuple((sent.name, _type(sent.value.type)) for sent in op.sends),
        reads=_reads(op),
    )


def _list_lookup(op: ir.Lookup, n: int) -> ListLookup:
    (number,) = values(op)
    given = {"n": n, "list": op.service, "value": _type(number.type), "reads": _reads(op)}
    return ListLookup.model_validate(given)


def _reads(op: ir.Lookup) -> tuple[Read, ...]:
    return tuple(
        Read(
            var=field.var.name,
            type=_type(field.var.type),
            path=field.path,
            default=field.default.value if field.default else None,
        )
        for field in op.reads
    )


def _type(type_: ir.Type) -> ValueType:
    return ValueType(kind=type_.kind, members=type_.members)


def values(op: ir.Lookup) -> tuple[ir.Expr, ...]:
    """What the switch sends as v1, v2 and so on: the values of the path, then those to send."""
    inside = tuple(piece for piece in op.path if not isinstance(piece, str))
    return inside + tuple(sent.value for sent in op.sends)


def sealed(op: ir.Lookup, program: ir.Program) -> tuple[int, ...]:
    """The numbers of those `values`, from 1, that are secret."""
    secret = secrets_of(program)
    return tuple(n for n, value in enumerate(values(op), 1) if secret_in(value, secret))
