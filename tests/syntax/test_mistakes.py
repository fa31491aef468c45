"""Each mistake is reported once, where it is, with what to write instead."""

import pytest

from flowc.source import Source
from flowc.syntax import ast
from flowc.syntax.parser import parse
from tests.syntax.chunks import Chunk, chunks, said


@pytest.mark.parametrize("chunk", chunks("bad.flow"), ids=lambda chunk: chunk.title)
def test_each_mistake_is_reported_once_and_where_it_is(chunk: Chunk) -> None:
    source = Source("bad.flow", chunk.text)
    _, found = parse(source)
    assert said(source, found) == [(line, code) for line, code, _ in chunk.expected]
    for diagnostic, (_, _, words) in zip(found, chunk.expected, strict=True):
        labels = [diagnostic.primary.text, *(label.text for label in diagnostic.secondary)]
        assert words in " ".join([diagnostic.message, *labels, diagnostic.help or ""])


def names(text: str) -> list[str]:
    """The top-level things of a text by name, broken ones marked."""
    file, found = parse(Source("x.flow", text))
    assert found
    return [
        f"{type(item).__name__} {name.text if isinstance(name, ast.Name) else ''}".strip()
        for item in file.items
        for name in [getattr(item, "name", None)]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "step a { -> b }\nmeun m { press 1 -> a }\nstep b { -> a }",
            ["Step a", "Menu m", "Step b"],
        ),
        ("step a { -> b }\nlist l { x y }\nstep b { -> a }", ["Step a", "Broken l", "Step b"]),
        ("menu m { press 1 -> a\nstep b { -> a }", ["Menu m", "Step b"]),
        ("wibble { a { b } c }\nstep b { -> a }", ["Broken", "Step b"]),
    ],
    ids=["misspelt", "unreadable", "unclosed", "unknown"],
)
def test_what_stands_around_a_mistake_is_read(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_what_could_not_be_read_in_a_block_leaves_a_mark_in_it() -> None:
    file, _ = parse(Source("x.flow", "menu m { press 1 -> a  wibble wobble  press 2 -> b }"))
    menu = file.items[0]
    assert isinstance(menu, ast.Menu)
    assert [type(item).__name__ for item in menu.items] == ["Press", "Broken", "Press"]


def test_comments_are_kept_beside_the_tree_even_around_mistakes() -> None:
    text = "// one\nstep a { -> b } // two\nmeun m { // three\n press 1 -> a }\n// four"
    file, _ = parse(Source("x.flow", text))
    assert [c.text for c in file.comments] == ["// one", "// two", "// three", "// four"]
    assert all(text[c.span.start : c.span.end] == c.text for c in file.comments)
