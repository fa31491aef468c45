"""Programs with mistakes, each line that must be complained about says so beside it.

A file of `spec/` holds programs, divided by lines `// ----`. A comment `//! F101 pattern` asks for
a finding with that code on its line, whose message the pattern matches; nothing else may be found.
"""

import re
from pathlib import Path

import pytest

from flowc.source import Source
from tests.semantics.read import read

FOLDER = Path(__file__).parent / "spec"
WANTED = re.compile(r"//! (F\d{3}) (.+?)(?=$| //! )")


def programs() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for path in sorted(FOLDER.glob("*.flow")):
        chunks = re.split(r"^// ----.*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found += [(f"{path.stem}-{n}", chunk) for n, chunk in enumerate(chunks, 1)]
    return found


@pytest.mark.parametrize(("name", "text"), programs(), ids=lambda value: value[:40])
def test_findings_are_those_that_the_text_asks_for(name: str, text: str) -> None:
    made, found = read(text)
    source = Source("0.flow", text)
    got: list[tuple[int, str, str]] = []
    for d in found:
        assert d.primary.span.path == "0.flow", f"{name}: {d}"
        got.append((source.position(d.primary.span.start).line, d.code, d.message))
    wanted = [
        (n, match[1], match[2])
        for n, line in enumerate(text.splitlines(), 1)
        for match in WANTED.finditer(line)
    ]
    assert len(got) == len(wanted), f"{name}: {got}"
    for have, want in zip(sorted(got), sorted(wanted), strict=True):
        assert have[:2] == want[:2], f"{name}: {have}"
        assert re.search(want[2], have[2]), f"{name}: {have[2]!r}"
    errors = [d for d in found if d.severity == "error" and d.code != "F108"]
    assert (made is None) == bool(errors)


@pytest.mark.parametrize(("name", "text"), programs(), ids=lambda value: value[:40])
def test_words_are_chosen_with_care(name: str, text: str) -> None:
    for d in read(text)[1]:
        assert d.message[0].islower() or d.message[0] == "`", name
        assert not d.message.endswith("."), name
        assert not re.search(r"\b([Ii]nvalid|[Ii]llegal|error occurred)\b", d.message), name
        assert d.help or d.code in {"F001", "F103", "F105"}, f"{name}: {d.message}"
