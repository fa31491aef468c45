"""What a service's reply says: one reading of it for the runtime and for `flowc serve`.

Nothing that a service sends may do more than give values their types allow: whatever cannot be
read for certain is no reply at all.
"""

import json
import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, NoReturn, TypeAlias, cast
from urllib.parse import quote

from flowc.semantics.fitting import amount, fitting
from flowc.semantics.ir import Field, Type, Value

Outcome: TypeAlias = Literal["found", "not-found", "refused", "failed"]

LARGEST: Final = 1 << 20
"""Bytes of a reply; a larger one has failed."""

DEEPEST: Final = 64
"""How many objects and arrays may stand within each other."""

LONGEST: Final = 200
"""Characters of a text or of digits."""

LONGEST_LINE: Final = 4000
"""Characters of the line that `flowc serve` answers a switch with: Asterisk keeps no more of what a
function gives than 4,095 bytes. A reply whose values make a longer one has failed."""

_FOUND = range(200, 300)
_BY_STATUS: Final[dict[int | None, Outcome]] = {
    404: "not-found",
    401: "refused",
    403: "refused",
}

_BODILESS: Final = 204
"""No content: HTTP sends no body with it, whatever a test says of one."""

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LARGEST_NUMBER = 10**15


def read(
    reads: tuple[Field, ...], languages: tuple[str, ...], status: int | None, body: bytes
) -> tuple[Outcome, tuple[Value, ...]]:
    """The outcome of a lookup that got this reply, and when it is found the values of `reads`, in
    their order. `status` None: there was none. Where nothing is read, the body is not looked at."""
    outcome = _BY_STATUS.get(status, "found" if status in _FOUND else "failed")
    if outcome != "found" or not reads:
        return outcome, ()
    try:
        whole = _parsed(b"" if status == _BODILESS else body)
    except (ValueError, RecursionError):
        return "failed", ()
    values = taken(reads, languages, whole)
    return ("failed", ()) if values is None else ("found", values)


def taken(
    reads: tuple[Field, ...], languages: tuple[str, ...], whole: object
) -> tuple[Value, ...] | None:
    """What is read of JSON that was parsed; None if something is absent or not of its type."""
    values: list[Value] = []
    for field in reads:
        found = _at(whole, field.path)
        if found is None:
            value = field.default.value if field.default else None
        else:
            value = _typed(found, field.var.type, languages)
        if value is None:
            return None
        values.append(value)
    return tuple(values) if len(line("found", values)) <= LONGEST_LINE else None


def line(outcome: str, values: Iterable[Value]) -> str:
    """What `flowc serve` answers a switch: the outcome and the values, a space before each, each
    as UTF-8 of which all but `A-Z a-z 0-9 - . _ ~` stands in percents."""
    return " ".join((outcome, *(quote(str(value), safe="") for value in values)))


# ---- JSON ---------------------------------------------------------------------------------------


def _parsed(body: bytes) -> object:
    """The JSON of a reply; ValueError where it is none, or one that readers understand apart: with
    a byte order mark, a key twice in one object, NaN."""
    if len(body) > LARGEST:
        message = "too large"
        raise ValueError(message)
    text = body.decode("utf-8")
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        message = "too deep"
        raise ValueError(message)
    return json.loads(
        text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_Decimal
    )


class _Decimal(NamedTuple):
    """A number with a fraction or an exponent, as it was written: no binary fraction is exact."""

    text: str


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            message = "a name twice"
            raise ValueError(message)
        found[name] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _at(whole: object, path: tuple[str | int, ...]) -> object:
    """What stands there; None where nothing does, or null."""
    at = whole
    for part in path:
        if isinstance(part, str):
            at = cast("dict[str, object]", at).get(part) if isinstance(at, dict) else None
        elif isinstance(at, list):
            values = cast("list[object]", at)
            at = values[part] if part < len(values) else None
        else:
            return None
    return at


def _typed(found: object, type_: Type, languages: tuple[str, ...]) -> Value | None:
    """What was found as a value of the type, None if it is none."""
    if isinstance(found, bool):
        return ("yes" if found else "no") if type_.kind == "yes-no" else None
    if type_.kind == "money":
        return _money(found)
    if isinstance(found, int):
        if abs(found) >= _LARGEST_NUMBER:
            return None
        return fitting(str(found) if type_.kind == "digits" else found, type_, languages)
    if not isinstance(found, str) or len(found) > LONGEST or _UNFIT.search(found):
        return None
    return fitting(found, type_, languages)


def _money(found: object) -> str | None:
    """An amount: a number of at most two decimals, or a string of one."""
    match found:
        case int() if abs(found) < _LARGEST_NUMBER:
            return amount(str(found))
        case _Decimal(text) | str(text) if len(text) <= LONGEST:
            return amount(text)
        case _:
            return None
