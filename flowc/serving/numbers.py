"""The files that lists come from: read, and read again when they change.

A file that was changed is read once it has stood still for a look, so that one that is being
written is not read half. One that does not hold changes nothing: what was read before stays in
force, and the log says so.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from flowc.semantics.ir import Field, Row, Value
from flowc.semantics.number_files import (
    LARGEST,
    Fault,
    Table,
    decoded,
    finder,
    misfits,
    table,
    values,
)
from flowc.serve_plan import Plan
from flowc.serving.log import Log, shown
from flowc.serving.question import fields

_LOOKS = 1.0
"""Seconds after which every file is looked at again."""

_State: TypeAlias = tuple[int, int, int] | None
"""What tells that a file was changed; None: there is none."""


_NotFound: TypeAlias = Literal["not-found", "failed"]


class Asked(NamedTuple):
    """A list of a plan: what it is called in the log, where it is, all that is read of it."""

    name: str
    path: Path
    reads: tuple[tuple[Field, ...], ...]
    languages: tuple[str, ...]


class _Good(NamedTuple):
    table: Table
    find: Callable[[str], Row | None]


def lists(plan: Plan, folder: Path) -> dict[str, Asked]:
    """The lists of a plan that was read in `folder`."""
    asking = [(one.of, fields(one.reads)) for one in plan.list_lookups]
    return {
        name: Asked(
            f"{plan.context}/{shown(name)}",
            folder / one.file,
            tuple(reads for of, reads in asking if of == name),
            plan.languages,
        )
        for name, one in plan.lists.items()
    }


def read(asked: Asked) -> tuple[Table, tuple[Fault, ...]]:
    """What the file holds, and all that is wrong with it."""
    nothing = Table((), ())
    try:
        with asked.path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as e:
        why = (e.strerror or "unreadable").lower()
        return nothing, (Fault(0, f"can not be read: {why}", "make it readable"),)
    text = decoded(data)
    if isinstance(text, Fault):
        return nothing, (text,)
    whole, faults = table(text)
    if all(fault.row for fault in faults):
        wrong = (f for reads in asked.reads for f in misfits(whole, reads, asked.languages))
        faults = tuple(dict.fromkeys((*faults, *wrong)))
    return whole, faults


class NumberFile:
    """A file, as it was when it last held."""

    def __init__(self, asked: Asked, log: Log) -> None:
        """Nothing has been read."""
        self.asked = asked
        self._log = log
        self._good: _Good | None = None
        self._read: _State | str = "never"
        self._seen: _State = None

    @property
    def rows(self) -> int | None:
        """How many rows are in force; None: the file has never held."""
        return len(self._good.table.rows) if self._good else None

    def find(self, number: str, reads: tuple[Field, ...]) -> tuple[Value, ...] | _NotFound:
        """What is read of the number's row; or the outcome of a lookup that finds none."""
        if not number:
            return "not-found"
        if self._good is None:
            return "failed"
        row = self._good.find(number)
        if row is None:
            return "not-found"
        taken = values(reads, self.asked.languages, self._good.table.columns, row)
        return "failed" if taken is None else taken

    def look(self) -> None:
        """Read the file if it has changed and stands still now, or was never read. Takes its
        time."""
        state = _state(self.asked.path)
        moves, self._seen = state != self._seen, state
        if self._read == "never" or (state != self._read and not moves):
            whole, faults = read(self.asked)
            if _state(self.asked.path) == state:
                self._take(whole, faults)
                self._read = state

    def _take(self, whole: Table, faults: tuple[Fault, ...]) -> None:
        first = next(iter(faults), None)
        if first is None:
            again = "read" if self._read == "never" else "read again"
            self._good = _Good(whole, finder(whole.rows))
            self._log("info", f"list {self.asked.name}: {again}, {_rows(len(whole.rows))}")
            return
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        after = (
            f"the {_rows(len(self._good.table.rows))} that were read before stay in force"
            if self._good
            else "lookups of it fail until it is mended"
        )
        what = f"{self.asked.path}: {first.logged()}{more}"
        self._log("error", f"list {self.asked.name}: {shown(what)}; {after}")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _state(path: Path) -> _State:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class NumberFiles:
    """All of them, whatever plans come and go."""

    def __init__(self, log: Log) -> None:
        """No file is known."""
        self._log = log
        self._known: dict[Asked, NumberFile] = {}

    async def use(self, wanted: Iterable[Asked]) -> dict[Asked, NumberFile]:
        """Those files from now on, each read once at least. One that was known keeps what it
        held."""
        known = {one: self._known.get(one) or NumberFile(one, self._log) for one in wanted}
        new = [file for one, file in known.items() if one not in self._known]
        self._known = known
        await asyncio.to_thread(_look, new)
        return known

    async def watch(self) -> None:
        """Look at the files for ever."""
        while True:
            await asyncio.sleep(_LOOKS)
            await asyncio.to_thread(_look, list(self._known.values()))


def _look(files: Iterable[NumberFile]) -> None:
    for file in files:
        file.look()
