"""Every example with one mistake in it, of every simple kind: findings, never an exception.

`make test` takes every fortieth place of each file; `make fuzz` (FLOWC_FUZZ=all) takes them all.
"""

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest

from flowc import pipeline
from flowc.backends import registry
from flowc.diagnostic import has_errors

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "examples").glob("*/*.flow"))
EVERY = 1 if os.environ.get("FLOWC_FUZZ") == "all" else 40
LIMIT = 20
"""Seconds that one program may take before it counts as hanging."""

TOKEN = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|[A-Za-z_][\w-]*|\d[\w:.+-]*|->|[^\w\s]')
SETS = ("asterisk.outside=PJSIP/{number}@t", "freeswitch.outside=user/{number}")


def places(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in TOKEN.finditer(text) if not match[0].startswith("//")]


def deleted(text: str, step: int) -> Iterator[str]:
    for start, end in places(text)[::step]:
        yield text[:start] + text[end:]


def doubled(text: str, step: int) -> Iterator[str]:
    for start, end in places(text)[::step]:
        yield f"{text[:end]} {text[start:end]}{text[end:]}"


def swapped(text: str, step: int) -> Iterator[str]:
    found = places(text)
    for (a, b), (c, d) in list(pairwise(found))[::step]:
        yield text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def truncated(text: str, step: int) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    for at in range(0, len(lines), max(1, step // 10)):
        yield "".join(lines[:at])


MUTATIONS = (deleted, doubled, swapped, truncated)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.__name__)
@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_mistake_gives_findings_and_no_exception(
    file: Path, mutation: Callable[[str, int], Iterator[str]], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    place = tmp_path / file
    text = place.read_text(encoding="utf-8")
    silent = 0
    total = 0
    for changed in mutation(text, EVERY):
        place.write_text(changed, encoding="utf-8")
        total += 1
        silent += not judged(place)
    assert total
    assert silent < total, "not one of the mistakes was noticed"


def judged(place: Path) -> bool:
    """Whether the program has an error; if it has none, both targets must be able to take it."""
    with limited(LIMIT):
        work = pipeline.check((str(place),)).works[0]
        if work.program is None or has_errors(work.diagnostics):
            return has_errors(work.diagnostics)
        for name in ("asterisk", "freeswitch"):
            target = registry.load(name)
            assert target
            pipeline.compile_for(work, target, target.versions[0], None, SETS)
        return False


class limited:  # noqa: N801 - reads as a word
    """Raises if what stands in it takes longer than so many seconds."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        def late(_number: int, _frame: FrameType | None) -> None:
            message = f"no answer within {self.seconds} s"
            raise TimeoutError(message)

        self.before = signal.signal(signal.SIGALRM, late)
        signal.alarm(self.seconds)

    def __exit__(self, *_: object) -> None:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, self.before)
