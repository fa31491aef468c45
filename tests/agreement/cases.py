"""What of a real FreeSWITCH is kept: every test of the examples and of a firm with queues, callers,
programs and queues that are made up from fixed seeds, and hostile texts at each place. The same
every time, on every machine."""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from flowc import pipeline
from flowc.backends.target import Artefact
from flowc.switches.freeswitch.host import compiled
from flowc.switches.protocol import Loaded, Refused
from flowc.testing import Result, run_tests
from flowc.testing.run import prepare
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
from tests.agreement.queue_callers import brief, meetings
from tests.agreement.queue_differences import fits
from tests.agreement.queue_programs import LIMITS, queue_program
from tests.agreement.queue_scripts import queue_script
from tests.agreement.scene import scene
from tests.agreement.script import Script, checked

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
LOOKUPS = Path(__file__).parent / "flows" / "lookups.flow"
TOLD = (
    "called_back",
    "lists",
    "lookups",
    "mailboxes",
    "money",
    "notices",
    "payment",
    "rating",
    "recordings",
    "secret",
    "sends",
    "transfer",
)
"""Flows with tests of their own, a part of the language each."""
FIRM = Path(__file__).parent / "queues" / "firm.flow"
CALLERS = 60
"""Made-up callers of each example."""
QUEUE_CALLERS, FIRMS_CALLERS = 30, 10
"""Made-up calls to each example with queues, and as many in which callers meet; and to the firm."""
PROGRAMS, EACH = 60, 2
"""Made-up programs, and callers of each."""
QUEUES, EACH_QUEUE = 24, 1
"""Made-up programs with queues, and tests of each."""
_TRIES = 40
"""How many programs are made up until FreeSWITCH can do one."""


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
        found[example] = partial(_kept, EXAMPLES / example / f"{example}.flow", CALLERS)
    for example in ("helpdesk", "shop"):
        found[example] = partial(_with_queues, example)
    found["supplier"] = partial(_kept, EXAMPLES / "supplier" / "supplier.flow", 0)
    for flow in TOLD:
        found[flow] = partial(_tested, LOOKUPS.with_stem(flow))
    found["firm"] = partial(_kept, FIRM, FIRMS_CALLERS)
    found["programs"] = _programs
    found["queues"] = _queues
    found["hostile"] = _hostile
    return found


def _with_queues(example: str, folder: Path) -> Iterator[Group]:
    yield from _kept(EXAMPLES / example / f"{example}.flow", QUEUE_CALLERS, folder)
    shutil.copytree(EXAMPLES / example, folder / f"{example}_brief")
    flow = folder / f"{example}_brief" / f"{example}.flow"
    brief(flow)
    (work,) = pipeline.check((str(flow),)).works
    assert work.program
    scripts = meetings(scene(work.program), "recorded", QUEUE_CALLERS, fits("freeswitch"))
    loaded = Loaded(work.program, work.sources)
    yield Group(f"{example}_brief", "", loaded, tuple(_made_up(flow, scripts)))


def _tested(flow: Path, folder: Path) -> Iterator[Group]:
    """A program with tests in its own file, which is copied for its path, with its lists."""
    for rows in flow.parent.glob("*.csv"):
        shutil.copy(rows, folder)
    copy = Path(shutil.copy(flow, folder))
    (work,) = pipeline.check((str(copy),)).works
    assert work.program
    loaded = Loaded(work.program, work.sources)
    yield Group(flow.stem, "", loaded, tuple(_own(copy, work)))


def _own(tests: Path, work: pipeline.Work) -> Iterator[Case]:
    """The tests of a file, and what the runtime says of them."""
    assert work.program
    texts = _texts(tests.read_text(encoding="utf-8"))
    for result in run_tests(work.program, work.tests):
        yield Case(result.test.title, texts[result.test.title], result)


def _kept(source: Path, callers: int, folder: Path) -> Iterator[Group]:
    """A program with tests of its own, and callers of it who are made up."""
    name = source.stem
    shutil.copytree(source.parent, folder / name)
    flow = folder / name / f"{name}.flow"
    tests = flow.with_name(f"{name}_test.flow")
    (work,) = pipeline.check((str(tests),)).works
    assert work.program
    loaded = Loaded(work.program, work.sources)
    cases = _own(tests, work)
    seen = scene(work.program)
    allowed = fits("freeswitch")
    scripts = [caller(seen, f"recorded-{n}", fits=allowed) for n in range(callers)]
    yield Group(name, "", loaded, (*cases, *_made_up(flow, scripts)))


def _texts(file: str) -> dict[str, str]:
    """The tests of a file as they are written, by their titles; before each what holds for all."""
    first, *tests = re.split(r"(?m)^(?=test \")", file)
    return {text.split('"')[1]: first + text for text in tests}


def _made_up(flow: Path, scripts: list[Script]) -> list[Case]:
    work = checked(flow, scripts)
    assert work.program
    results = run_tests(work.program, work.tests)
    assert [r.failure.message for r in results if r.failure] == []
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


def _queues(folder: Path) -> Iterator[Group]:
    for n in range(QUEUES):
        for attempt in range(_TRIES):
            seed = f"recorded-{n}-{attempt}"
            made = queue_program(seed, LIMITS["freeswitch"])
            flow = folder / f"queues_{n}.flow"
            flow.write_text(made.text, encoding="utf-8")
            (work,) = pipeline.check((str(flow),)).works
            assert work.program
            loaded = Loaded(work.program, work.sources)
            if _takes(loaded):
                break
        else:
            message = f"FreeSWITCH can do none of {_TRIES} programs"
            raise AssertionError(message)
        play = prepare(work.program)
        scripts = [queue_script(made, play, f"{seed}-{m}") for m in range(EACH_QUEUE)]
        yield Group(flow.stem, made.text, loaded, tuple(_made_up(flow, scripts)))


def _takes(loaded: Loaded) -> bool:
    try:
        compiled(loaded, "recorded")
    except Refused:
        return False
    return True


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
