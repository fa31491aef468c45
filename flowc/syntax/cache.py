"""The parser's tables between runs: in the user's cache folder, as data that can do nothing.

The file is marshalled numbers and strings (never a pickle, which could run code) behind a check
sum, named after flowc's version, Python's and the grammar's own check sum. Whatever is wrong with
it or its folder, the tables are made anew and the run goes on.
"""

import marshal
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias
from zlib import crc32

from flowc import __version__
from flowc.resources import folder
from flowc.syntax.tables import Rule, Tables

_SUM = 4
_FORMAT = 2
"""Raised whenever the shape of the file changes; a file of another shape has a wrong sum."""

_Row: TypeAlias = dict[str | int, int]
_Keys: TypeAlias = tuple[str | int, ...]
_Packed: TypeAlias = _Row | tuple[int, int]


def tables() -> Tables:
    """The tables of `grammar/flow.lark`, from the cache if it holds them."""
    grammar = (folder("grammar") / "flow.lark").read_bytes()
    path = _path(crc32(grammar))
    found = _read(path)
    if found is None:
        from flowc.syntax.build_tables import build

        found = build(grammar.decode())
        _write(path, found)
    return found


def _path(grammar: int) -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - cheap
    if not os.path.isabs(base):  # noqa: PTH117 - the standard says to ignore relative ones
        return None
    return (
        Path(base) / "flowc" / f"{__version__}-{sys.implementation.cache_tag}-{grammar:08x}.tables"
    )


def _read(path: Path | None) -> Tables | None:
    """The tables in the file, or None if there are none that can be used."""
    if path is None:
        return None
    try:
        content = path.read_bytes()
        data = memoryview(content)[_SUM:]
        if int.from_bytes(content[:_SUM], "big") != crc32(data, _FORMAT):
            return None
        value: Any = marshal.loads(data)  # noqa: S302 - data only, and behind a check sum
        packed: list[_Packed]
        keys: list[_Keys]
        pattern, kinds, names, packed, keys, rules, start, end = value
        rows = tuple(
            row if isinstance(row, dict) else dict.fromkeys(keys[row[0]], row[1]) for row in packed
        )
        return Tables(pattern, kinds, names, rows, tuple(map(Rule._make, rules)), start, end)
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(path: Path | None, value: Tables) -> None:
    """Keep the tables, whole or not at all, in a folder that only the user can open."""
    if path is None:
        return
    packed, keys = _packed(value.rows)
    rules = tuple(map(tuple, value.rules))
    data = marshal.dumps((*value[:3], packed, keys, rules, value.start, value.end))
    scratch = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        scratch.write_bytes(crc32(data, _FORMAT).to_bytes(_SUM, "big") + data)
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink()


def _packed(rows: tuple[_Row, ...]) -> tuple[list[_Packed], list[_Keys]]:
    """Rows in which every key leads to one reduction, by far the most, as the number of a set of
    keys and the reduction; and the sets of keys. A third of the size, and of the time to read."""
    numbers: dict[_Keys, int] = {}
    packed: list[_Packed] = []
    for row in rows:
        if len(set(row.values())) == 1:
            keys = tuple(sorted(row, key=str))
            packed.append((numbers.setdefault(keys, len(numbers)), next(iter(row.values()))))
        else:
            packed.append(row)
    return packed, list(numbers)
