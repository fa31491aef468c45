"""A disagreement is cut down to its shortest test, with a switch that tells one thing wrong."""

import math
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

from flowc.semantics.ir import Program
from flowc.switches.protocol import Loaded, Placed
from flowc.testing import Result
from flowc.testing.result import Told
from flowc.trace import Event, Trace
from tests.agreement.callers import caller
from tests.agreement.door import parted, placed, played, site
from tests.agreement.programs import program
from tests.agreement.scene import scene
from tests.agreement.script import Script, checked
from tests.agreement.smaller import Limit
from tests.agreement.told import shortest, shortest_of_any, told

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


class Wrong:
    """A switch that does as the runtime, and tells one kind of event otherwise: `told` gives None
    for one that is lost."""

    name = "asterisk"
    version = "22"

    def __init__(self, tells: Callable[[Event], Event | None]) -> None:
        self.tells = tells

    def load(self, program: Loaded) -> None:
        pass

    def place(self, program: Program, results: Iterable[Result]) -> Iterator[Placed]:
        assert program.blocks
        for result in reversed(tuple(results)):
            calls = (Told(c.caller, self.trace(c.trace), "", ()) for c in result.calls)
            yield Placed(result, tuple(calls))

    def trace(self, events: Trace) -> Trace:
        told = (self.tells(event) for event in events)
        return tuple(event for event in told if event)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def loses_wrong_keys(event: Event) -> Event | None:
    return None if event[0] == "no-match" and event[3] == 2 else event


def busy_is_failed(event: Event) -> Event | None:
    return (*event[:3], "failed") if event[0] == "ring" and event[3] == "busy" else event


def callers_of(example: str, tells: Callable[[Event], Event | None], folder: Path) -> list[Script]:
    """The callers who notice."""
    shutil.copytree(EXAMPLES / example, folder / example)
    on = site(Wrong(tells), folder / example / f"{example}.flow")
    seen = scene(on.program)
    scripts = [caller(seen, f"wrong-{n}") for n in range(200)]
    found = placed(on, played(on, checked(on.flow, scripts).tests))
    return [s for s, r in zip(scripts, found, strict=True) if r.failure]


def test_nothing_parts_where_nothing_is_wrong(tmp_path: Path) -> None:
    assert callers_of("clinic", lambda event: event, tmp_path) == []


def test_the_shortest_caller(tmp_path: Path) -> None:
    long = callers_of("clinic", loses_wrong_keys, tmp_path)
    on = site(Wrong(loses_wrong_keys), tmp_path / "clinic" / "clinic.flow")
    for script in long[:5]:
        cut = shortest(on, script, limit=Limit(math.inf))
        acts = [line for line in cut.lines if line.split()[0] not in {"at", "call"}]
        assert len(cut.lines) < len(script.lines)
        assert 1 <= len(acts) <= 3, cut.text()
        assert all(line.startswith("press ") for line in acts), cut.text()


def test_what_has_to_hold_stays(tmp_path: Path) -> None:
    long = callers_of("support", busy_is_failed, tmp_path)
    on = site(Wrong(busy_is_failed), tmp_path / "support" / "support.flow")
    cut = shortest(on, long[0], limit=Limit(math.inf))
    assert sum(" is busy" in line for line in cut.lines) >= 1
    assert not any(line.startswith(("hear", "reach")) for line in cut.lines), cut.text()
    text = told(on, [cut], placed(on, played(on, checked(on.flow, [cut]).tests)))
    assert "1 of 1 callers of support.flow part" in text
    assert cut.text() in text
    assert "rang alice" in text


def test_who_waits_is_told_what_there_is(tmp_path: Path) -> None:
    long = callers_of("clinic", loses_wrong_keys, tmp_path)[0]
    on = site(Wrong(loses_wrong_keys), tmp_path / "clinic" / "clinic.flow")
    over = Limit(0)
    assert shortest(on, long, limit=over) == long
    assert over.reached
    results = placed(on, played(on, checked(on.flow, [long]).tests))
    text = told(on, [long], results, limit=over)
    assert long.text() in text
    assert text.endswith("(cut down for 0 s and not to the end: less may show the same)")
    cut = told(on, [long], results, limit=Limit(math.inf))
    assert long.text() not in cut
    assert "not to the end" not in cut


def test_the_shortest_program(tmp_path: Path) -> None:
    def loses_records(event: Event) -> Event | None:
        return None if event[0] == "record" and event[2] == "rn" else event

    switch = Wrong(loses_records)
    whole, bad = next(found for n in range(50) if (found := noticed(switch, f"{n}", tmp_path)))
    text, script = shortest_of_any(switch, whole, bad, tmp_path, Limit(math.inf))
    assert text.count("\n") * 2 < whole.count("\n"), text
    assert "record n as rn" in text
    flow = tmp_path / "again.flow"
    flow.write_text(text, encoding="utf-8")
    again = site(switch, flow)
    assert parted(placed(again, played(again, checked(flow, [script]).tests)))


def noticed(switch: Wrong, seed: str, folder: Path) -> tuple[str, Script] | None:
    """A program and a caller of it who notices."""
    flow = folder / "made.flow"
    flow.write_text(program(seed), encoding="utf-8")
    on = site(switch, flow)
    seen = scene(on.program)
    scripts = [caller(seen, f"{n}") for n in range(20)]
    found = placed(on, played(on, checked(on.flow, scripts).tests))
    bad = (s for s, r in zip(scripts, found, strict=True) if r.failure)
    return next(((program(seed), script) for script in bad), None)
