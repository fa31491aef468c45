"""Lists from files: what a file holds, and what is said of one that does not hold."""

import pytest

from flowc.semantics.ir import Const, Field, Type, Var
from flowc.semantics.number_files import (
    LARGEST,
    MOST,
    Fault,
    decoded,
    finder,
    misfits,
    table,
    values,
)

TIER = Type("one-of", ("gold", "bronze"))
READS = (
    Field(Var("tier", TIER), ("tier",), Const("bronze", TIER)),
    Field(Var("name", Type("text")), ("name",), None),
)


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.said()) for fault in table(text)[1]]


def test_a_file_is_read_as_spreadsheets_write_it() -> None:
    whole, wrong = table(
        'number, tier ,name\r\n+3706*,gold,"Jonas, ""J"""\r\n,,\r\n\r\n101 ,,x\r\n'
    )
    assert wrong == ()
    assert whole.columns == ("tier", "name")
    assert [(r.pattern, r.rest, r.cells, r.line) for r in whole.rows] == [
        ("+3706", True, ("gold", 'Jonas, "J"'), 2),
        ("101", False, ("", "x"), 5),
    ]


def test_a_mark_of_byte_order_is_no_part_of_the_first_name() -> None:
    assert decoded("\ufeffnumber\n1\n".encode()) == "number\n1\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"number\n\xe9\n", "is not UTF-8: line 2 holds the byte 0xe9"),
        ("number".encode("utf-16"), "is UTF-16"),
        (b"number\n1\n\0", "is not a text: line 3 holds a zero byte"),
        (b"x" * (LARGEST + 1), "has more than 8 MB"),
    ],
)
def test_what_is_no_text_is_told(data: bytes, told: str) -> None:
    found = decoded(data)
    assert isinstance(found, Fault)
    assert found.what == told


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 0, "is empty"),
        ("\n \n", 0, "is empty"),
        ("number;tier\n", 1, "the columns are divided by `;`, not by commas"),
        ("number\ttier\n", 1, "the columns are divided by a tab, not by commas"),
        ("+370611,gold\n", 1, "the first line is a number, and not the names of the columns"),
        ("number,,x\n", 1, "column 2 has no name"),
        ("number,a,a\n", 1, "two columns are called `a`"),
        ("number\n+370 611\n", 2, "`+370 611` is no number and no pattern of one"),
        ("number\n3.706E+10\n", 2, "`3.706E+10` is no number and no pattern of one"),
        ("number\n\n+\n", 3, "`+` is no number and no pattern of one"),
        ("number\n٣\n", 2, "`٣` is no number and no pattern of one"),
        ("number\n1*2\n", 2, "`1*2` is no number and no pattern of one"),
        ("number\n`\x1b[2J\n", 2, "`??[2J` is no number and no pattern of one"),
        ("number,tier\n,gold\n", 2, "this row has no number"),
        ("number,tier\n1\n", 2, "this row has 1 cell, and the first line 2 cells"),
        ("number\n1,2\n", 2, "this row has 2 cells, and the first line 1 cell"),
        ("number\n1\n2*\n1\n", 4, "`1` stands in line 2 already"),
        ('number\n"1\n2\n', 2, "this is no CSV: unexpected end of data"),
        ('number\n"1"2\n', 2, "this is no CSV: ',' expected after '\"'"),
        ("number\r1\r", 1, "this is no CSV: new-line character seen in unquoted field"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, told: str) -> None:
    ((at, what),) = faults(text)
    assert (at, what[: len(told)]) == (line, told)


def test_lines_are_counted_over_cells_of_several_lines() -> None:
    assert faults('number,a\n1,"x\ny"\nzwei,\n') == [
        (4, "`zwei` is no number and no pattern of one")
    ]


def test_of_many_faults_the_first_are_told() -> None:
    assert len(faults("number\n" + "x\n" * 1000)) == 20


def test_a_file_of_too_many_rows_is_refused() -> None:
    rows = "".join(f"{n}\n" for n in range(MOST + 1))
    assert faults(f"number\n{rows}") == [(MOST + 2, f"there are more than {MOST} rows")]


def test_a_log_is_told_no_cell() -> None:
    ((fault,), told) = (table("number\n+370 611\n")[1], "line 2: what stands there is no number")
    assert fault.logged().startswith(told)


def test_the_most_specific_row_counts() -> None:
    whole, _ = table("number\n*\n+370*\n+3706*\n+37061XXXXXX\n+37061234567\n+3706123*\n")
    find = finder(whole.rows)
    numbers = ("+37061234567", "+37061234568", "+370612", "+37069", "+3705", "1")
    found = {number: row.line for number in numbers if (row := find(number))}
    assert found == {
        "+37061234567": 6,
        "+37061234568": 7,
        "+370612": 4,
        "+37069": 4,
        "+3705": 3,
        "1": 2,
    }
    assert find("") is None
    assert finder(whole.rows[1:])("0") is None
    assert finder(whole.rows[2:3])("+3706x") is None


def test_a_row_is_read_like_a_reply() -> None:
    whole, _ = table("number,name,tier,other\n1,a,gold,x\n2,b,,\n3,,gold,\n4,d,silver,\n")
    read = [values(READS, ("en",), whole.columns, row) for row in whole.rows]
    assert read == [("gold", "a"), ("bronze", "b"), None, None]
    assert [(f.line, f.said()) for f in misfits(whole, READS, ("en",))] == [
        (4, "the cell `name` is empty"),
        (5, "`silver` in `tier` is not one of gold, bronze"),
    ]


def test_a_column_that_is_not_there_is_told_once() -> None:
    whole, _ = table("number,tier\n1,gold\n2,gold\n")
    assert [f.what for f in misfits(whole, READS, ("en",))] == ["there is no column `name`"]


@pytest.mark.parametrize("cell", ["a\nb", "a\x07b", "x" * 201, "a\u2028b"])
def test_a_text_is_one_line_of_a_length_that_calls_keep(cell: str) -> None:
    whole, wrong = table(f'number,tier,name\n1,gold,"{cell}"\n')
    assert wrong == ()
    ((fault,), end) = (tuple(misfits(whole, READS, ("en",))), "in `name` is not a text")
    assert fault.said().endswith(end)
