"""Callers who were missed: talked with by nobody, and not since.

In the spool's `missed` there is a file for each caller of a flow, who is known by the number. It
says what the last notice of the last call said, or that somebody has called back. A file is
written anew and moved to its place, so whenever the program or the machine stops, it holds a whole
state; and a notice that is taken a second time changes nothing. Everything here may wait for a
disk.
"""

import fcntl
import os
import re
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

from flowc.serving.notice import Document

FOLDER = "missed"

_LASTS = 8 * 24 * 3600
"""Seconds for which is remembered who was talked with: longer than a notice is kept."""

_NUMBER = re.compile(r"\+?[0-9]{1,20}", re.ASCII)


class MissedError(Exception):
    """The list can't be read or changed; says why."""


class Caller(BaseModel):
    """A caller and the last call that is known of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    name: str
    to: str
    at: str
    flow: str
    context: str
    call: str
    notice: str
    block: str
    outcome: str
    talked: int
    called: bool = False

    @property
    def waits(self) -> bool:
        """Whether nobody has talked with this caller."""
        return not (self.talked or self.called)

    @property
    def order(self) -> tuple[str, str]:
        """Of several calls the last one has the largest."""
        return self.at, self.call


class Found(NamedTuple):
    """The callers who wait, the last one at the end, and the files that could not be read."""

    callers: list[Caller]
    unreadable: list[str]


class Missed:
    """The list in a spool."""

    def __init__(self, spool: Path) -> None:
        """Nothing is read or made yet."""
        self._folder = spool / FOLDER

    def note(self, document: Document) -> None:
        """What a notice says of its caller; nothing if it says no number. Raises OSError."""
        if not _NUMBER.fullmatch(document.from_):
            return
        new = Caller(
            number=document.from_,
            name=document.caller_name,
            to=document.to,
            at=document.at,
            flow=document.flow,
            context=document.context,
            call=document.call,
            notice=document.notice,
            block=document.block,
            outcome=document.outcome,
            talked=document.talked,
        )
        with self._alone():
            old = self._read(self._place(new))
            if old is None or _later(new, old):
                self._write(new)

    def called(self, number: str, contexts: frozenset[str] | None = None) -> int:
        """Somebody has called this number back; of how many flows it was missed. Raises OSError."""
        with self._alone():
            found = [
                caller
                for caller in self.found(contexts).callers
                if _digits(caller.number) == _digits(number)
            ]
            for caller in found:
                self._write(caller.model_copy(update={"called": True}))
        return len(found)

    def found(self, contexts: frozenset[str] | None = None) -> Found:
        """Who waits to be called; of these contexts, or of all. Raises OSError."""
        callers: list[Caller] = []
        unreadable: list[str] = []
        for file in self._files():
            caller = self._read(file)
            if caller is None:
                unreadable.append(file.name)
            elif caller.waits and (contexts is None or _lasting(caller.context) in contexts):
                callers.append(caller)
        return Found(sorted(callers, key=lambda one: one.order), unreadable)

    def forget(self) -> None:
        """Remove what is known of callers who were talked with long ago. Raises OSError."""
        with self._alone():
            for file in self._files():
                caller = self._read(file)
                old = time.time() - file.stat().st_mtime > _LASTS
                if caller and not caller.waits and old:
                    file.unlink()

    # ---- files ----

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*@*")) if self._folder.is_dir() else []

    def _place(self, caller: Caller) -> Path:
        return self._folder / f"{caller.number}@{quote(_lasting(caller.context), safe='')}"

    def _read(self, file: Path) -> Caller | None:
        try:
            return Caller.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            return None

    def _write(self, caller: Caller) -> None:
        draft = self._folder / "draft"
        with draft.open("w", encoding="utf-8") as out:
            out.write(caller.model_dump_json() + "\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self._place(caller))
        handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    @contextmanager
    def _alone(self) -> Generator[None, None, None]:
        """While nobody else changes the list."""
        self._folder.mkdir(mode=0o770, exist_ok=True)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        try:
            with suppress(InterruptedError):
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _later(new: Caller, old: Caller) -> bool:
    """Whether a notice tells more than what is known. Of one call the count at the end of its id
    says which came last."""
    if new.call != old.call:
        return new.at >= old.at and new.notice != old.notice
    return _count(new.notice) > _count(old.notice)


def _count(notice: str) -> int:
    found = re.fullmatch(r".*-([0-9]{1,9})(?:\.[0-9]+)?", notice)
    return int(found[1]) if found else 0


def _lasting(context: str) -> str:
    """The context of all versions of a flow."""
    return context.partition("--")[0]


def _digits(number: str) -> str:
    return number.removeprefix("+")
