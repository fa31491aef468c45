"""A service's reply that a person types: `found tier=gold`, `not found`, `fails`."""

import json
from typing import Any, Final, NamedTuple, TypeAlias, cast

from flowc.runtime.protocol import Elapsed, Event, LookingUp, Replied
from flowc.semantics import ir
from flowc.semantics.replies import read
from flowc.semantics.scenario_replies import GARBAGE, made
from flowc.semantics.type_names import show

_PLAIN: Final = {
    "not found": (404, "replies 404"),
    "not-found": (404, "replies 404"),
    "refused": (403, "replies 403"),
    "fails": (None, "fails"),
}


class Typed(NamedTuple):
    """What the words give the call, and how a test's `given` says it."""

    event: Event
    given: str


def lookups(program: ir.Program) -> tuple[ir.Lookup, ...]:
    """All that the program asks."""
    steps = (block for block in program.blocks if isinstance(block, ir.Step))
    return tuple(op for step in steps for op in step.ops if isinstance(op, ir.Lookup))


def question(asking: tuple[ir.Lookup, ...], wait: LookingUp) -> str:
    """What the person is asked, in one line."""
    fields = "".join(f" {_short(f)}=…" for f in _reads(asking, wait))
    return (
        f"{wait.service} is asked to {wait.method} {wait.plain}: found{fields}, not found, "
        "refused, fails, garbage, Enter to let it time out"
    )


def typed(
    asking: tuple[ir.Lookup, ...], languages: tuple[str, ...], wait: LookingUp, now: int, words: str
) -> Typed | str:
    """The reply that the words stand for; a text is what was wrong with them."""
    if words in ("", "times out"):
        return Typed(Elapsed(wait.until), "times out")
    if words in _PLAIN:
        status, given = _PLAIN[words]
        return Typed(Replied(now, status, ""), given)
    if words == "garbage":
        return Typed(Replied(now, GARBAGE.status, GARBAGE.body), "replies garbage")
    verb, *values = words.split()
    if verb != "found":
        return "say `found`, `not found`, `refused`, `fails`, `garbage`, or nothing"
    return _found(_reads(asking, wait), languages, now, values)


def _found(
    reads: tuple[ir.Field, ...], languages: tuple[str, ...], now: int, values: list[str]
) -> Typed | str:
    fields = {_short(field): field for field in reads}
    body: _Json = {}
    for name, _, value in (one.partition("=") for one in values):
        if name not in fields:
            return f"it reads {', '.join(fields) or 'nothing'}: say `found {_example(reads)}`"
        field = fields[name]
        body = _put(body, field.path, _as_json(value, field.var.type))
    text = json.dumps(body, ensure_ascii=False)
    if read(reads, languages, 200, text.encode("utf-8", "surrogatepass"))[0] != "found":
        return f"that would be no good reply: say `found {_example(reads)}`"
    return Typed(Replied(now, 200, text), f"replies 200 {text}")


def _reads(asking: tuple[ir.Lookup, ...], wait: LookingUp) -> tuple[ir.Field, ...]:
    for op in asking:
        same = (op.service, op.method) == (wait.service, wait.method)
        if same and made(op, wait.path):
            return op.reads
    return ()


def _short(field: ir.Field) -> str:
    return field.var.name.rpartition(".")[2]


def _example(reads: tuple[ir.Field, ...]) -> str:
    return " ".join(f"{_short(field)}=<{show(field.var.type)}>" for field in reads)


_Json: TypeAlias = dict[str, Any] | list[Any]


def _as_json(value: str, type_: ir.Type) -> str | int | bool:
    if type_.kind == "number" and value.removeprefix("-").isdecimal():
        return int(value)
    if type_.kind == "yes-no" and value in {"yes", "no"}:
        return value == "yes"
    return value


def _put(whole: _Json | None, path: tuple[str | int, ...], value: str | int | bool) -> _Json:  # noqa: FBT001 - JSON
    """`whole` with the value at that place; what is missing on the way is made."""
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        items: list[Any] = list(whole) if isinstance(whole, list) else []
        items += [None] * (part + 1 - len(items))
        items[part] = _put(cast("_Json | None", items[part]), rest, value) if rest else value
        return items
    made: dict[str, Any] = dict(whole) if isinstance(whole, dict) else {}
    made[part] = _put(cast("_Json | None", made.get(part)), rest, value) if rest else value
    return made
