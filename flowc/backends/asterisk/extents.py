"""What Asterisk says or waits otherwise than the flow means, though it takes every word of it."""

from collections.abc import Iterator

from flowc.backends.asterisk.abilities import ENGLISH_ORDER, TOO_LONG
from flowc.backends.asterisk.unit import Unit
from flowc.backends.asterisk.values import language
from flowc.backends.walk import values
from flowc.diagnostic import Diagnostic, error, warning
from flowc.semantics import ir
from flowc.semantics.findings import a
from flowc.source import Span

_GRAMMARS = frozenset(
    {"cs", "da", "de", "es", "fr", "gr", "he", "hu", "is", "it", "ka", "nl", "no", "pl", "pt"}
    | {"ru", "th", "ur", "vi", "zh"}
)
_WORDS = {
    "number": _GRAMMARS | {"en", "se"},
    "money": _GRAMMARS | {"en", "se"},
    "date": _GRAMMARS | {"en", "ja"},
}
"""Languages for which Asterisk orders the words of a number, or of a date, as they are spoken. For
any other it plays the same files as for English. Heard from 22.10.1, language by language."""

LONGEST = 2_000_000
"""Seconds; Asterisk counts milliseconds in 31 bits."""


def voices(unit: Unit) -> list[Diagnostic]:
    """Numbers and dates in languages whose grammar Asterisk does not know, once for each."""
    found: dict[tuple[str, str], Diagnostic] = {}
    for prompt in unit.program.prompts:
        for code, pieces in prompt.texts:
            for piece in pieces:
                if isinstance(piece, ir.Spoken) and not _known(code, piece.type.kind):
                    told = _in_english_order(code, piece, prompt.span)
                    found.setdefault((code, piece.type.kind), told)
    return list(found.values())


def _known(code: str, kind: str) -> bool:
    return kind not in _WORDS or language(code).partition("_")[0] in _WORDS[kind]


def _in_english_order(code: str, piece: ir.Spoken, span: Span) -> Diagnostic:
    kind = piece.type.kind
    example = "21 is the recording of 20, then that of 1"
    if kind == "date":
        example = "the day, the month, then the year as a number"
    return warning(
        ENGLISH_ORDER.code,
        f"Asterisk says {a(kind)} in `{code}` in the order of English words",
        span,
        f"says `{piece.name}`",
        caller=f"a caller hears the sounds of `{code}` in that order: {example}",
        help="listen to whether that is right; digits one by one are right in every language: "
        "give the value the type `digits`",
    )


def waits(unit: Unit) -> list[Diagnostic]:
    """Times that are too long for Asterisk."""
    return [
        error(
            TOO_LONG.code,
            f"Asterisk can't wait {seconds} s",
            span,
            f"longer than {LONGEST} s",
            help=f"at most {LONGEST} s, which is 23 days",
        )
        for span, seconds in sorted(_times(unit.program))
        if seconds > LONGEST
    ]


def _times(program: ir.Program) -> Iterator[tuple[Span, int]]:
    for value in values(program):
        match value:
            case ir.Wait(seconds=seconds, span=span) | ir.RingLine(seconds=seconds, span=span):
                yield span, seconds
            case ir.Menu(asking=asking, span=span) | ir.Collect(asking=asking, span=span):
                yield span, max(asking.wait, asking.between)
            case ir.Callback(first=first, every=every, ring=ring, span=span):
                yield span, max(first, every, ring)
            case _:
                pass
