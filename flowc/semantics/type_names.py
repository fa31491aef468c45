"""Types as written, and which value fits which type."""

import re
from typing import Final

from flowc.semantics import ir
from flowc.semantics.currencies import check_currency
from flowc.semantics.findings import Findings
from flowc.semantics.scope import ANY
from flowc.syntax import ast

TEXT = ir.Type("text")
DIGITS = ir.Type("digits")
NUMBER = ir.Type("number")
PHONE = ir.Type("phone-number")
DATE = ir.Type("date")
TIME = ir.Type("time")
YES_NO = ir.Type("yes-no")
LANGUAGE = ir.Type("language")

_PLAIN: Final = {t.kind: t for t in (TEXT, DIGITS, NUMBER, PHONE, DATE, TIME, YES_NO, LANGUAGE)}
FIXED: Final = frozenset({"prompt", "queue", "schedule", "service", "list", "block"})
"""Types of parameters that are fixed when the flow is compiled."""

ORDERED: Final = frozenset({"number", "money", "date", "time", "one-of"})


def lower_type(written: ast.TypeName, findings: Findings) -> ir.Type:
    """The type that `written` names; `ANY` where it has none (yet), with a finding."""
    if written.word == "one of":
        first: dict[str, ast.Name] = {}
        for member in written.members:
            if first.setdefault(member.text, member) is not member:
                findings.twice(f"`{member.text}`", member.span, first[member.text].span)
        return ir.Type("one-of", tuple(first))
    if written.word in _PLAIN:
        return _PLAIN[written.word]
    if written.word == "money" and written.currency:
        found = check_currency(written.currency)
        if found:
            findings.add(found)
            return ANY
        return ir.Type("money", (written.currency.text,))
    if written.word in FIXED:
        findings.error(
            "F105",
            f"`{written.word}` is the type of a module's parameter only",
            written.span,
            help="choose a type of values: text, digits, number, phone-number, date, time, yes-no, "
            "money EUR, one of (…) or language",
        )
    else:
        findings.unsupported(f"the type `{written.word}`", written.span)
    return ANY


def show(type_: ir.Type) -> str:
    """The type as a person would write it."""
    if type_.kind == "one-of":
        return f"one of ({', '.join(type_.members)})"
    return " ".join((type_.kind, *type_.members))


def members(type_: ir.Type, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The bare names that are values of the type."""
    match type_.kind:
        case "one-of":
            return type_.members
        case "yes-no":
            return ("yes", "no")
        case "language":
            return languages
        case _:
            return ()


def fits(value: ir.Type, wanted: ir.Type) -> bool:
    """Whether a value of one type may be put into a variable of the other: digits and phone numbers
    are texts too."""
    if value is ANY or wanted is ANY or value == wanted:
        return True
    return wanted.kind == "text" and value.kind in {"digits", "phone-number"}


def text_fault(text: str, wanted: ir.Type) -> tuple[str, str] | None:
    """Why a string in quotes is no value of `wanted`: the fact and what to write."""
    match wanted.kind:
        case "text":
            return None
        case "digits":
            if re.fullmatch("[0-9]*", text):
                return None
            return f'`"{text}"` is not made of digits', 'write digits only, as in `"0123"`'
        case "phone-number":
            if re.fullmatch(r"\+?[0-9]+", text):
                return None
            return f'`"{text}"` is no phone number', 'write digits only, as in `"+37052000000"`'
        case _:
            return (
                f'`"{text}"` is a text, and {show(wanted)} belongs here',
                "write it without quotes",
            )
