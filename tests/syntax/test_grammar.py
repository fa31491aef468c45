"""The grammar is sound, and the tables made from it read as lark does."""

import re
from pathlib import Path

import pytest
from lark.exceptions import GrammarError

from flowc.resources import folder
from flowc.source import Source
from flowc.syntax.build_tables import build, lark_of
from flowc.syntax.builders import BUILDERS
from flowc.syntax.parser import parse
from tests.syntax.against_lark import items
from tests.syntax.chunks import HERE, Chunk, chunks

GRAMMAR = (folder("grammar") / "flow.lark").read_text(encoding="utf-8")
EXAMPLES = sorted((HERE.parent.parent / "examples").glob("*/*.flow"))


def test_the_grammar_has_no_conflict_and_no_two_terminals_for_one_text() -> None:
    lark_of(GRAMMAR, strict=True)


def test_a_conflict_would_be_noticed() -> None:
    twice = GRAMMAR.replace('wait: "wait" duration\n', 'wait: "wait" duration | "wait" duration\n')
    doubtful = GRAMMAR.replace('again: "again" play', 'again: "again" play | "again" play "play"')
    assert twice != GRAMMAR != doubtful
    with pytest.raises(GrammarError):
        lark_of(doubtful, strict=True)


def test_every_rule_is_built_and_every_builder_used() -> None:
    rules = [r for r in build(GRAMMAR).rules if r.build and not (r.single and len(r.keep) == 1)]
    assert {rule.build for rule in rules} == set(BUILDERS)


@pytest.mark.parametrize("chunk", chunks("good.flow"), ids=lambda chunk: chunk.title)
def test_what_is_right_is_read_without_a_word_and_as_lark_reads_it(chunk: Chunk) -> None:
    file, found = parse(Source("good.flow", chunk.text))
    assert not found
    assert file.items == items("good.flow", chunk.text)
    assert file.items


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_read_as_lark_reads_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    file, found = parse(Source(path.name, text))
    assert not found
    assert file.items == items(path.name, text)
    spans = re.findall(r"//.*", text)
    assert len(file.comments) == len([x for x in spans if "://" not in x])
