"""The language's reference shows nothing that cannot be written."""

import re
from pathlib import Path

import pytest

from flowc.resources import folder
from flowc.source import Source
from flowc.syntax.parser import machine, parse

PAGE = (folder("grammar") / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```flow\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", BLOCKS, ids=range(len(BLOCKS)))
def test_every_block_of_the_reference_is_read(text: str) -> None:
    file, found = parse(Source(Path("README.md").name, text))
    assert not found
    assert file.items


def test_every_keyword_stands_in_the_reference() -> None:
    words = {key for row in machine().tables.rows for key in row if isinstance(key, str)}
    shown = set(re.findall(r"[a-z]+(?:-[a-z]+)*", PAGE))
    assert {word for word in words if word.isalpha()} - shown == set()


def test_links_within_the_page_lead_somewhere() -> None:
    heads = {
        head.strip().lower().replace(" ", "-")
        for head in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    }
    heads = {re.sub(r"[^a-z0-9-]", "", head) for head in heads}
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= heads
