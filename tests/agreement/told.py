"""A disagreement told: where the traces part, and the shortest test that shows it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from flowc.report.test_terminal import results as shown
from flowc.report.text import painter
from flowc.switches.protocol import Refused, Switch
from flowc.testing import Result
from tests.agreement import smaller
from tests.agreement.door import Site, Tried, first_to_part, parted, site, tried
from tests.agreement.queue_differences import Fits
from tests.agreement.script import Script, checked
from tests.agreement.smaller import Limit

_MOST = 3
"""How many disagreements of a program are cut down."""


def told(
    on: Site,
    scripts: Sequence[Script],
    results: Sequence[Result],
    fits: Fits | None = None,
    limit: Limit | None = None,
) -> str:
    """What parted, each as the shortest test that parts; "" if nothing did. The results are those
    of the scripts, in their order. `fits`: what may happen where callers meet."""
    limit = limit or Limit()
    bad = [(s, r) for s, r in zip(scripts, results, strict=True) if r.failure]
    lines = [f"{len(bad)} of {len(results)} callers of {on.flow.name} part"] if bad else []
    lines += [_shown(on, shortest(on, s, fits, limit), result) for s, result in bad[:_MOST]]
    return "\n\n".join([*lines, *([limit.text()] if limit.reached else [])])


def shortest(
    on: Site, script: Script, fits: Fits | None = None, limit: Limit | None = None
) -> Script:
    """The shortest test of a program in which its switch still goes another way."""

    def first(candidates: Sequence[Script]) -> Script | None:
        return first_to_part(on, candidates, fits)

    return smaller.cut_down(script, smaller.scripts, first, limit or Limit())


def shortest_of_any(
    switch: Switch, text: str, script: Script, folder: Path, limit: Limit
) -> tuple[str, Script]:
    """A program and a test of it, both cut down within the limit."""

    def parts(candidate: str) -> bool:
        flow = folder / "smaller.flow"
        flow.write_text(candidate, encoding="utf-8")
        try:
            return bool(parted(t.result for t in tried(site(switch, flow), [script])))
        except (AssertionError, Refused):
            return False

    def first(candidates: Sequence[str]) -> str | None:
        return next((one for one in candidates if not limit.over() and parts(one)), None)

    flow = folder / "smallest.flow"
    flow.write_text(text, encoding="utf-8")
    script = shortest(site(switch, flow), script, limit=limit)
    text = smaller.cut_down(text, smaller.programs, first, limit)
    flow.write_text(text, encoding="utf-8")
    return text, shortest(site(switch, flow), script, limit=limit)


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
