"""The files that lists come from: found beside the flow, read, and judged row by row."""

# ruff: noqa: PTH113, PTH123 - paths stay as they were written

import os
from typing import NamedTuple, TypeAlias

from flowc.diagnostic import Diagnostic, error
from flowc.semantics.number_files import LARGEST, Fault, Table, decoded, table
from flowc.source import Source, Span
from flowc.syntax import ast
from flowc.syntax.loader import beside


class ListFile(NamedTuple):
    """A file that was read; `table` None where its form is wrong."""

    source: Source
    table: Table | None


ListFiles: TypeAlias = dict[str, ListFile]
"""Files by the paths that spans carry."""


def read(files: tuple[ast.File, ...]) -> tuple[ListFiles, tuple[Diagnostic, ...]]:
    """Every file that a list of `files` names, and what is wrong with them."""
    read_: ListFiles = {}
    found: list[Diagnostic] = []
    for item in (item for file in files for item in file.items):
        if not isinstance(item, ast.List) or item.file is None:
            continue
        path = beside(item.span.path, item.file.text)
        if path in read_:
            continue
        text = _text(item.file, path)
        if isinstance(text, Diagnostic):
            found.append(text)
            continue
        whole, faults = table(text)
        formed = all(fault.row for fault in faults)
        read_[path] = ListFile(Source(path, text), whole if formed else None)
        found += (finding("F125", read_[path].source, fault) for fault in faults)
    return read_, tuple(found)


def finding(code: str, source: Source, fault: Fault) -> Diagnostic:
    """What is wrong with a file, shown where it is."""
    start, end = 0, 0
    if fault.line:
        start = source.start(fault.line)
        end = start + len(source.line(fault.line))
    what = fault.said() if fault.line else f"`{source.path}` {fault.said()}"
    return error(code, what, Span(source.path, start, end), help=fault.help)


def _text(written: ast.Str, path: str) -> str | Diagnostic:
    """The text of a file, or what is wrong with it, said where the flow names it."""
    name, span = written.text, written.span
    if not name or name.startswith(("/", "\\")) or ":" in name or "\0" in name:
        return error(
            "F124",
            f"`{name}` is no path beside this file",
            span,
            help='write a path relative to this file, as in `list vip from "vip.csv"`; where the '
            "file is on the switch stands in the settings",
        )
    try:
        if not os.path.isfile(path):
            return error(
                "F124",
                f"there is no file `{path}`",
                span,
                "not there",
                help="begin it with the line `number`, and write a number a line below it",
            )
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as e:
        why = (e.strerror or "unreadable").lower()
        return error("F124", f"`{path}` cannot be read: {why}", span, help="make it readable")
    text = decoded(data)
    if isinstance(text, Fault):
        return error("F124", f"`{path}` {text.what}", span, help=text.help)
    return text
