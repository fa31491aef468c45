"""Test results for a person: what failed, where, and the call as it was heard."""

from flowc.report.call_text import around, as_heard, shortened
from flowc.report.counts import count
from flowc.report.frame import Note, gutter, render
from flowc.report.side_by_side import side_by_side
from flowc.report.stuck import counted, stuck_caller
from flowc.report.text import Paint, visible
from flowc.source import Source, Sources, Span
from flowc.testing.result import RUNTIME, CallLog, Engine, Failure, Parting, Result, Stuck


def results(
    found: tuple[Result, ...],
    sources: Sources,
    paint: Paint,
    engine: Engine = RUNTIME,
    stuck: tuple[Stuck, ...] = (),
) -> str:
    """Every failed test and every stuck caller in full, then how many passed and failed."""
    parts = [failed_test(r, r.failure, sources, paint, engine) for r in found if r.failure]
    parts += [stuck_caller(one, sources, paint) for one in stuck]
    total = summary(found, engine) + (f", {counted(len(stuck))}" if stuck else "")
    return "\n".join([*parts, total + "\n"])


def summary(found: tuple[Result, ...], engine: Engine = RUNTIME) -> str:
    """`12 passed, 1 failed`; on a switch `13 tests passed on Asterisk 22.10.1`."""
    failed = sum(r.failure is not None for r in found)
    passed = len(found) - failed
    if engine == RUNTIME:
        return f"{passed} passed, {failed} failed"
    return f"{count(passed, 'test')} passed{f', {failed} failed' if failed else ''} on {engine}"


def failed_test(
    result: Result, failure: Failure, sources: Sources, paint: Paint, engine: Engine = RUNTIME
) -> str:
    """One failed test: the expectation, the flow's line, the trace around, the call as heard. Where
    a switch went another way than the runtime, the two traces stand side by side."""
    title = visible(result.test.title)
    lines = [
        paint("error", "failed") + paint("bold", f': "{title}"'),
        *_explanation(result, failure, engine, sources, paint),
    ]
    if result.parting:
        lines += _parted(result.parting, engine, paint)
    else:
        call = next(c for c in result.calls if c.caller == failure.caller)
        lines += ["", *_indented("the trace there", around(call, failure.position), paint)]
    for each in result.calls:
        lines += ["", *_indented(_name(each, result), as_heard(each), paint)]
    return "\n".join(lines) + "\n"


def _explanation(
    result: Result, failure: Failure, engine: Engine, sources: Sources, paint: Paint
) -> list[str]:
    """The failure with the lines of the test and of the flow."""
    remarks = failure.help.split("\n") if failure.help else []
    label = failure.message
    if result.parting:
        label, remarks = f"{engine.title} went another way here", [failure.message, *remarks]
    notes = [Note(failure.span, label, primary=True)]
    if failure.at and failure.block:
        here = _first_line(failure.at, sources)
        notes.append(Note(here, f"the call was here, in `{failure.block}`", primary=False))
    shown = tuple(notes)
    frame = render(shown, sources, paint, "error")
    if not remarks:
        return frame
    margin = " " * gutter(shown, sources)
    mark = paint("frame", f"{margin} =") + " " + paint("help", "note:")
    return [*frame, paint("frame", f"{margin} |"), *(f"{mark} {visible(x)}" for x in remarks)]


def _parted(parting: Parting, engine: Engine, paint: Paint) -> list[str]:
    lines = ["", *_indented("where they part", side_by_side(parting, str(engine)), paint)]
    if parting.log:
        said = [visible(line) for line in shortened(list(parting.log))]
        lines += ["", *_indented(f"{engine.title} complained", said, paint)]
    return lines


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
