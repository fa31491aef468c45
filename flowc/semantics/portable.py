"""Patterns that mean the same in Python, POSIX extended and PCRE, for values of digits.

The subset: digits, `.`, classes of digits and ranges, groups, `|`, `? * +` and `{m,n}`, and no
group repeated without end that repeats without end inside: such a pattern can take for ever on
digits that a caller chooses.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_REPEATS = 255
"""The largest count in `{m,n}` that POSIX promises."""

_TOKEN = re.compile(
    r"(?P<atom>[0-9.]|\[\^?(?:[0-9]-[0-9]|[0-9])+\])"
    r"|(?P<open>\()(?!\?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<repeat>[?*+]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})"
)


class Fault(NamedTuple):
    """What is wrong at `offset` of a pattern, and what to write, or None."""

    offset: int
    fact: str
    help: str | None = None


def fault(pattern: str) -> Fault | None:
    """The first thing in `pattern` that is outside the subset."""
    tokens: list[re.Match[str]] = []
    at = 0
    while at < len(pattern) and (token := _TOKEN.match(pattern, at)):
        tokens.append(token)
        at = token.end()
    faults = [*_misplaced(tokens), *_nesting(tokens)]
    if at < len(pattern):
        faults.append(_foreign(pattern, at))
    else:
        faults += _unfinished(tokens, at)
    return min(faults, key=lambda f: f.offset, default=None)


def _misplaced(tokens: list[re.Match[str]]) -> Iterator[Fault]:
    """What has nothing to stand behind, and ranges that run backwards."""
    last = "open"
    for token in tokens:
        kind = token.lastgroup or ""
        if kind in {"bar", "close", "repeat"} and last in {"open", "bar"}:
            yield Fault(token.start(), f"nothing stands before `{token[0]}`")
        if kind == "repeat" and last == "repeat":
            fact = f"`{token[0]}` repeats a repetition"
            yield Fault(token.start(), fact, "put the inner one into `( )`")
        if kind == "atom" and (backwards := _backwards(token[0])):
            yield Fault(token.start(), f"`{backwards}` runs backwards")
        last = kind


def _nesting(tokens: list[re.Match[str]]) -> Iterator[Fault]:
    """Groups that close nothing, counts that are none, and endless repetition of the endless."""
    groups: list[bool] = []  # for each open group: whether it has repeated without end so far
    endless = closed = False
    for token in tokens:
        kind, text = token.lastgroup, token[0]
        if kind == "open":
            groups.append(endless)
            endless = False
        elif kind == "close":
            if not groups:
                yield Fault(token.start(), "this `)` closes nothing")
                return
            closed, endless = endless, groups.pop() or endless
            continue
        elif kind == "repeat":
            wrong = _repeat(text, endless=closed)
            if wrong:
                yield Fault(token.start(), *wrong)
            endless = endless or _is_endless(text)
        closed = False


def _unfinished(tokens: list[re.Match[str]], end: int) -> Iterator[Fault]:
    kinds = [token.lastgroup for token in tokens]
    if kinds.count("open") > kinds.count("close"):
        yield Fault(end, "a `(` is not closed")
    elif not kinds or kinds[-1] == "bar":
        yield Fault(end, "nothing stands at the end of it")


def _backwards(atom: str) -> str | None:
    ranges = re.finditer(r"([0-9])-([0-9])", atom)
    return next((r[0] for r in ranges if r[1] > r[2]), None)


def _is_endless(repeat: str) -> bool:
    return repeat in "*+" or repeat.endswith(",}")


def _repeat(repeat: str, *, endless: bool) -> tuple[str, str | None] | None:
    """What is wrong with a repetition; `endless`: of a group that repeats without end inside."""
    if endless and repeat != "?":
        fact = f"`{repeat}` repeats a group that repeats without end itself"
        return fact, "bound the inner repetition, as in `{1,8}`"
    counts = [int(n) for n in re.findall(r"[0-9]+", repeat)]
    if counts and (counts != sorted(counts) or counts[-1] > MOST_REPEATS):
        return f"`{repeat}` is no count from 0 to {MOST_REPEATS}, the smaller first", None
    return None


_FOREIGN = (
    (r"[\^$]", "`{0}` is not needed", "leave it out: the whole value must match"),
    (r"\\d", "`{0}` is not the same everywhere", "write `[0-9]`"),
    (r"\(\?", "`{0}` has no meaning on every target", "write a plain group `( )`"),
    (r"\[", "this class holds more than digits", "write one such as `[0-9]` or `[258]`"),
    (r"[^\W\d_]", "`{0}` can't match: a caller enters digits", None),
    (r"(?s:.)", "`{0}` has no meaning on every target", None),
)


def _foreign(pattern: str, at: int) -> Fault:
    """Why what stands at `at` is not of the subset; the last line of the table takes anything."""
    found = ((re.compile(shape).match(pattern, at), fact, help_) for shape, fact, help_ in _FOREIGN)
    match, fact, help_ = next(line for line in found if line[0])
    return Fault(at, fact.format(match[0] if match else ""), help_)


def digits_class(pattern: str) -> str:
    r"""`pattern` with `\d` and `(?:` written portably, as metadata of phone numbers hold them."""
    out: list[str] = []
    inside = False
    at = 0
    plain = pattern.replace("(?:", "(")
    while at < len(plain):
        if plain.startswith("\\d", at):
            out.append("0-9" if inside else "[0-9]")
            at += 2
            continue
        inside = plain[at] == "[" or (inside and plain[at] != "]")
        out.append(plain[at])
        at += 1
    return "".join(out)
