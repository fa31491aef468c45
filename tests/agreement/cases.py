"""What of a real FreeSWITCH is kept: every test of the examples, callers and programs that are made
up from fixed seeds, and hostile texts at each place. The same every time, on every machine."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from flowc import pipeline
from flowc.backends.target import Artefact
from flowc.switches.freeswitch.host import compiled
from flowc.switches.protocol import Loaded
from flowc.testing import Result, run_tests
from tests.agreement.callers import caller
from tests.agreement.hostile import (
    PLACES,
    TYPED,
    at_place,
    common_flow,
    hostile_payloads,
    own_payloads,
    played,
)
from tests.agreement.programs import for_every_switch, program
from tests.agreement.scene import scene
from tests.agreement.script import Script, checked

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
CALLERS = 60
"""Made-up callers of each example."""
PROGRAMS, EACH = 30, 3
"""Made-up programs, and callers of each."""


class Case(NamedTuple):
    """A test: its title, what was written to make it, and what the runtime says of it."""

    title: str
    text: str
    result: Result


class Group(NamedTuple):
    """Tests of one program. `text` is the program as it is written, for one that is made up."""

    name: str
    text: str
    loaded: Loaded
    cases: tuple[Case, ...]

    def output(self) -> str:
        """A digest of what FreeSWITCH is given to run."""
        return digest(essence(compiled(self.loaded, "recorded")))


def digest(text: str) -> str:
    """The first sixteen digits of a SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def essence(artefacts: Iterable[Artefact]) -> str:
    """What of the files FreeSWITCH runs: without comments and white space, and without those that
    are for people."""
    kept = [a for a in artefacts if a.path.endswith((".xml", ".lua"))]
    return "\n".join(f"{a.path} {_folded(a)}" for a in sorted(kept))


def _folded(artefact: Artefact) -> str:
    comments = r"(?s)<!--.*?-->" if artefact.path.endswith(".xml") else r"(?m)^\s*--.*$"
    return " ".join(re.sub(comments, "", artefact.text).split())


def files() -> dict[str, Callable[[Path], Iterator[Group]]]:
    """The files of records, and what makes up the groups of each, below a folder to work in."""
    found: dict[str, Callable[[Path], Iterator[Group]]] = {}
    for example in ("clinic", "support", "utility"):
        found[example] = lambda folder, name=example: _example(name, folder)
    found["programs"] = _programs
    found["hostile"] = _hostile
    return found


def _example(name: str, folder: Path) -> Iterator[Group]:
    shutil.copytree(EXAMPLES / name, folder / name)
    flow = folder / name / f"{name}.flow"
    tests = flow.with_name(f"{name}_test.flow")
    own = _texts(tests.read_text(encoding="utf-8"))
    (work,) = pipeline.check((str(tests),)).works
    assert work.program
    loaded = Loaded(work.program, work.sources)
    cases = [Case(r.test.title, own[r.test.title], r) for r in run_tests(work.program, work.tests)]
    seen = scene(work.program)
    scripts = [caller(seen, f"recorded-{n}") for n in range(CALLERS)]
    yield Group(name, "", loaded, (*cases, *_made_up(flow, scripts)))


def _texts(file: str) -> dict[str, str]:
    """The tests of a file as they are written, by their titles; before each what holds for all."""
    first, *tests = re.split(r"(?m)^(?=test \")", file)
    return {text.split('"')[1]: first + text for text in tests}


def _made_up(flow: Path, scripts: list[Script]) -> list[Case]:
    work = checked(flow, scripts)
    assert work.program
    results = run_tests(work.program, work.tests)
    return [Case(s.title, s.text(), r) for s, r in zip(scripts, results, strict=True)]


def _programs(folder: Path) -> Iterator[Group]:
    for n in range(PROGRAMS):
        text = for_every_switch(program(f"recorded-{n}"))
        flow = folder / f"program_{n}.flow"
        flow.write_text(text, encoding="utf-8")
        (work,) = pipeline.check((str(flow),)).works
        assert work.program
        seen = scene(work.program)
        scripts = [caller(seen, f"recorded-{n}-{m}") for m in range(EACH)]
        loaded = Loaded(work.program, work.sources)
        yield Group(flow.stem, text, loaded, tuple(_made_up(flow, scripts)))


def _hostile(folder: Path) -> Iterator[Group]:
    loaded = common_flow(folder)
    cases: list[Case] = []
    for place in PLACES:
        made_up = own_payloads if place in TYPED else hostile_payloads
        for name, payload in made_up(Path("/canary")).items():
            call, returns, keys = at_place(place, name, payload)
            result = played(loaded.program, call, returns, keys)
            cases.append(Case(f"{name} as {place}", repr((call, returns, keys)), result))
    yield Group("hostile", "", loaded, tuple(cases))
