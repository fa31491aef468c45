"""Lists that stand in files: numbers, and what their rows say, as CSV.

One reading for the checks, the runtime and `flowc serve`. Such a file is somebody else's: nothing
in it can do more than be a number that is looked for, or a value that fits its type.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from flowc.semantics.ir import Field, Row, Value
from flowc.semantics.matching import best
from flowc.semantics.replies import DEEPEST, LONGEST, taken

LARGEST: Final = 8_000_000
"""Bytes of a file."""

MOST: Final = 100_000
"""Rows of a file."""

_COLUMNS: Final = DEEPEST
_NUMBER: Final = re.compile(r"(\+?[0-9X]*)(\*?)", re.ASCII)
_FAULTS: Final = 20
"""How many are told of one file."""


class Fault(NamedTuple):
    """Something that is wrong with a file: in which line (0: with the whole of it), what, and what
    to do. `row`: with one row, and not with the form of the file. `cell`: what stands there, where
    `what` has `{}`."""

    line: int
    what: str
    help: str
    row: bool = False
    cell: str = ""

    def said(self) -> str:
        """What is wrong, with the cell, to whoever reads the file."""
        return self.what.replace("{}", _shown(self.cell))

    def logged(self) -> str:
        """The same for a log, which holds no value."""
        where = f"line {self.line}: " if self.line else ""
        return where + self.what.replace("`{}`", "what stands there")


class Table(NamedTuple):
    """A file that was read. `columns`: the names behind the number's."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


# ---- from bytes to rows -------------------------------------------------------------------------


def decoded(data: bytes) -> str | Fault:
    """The text of a file of UTF-8; a mark of byte order at its start is no part of it."""
    if len(data) > LARGEST:
        return Fault(0, f"has more than {LARGEST // 1_000_000} MB", "keep such a list in a service")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Fault(0, "is UTF-16", _SAVE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        return Fault(0, f"is not UTF-8: line {line} holds the byte 0x{data[e.start]:02x}", _SAVE)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Fault(0, f"is not a text: line {line} holds a zero byte", _SAVE)
    return text


_SAVE: Final = "save it as CSV in UTF-8"


def table(text: str) -> tuple[Table, tuple[Fault, ...]]:
    """What the text of a file holds, and what is wrong with it: a row with a fault is no row."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    columns: tuple[str, ...] | None = None
    rows: dict[tuple[str, bool], Row] = {}
    faults: list[Fault] = []
    before = 0
    try:
        for written in reader:
            line, before = before + 1, reader.line_num
            cells = [cell.strip(" ") for cell in written]
            if not any(cells):
                continue
            if columns is None:
                fault = _header_fault(cells, line)
                columns = tuple(cells[1:])
                if fault:
                    return Table(columns, ()), (fault,)
                continue
            row = _row(cells, columns, rows, line)
            if isinstance(row, Row):
                rows[row.pattern, row.rest] = row
            elif len(faults) < _FAULTS:
                faults.append(row)
            if len(rows) > MOST:
                faults.append(Fault(line, f"there are more than {MOST} rows", _SERVICE))
                break
    except csv.Error as e:
        faults.append(Fault(before + 1, f"this is no CSV: {e}", _QUOTES))
    if columns is None and not faults:
        faults.append(Fault(0, "is empty", _HEADER))
    return Table(columns or (), tuple(rows.values())), tuple(faults)


_SERVICE: Final = "keep so many numbers in a service, and ask it by `lookup`"
_HEADER: Final = "begin it with the names of its columns, the number's first: `number,tier`"
_QUOTES: Final = (
    'put a cell that holds a comma or a line break into quotes, and write a quote in it as `""`'
)


def _header_fault(cells: list[str], line: int) -> Fault | None:
    names = cells[1:]
    again = next((name for n, name in enumerate(cells) if name in cells[:n]), None)
    what, help_ = "", _HEADER
    if len(cells) == 1 and re.search(r"[;\t|]", cells[0]):
        mark = next(sign for sign in ";\t|" if sign in cells[0])
        shown = "a tab" if mark == "\t" else f"`{mark}`"
        what = f"the columns are divided by {shown}, not by commas"
        help_ = "save it as CSV that is divided by commas"
    elif _is_number(cells[0]):
        what = "the first line is a number, and not the names of the columns"
    elif not all(cells):
        what = f"column {cells.index('') + 1} has no name"
    elif again is not None:
        what = "two columns are called `{}`"
    elif len(names) > _COLUMNS:
        what, help_ = f"there are more than {_COLUMNS} columns", "leave out those nobody reads"
    return Fault(line, what, help_, cell=again or "") if what else None


def _is_number(cell: str) -> bool:
    found = _NUMBER.fullmatch(cell)
    return found is not None and found[1] != "+" and bool(found[1] or found[2])


def _row(
    cells: list[str], columns: tuple[str, ...], rows: dict[tuple[str, bool], Row], line: int
) -> Row | Fault:
    if len(cells) != len(columns) + 1:
        has = f"this row has {_cells(len(cells))}, and the first line {_cells(len(columns) + 1)}"
        return Fault(line, has, _QUOTES if len(cells) > len(columns) else _EMPTY, row=True)
    if not _is_number(cells[0]):
        what = "`{}` is no number and no pattern of one" if cells[0] else "this row has no number"
        return Fault(line, what, _DIGITS, row=True, cell=cells[0])
    rest = cells[0].endswith("*")
    pattern = cells[0][:-1] if rest else cells[0]
    first = rows.get((pattern, rest))
    if first:
        what = f"`{{}}` stands in line {first.line} already"
        return Fault(line, what, "keep one of the two rows", row=True, cell=cells[0])
    return Row(pattern, rest, tuple(cells[1:]), line)


_EMPTY: Final = "write a comma for each cell that is empty, too"
_DIGITS: Final = (
    "write digits after an optional `+`, without spaces, with `X` for any digit and a final `*` "
    "for any rest; have a spreadsheet take the column for text"
)


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def _shown(cell: str) -> str:
    """A cell within a line of words."""
    short = cell if len(cell) <= _SHOWN else cell[: _SHOWN - 1] + "…"
    return "".join(c if c.isprintable() and c != "`" else "?" for c in short)


_SHOWN: Final = 40

# ---- what a row says ----------------------------------------------------------------------------


def finder(rows: Iterable[Row]) -> Callable[[str], Row | None]:
    """The row that a number fits most specifically: itself, else the longest beginning of it."""
    exact: dict[str, Row] = {}
    begins: dict[str, Row] = {}
    others: list[Row] = []
    for row in rows:
        if "X" in row.pattern:
            others.append(row)
        else:
            (begins if row.rest else exact)[row.pattern] = row
    find = best([(row.pattern, row.rest) for row in others])
    lengths = sorted({len(pattern) for pattern in begins}, reverse=True)

    def find_row(number: str) -> Row | None:
        if not number:
            return None
        if number in exact:
            return exact[number]
        among = [others[n]] if (n := find(number)) is not None else []
        among += [begins[number[:k]] for k in lengths if number[:k] in begins]
        chosen = best([(row.pattern, row.rest) for row in among])(number)
        return None if chosen is None else among[chosen]

    return find_row


def values(
    reads: tuple[Field, ...], languages: tuple[str, ...], columns: tuple[str, ...], row: Row
) -> tuple[Value, ...] | None:
    """What is read of a row, an empty cell being one that is not there; None if one is not of its
    type, or not there and has no default."""
    return taken(reads, languages, _by_column(columns, row))


def _by_column(columns: tuple[str, ...], row: Row) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, row.cells, strict=True) if cell}


def misfits(whole: Table, reads: tuple[Field, ...], languages: tuple[str, ...]) -> Iterator[Fault]:
    """What keeps a file from being read so, the first few: no such column, cells that are not of
    their type. A cell that nobody reads may hold anything."""
    lacking = [name for field in reads if (name := str(field.path[0])) not in whole.columns]
    for name in dict.fromkeys(lacking):
        known = ", ".join(f"`{_shown(column)}`" for column in whole.columns) or "none"
        yield Fault(1, f"there is no column `{name}`", f"the columns are: {known}")
    if lacking:
        return
    told = 0
    for row in whole.rows if reads else ():
        if told < _FAULTS and values(reads, languages, whole.columns, row) is None:
            told += 1
            yield _misfit(whole.columns, row, reads, languages)


def _misfit(
    columns: tuple[str, ...], row: Row, reads: tuple[Field, ...], languages: tuple[str, ...]
) -> Fault:
    cells = _by_column(columns, row)
    for field in reads:
        if taken((field,), languages, cells) is None:
            name, type_ = str(field.path[0]), field.var.type
            wanted = f"one of {', '.join(type_.members)}" if type_.members else f"a {type_.kind}"
            if name not in cells:
                help_ = f"fill it in, or write `or …` behind `.{name}` in the flow"
                return Fault(row.line, f"the cell `{name}` is empty", help_, row=True)
            what = f"`{{}}` in `{name}` is not {wanted}"
            help_ = f"write {wanted}" + (
                f" of at most {LONGEST} characters, in one line" if type_.kind == "text" else ""
            )
            return Fault(row.line, what, help_, row=True, cell=cells[name])
    return Fault(row.line, "this row says more than a call can keep", "shorten it", row=True)
