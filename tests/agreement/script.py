"""A test of the language as its lines, and files of tests."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from flowc import pipeline
from flowc.testing.retold import quoted


class Script(NamedTuple):
    """One test: its title and its statements, a line each."""

    title: str
    lines: tuple[str, ...]

    def text(self) -> str:
        """The test as it stands in a `.flow` file."""
        body = "".join(f"  {line}\n" for line in self.lines)
        return f"test {quoted(self.title)} {{\n{body}}}\n"


def checked(flow: Path, scripts: Iterable[Script], name: str = "callers") -> pipeline.Work:
    """The program at `flow` with these tests, which are written into a file beside it and read as a
    user's would be."""
    path = flow.with_name(f"{name}_test.flow")
    tests = "\n".join(script.text() for script in scripts)
    path.write_text(f"import {quoted(flow.name)}\n\n{tests}", encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    return work._replace(tests=tuple(t for t in work.tests if t.path == str(path)))
