"""The traces of tests as files: JSON Lines, one file for each test, under names that are safe."""

import re
from unicodedata import normalize

from flowc.source import Sources
from flowc.testing.result import Suite
from flowc.trace import to_json_lines

LONGEST = 60
"""Letters of a title that a file's name keeps."""


def files(suites: tuple[Suite, ...], sources: Sources) -> tuple[tuple[str, str], ...]:
    """Names and texts: `clinic_test-25-one-minute-before-lunch-is-open.jsonl`, the file, the line
    and the title of the test. Titles never reach a name raw. The calls of a test stand one after
    the other, told apart by their `call`. Where a switch went another way than the runtime, the
    runtime's trace of that call stands beside, in `….runtime.jsonl`."""
    taken: set[str] = set()
    out: list[tuple[str, str]] = []
    for suite in suites:
        for result in suite.results:
            span = result.test.span
            line = sources[span.path].position(span.start).line
            name = _free(f"{_file(span.path)}-{line}-{_slug(result.test.title)}", taken)
            text = "".join(to_json_lines(call.caller, call.trace) for call in result.calls)
            out.append((f"{name}.jsonl", text))
            if result.parting:
                call = result.parting.runtime
                out.append((f"{name}.runtime.jsonl", to_json_lines(call.caller, call.trace)))
    return tuple(out)


def _file(path: str) -> str:
    name = re.split(r"[/\\]", path)[-1].removesuffix(".flow")
    return re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")[:LONGEST] or "flow"


def _slug(title: str) -> str:
    """The letters and digits of a title, without their marks, joined by `-`."""
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].rstrip("-") or "test"


def _free(name: str, taken: set[str]) -> str:
    """`name`, or with a number behind it where two tests would have the same."""
    free, n = name, 1
    while free in taken:
        n += 1
        free = f"{name}-{n}"
    taken.add(free)
    return free
