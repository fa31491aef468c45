"""Patterns that mean the same in Python, POSIX extended and PCRE, for values of digits.

The subset: digits, `.`, classes of digits and ranges, groups, `|`, `? * +` and `{m,n}`, and no
group repeated without end that repeats without end inside: such a pattern can take for ever on
digits that a caller chooses.
"""

import re
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
    groups: list[bool] = []  # for each open group: whether something in it repeats without end
    endless = closed_endless = False
    last = "open"  # what stood before: open, bar, atom, close, repeat
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            return _foreign(pattern, at)
        kind = token.lastgroup or ""
        if kind in {"bar", "close", "repeat"} and last in {"open", "bar"}:
            return Fault(at, f"nothing stands before `{token[0]}`")
        if kind == "open":
            groups.append(endless)
            endless = False
        elif kind == "close":
            if not groups:
                return Fault(at, "this `)` closes nothing")
            closed_endless, endless = endless, groups.pop() or endless
        elif kind == "repeat":
            wrong = _repeat(token[0], after=last, endless=closed_endless)
            if wrong:
                return Fault(at, *wrong)
            endless = endless or _is_endless(token[0])
        elif kind == "atom" and (backwards := _backwards(token[0])):
            return Fault(at, f"`{backwards}` runs backwards")
        last = kind
        at = token.end()
    if groups:
        return Fault(len(pattern), "a `(` is not closed")
    return Fault(at, "nothing stands at the end of it") if last in {"open", "bar"} else None


def _backwards(atom: str) -> str | None:
    ranges = re.finditer(r"([0-9])-([0-9])", atom)
    return next((r[0] for r in ranges if r[1] > r[2]), None)


def _is_endless(repeat: str) -> bool:
    return repeat in "*+" or repeat.endswith(",}")


def _repeat(repeat: str, after: str, *, endless: bool) -> tuple[str, str | None] | None:
    if after == "repeat":
        return f"`{repeat}` repeats a repetition", "put the inner one into `( )`"
    if after == "close" and endless and repeat != "?":
        fact = f"`{repeat}` repeats a group that repeats without end itself"
        return fact, "bound the inner repetition, as in `{1,8}`"
    counts = [int(n) for n in re.findall(r"[0-9]+", repeat)]
    if counts and (counts != sorted(counts) or counts[-1] > MOST_REPEATS):
        return f"`{repeat}` is no count from 0 to {MOST_REPEATS}, the smaller first", None
    return None


def _foreign(pattern: str, at: int) -> Fault:
    rest = pattern[at:]
    if rest[0] in "^$":
        return Fault(at, f"`{rest[0]}` is not needed", "leave it out: the whole value must match")
    if rest.startswith("\\d"):
        return Fault(at, "`\\d` is not the same everywhere", "write `[0-9]`")
    if rest.startswith("(?"):
        return Fault(at, "`(?` has no meaning on every target", "write a plain group `( )`")
    if rest[0] == "[":
        return Fault(
            at, "this class holds more than digits", "write one such as `[0-9]` or `[258]`"
        )
    if rest[0].isalpha():
        return Fault(at, f"`{rest[0]}` can't match: a caller enters digits")
    return Fault(at, f"`{rest[0]}` has no meaning on every target")


def digits_class(pattern: str) -> str:
    """`pattern` with `\\d` and `(?:` written portably, as metadata of phone numbers hold them."""
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
