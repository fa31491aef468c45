"""What a test can say wrongly: the flows in `mistakes/`, each line with the findings it gives."""

from pathlib import Path

import pytest

from flowc import pipeline

FOLDER = Path(__file__).parent / "mistakes"
MARK = "//! "


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_every_mistake_is_found_once_where_it_stands(name: str) -> None:
    path = str(FOLDER / name)
    checked = pipeline.check((path,))
    source = checked.sources[path]
    found = [
        (source.position(d.primary.span.start).line, f"{d.code} {d.message}")
        for d in checked.diagnostics
        if d.primary.span.path == path and d.severity == "error"
    ]
    lines = enumerate(source.text.splitlines(), 1)
    assert found == [(n, line.partition(MARK)[2]) for n, line in lines if MARK in line]


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_every_mistake_says_what_to_write(name: str) -> None:
    checked = pipeline.check((str(FOLDER / name),))
    ours = [d for d in checked.diagnostics if d.code.startswith("F15")]
    assert ours
    assert all(d.help for d in ours)


def test_names_are_suggested_from_what_there_is() -> None:
    checked = pipeline.check((str(FOLDER / "statements.flow"),))
    advice = {d.message: d.help for d in checked.diagnostics}
    assert advice["there is no prompt `greting` for `hear`"] == "write `greeting`"
    assert advice["there is no block `mian` for `reach`"] == "write `main`"
    assert (
        advice["there is no prompt `main` for `hear`"]
        == "`main` is a block: `reach` speaks of those"
    )
    assert advice["there is no mailbox `101` for `given … is full`"] == "write `100`"


def test_a_test_with_a_mistake_is_not_run_and_the_others_are_known() -> None:
    checked = pipeline.check((str(FOLDER / "hours.flow"),))
    (work,) = checked.works
    assert [test.title for test in work.tests] == ["an hour that comes twice"]
    # 2026-10-25 03:30 in Vilnius is first shown in summer time, three hours ahead of UTC
    assert work.tests[0].at == 1792888200


def test_a_mistake_for_all_is_told_once_and_no_test_is_run_with_it() -> None:
    checked = pipeline.check((str(FOLDER / "years.flow"),))
    assert [d.code for d in checked.diagnostics if d.severity == "error"] == ["F156"]
    (work,) = checked.works
    assert [test.title for test in work.tests] == ["three"]
