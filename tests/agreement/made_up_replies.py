"""What services answer to made-up callers: what is asked for, something else, or nothing at all."""

import json
import random
from collections.abc import Iterator
from typing import Literal, cast

from flowc.semantics import ir
from flowc.semantics.scenario import LookupGiven, Reply
from flowc.semantics.scenario_replies import GARBAGE
from flowc.source import Span

_HERE = Span("", 0, 0)
_STATUSES = (204, 302, 400, 401, 403, 404, 404, 404, 500, 503)

_VALUES: dict[str, tuple[object, ...]] = {
    "number": (0, 7, 999, 1001, 123456789012),
    "text": ("Ona", "x y", "a,b", "$[1+1]", "${EPOCH}", "'; | x", "Žemaitė", "%41", ""),
    "digits": ("05", "5", "123456"),
    "phone-number": ("+37061234567", "101"),
    "date": ("2026-02-28", "2028-02-29"),
    "time": ("08:00", "23:59"),
    "yes-no": (True, False),
    "money": (0, 0.01, 1234.5, 84.3),
}
"""By type; members and languages are the program's own."""

_WRONG: tuple[object, ...] = (None, -1, 2.5, "", "x", "${EPOCH}", True, [], {"a": 1}, "n" * 300)


def replies(program: ir.Program, rng: random.Random) -> Iterator[tuple[str, LookupGiven]]:
    """For each service what it answers to whatever it is asked, as written and as it is meant."""
    for service in program.services:
        fields = [f for op in _asking(program, service.name) for f in op.reads]
        text, reply = _reply(fields, program.languages, rng)
        given = LookupGiven(service.name, None, None, reply, 0, None, _HERE)
        yield f"given {service.name} {text}", given


def _asking(program: ir.Program, service: str) -> Iterator[ir.Lookup]:
    for block in program.blocks:
        for op in block.ops if isinstance(block, ir.Step) else ():
            if isinstance(op, ir.Lookup) and op.service == service:
                yield op


def _reply(
    fields: list[ir.Field], languages: tuple[str, ...], rng: random.Random
) -> tuple[str, Reply | Literal["fails", "times-out"]]:
    kind = rng.choices(("right", "wrong", "status", "fails", "times", "garbage"), _SHARES)[0]
    match kind:
        case "fails":
            return "fails", "fails"
        case "times":
            return "times out", "times-out"
        case "garbage":
            return "replies garbage", GARBAGE
        case "status":
            status = rng.choice(_STATUSES)
            return f"replies {status}", Reply(status, "")
        case _:
            wrong = rng.choice(fields) if fields and kind == "wrong" else None
            body = _body(fields, languages, rng, wrong)
            return f"replies 200 {body}", Reply(200, body)


_SHARES = (50, 12, 20, 6, 6, 6)


def _body(
    fields: list[ir.Field],
    languages: tuple[str, ...],
    rng: random.Random,
    wrong: ir.Field | None,
) -> str:
    """A reply with what is asked for, but for one that is `wrong`, or that is not there at all."""
    whole: object = {}
    for field in fields:
        if field is wrong:
            whole = _with(whole, field.path, rng.choice(_WRONG))
        elif field.default is None or rng.random() < 0.8:
            kind = field.var.type
            values = {"one-of": kind.members, "language": languages}.get(kind.kind)
            whole = _with(whole, field.path, rng.choice(values or _VALUES[kind.kind]))
    return json.dumps(whole, ensure_ascii=False)


def _with(inside: object, path: tuple[str | int, ...], value: object) -> object:
    """The reply with the value where `read x = .a[1].b` looks for it. What is not of that form
    there, another field, gives way."""
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        items = [*cast("list[object]", inside)] if isinstance(inside, list) else []
        items += [None] * (part + 1 - len(items))
        items[part] = _with(items[part], rest, value)
        return items
    fields = {**cast("dict[str, object]", inside)} if isinstance(inside, dict) else {}
    return fields | {part: _with(fields.get(part), rest, value)}
