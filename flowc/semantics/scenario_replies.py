"""What a service answers in a test: `given crm get "/customers/1" replies 200 { tier: gold }`."""

import json
import re
from typing import Final, Literal

from flowc.semantics import ir
from flowc.semantics.scenario import LookupGiven, Reply
from flowc.semantics.scenario_names import Lookup
from flowc.syntax import ast

GARBAGE: Final = Reply(200, "<html><body>It works!</body></html>")
"""A reply that is no JSON."""

_STATUSES: Final = range(100, 600)
_MOST: Final = 86_400
_WORDS: Final = ("true", "false", "null")


def replies(written: ast.GivenLookup, look: Lookup) -> LookupGiven | None:
    """The fact, or None beside a finding."""
    service, path = written.service, written.path
    if look.has("list from a file", service.text):
        return _list_fails(written, look)
    if not look.find("service", service.text, service.span, "given … replies"):
        return None
    if path and not _asked(written, path, look):
        return None
    reply = _reply(written.reply, look)
    after = written.after.seconds if written.after else 0
    if after > _MOST:
        look.findings.error(
            "F154",
            "no service takes so long",
            written.span,
            "longer than a day",
            help=f"write `given {service.text} times out`",
        )
        return None
    lasts = written.lasts.seconds if written.lasts else None
    text = path.text if path else None
    if reply is None:
        return None
    return LookupGiven(service.text, written.method, text, reply, after, lasts, written.span)


def _list_fails(written: ast.GivenLookup, look: Lookup) -> LookupGiven | None:
    """`given vip fails`: all else that a list says stands in its file."""
    name, lasts = written.service.text, written.lasts.seconds if written.lasts else None
    fails = isinstance(written.reply, ast.OtherReply) and written.reply.what == "fails"
    if fails and not written.method and not written.after:
        return LookupGiven(name, None, None, "fails", 0, lasts, written.span)
    look.findings.error(
        "F154",
        f"what the list `{name}` says stands in its file",
        written.span,
        "a list can only fail",
        help=f"write `given {name} fails`, or let somebody call who is in the file, or is not",
    )
    return None


def _asked(written: ast.GivenLookup, path: ast.Str, look: Lookup) -> bool:
    """Whether some lookup may ask for this path; F154 if none does: the fact would never count."""
    of_service = [op for op in look.known.lookups if op.service == written.service.text]
    if any(op.method == written.method and _asks_for(op, path.text) for op in of_service):
        return True
    asked = dict.fromkeys(f'`{op.method} "{shape(op)}"`' for op in of_service)
    look.findings.error(
        "F154",
        f'no lookup asks `{written.service.text}` for `{written.method} "{path.text}"`',
        path.span,
        "never asked for",
        help=f"it is asked for {', '.join(asked)}; a value stands here as it is, not encoded"
        if asked
        else "leave this line out: nothing asks this service",
    )
    return False


def shape(op: ir.Lookup) -> str:
    """The path of a lookup as it is written: `/customers/{account}`."""
    return "".join(p if isinstance(p, str) else f"{{{_name(p)}}}" for p in op.path)


def _name(value: ir.Expr) -> str:
    match value:
        case ir.Var(name):
            return name.rpartition(".")[2]
        case ir.CallerField(field):
            return f"caller.{field}"
        case ir.CallField(field):
            return f"call.{field}"
        case ir.CurrentLanguage():
            return "language"
        case _:
            return "now"


def _asks_for(op: ir.Lookup, path: str) -> bool:
    """Whether the lookup may ask for this path, as it is before encoding."""
    pattern = "".join(re.escape(p) if isinstance(p, str) else ".+" for p in op.path)
    return re.fullmatch(pattern, path, re.DOTALL) is not None


def made(op: ir.Lookup, path: str) -> bool:
    """Whether a request for this path, encoded and with its query, may be the lookup's: no value
    holds a `/` then."""
    pattern = "".join(re.escape(p) if isinstance(p, str) else "[^/?]+" for p in op.path)
    return re.fullmatch(pattern, path.partition("?")[0]) is not None


def _reply(
    written: ast.Replies | ast.OtherReply, look: Lookup
) -> Reply | Literal["fails", "times-out"] | None:
    match written:
        case ast.OtherReply("fails"):
            return "fails"
        case ast.OtherReply("times out"):
            return "times-out"
        case ast.OtherReply():
            return GARBAGE
        case ast.Replies(status, body):
            if status.value in _STATUSES:
                return Reply(status.value, _json(body) if body is not None else "")
            look.findings.error(
                "F154",
                f"no web server answers with {status.value}",
                status.span,
                "no status",
                help="write `200`, `404`, `403`, `500`, or `fails`",
            )
            return None


def _json(value: ast.Json) -> str:
    match value:
        case ast.JsonObject(fields):
            inside = ", ".join(f"{json.dumps(f.name)}: {_json(f.value)}" for f in fields)
            return f"{{{inside}}}"
        case ast.JsonArray(values):
            return f"[{', '.join(map(_json, values))}]"
        case ast.Int(number):
            return str(number)
        case ast.Decimal(text):
            return text
        case ast.Name(text) if text in _WORDS:
            return text
        case ast.Name(text) | ast.Str(text):
            return json.dumps(text, ensure_ascii=False)
