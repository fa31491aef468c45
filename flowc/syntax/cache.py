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
from typing import Any
from zlib import crc32

from flowc import __version__
from flowc.resources import folder
from flowc.syntax.tables import Rule, Tables

_SUM = 4


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
        if int.from_bytes(content[:_SUM], "big") != crc32(data):
            return None
        value: Any = marshal.loads(data)  # noqa: S302 - data only, and behind a check sum
        pattern, kinds, names, rows, rules, start, end = value
        return Tables(pattern, kinds, names, rows, tuple(map(Rule._make, rules)), start, end)
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(path: Path | None, value: Tables) -> None:
    """Keep the tables, whole or not at all, in a folder that only the user can open."""
    if path is None:
        return
    plain = (*value[:4], tuple(map(tuple, value.rules)), *value[5:])
    data = marshal.dumps(plain)
    scratch = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        scratch.write_bytes(crc32(data).to_bytes(_SUM, "big") + data)
        scratch.replace(path)
    except OSError:
        with suppress(OSError):
            scratch.unlink()
