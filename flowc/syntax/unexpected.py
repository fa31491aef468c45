"""The report for a mistake that nothing better is known about: what stands here, what could."""

import re

from flowc.diagnostic import Label, error
from flowc.source import Span
from flowc.syntax.other_words import meant, way
from flowc.syntax.parser import machine
from flowc.syntax.recovery import Reader, opened, push, starts_item
from flowc.syntax.scan import Token
from flowc.syntax.tables import NONTERMINAL

_LONGEST, _MOST_WORDS, _MOST_MARKS = 30, 24, 6
"""More of a token, or of what is expected, is no help."""


def words_of(reader: Reader) -> list[str]:
    """The keywords that may stand here, as an author would list them."""
    stack = reader.state.states
    return sorted(
        key
        for key in reader.row
        if isinstance(key, str) and key[0].isalpha() and push(list(stack), key)
    )


def here(reader: Reader, token: Token) -> Span:
    """The place of a token; of the end of the file, the last character."""
    if not token.text:
        return Span(reader.state.path, max(token.start - 1, 0), token.end)
    return Span(reader.state.path, token.start, token.end)


def shown(token: Token) -> str:
    """A token as a message names it."""
    if not token.text:
        return "the end of the file"
    text = token.text if len(token.text) <= _LONGEST else token.text[: _LONGEST - 1] + "…"
    return f"`{text.splitlines()[0]}`"


_EXPECTED = {
    "NAME": "a name",
    "HYPHENATED": "a name",
    "STRING": 'a string (`"…"`)',
    "INT": "a number",
    "DURATION": "a duration (`20s`)",
    "HOURS": "hours (`08:00-18:00`)",
    "DATE": "a date (`2026-12-25`)",
    "TIME": "a time (`08:00`)",
    "PERCENT": "a share (`60%`)",
}


def report_unexpected(reader: Reader) -> None:
    """The report for what nothing better is known about: what stands here, what could."""
    token = reader.tokens[reader.at]
    if _taken_for_target(reader, token):
        return
    tables = machine().tables
    can = [key for key in reader.row if push(list(reader.state.states), key)]
    kinds = [tables.names[key] for key in can if isinstance(key, int) and 0 < key < NONTERMINAL]
    expected = list(dict.fromkeys(_EXPECTED[name] for name in kinds if name in _EXPECTED))
    marks = [f"`{key}`" for key in sorted(str(k) for k in can if isinstance(k, str))]
    label = ""
    if len(expected) + len(marks) <= _MOST_MARKS:
        label = "expected " + " or ".join([*expected, *marks])
    elif not expected:
        words = [f"`{word}`" for word in words_of(reader)]
        label = "expected one of " + ", ".join(words) if len(words) <= _MOST_WORDS else ""
    if not token.text:
        message = "the file ends in the middle of a statement"
    else:
        message = f"{shown(token)} cannot stand here"
    help_ = None
    secondary: tuple[Label, ...] = ()
    inside = next(opened(reader), None)
    before = len(reader.text[: token.start].rstrip())
    if inside is None and reader.text[before - 1 : before] == "}" and token.kind < 0:
        help_ = "write it in a block; the `}` before it may close the block too early"
        secondary = (Label(Span(reader.state.path, before - 1, before), "a block closes here"),)
    elif reader.last is not None and starts_item(reader, reader.at):
        help_ = f"finish what `{reader.last.text}` begins"
    elif token.kind < 0:
        words = words_of(reader)
        near = meant(token.text, words)
        help_ = f"did you mean `{near}`?" if near else way(token.text, words)
    reader.report(
        error("F001", message, here(reader, token), label, secondary=secondary, help=help_)
    )


_TAKEN = re.compile(r"->[ \t]*(?://[^\n]*)?\r?\n\s*([a-z][a-z-]*)\s*\Z")


def _taken_for_target(reader: Reader, token: Token) -> bool:
    """An arrow at the end of a line, whose target the next line's keyword was taken for."""
    found = _TAKEN.search(reader.text[: token.start])
    if found is None:
        return False
    span = Span(reader.state.path, found.start(), found.start() + 2)
    why = f"`{found[1]}` on the next line was taken for its block"
    help_ = "write the block that the call goes to, or `hangup`"
    reader.report(error("F012", "this arrow leads nowhere", span, why, help=help_))
    return True


def report_depth(reader: Reader) -> None:
    """Say that nobody can follow what stands within each other here: once for a file."""
    if all(found.code != "F020" for found in reader.state.found):
        span = here(reader, reader.tokens[reader.at])
        help_ = "take it apart, with variables or blocks of their own"
        reader.state.found.append(error("F020", "this is nested too deeply", span, help=help_))


def give_up(reader: Reader) -> None:
    """Say why the rest of the file is left unread."""
    span = here(reader, reader.tokens[reader.at])
    help_ = "mend these findings first, and check that the file is a flow"
    reader.state.found.append(error("F001", "too many mistakes to read on", span, help=help_))
