"""Cutting down: a script or a program without this or that, tried again until nothing can go."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from tests.agreement.script import Script

T = TypeVar("T")

_MOST_ROUNDS = 60

LONGEST = 60.0
"""Seconds that a disagreement, or all of a program together, may be cut down for: whoever waits for
what failed should soon see it."""
_PARTS = (" name ", " header ", " from ", " for ")
"""What may stand behind a statement and be left out of it."""
_LESS = (
    (re.compile(r"^(press )([0-9*#]+)[0-9*#](.*)$"), r"\1\2\3"),
    (re.compile(r'^(enter ".+).(")$'), r"\1\2"),
    (re.compile(r"^(wait  |message )(?!1s)[0-9]+s$"), r"\g<1>1s"),
    (re.compile(r"^(talk  )(?!0s)[0-9]+s(.*)$"), r"\g<1>0s\2"),
    (re.compile(r"^(press .+) during .+$"), r"\1"),
    (re.compile(r"^(hear )next (.+)$"), r"\1 \2"),
)


class Limit:
    """How long is left for cutting down. `reached`: it was not done when that was over."""

    def __init__(self, seconds: float = LONGEST) -> None:
        """It begins."""
        self.reached = False
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def over(self) -> bool:
        """Whether to leave what is still to be done."""
        self.reached = self.reached or time.monotonic() >= self._until
        return self.reached

    def text(self) -> str:
        """What there is to say of it; "" if nothing."""
        said = f"(cut down for {self._seconds:.0f} s and not to the end: less may show the same)"
        return said if self.reached else ""


def cut_down(
    whole: T,
    smaller: Callable[[T], Iterator[T]],
    first: Callable[[Sequence[T]], T | None],
    limit: Limit,
) -> T:
    """The smallest that can be come to within the limit. `smaller` gives what is left when
    something goes, much first; `first` the first of several that is still what it is about, or
    None."""
    for _ in range(_MOST_ROUNDS):
        if limit.over():
            break
        found = first(list(smaller(whole)))
        if found is None:
            break
        whole = found
    return whole


def scripts(script: Script) -> Iterator[Script]:
    """A script with less in it: without a stretch of lines, without one, with less in one."""
    lines = script.lines
    length = len(lines) // 2
    while length:
        for start in range(0, len(lines), length):
            yield script._replace(lines=lines[:start] + lines[start + length :])
        length //= 2
    for caller in dict.fromkeys(line[7:] for line in lines if line.startswith("caller ")):
        yield script._replace(lines=tuple(_of_others(lines, caller)))
    for n, line in enumerate(lines):
        for less in _less(line):
            yield script._replace(lines=(*lines[:n], less, *lines[n + 1 :]))


def _of_others(lines: tuple[str, ...], caller: str) -> Iterator[str]:
    """The lines without those of a caller. One who is left alone need not be named any more."""
    others = {line for line in lines if line.startswith("caller ")} - {f"caller {caller}"}
    speaks = ""
    for line in lines:
        if line.startswith("caller "):
            speaks = line.removeprefix("caller ")
        if speaks != caller and (line not in others or len(others) > 1):
            yield line


def _less(line: str) -> Iterator[str]:
    if line.startswith(("call ", "given ")):
        for part in _PARTS:
            if part in line:
                yield re.sub(rf'{part}("[^"]*"|[^ ]+)( "[^"]*")?', " ", line).strip()
    for pattern, less in _LESS:
        if pattern.match(line):
            yield pattern.sub(less, line)


# ---- programs -----------------------------------------------------------------------------------

_KINDS = r"menu|step|ring|voicemail|split|external|use [^\n]* as"
_ITEM = re.compile(rf"^(?:{_KINDS}) (\w+) ?\{{", re.MULTILINE)
_TAILS = (
    r" at most \d+ times then -> [^\n]*?(?= unspoken|\n)",
    r" with [^\n]*?(?= at most| unspoken|\n)",
)
"""A bound, and the changes of an arrow."""


def programs(text: str) -> Iterator[str]:
    """A program with less in it: without a block, to which nothing leads any more; without one of
    its lines."""
    for found in _ITEM.finditer(text):
        end = text.find("\n}\n", found.start())
        one_line = text.find("\n", found.start())
        end = one_line if text[one_line - 1] == "}" else end + 2
        rest = text[: found.start()] + text[end:]
        rest = re.sub(rf"^entry {found[1]}\n", "", rest, flags=re.MULTILINE)
        yield re.sub(rf"-> {found[1]}\b", "-> hangup", rest)
    lines = text.splitlines(keepends=True)
    for n, line in enumerate(lines):
        if line.count("{") == line.count("}") and line.strip():
            yield "".join(lines[:n] + lines[n + 1 :])
    for n, line in enumerate(lines):
        for tail in _TAILS:
            if "->" in line and re.search(tail, line):
                yield "".join([*lines[:n], re.sub(tail, "", line, count=1), *lines[n + 1 :]])
