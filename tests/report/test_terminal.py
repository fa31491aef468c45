"""Findings on a terminal: every frame here was read, and says what a person needs."""

import re
from textwrap import dedent

import pytest

from flowc.diagnostic import Diagnostic, Label, error, warning
from flowc.report.counts import summary
from flowc.report.terminal import finding, findings
from flowc.report.text import painter
from flowc.source import Source, Sources, Span

PLAIN = painter(colour=False)


def sources(**texts: str) -> Sources:
    return {f"{name}.flow": Source(f"{name}.flow", text) for name, text in texts.items()}


def at(source: Source, words: str, nth: int = 0) -> Span:
    """The place of `words`, the nth time they stand there."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(words, start + 1)
    return Span(source.path, start, start + len(words))


def shown(d: Diagnostic, files: Sources) -> str:
    return finding(d, files, PLAIN)


def block(text: str) -> str:
    return dedent(text).removeprefix("\n")


def test_a_finding_shows_its_places_its_caller_and_its_help() -> None:
    files = sources(main="menu main {\n  press 1 -> sales\n}\n\n\nring salse {\n}\n")
    main = files["main.flow"]
    d = error(
        "F101",
        "there is no block `sales`",
        at(main, "sales"),
        "not declared",
        secondary=(Label(at(main, "salse"), "a block with a similar name"),),
        caller="a caller who presses 1 hears nothing",
        help="write `salse`\nor declare `sales`",
    )
    assert shown(d, files) == block("""
        error[F101]: there is no block `sales`
         --> main.flow:2:14
          |
        2 |   press 1 -> sales
          |              ^^^^^ not declared
        ...
        6 | ring salse {
          |      ----- a block with a similar name
          |
          = caller: a caller who presses 1 hears nothing
          = help: write `salse`
                  or declare `sales`
        """)


def test_several_labels_on_one_line_hang_below_their_marks() -> None:
    files = sources(a="press 1 -> sales with n = 2\n")
    a = files["a.flow"]
    d = warning(
        "F299",
        "three places",
        at(a, "sales"),
        "here",
        secondary=(Label(at(a, "1"), "this key"), Label(at(a, "n = 2"), "this change")),
    )
    assert shown(d, files) == block("""
        warning[F299]: three places
         --> a.flow:1:12
          |
        1 | press 1 -> sales with n = 2
          |       -    ^^^^^      ----- this change
          |       |    here
          |       this key
        """)


def test_wide_characters_tabs_and_combining_marks_keep_the_marks_in_place() -> None:
    files = sources(a='\tmenu 挨拶 e\u0301 -> x "ą"\n')
    d = error("F101", "there is no block `x`", at(files["a.flow"], "x"), "not declared")
    assert shown(d, files).split("\n")[3:5] == [
        '1 |     menu 挨拶 e\u0301 -> x "ą"',
        "  |                    ^ not declared",
    ]


def test_a_place_of_several_lines_is_marked_at_both_ends() -> None:
    files = sources(a="step x {\n  menu m {\n    a\n    b\n    c\n  }\n}\n")
    text = files["a.flow"].text
    span = Span("a.flow", text.index("menu"), text.index("  }") + 3)
    assert shown(error("F201", "it loops", span, "this whole menu"), files) == block("""
        error[F201]: it loops
         --> a.flow:2:3
          |
        2 |   menu m {
          |   ^^^^^^^^
        ...
        6 |   }
          |   ^ this whole menu
        """)


def test_the_end_of_a_file_without_its_newline_can_be_marked() -> None:
    files = sources(a="menu main {")
    end = len(files["a.flow"].text)
    assert shown(error("F002", "not closed", Span("a.flow", end, end), "here"), files) == block("""
        error[F002]: not closed
         --> a.flow:1:12
          |
        1 | menu main {
          |            ^ here
        """)


def test_a_place_in_another_file_gets_its_own_frame_and_one_gutter() -> None:
    files = sources(a="x\n", b="y\n" * 99 + "prompt z\n")
    d = error(
        "F102",
        "declared twice",
        Span("a.flow", 0, 1),
        secondary=(Label(at(files["b.flow"], "z"), "first here"),),
    )
    assert shown(d, files) == block("""
        error[F102]: declared twice
           --> a.flow:1:1
            |
          1 | x
            | ^
           ::: b.flow:100:8
            |
        100 | prompt z
            |        - first here
        """)


def test_a_file_that_could_not_be_read_has_a_name_and_no_frame() -> None:
    d = error("F010", "the file can not be read", Span("gone.flow", 0, 0), help="look for it")
    assert shown(d, {}) == block("""
        error[F010]: the file can not be read
         --> gone.flow
          = help: look for it
        """)


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\r", "\x9b31m", "\u202e", "\u200b", "\ud800"])
def test_what_a_terminal_would_obey_never_reaches_it(sign: str) -> None:
    files = {f"a{sign}.flow": Source(f"a{sign}.flow", f"prompt {sign} x\n")}
    span = Span(f"a{sign}.flow", 0, 6)
    d = error("F101", f"no {sign}", span, f"l {sign}", caller=f"c {sign}", help=f"h {sign}")
    out = shown(d, files)
    assert sign[0] not in out
    assert out.isprintable() or set(out) - {"\n"} == set(filter(str.isprintable, out))


def test_a_very_long_line_is_shown_around_its_mark() -> None:
    files = sources(a="a" * 5000 + " wrong " + "b" * 5000)
    out = shown(error("F001", "not a word", at(files["a.flow"], "wrong"), "this"), files)
    line, mark = out.split("\n")[3:5]
    assert line.startswith("1 | …aaa")
    assert line.endswith("b…")
    assert len(line) < 200
    assert line[mark.index("^") :].startswith("wrong ")
    assert mark.endswith("^^^^^ this")


def test_colours_stand_around_words_and_change_none() -> None:
    files = sources(a="press 1 -> sales\n")
    d = error(
        "F101", "there is no `sales`", at(files["a.flow"], "sales"), "here", help="declare it"
    )
    coloured = finding(d, files, painter(colour=True))
    assert "\x1b[1;31merror[F101]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == shown(d, files)


def test_beyond_twenty_errors_come_before_warnings_and_the_rest_is_counted() -> None:
    files = sources(a="x\n" * 40)
    many = tuple(
        (error if i % 2 else warning)("F101" if i % 2 else "F103", f"no {i}", Span("a.flow", i, i))
        for i in range(30)
    )
    out = findings(many, files, PLAIN)
    assert out.count("error[") == 15
    assert out.count("warning[") == 5
    assert out.endswith("\n… and 10 more findings: `--all` shows them\n")
    assert findings(many, files, PLAIN, limit=None).count("warning[") == 15


@pytest.mark.parametrize(
    ("errors", "warnings", "files", "words"),
    [
        (0, 0, 1, "no findings in 1 file"),
        (1, 0, 2, "1 error in 2 files"),
        (2, 1, 2, "2 errors and 1 warning in 2 files"),
        (0, 3, 1, "3 warnings in 1 file"),
    ],
)
def test_the_summary_counts_in_words(errors: int, warnings: int, files: int, words: str) -> None:
    place = Span("a.flow", 0, 0)
    found = [error("F101", "x", place)] * errors + [warning("F103", "y", place)] * warnings
    assert summary(tuple(found), files) == words
