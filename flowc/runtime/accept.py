"""What a `collect` accepts, and the value that the digits then have."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from flowc.semantics import ir

Accepting: TypeAlias = Callable[[str], ir.Value | None]
"""The value of some digits; None: refused."""


def accepting(accept: ir.Accept | None, type_: ir.Type) -> Accepting:
    """Digits as a value of the variable's type."""
    check = _check(accept)
    if type_.kind != "number":
        return check

    def as_number(digits: str) -> ir.Value | None:
        value = check(digits)
        return None if value is None else int(value)

    return as_number


def _check(accept: ir.Accept | None) -> Callable[[str], str | None]:
    match accept:
        case None:
            return lambda digits: digits
        case ir.AcceptRange(low=low, high=high):
            return lambda digits: str(int(digits)) if low <= int(digits) <= high else None
        case ir.AcceptPattern(pattern=pattern):
            whole = re.compile(pattern, re.ASCII)
            return lambda digits: digits if whole.fullmatch(digits) else None
        case ir.AcceptLuhn():
            return lambda digits: digits if _luhn(digits) else None
        case ir.AcceptPhone():
            return lambda digits: _phone(digits, accept)
        case ir.AcceptDate():
            return _date


def _luhn(digits: str) -> bool:
    doubled = ("0246813579"[int(d)] for d in digits[-2::-2])
    return (sum(map(int, doubled)) + sum(map(int, digits[::-2]))) % 10 == 0


def _phone(digits: str, accept: ir.AcceptPhone) -> str | None:
    """The ways of dialling in the order in which they take more for granted."""
    national = re.compile(accept.national, re.ASCII)
    for prefix in ("00" + accept.country, accept.trunk, ""):
        if digits.startswith(prefix) and national.fullmatch(digits[len(prefix) :]):
            return f"+{accept.country}{digits[len(prefix) :]}"
    return None


def _date(digits: str) -> str | None:
    written = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    try:
        date.fromisoformat(written)
    except ValueError:
        return None
    return written
