"""Programs and what the checks say about them.

A file of `cases/` holds programs under `=== title` lines. A comment `// F203` marks the line of a
finding, `// F203 says …` what its message, story or help must hold too. A program gives exactly
the findings that it marks; names that nobody uses are no subject here. What stands above the first
title belongs to every program of the file.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from flowc import pipeline
from flowc.diagnostic import Diagnostic

CASES = Path(__file__).parent / "cases"
MARK = re.compile(r"// (F\d{3})(?: says (.*))?$")
IGNORED = {"F109"}


class Case(NamedTuple):
    title: str
    text: str


def cases() -> list[Case]:
    found: list[Case] = []
    for path in sorted(CASES.glob("*.cases")):
        shared, *programs = path.read_text(encoding="utf-8").split("=== ")
        for program in programs:
            title, _, text = program.partition("\n")
            found.append(Case(f"{path.stem}: {title}", text + shared))
    return found


def everything_said(finding: Diagnostic) -> str:
    labels = [label.text for label in (finding.primary, *finding.secondary)]
    return "\n".join((finding.message, finding.caller or "", finding.help or "", *labels))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_findings(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.flow"
    path.write_text(case.text, encoding="utf-8")
    checked = pipeline.check((str(path),))
    (source,) = checked.sources.values()
    found = [
        (source.position(d.primary.span.start).line, d)
        for d in checked.diagnostics
        if d.code not in IGNORED
    ]
    marks = [
        (number, mark[1], mark[2] or "")
        for number, line in enumerate(case.text.splitlines(), 1)
        if (mark := MARK.search(line))
    ]
    assert [(line, d.code, d.message) for line, d in found if (line, d.code) not in
            {(n, code) for n, code, _ in marks}] == []  # fmt: skip
    assert {(n, code) for n, code, _ in marks} == {(line, d.code) for line, d in found}
    for number, code, words in marks:
        said = [everything_said(d) for line, d in found if (line, d.code) == (number, code)]
        assert any(words in text for text in said), said
