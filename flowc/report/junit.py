"""Test results as JUnit XML, for the machines that run them: a suite for each file.

`classname` is the flow, `name` the test, `time` the seconds of the test on the virtual clock, so
that the bytes are the same every time (but not on a real switch, which a property `engine` names:
there they are measured). What XML can not hold is replaced by a visible sign.
"""

from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flowc.report.call_text import as_heard
from flowc.report.stuck import message, stuck_caller
from flowc.report.terminal import finding
from flowc.report.test_terminal import failed_test
from flowc.report.text import painter, visible
from flowc.source import Sources
from flowc.testing.result import RUNTIME, Engine, Result, Stuck, Suite

if TYPE_CHECKING:
    from flowc.diagnostic import Diagnostic

_PLAIN = painter(colour=False)
_NO_XML: dict[int, str] = {0xFFFE: "\N{REPLACEMENT CHARACTER}", 0xFFFF: "\N{REPLACEMENT CHARACTER}"}


class _Counts(NamedTuple):
    """Of one suite or of all. A program with errors counts as one test."""

    tests: int
    failures: int
    errors: int
    milliseconds: int


def document(suites: tuple[Suite, ...], sources: Sources, engine: Engine = RUNTIME) -> str:
    """All suites as one document, ended by a newline."""
    counts = [_counts(suite) for suite in suites]
    total = _Counts(*(sum(column) for column in zip(*counts, strict=True)))
    root = Element("testsuites", _attributes(total))
    for suite, count in zip(suites, counts, strict=True):
        name = {"name": _safe(suite.path)}
        element = SubElement(root, "testsuite", name | _attributes(count) | {"skipped": "0"})
        if engine != RUNTIME:
            properties = SubElement(element, "properties")
            SubElement(properties, "property", {"name": "engine", "value": _safe(str(engine))})
        if suite.errors:
            _broken(element, suite, sources)
        for result in suite.results:
            _case(element, suite, result, sources, engine)
        for one in suite.stuck:
            _stuck(element, suite, one, sources)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(suite: Suite) -> _Counts:
    broken = 1 if suite.errors else 0
    failures = sum(r.failure is not None for r in suite.results) + len(suite.stuck)
    milliseconds = sum(r.milliseconds for r in suite.results)
    return _Counts(len(suite.results) + len(suite.stuck) + broken, failures, broken, milliseconds)


def _attributes(counts: _Counts) -> dict[str, str]:
    return {
        "tests": str(counts.tests),
        "failures": str(counts.failures),
        "errors": str(counts.errors),
        "time": _seconds(counts.milliseconds),
    }


def _broken(parent: Element, suite: Suite, sources: Sources) -> None:
    first: Diagnostic = suite.errors[0]
    case = SubElement(parent, "testcase", _named(suite, "the program", 0))
    error = SubElement(case, "error", {"type": first.code, "message": _safe(first.message)})
    error.text = _lines("\n".join(finding(d, sources, _PLAIN) for d in suite.errors))


def _case(parent: Element, suite: Suite, result: Result, sources: Sources, engine: Engine) -> None:
    case = SubElement(parent, "testcase", _named(suite, result.test.title, result.milliseconds))
    if result.failure:
        kind = "parting" if result.parting else "expectation"
        message = {"type": kind, "message": _safe(result.failure.message)}
        failure = SubElement(case, "failure", message)
        failure.text = _lines(failed_test(result, result.failure, sources, _PLAIN, engine))
    heard = "\n".join(line for call in result.calls for line in as_heard(call))
    SubElement(case, "system-out").text = _lines(heard)


def _stuck(parent: Element, suite: Suite, one: Stuck, sources: Sources) -> None:
    name = f"{one.test.title}: {one.service} {', '.join(one.bad)}"
    case = SubElement(parent, "testcase", _named(suite, name, 0))
    failure = SubElement(case, "failure", {"type": "stuck", "message": _safe(message(one))})
    failure.text = _lines(stuck_caller(one, sources, _PLAIN))


def _named(suite: Suite, name: str, milliseconds: int) -> dict[str, str]:
    return {"classname": _safe(suite.flow), "name": _safe(name), "time": _seconds(milliseconds)}


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}"


def _safe(text: str) -> str:
    return visible(text).translate(_NO_XML)


def _lines(text: str) -> str:
    return "\n".join(_safe(line) for line in text.split("\n"))
