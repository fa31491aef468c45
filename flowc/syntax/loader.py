"""Files to trees: the one place where flowc reads `.flow` files.

A program is a file and everything that it imports, each file once. Files are UTF-8 text of a size
that a person could have written; whatever else lies at a path is a finding.
"""

# ruff: noqa: PTH113, PTH118, PTH119, PTH120, PTH123, PTH208 - paths stay as they were written

import os
from typing import NamedTuple

from flowc.diagnostic import Diagnostic, error
from flowc.source import Source, Sources, Span
from flowc.syntax import ast
from flowc.syntax.parser import parse

LARGEST = 4_000_000
"""Bytes of a file: some twenty times the largest flow in use, and read in a moment."""


class Loaded(NamedTuple):
    """`files`: the one that was asked for first, then the imported ones in order of first import.

    `sources` holds every file under the path that spans carry: as the user wrote it, imported ones
    beside the file that imports them, with forward slashes. A file that cannot be read is in it
    with no text.
    """

    files: tuple[ast.File, ...]
    sources: Sources
    diagnostics: tuple[Diagnostic, ...]


class _Wanted(NamedTuple):
    """A file to read, and the `import` that asks for it."""

    path: str
    asked: Span | None


def load(path: str) -> Loaded:
    """Read and parse the program whose first file is `path`. Never raises for what it finds."""
    files: dict[str, ast.File] = {}
    sources: Sources = {}
    found: list[Diagnostic] = []
    graph: dict[str, list[tuple[str, Span]]] = {}
    names: dict[str, str] = {}
    waiting = [_Wanted(path, None)]
    while waiting:
        wanted = waiting.pop()
        real = os.path.realpath(wanted.path)
        if real in names:
            continue
        names[real] = wanted.path
        text, problem = _text(wanted)
        source = sources[wanted.path] = Source(wanted.path, text)
        if problem is not None:
            found.append(problem)
            continue
        file, problems = parse(source)
        files[wanted.path] = file
        found.extend(problems)
        targets = _imports(file, found)
        graph[real] = [(os.path.realpath(target.path), span) for target, span in targets]
        waiting.extend(target for target, _ in reversed(targets))
    found.extend(_cycles(os.path.realpath(path), graph, names))
    return Loaded(tuple(files.values()), sources, tuple(found))


def _imports(file: ast.File, found: list[Diagnostic]) -> list[tuple[_Wanted, Span]]:
    """What a file imports and can be there; the rest is reported."""
    targets: list[tuple[_Wanted, Span]] = []
    for item in file.items:
        if not isinstance(item, ast.Import):
            continue
        name, span = item.path.text, item.path.span
        if not name or name.startswith(("/", "\\")) or ":" in name or "\0" in name:
            found.append(
                error(
                    "F025",
                    f"`{name}` is no path beside this file",
                    span,
                    help='write a path relative to this file, as in `import "hours.flow"`',
                )
            )
            continue
        path = beside(file.path, name)
        if os.path.lexists(path):
            targets.append((_Wanted(path, span), span))
        else:
            found.append(_no_such_file(file.path, name, path, span))
    return targets


def beside(file: str, name: str) -> str:
    """The path of what `file` calls `name`."""
    path = os.path.normpath(os.path.join(os.path.dirname(file), name))
    return path.replace(os.sep, "/")


def _no_such_file(importer: str, name: str, path: str, span: Span) -> Diagnostic:
    from flowc.nearest import nearest

    folder, base = os.path.split(path)
    try:
        beside = sorted(x for x in os.listdir(folder or ".") if x.endswith(".flow"))
    except OSError:
        beside = []
    own = os.path.basename(importer)
    near = nearest(base, [x for x in beside if x != own])
    return error(
        "F025",
        f"there is no file `{name}` to import",
        span,
        help=f"did you mean `{near}`?" if near else "write a path relative to this file",
    )


def _text(wanted: _Wanted) -> tuple[str, Diagnostic | None]:
    """The text of a file, or what is wrong with it."""
    path = wanted.path
    span = wanted.asked or Span(path, 0, 0)
    try:
        if not os.path.isfile(path):
            return "", error("F024", f"`{path}` is no file", span, help="name a `.flow` file")
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as e:
        why = (e.strerror or "unreadable").lower()
        return "", error("F024", f"`{path}` cannot be read: {why}", span, help="make it readable")
    if len(data) > LARGEST:
        return "", error(
            "F024",
            f"`{path}` has more than {LARGEST // 1_000_000} MB",
            span,
            help="split it into files that import each other, or check that it is a flow at all",
        )
    return _decoded(data, path, span)


def _decoded(data: bytes, path: str, span: Span) -> tuple[str, Diagnostic | None]:
    """UTF-8 text without control characters; a mark of byte order is accepted at the start."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", error(
            "F024",
            f"`{path}` is UTF-16",
            span,
            help="save it as UTF-8",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        return "", error(
            "F024",
            f"`{path}` is not UTF-8: line {line} holds the byte 0x{data[e.start]:02x}",
            span,
            help="save it as UTF-8",
        )
    if "\0" in text:
        return "", error(
            "F024",
            f"`{path}` is not a text: line {text.count(chr(10), 0, text.index(chr(0))) + 1} holds"
            " a zero byte",
            span,
            help="name a `.flow` file; this looks like a recording or another binary file",
        )
    return text, None


def _cycles(
    start: str, graph: dict[str, list[tuple[str, Span]]], names: dict[str, str]
) -> list[Diagnostic]:
    """Every import that leads back to a file that is being imported, once."""
    found: list[Diagnostic] = []
    done: set[str] = set()
    path: list[str] = [start]
    open_: list[list[tuple[str, Span]]] = [list(reversed(graph.get(start, [])))]
    while open_:
        if not open_[-1]:
            open_.pop()
            done.add(path.pop())
            continue
        target, span = open_[-1].pop()
        if target in path:
            ring = [names[x] for x in [*path[path.index(target) :], target]]
            found.append(_cycle(ring, span))
        elif target not in done:
            path.append(target)
            open_.append(list(reversed(graph.get(target, []))))
    return found


def _cycle(ring: list[str], span: Span) -> Diagnostic:
    chain = " imports ".join(f"`{name}`" for name in ring)
    return error(
        "F026",
        "this import leads back to itself",
        span,
        chain if len(ring) > 2 else "a file imports itself",  # noqa: PLR2004 - itself, twice
        secondary=(),
        help="move what both need into a file of its own, and import that",
    )
