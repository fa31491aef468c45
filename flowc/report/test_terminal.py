"""Test results for a person: what failed, where, and the call as it was heard."""

from flowc.report.call_text import around, as_heard
from flowc.report.frame import Note, gutter, render
from flowc.report.text import Paint, visible
from flowc.source import Source, Sources, Span
from flowc.testing.result import CallLog, Failure, Result


def results(found: tuple[Result, ...], sources: Sources, paint: Paint) -> str:
    """Every failed test in full, then how many passed and failed."""
    failed = [r for r in found if r.failure]
    parts = [failed_test(r, r.failure, sources, paint) for r in failed if r.failure]
    return "\n".join([*parts, summary(found) + "\n"])


def summary(found: tuple[Result, ...]) -> str:
    """`12 passed, 1 failed`."""
    failed = sum(r.failure is not None for r in found)
    return f"{len(found) - failed} passed, {failed} failed"


def failed_test(result: Result, failure: Failure, sources: Sources, paint: Paint) -> str:
    """One failed test: the expectation, the flow's line, the trace around, the call as heard."""
    title = visible(result.test.title)
    lines = [
        paint("error", "failed") + paint("bold", f': "{title}"'),
        *explanation(failure, sources, paint),
    ]
    call = next(c for c in result.calls if c.caller == failure.caller)
    lines += ["", *_indented("the trace there", around(call, failure.position), paint)]
    for each in result.calls:
        lines += ["", *_indented(_name(each, result), as_heard(each), paint)]
    return "\n".join(lines) + "\n"


def explanation(failure: Failure, sources: Sources, paint: Paint) -> list[str]:
    """The failure with the lines of the test and of the flow."""
    notes = [Note(failure.span, failure.message, primary=True)]
    if failure.at and failure.block:
        here = _first_line(failure.at, sources)
        notes.append(Note(here, f"the call was here, in `{failure.block}`", primary=False))
    shown = tuple(notes)
    frame = render(shown, sources, paint, "error")
    if not failure.help:
        return frame
    margin = " " * gutter(shown, sources)
    mark = paint("frame", f"{margin} =") + " " + paint("help", "note:")
    return [*frame, paint("frame", f"{margin} |"), f"{mark} {visible(failure.help)}"]


def _first_line(span: Span, sources: Sources) -> Span:
    """Where a block begins, so that a frame does not show it whole."""
    source: Source | None = sources.get(span.path)
    if source is None:
        return span
    end = source.text.find("\n", span.start, span.end)
    return span if end < 0 else span._replace(end=end)


def _name(call: CallLog, result: Result) -> str:
    if len(result.calls) == 1:
        return "the call as heard"
    return f"the call of caller {visible(call.caller)} as heard"


def _indented(head: str, lines: list[str], paint: Paint) -> list[str]:
    return [f"  {paint('bold', head)}", *(f"    {line}".rstrip() for line in lines)]
