"""Whatever is done to a program: findings, few of them, and never an exception or silence."""

import random
from collections.abc import Iterator

import pytest

from flowc.diagnostic import Diagnostic
from flowc.source import Source
from flowc.syntax.parser import machine, parse
from tests.syntax.against_lark import accepts
from tests.syntax.chunks import HERE, chunks

MOST = 3
CLINIC = (HERE.parent.parent / "examples/clinic/clinic.flow").read_text(encoding="utf-8")


def mutations(text: str, every: int) -> Iterator[str]:
    """Each token (or each `every`th) deleted, doubled, swapped with the next."""
    places = [match.span(match.lastindex or 0) for match in machine().pattern.finditer(text)]
    for index in range(0, len(places), every):
        start, end = places[index]
        token = text[start:end]
        yield text[:start] + text[end:]
        yield text[:end] + " " + text[start:]
        if index + 1 < len(places):
            first, last = places[index + 1]
            yield text[:start] + text[first:last] + text[end:first] + token + text[last:]


def judge(text: str) -> tuple[Diagnostic, ...]:
    """What is found in a text; nothing only if lark finds nothing either."""
    file, found = parse(Source("x.flow", text))
    assert all(0 <= d.primary.span.start <= d.primary.span.end <= len(text) for d in found)
    assert found or accepts(text), text
    assert len(file.comments) <= text.count("//")
    return found


def test_each_token_of_a_program_deleted_doubled_and_swapped() -> None:
    counts = [len(judge(text)) for text in mutations(CLINIC, 1)]
    assert max(counts) <= MOST
    assert sum(counts) < 1.3 * len(counts)


@pytest.mark.parametrize("chunk", chunks("good.flow"), ids=lambda chunk: chunk.title)
def test_tokens_of_everything_there_is_deleted_doubled_and_swapped(chunk: object) -> None:
    text: str = getattr(chunk, "text", "")
    counts = [len(judge(broken)) for broken in mutations(text, 11)]
    assert max(counts) <= MOST + 1


def test_each_line_may_be_the_last() -> None:
    end = 0
    for line in CLINIC.splitlines(keepends=True):
        for cut in (end, end + len(line) // 2):
            assert len(judge(CLINIC[:cut])) <= MOST
        end += len(line)


@pytest.mark.parametrize("sign", ["(", "{", "[", "not ", '"', '"""', "step a {", "if (", "a + "])
@pytest.mark.parametrize("before", ["", "step a { if ", "menu m { press 1 -> "])
def test_deep_nesting_is_a_finding(before: str, sign: str) -> None:
    found = judge(before + sign * 5000)
    assert 1 <= len(found) <= 110


def test_a_condition_as_deep_as_a_person_writes_is_fine_and_a_deeper_one_is_named() -> None:
    def program(depth: int) -> str:
        return "step a { if " + "(" * depth + "x is on" + ")" * depth + " -> b -> c }"

    assert not judge(program(50))
    assert [d.code for d in judge(program(500))] == ["F020"]


def test_a_sum_of_many_terms_is_a_finding() -> None:
    assert [d.code for d in judge("step a { set n = " + "n + " * 5000 + "1 -> b }")] == ["F020"]


def test_random_signs_are_findings() -> None:
    chance = random.Random(7)  # noqa: S311 - for the same text every time
    signs = "{}()[]\"'`\\/#*-–>“=!<.,:;\x01\x7f\u00a0\u200b漢🙂aX1 \t\n"  # noqa: RUF001 - signs of every sort
    for _ in range(150):
        judge("".join(chance.choices(signs, k=chance.randrange(1, 80))))


def test_a_file_that_is_no_flow_is_left_unread_after_a_while() -> None:
    found = judge("lorem ipsum { dolor } sit amet\n" * 20_000)
    assert 1 <= len(found) <= 110
    assert "too many mistakes" in "".join(d.message for d in found) or len(found) == 1
