"""The pages behind the codes: what `flowc explain` prints, one Markdown file per code.

A page starts with `# F101 unknown-name`; its `## Wrong` and `## Right` hold one `flow` block each,
and a test checks both: the first must give the code, the second nothing.
"""

from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent / "pages"


class Page(NamedTuple):
    """One page: `slug` is the code's name in words, `text` the whole Markdown."""

    code: str
    slug: str
    text: str


def codes() -> tuple[str, ...]:
    """Every code that has a page, in order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("F*.md")))


def page(code: str) -> Page | None:
    """The page of `code`, or None if there is none."""
    path = _FOLDER / f"{code}.md"
    if not code.isalnum() or not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    return Page(code, text.partition("\n")[0].removeprefix(f"# {code}").strip(), text)


def pages() -> tuple[Page, ...]:
    """All of them, in the order of their codes."""
    return tuple(found for code in codes() if (found := page(code)))
