"""What the project holds itself to, where a linter has no rule for it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowc import __version__
from tests.conftest import HERE, LONGEST

ROOT = Path(__file__).parent.parent.parent
OWN = ("flowc", "grammar", "targets", "tests", "bench", "examples", "docs", "tools", ".ci")
TEXT = {".py", ".flow", ".lark", ".md", ".toml", ".j2", ".conf", ".xml", ".json", ".rng", ".txt"}

LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def texts() -> Iterator[Path]:
    """Every text file of the project, as a path from its root."""
    for path in ROOT.iterdir():
        if path.is_file() and (path.suffix in TEXT or path.name in {"Makefile", "LICENSE"}):
            yield path.relative_to(ROOT)
    for folder in OWN:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and (path.suffix in TEXT or path.parent.name in {".ci", "tools"}):
                yield path.relative_to(ROOT)


FILES = sorted(texts())
PYTHON = [path for path in FILES if path.suffix == ".py"]


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_there_is_something_to_look_at() -> None:
    assert Path("flowc/pipeline.py") in PYTHON
    assert Path("Makefile") in FILES
    assert Path(".ci/run") in FILES
    assert Path("tools/asterisk") in FILES


def test_the_tests_that_begin_first_are_there() -> None:
    assert [name for name in LONGEST if not (HERE / name).is_file()] == []


@pytest.mark.parametrize("path", PYTHON, ids=str)
def test_files_and_functions_are_short(path: Path) -> None:
    text = read(path)
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.body[0].lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


BANNED = {  # written so that none of them finds itself
    "a name that says nothing": re.compile(
        r"(?i)(?<![a-z-])(util[s]|help[e]rs?|manage[r])\b(?!\.conf|\.d\b| reload)"
    ),
    "something left to do": re.compile(r"\b(T[O]DO|F[I]XME|H[A]CK)\b|NotImplemented[E]rror"),
    "a path of somebody's machine": re.compile(r"(?<![\w.$}>-])/(work|tmp|root|home)/\w"),
    "a type unchecked without a word why": re.compile(r"#\s*type:\s*[i]gnore(?!.* - )"),
    "a test that never runs": re.compile(r"pytest\.mark\.(skip\b|x[f]ail)"),
    "a linter silenced without a word why": re.compile(r"# no[q]a: [A-Z0-9, ]+$"),
    "a package registry's host": re.compile(r"//[^ ]*(py[p]i|python[h]osted|npm[j]s|deb[i]an)\."),
}


@pytest.mark.parametrize("what", BANNED)
def test_nothing_banned_stands_in_a_file(what: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in FILES
        for number, line in enumerate(read(path).splitlines(), 1)
        if BANNED[what].search(line)
    ]
    assert not found, what


@pytest.mark.parametrize("path", FILES, ids=str)
def test_lines_end_as_they_should(path: Path) -> None:
    data = (ROOT / path).read_bytes()
    assert b"\r" not in data or path.suffix == ".flow"
    assert not data or data.endswith(b"\n")
    if path.suffix in {".lark", ".toml", ".json"}:
        assert not re.search(rb"[ \t]+$", data, re.MULTILINE), "white space at a line's end"


def test_the_changelog_knows_the_version_or_its_first_release_is_to_come() -> None:
    headings = re.findall(r"^## \[(.+?)\]", read(Path("CHANGELOG.md")), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert __version__ in headings or len(headings) == 1
