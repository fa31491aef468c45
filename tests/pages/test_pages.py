"""Every code has a page, and what the page shows is so."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from flowc import pages, pipeline
from flowc.backends import registry
from flowc.diagnostic import Diagnostic
from flowc.pages import Page
from flowc.source import Source

ROOT = Path(__file__).parent.parent.parent / "flowc"
PAGES = pages.pages()

FENCE = re.compile(
    r"^```flow(?: +target=(?P<target>[\w@.]+))?(?: +today=(?P<today>[\d-]+))?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SETTINGS = re.compile(r"^```toml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BESIDE = re.compile(r"^```csv (?P<name>[\w.]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"F\d{3}")


def section(page: Page, title: str) -> re.Match[str]:
    """The one `flow` block under a heading."""
    _, found, rest = page.text.partition(f"\n## {title}\n")
    assert found, f"{page.code} has no `## {title}`"
    blocks = list(FENCE.finditer(rest.partition("\n## ")[0]))
    assert len(blocks) == 1, f"{page.code} has {len(blocks)} flow blocks under {title}"
    return blocks[0]


def settings(page: Page, title: str) -> Source | None:
    """The settings file that stands beside the flow of a section, if there is one."""
    found = SETTINGS.search(page.text.partition(f"\n## {title}\n")[2].partition("\n## ")[0])
    return Source("settings.toml", found["text"]) if found else None


def check(
    block: re.Match[str], folder: Path, given: Source | None = None
) -> tuple[Diagnostic, ...]:
    """What flowc says about a block, as a file and, where the fence says so, for a target. Files
    of lists that stand behind it lie beside it."""
    for file in BESIDE.finditer(block.string[block.end() :].partition("\n## ")[0]):
        (folder / file["name"]).write_text(file["text"], encoding="utf-8")
    path = folder / "page.flow"
    path.write_text(block["text"], encoding="utf-8")
    today = date.fromisoformat(block["today"]) if block["today"] else None
    checked = pipeline.check((str(path),), today)
    if block["target"] is None:
        return checked.diagnostics
    name, _, version = block["target"].partition("@")
    target = registry.load(name)
    assert target is not None
    version = version or target.versions[0]
    made = [pipeline.compile_for(work, target, version, given) for work in checked.works]
    return checked.diagnostics + tuple(d for compiled in made for d in compiled.diagnostics)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_what_is_wrong_gives_the_code(page: Page, tmp_path: Path) -> None:
    found = check(section(page, "Wrong"), tmp_path, settings(page, "Wrong"))
    assert page.code in {d.code for d in found}
    others = {d.code for d in found if d.severity == "error"} - {page.code}
    assert not others, "a page shows one mistake"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_what_is_right_gives_nothing(page: Page, tmp_path: Path) -> None:
    found = check(section(page, "Right"), tmp_path, settings(page, "Right"))
    assert not [(d.code, d.message) for d in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_has_a_name_and_tells_something(page: Page) -> None:
    assert page.text.startswith(f"# {page.code} {page.slug}\n")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", page.slug)
    telling = page.text.partition("\n## ")[0].partition("\n")[2].strip()
    assert len(telling) > 80
    assert page.text.endswith("\n")


def test_names_are_given_once() -> None:
    slugs = [page.slug for page in PAGES]
    assert len(slugs) == len(set(slugs))


def used() -> set[str]:
    """Every code that stands as a text of its own in the code base."""
    return {
        node.value
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }


def test_every_code_in_use_has_a_page_and_every_page_a_code_in_use() -> None:
    assert used() == set(pages.codes())
