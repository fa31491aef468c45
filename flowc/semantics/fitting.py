"""Whether something that comes from outside is a value of a type."""

import re
from datetime import date

from flowc.semantics.ir import Type, Value

_SHAPES = {
    "digits": re.compile(r"[0-9]+", re.ASCII),
    "number": re.compile(r"-?[0-9]{1,15}", re.ASCII),
    "phone-number": re.compile(r"\+?[0-9]{1,20}", re.ASCII),
    "time": re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII),
    "yes-no": re.compile(r"yes|no"),
    "money": re.compile(
        r"0\.[0-9]{2}|-0\.(?:0[1-9]|[1-9][0-9])|-?[1-9][0-9]{0,8}\.[0-9]{2}", re.ASCII
    ),
}

_AMOUNT = re.compile(r"(-?)0*([0-9]{1,9})(?:\.([0-9]{1,2})0*)?", re.ASCII)


def amount(text: str) -> str | None:
    """A decimal as a value of type money; None where it has more than two decimals or is out of
    the range."""
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    sign, whole, part = found[1], found[2], (found[3] or "").ljust(2, "0")
    return f"{sign if whole.strip('0') or part != '00' else ''}{whole}.{part}"


def hundredths(money: Value) -> int:
    """A value of type money as a whole number of its currency's hundredths."""
    return int(str(money).replace(".", ""))


def of_hundredths(number: int) -> str:
    """The value of type money of so many hundredths."""
    whole, part = divmod(abs(number), 100)
    return f"{'-' if number < 0 else ''}{whole}.{part:02}"


def fitting(value: Value, type_: Type, languages: tuple[str, ...]) -> Value | None:
    """`value` as a value of the type, None if it is none. A number may come as its digits; money
    has two decimals."""
    if isinstance(value, int):
        return value if type_.kind == "number" else None
    if type_.kind == "number":
        return int(value) if _SHAPES["number"].fullmatch(value) else None
    return value if _fits(value, type_, languages) else None


def _fits(value: str, type_: Type, languages: tuple[str, ...]) -> bool:
    match type_.kind:
        case "text":
            return value != ""  # no target can tell it from a value that is absent
        case "one-of":
            return value in type_.members
        case "language":
            return value in languages
        case "date":
            return _is_date(value)
        case kind:
            return _SHAPES[kind].fullmatch(value) is not None


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
