"""What a real FreeSWITCH told, kept as text: a file for each example, one for the programs that are
made up, one for hostile texts.

    switch FreeSWITCH 1.10.12

    group clinic output 0123456789abcdef text 0123456789abcdef

    test 0123456789abcdef "the desk takes the call"
    caller "caller"
    call +37061234567 +37052100200
    enter welcome step

`output` is a digest of what FreeSWITCH was given to run, `text` of the program that was made up,
the number behind `test` of what was written to make that test. Then, for each call, what was told,
event by event, without what is compared for no switch or not shown by this one
(`flowc.testing.agreement`).
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from flowc.testing.agreement import UNSEEN, UNTIMED
from flowc.trace import FIELDS, Event, Trace

FOLDER = Path(__file__).parent / "recorded"
AGAIN = "make record-freeswitch"

_PLAIN = re.compile(r"[A-Za-z0-9_.:+*#|-]+")
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[^ "]+')
_LEFT_OUT = {(row.event, row.field) for row in UNTIMED + UNSEEN["freeswitch"]}


class Kept(NamedTuple):
    """A test's record: the digest of its text, and what was told of each call."""

    text: str
    told: dict[str, Trace]


class KeptGroup(NamedTuple):
    """The records of a program's tests, by title."""

    output: str
    text: str
    tests: dict[str, Kept]


def line(event: Event) -> str:
    """An event as a line."""
    values = zip(FIELDS[event[0]], event[2:], strict=True)
    return " ".join([event[0], *(_word(v) for n, v in values if (event[0], n) not in _LEFT_OUT)])


def _word(value: object) -> str:
    match value:
        case bool():
            text = str(int(value))
        case tuple():
            text = " ".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        case _:
            text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=True)


def event(line: str) -> Event:
    """The event of a line; its times and what was left out are empty. Raises ValueError."""
    what, *words = _words(line)
    fields = FIELDS.get(what, ())
    told = [name for name in fields if (what, name) not in _LEFT_OUT]
    if not fields or len(words) != len(told):
        message = f"this is no event of a trace: {line}"
        raise ValueError(message)
    found = dict(zip(told, words, strict=True))
    return (what, 0.0, *(_value(name, found.get(name, "")) for name in fields))


def _value(field: str, word: str) -> str | bool | tuple[str, ...]:
    match field:
        case "cut":
            return word != "0"
        case "phones":
            return tuple(word.split(" "))
        case _:
            return word


def _words(line: str) -> list[str]:
    return [json.loads(w) if w.startswith('"') else w for w in _WORD.findall(line)]


def read(file: Path) -> dict[str, KeptGroup]:
    """The groups of a file, by name. Raises ValueError."""
    groups: dict[str, KeptGroup] = {}
    for part in file.read_text(encoding="ascii").split("\ngroup ")[1:]:
        head, *tests = part.split("\ntest ")
        name, _, output, _, text = _words(head.strip())
        groups[name] = KeptGroup(output, text, dict(map(_test, tests)))
    return groups


def _test(part: str) -> tuple[str, Kept]:
    head, *calls = part.split("\ncaller ")
    text, title = _words(head.strip())
    told: dict[str, Trace] = {}
    for call in calls:
        caller, *rest = call.strip().split("\n")
        told[_words(caller)[0]] = tuple(map(event, rest))
    return title, Kept(text, told)


def write(file: Path, switch: str, groups: Iterable[tuple[str, KeptGroup]]) -> None:
    """Write a file of records."""
    parts = [f"switch {switch}\n"]
    for name, group in groups:
        parts.append(f"\ngroup {name} output {group.output} text {group.text}\n")
        for title, kept in group.tests.items():
            parts.append(f"\ntest {kept.text} {json.dumps(title)}\n")
            for caller, told in kept.told.items():
                parts += [f"caller {json.dumps(caller)}\n", *(f"{line(e)}\n" for e in told)]
    file.write_text("".join(parts), encoding="ascii")
