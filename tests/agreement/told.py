"""A disagreement told: where the traces part, and the shortest test that shows it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flowc.report.test_terminal import results as shown
from flowc.report.text import painter
from flowc.switches.protocol import Refused, Switch
from flowc.testing import Result
from tests.agreement import smaller
from tests.agreement.door import Site, Tried, parted, site, tried
from tests.agreement.script import Script, checked

_MOST = 3
"""How many disagreements of a program are cut down."""


def told(on: Site, scripts: Sequence[Script], results: Sequence[Result]) -> str:
    """What parted, each as the shortest test that parts; "" if nothing did. The results are those
    of the scripts, in their order."""
    bad = [(s, r) for s, r in zip(scripts, results, strict=True) if r.failure]
    lines = [f"{len(bad)} of {len(results)} callers of {on.flow.name} part"] if bad else []
    lines += [_shown(on, shortest(on, script), result) for script, result in bad[:_MOST]]
    return "\n\n".join(lines)


def shortest(on: Site, script: Script) -> Script:
    """The shortest test of a program in which its switch still goes another way."""

    def first(candidates: Sequence[Script]) -> Script | None:
        return next((t.script for t in tried(on, candidates) if t.result.failure), None)

    return smaller.cut_down(script, smaller.scripts, first)


def shortest_of_any(switch: Switch, text: str, script: Script, folder: Path) -> tuple[str, Script]:
    """A program and a test of it, both cut down."""

    def parts(candidate: str) -> bool:
        flow = folder / "smaller.flow"
        flow.write_text(candidate, encoding="utf-8")
        try:
            return bool(parted(t.result for t in tried(site(switch, flow), [script])))
        except (AssertionError, Refused):
            return False

    def first(candidates: Sequence[str]) -> str | None:
        return next((one for one in candidates if parts(one)), None)

    flow = folder / "smallest.flow"
    flow.write_text(text, encoding="utf-8")
    script = shortest(site(switch, flow), script)
    text = smaller.cut_down(text, smaller.programs, first)
    flow.write_text(text, encoding="utf-8")
    return text, shortest(site(switch, flow), script)


def traces(result: Result) -> Iterator[str]:
    """What was seen of a test that parted: why it did, and both traces of the call."""
    if result.failure:
        yield result.failure.message
    if result.parting:
        yield "the runtime:"
        yield from (f"  {event}" for event in result.parting.runtime.trace)
        yield "the switch:"
        yield from (f"  {event}" for event in result.parting.switch.trace)
        yield from result.parting.log


def _shown(on: Site, script: Script, first: Result) -> str:
    """The test, and where the traces of its calls part."""
    work = checked(on.flow, [script], "shown")
    again: list[Tried] = tried(on, [script], "shown")
    found = tuple(t.result for t in again)
    if parted(found):
        return f"{script.text()}\n{shown(found, work.sources, painter(colour=False), on.engine)}"
    seen = "\n".join(traces(first))
    return f"{script.text()}\n{seen}\n(it agreed when it was tried again)"
