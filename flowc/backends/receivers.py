"""Who is told by `notify`: what the settings have to say of them, and what the plan says."""

from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from flowc.backends.target import Job
from flowc.backends.walk import values
from flowc.diagnostic import Diagnostic, error
from flowc.semantics import ir
from flowc.serve_plan import HeaderName, Mailbox, SecretRef, Smtp, Text, WebAddress, Webhook
from flowc.settings import Hook, missing
from flowc.source import Span

_URL: TypeAdapter[str] = TypeAdapter(WebAddress)
_HEADER: TypeAdapter[str] = TypeAdapter(HeaderName)
_MAILBOX: TypeAdapter[str] = TypeAdapter(Mailbox)


def notices(program: ir.Program) -> list[ir.Notify]:
    """Every `notify` in the order of the source."""
    found = {op for op in values((program.blocks, program.on_hangup)) if isinstance(op, ir.Notify)}
    return sorted(found, key=lambda op: (op.span, op.block))


def lacks(job: Job) -> Iterator[Diagnostic]:
    """What is wrong with the settings that the program's notices need: F173, F172. Each receiver is
    told of where it stands first."""
    told: set[tuple[str, str]] = set()
    mails: Span | None = None
    for op in notices(job.program):
        section, example, kind, given = _receiver(op, job)
        mails = mails or (op.span if op.channel == "email" else None)
        if (section, op.name) in told:
            continue
        told.add((section, op.name))
        what = f"`notify {op.channel} {op.name}`"
        if given is None:
            yield missing(f"{section}.{op.name}", example, op.span, what)
        elif given and (fact := _fault(kind, given)):
            yield _wrong(f"{section}.{op.name}", fact, example, op.span)
        yield from _headers(op, job)
    if mails:
        yield from _post(job, mails)


def _receiver(op: ir.Notify, job: Job) -> tuple[str, str, TypeAdapter[str], str | None]:
    """The section of the settings, a value that would do, what it must be, what is given: None for
    nothing, "" for a secret, which only `flowc serve` will see."""
    if op.channel == "email":
        example = f"{op.name}@example.com"
        return "emails", example, _MAILBOX, job.settings.emails.get(op.name)
    example = f"https://{op.name}.example.com/notices"
    hook = job.settings.webhooks.get(op.name)
    return "webhooks", example, _URL, hook and hook.url.text


def _headers(op: ir.Notify, job: Job) -> Iterator[Diagnostic]:
    """What can't be a header of a webhook."""
    hook = job.settings.webhooks.get(op.name) if op.channel == "webhook" else None
    for name in hook.headers if hook else ():
        if fact := _fault(_HEADER, name):
            yield error(
                "F172",
                f"`{name}`, a header of the setting `webhooks.{op.name}`, {fact}",
                op.span,
                "needed here",
                help='write `headers = { Authorization = { secret = "TOKEN" } }`',
            )


def _fault(kind: TypeAdapter[str], given: str) -> str:
    try:
        kind.validate_python(given)
    except ValidationError as e:
        return str(e.errors(include_input=False)[0]["msg"]).removeprefix("Value error, ")
    return ""


def _wrong(key: str, fact: str, example: str, span: Span) -> Diagnostic:
    section, _, name = key.rpartition(".")
    help_ = f'write `{name} = "{example}"` under `[{section}]` in the settings file'
    return error("F172", f"the setting `{key}` {fact}", span, "needed here", help=help_)


def _post(job: Job, span: Span) -> Iterator[Diagnostic]:
    """What lacks of the mail server, which the mail at `span` needs."""
    own, what = job.settings.smtp, "a notice by e-mail"
    if own.host is None:
        yield missing("smtp.host", "mail.example.com", span, what)
    if own.sender is None:
        yield missing("smtp.from", "ivr@example.com", span, what)
    if own.host is None or own.sender is None:
        return
    if fact := _fault(_MAILBOX, own.sender):
        yield _wrong("smtp.from", fact, "ivr@example.com", span)
    elif (own.user is None) != (own.password is None):
        lack = "password" if own.password is None else "user"
        example = "SMTP_PASSWORD" if lack == "password" else "ivr"
        yield missing(f"smtp.{lack}", example, span, what)
    elif own.password and own.tls == "none":
        fact = "would send the password in the clear"
        yield _wrong("smtp.tls", fact, "starttls", span)


def webhooks(job: Job) -> dict[str, Webhook]:
    """Those that the program tells, by name."""
    names = [op.name for op in notices(job.program) if op.channel == "webhook"]
    return {name: _webhook(job.settings.webhooks[name]) for name in dict.fromkeys(names)}


def _webhook(hook: Hook) -> Webhook:
    url = SecretRef(secret=hook.url.secret) if hook.url.secret else hook.url.text
    headers = tuple(
        (name, SecretRef(secret=given.secret) if given.secret else Text(text=given.text))
        for name, given in hook.headers.items()
    )
    return Webhook(url=url, headers=headers)


def secrets(job: Job) -> set[str]:
    """The names of all secrets that the program's notices need of `flowc serve`."""
    found = {post.password.secret} if (post := smtp(job)) and post.password else set[str]()
    for hook in webhooks(job).values():
        values = (hook.url, *(value for _, value in hook.headers))
        found |= {value.secret for value in values if isinstance(value, SecretRef)}
    return found


def emails(job: Job) -> dict[str, str]:
    """The addresses of those that the program mails to, by name."""
    names = [op.name for op in notices(job.program) if op.channel == "email"]
    return {name: job.settings.emails[name] for name in dict.fromkeys(names)}


def smtp(job: Job) -> Smtp | None:
    """The mail server, if the program mails to anybody."""
    own = job.settings.smtp
    if not emails(job) or own.host is None or own.sender is None:
        return None
    fields: dict[str, object] = {
        "host": own.host,
        "port": own.port,
        "from": own.sender,
        "tls": own.tls,
    }
    if own.user and own.password:
        fields |= {"user": own.user, "password": SecretRef(secret=own.password)}
    return Smtp.model_validate(fields)


def typed(name: str, type_: ir.Type) -> str:
    """The name of a field of a notice, with its type where JSON has one for it."""
    return f"{name}:{type_.kind}" if type_.kind in {"number", "money", "yes-no"} else name
