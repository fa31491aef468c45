"""What callers, networks, other dialplan and authors write is never read as dialplan: tried on a
real Asterisk, each payload at each place."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import pytest

from flowc import pipeline
from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import (
    Call,
    Elapsed,
    Ended,
    Event,
    HangUp,
    Key,
    Listening,
    Outside,
    Returned,
    Wait,
)
from flowc.semantics import scenario
from flowc.semantics.ir import Program
from flowc.source import Span
from flowc.switches.asterisk.switch import AsteriskSwitch
from flowc.switches.protocol import Loaded, Missing
from flowc.testing.agreement import agree
from flowc.testing.result import CallLog, Result, Step
from flowc.testing.retold import quoted
from tests.agreement.payloads import payloads
from tests.agreement.stock import Ami

FLOW = Path(__file__).parent / "flows" / "hostile.flow"
TYPED = {
    "number value": "amount",
    "digits value": "code",
    "phone value": "phone_no",
    "chosen value": "colour",
    "date value": "day",
    "time value": "hour",
}
PLACES = ("name", "number", "dialled", "sent by", "outcome", "text", *TYPED)
KEYS = ("*#*#", "**#", "#", "0*9#1", "1234567890123456789012")
HARMLESS = r"high water mark"
"""Much is told to who watches."""

GOOD = {
    "amount": 5,
    "code": "05",
    "phone_no": "+37061234567",
    "colour": "red",
    "day": "2026-02-28",
    "hour": "08:05",
}


class Watched:
    """A private Asterisk whose folder, AstDB and events are looked at from outside."""

    def __init__(self, folder: Path, canary: Path) -> None:
        """`folder`: where its own folder is made."""
        try:
            self.switch = AsteriskSwitch()
        except Missing as e:
            pytest.skip(str(e))
        self.canary = canary
        self._above = folder

    def __enter__(self) -> Self:
        """Start it."""
        self.switch.__enter__()
        (self.folder,) = self._above.iterdir()
        lines = (self.folder / "etc" / "manager.conf").read_text(encoding="utf-8").splitlines()
        said = dict(line.split(" = ", 1) for line in lines if " = " in line)
        self.ami = Ami(int(said["port"]), "flowc", said["secret"])
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.ami.close()
        self.switch.__exit__()

    def files(self) -> set[str]:
        """What lies in its folder and in the canary's; logs and recordings come and go."""
        found = [p for top in (self.folder, self.canary) for p in top.rglob("*")]
        return {str(p) for p in found if not {"spool", "log", "sounds"} & set(p.parts)}

    def kept(self) -> list[tuple[str, str]]:
        """The AstDB."""
        (file,) = self.folder.glob("db/*.sqlite3")
        with sqlite3.connect(file) as connection:
            found = connection.execute("SELECT key, value FROM astdb ORDER BY key").fetchall()
        connection.close()
        return found

    def channels(self) -> set[str]:
        """Who they are between: all that there have been."""
        new = (e["Channel"] for e in self.ami.events if e.get("Event") == "Newchannel")
        return {channel.rpartition("-")[0] for channel in new}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder, canary = tmp_path_factory.mktemp("its"), tmp_path_factory.mktemp("canary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        with Watched(folder, canary) as made:
            yield made


def loaded(path: Path) -> Loaded:
    (work,) = pipeline.check((str(path),)).works
    assert [d.message for d in work.diagnostics if d.severity == "error"] == []
    assert work.program
    return Loaded(work.program, work.sources)


def played(program: Program, call: Call, returns: Iterable[Returned], keys: str) -> Result:
    """A call as the runtime makes it: outside dialplan answers in turn, keys are pressed once."""
    machine = compile_program(program)
    answers, typed = list(returns), list(keys)
    state, (trace, wait) = machine.start(call)
    steps: list[Step] = []
    while not isinstance(wait, Ended):
        event = _next(wait, steps, answers, typed)
        steps.append(Step(wait, event))
        state, (told, wait) = machine.step(state, event)
        trace += told
    log = CallLog("caller", 0, call, trace, {}, tuple(steps))
    test = scenario.Test("hostile", str(FLOW), None, (), (), Span(str(FLOW), 0, 0))
    return Result(test, None, (log,), steps[-1].event.t if steps else 0)


def _next(wait: Wait, steps: list[Step], answers: list[Returned], typed: list[str]) -> Event:
    now = steps[-1].event.t if steps else 0
    if isinstance(wait, Outside):
        return answers.pop(0)._replace(t=now) if answers else HangUp(now)
    if isinstance(wait, Listening) and typed:
        return Key(now + 50, typed.pop(0))
    assert wait.until is not None, wait
    return Elapsed(wait.until)


def at_place(place: str, payload: str) -> tuple[Call, list[Returned]]:
    """A call that brings the payload there, and is ordinary otherwise."""
    call = Call(to="100", caller="+37061234567", name="Jonas", redirected_from="200")
    said, more, outcome = "nothing", dict(GOOD), "done"
    match place:
        case "name":
            call = call._replace(name=payload)
        case "number":  # Asterisk tells of line ends in it as they are: see test_forging.py
            call = call._replace(caller=re.sub(r"[\r\n]", "_", payload))
        case "dialled":
            call = call._replace(to=payload)
        case "sent by":
            call = call._replace(redirected_from=payload)
        case "outcome":
            outcome = payload
        case "text":
            said = payload
        case _:
            more[TYPED[place]] = payload
    first = Returned(0, outcome, (("said", said),))
    return call, [first, Returned(0, "done", tuple(more.items()))]


def check(watched: Watched, program: Program, results: dict[str, Result]) -> None:
    """Make the calls, and see that nothing came of them but their traces."""
    files, kept = watched.files(), watched.kept()
    names = {id(result): name for name, result in results.items()}
    wrong: list[str] = []
    for placed in watched.switch.place(program, results.values()):
        name = names.pop(id(placed.result))
        ours, (told,) = placed.result.calls[0], placed.told
        difference = agree(ours.trace, told.trace, "asterisk")
        log = [line for line in told.log if not re.search(HARMLESS, line)]
        if difference or told.stuck or log:
            wrong.append(f"{name}: {difference} {told.stuck} {log}")
    assert wrong == []
    assert not names
    assert watched.files() == files
    assert watched.kept() == kept
    watched.ami.act("Ping")
    assert watched.channels() == {"Local/in@flowc-callers"}


@pytest.mark.parametrize("place", PLACES)
def test_each_payload_at_each_place(place: str, watched: Watched) -> None:
    flow = loaded(FLOW)
    watched.switch.load(flow)
    results: dict[str, Result] = {}
    for n, (name, payload) in enumerate(payloads(watched.canary).items()):
        call, returns = at_place(place, payload)
        results[name] = played(flow.program, call, returns, KEYS[n % len(KEYS)])
    check(watched, flow.program, results)


LINE_END = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
"""What is a space in the output: dialplan's values are one line."""

TEXTS = """flow {text} {{ languages en }}
number "100" -> start
var who: text = {text}
var other: text = ""
prompt hello {{ en {spoken} }}
step start {{
  play hello
  set other = {text}
  record other as figure
  if other = {text} -> same
  -> hangup
}}
step same {{
  record who as who
  if caller.name starts with {text} -> hangup
  if who starts with {text} -> hangup busy
  -> hangup
}}
"""


def test_what_an_author_writes(watched: Watched, tmp_path: Path) -> None:
    """In the name of a flow, a prompt, a value, a condition."""
    flows: list[tuple[Program, dict[str, Result]]] = []
    for n, (name, payload) in enumerate(payloads(watched.canary).items()):
        text = quoted(LINE_END.sub(" ", payload))
        path = tmp_path / f"{n}.flow"
        spoken = re.sub(r"[{}]", r"\g<0>\g<0>", text)
        path.write_text(TEXTS.format(text=text, spoken=spoken), encoding="utf-8")
        flow = loaded(path)
        watched.switch.load(flow)
        call = Call(to="100", caller="+37061234567", name="Jonas")
        flows.append((flow.program, {name: played(flow.program, call, (), "")}))
    for program, results in flows:
        check(watched, program, results)
