"""Lists from files on each switch: a real `flowc serve` reads them, and reads them again while the
switch runs. The same trace as the runtime's comes of it, whatever a file holds."""

import csv
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.runtime.protocol import Call
from flowc.semantics.ir import Program
from flowc.switches.protocol import Switch
from flowc.testing.result import Result
from tests.agreement.door import parted, placed, played, site
from tests.agreement.hostile import own_payloads
from tests.agreement.liar import instead, liar
from tests.agreement.payloads import payloads
from tests.agreement.test_lookups import LIES, checked, made, outcomes, set_to

FOLDER = Path(__file__).parent / "flows"
FILES = ("lists.flow", "vip.csv", "blocked.csv")

ASKED_IN, ASKED_BY_ROW = "+37052000001", "+37052000002"
"""Numbers of the flow: behind which a block list stands, and whose caller's row is read."""

HEADER = ("number", "tier", "greeting", "due", "since", "speaks", "call_back", "allowed")

READ_AGAIN = 8
"""Seconds on the wall within which a file that was changed has been read."""


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    """The flow and its files, which may be changed."""
    folder = tmp_path / "flow"
    folder.mkdir()
    for name in FILES:
        shutil.copy(FOLDER / name, folder)
    return folder / "lists.flow"


def write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def program(flow: Path) -> Program:
    """What the flow means with its files as they are now."""
    (work,) = pipeline.check((str(flow),)).works
    assert [d.message for d in work.diagnostics if d.severity == "error"] == []
    assert work.program
    return work.program


def answered(program: Program, number: str, to: str = ASKED_BY_ROW) -> Result:
    """The call in the runtime, in which every list says what its file says."""
    return made(program, Call(to=to, caller=number), [(200, "")] * 3)


def test_the_switch_asks_and_reads_as_the_runtime(switch: Switch, flow: Path) -> None:
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    results = played(on, work.tests)
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    told = {e[3] for r in results for c in r.calls for e in c.trace if e[0] == "lookup"}
    assert told == {"found", "not-found", "failed"}
    found = parted(placed(on, results))
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


def test_hostile_cells_change_nothing_but_values(
    switch: Switch, flow: Path, tmp_path: Path
) -> None:
    """In a column that is read, in one that nobody reads, in the names of columns."""
    canary = tmp_path / "canary"
    canary.mkdir()
    texts = payloads(canary) | own_payloads(canary)
    one_line = {
        name: text
        for name, text in texts.items()
        if text.strip(" ") and text.isprintable() and len(text) <= 200
    }
    numbers = {name: f"+3706{n:07}" for n, name in enumerate(one_line)}
    rows = [
        (numbers[name], "", text, "", "", "", "", "", "x" * 100_000, text)
        for name, text in one_line.items()
    ]
    write(flow.with_name("vip.csv"), [(*HEADER, "huge", texts["shell"]), *rows])
    whole = site(switch, flow).program
    calls = {name: answered(whole, number) for name, number in numbers.items()}
    traces = checked(switch, whole, calls)
    assert list(canary.iterdir()) == []
    kept = {name: set_to(trace)["greeting"] for name, trace in traces.items()}
    assert kept == {name: text.strip(" ") for name, text in one_line.items()}
    assert {"shell", "quotes", "expression", "end of a function", "percents", "lua"} <= set(kept)


def test_a_file_that_changes_counts_without_a_compilation(switch: Switch, flow: Path) -> None:
    running = site(switch, flow).program
    blocked, row = flow.with_name("blocked.csv"), flow.with_name("vip.csv")
    caller = "+37060000005"
    before = {
        "let in": answered(running, caller, ASKED_IN),
        "no row of its own": answered(running, caller),
    }
    checked(switch, running, before)
    write(blocked, [("number",), (caller,)])
    write(row, [HEADER, (caller, "gold", "new", "", "", "", "", "")])
    time.sleep(READ_AGAIN)
    now = program(flow)
    after = {"kept out": answered(now, caller, ASKED_IN), "a row": answered(now, caller)}
    traces = checked(switch, running, after)
    assert "play" not in {event[0] for event in traces["kept out"]}
    assert set_to(traces["a row"])["greeting"] == "new"
    row.write_bytes(b"number;tier\n+37060000005;gold\n")
    blocked.write_bytes(b"number\n\xff\xfe\n")
    time.sleep(READ_AGAIN)
    checked(switch, running, after)


def test_without_flowc_serve_lists_have_failed_at_once(
    switch: Switch, flow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with liar(()) as address:
        pass
    instead(address, monkeypatch)
    whole = site(switch, flow).program
    fails = {
        to: made(whole, Call(to=to, caller="+37060000009"), [(None, "")] * 3)
        for to in (ASKED_IN, ASKED_BY_ROW)
    }
    traces = checked(switch, whole, fails)
    assert outcomes(traces[ASKED_IN]) == ["failed"] * 3
    assert outcomes(traces[ASKED_BY_ROW]) == ["failed"]


def test_whoever_answers_in_its_place_is_not_believed(
    switch: Switch, flow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    lies = [lie.replace("CANARY", str(canary)) for lie in LIES]
    with liar(lies) as address:
        instead(address, monkeypatch)
        whole = site(switch, flow).program
        for lie in lies:
            result = made(whole, Call(to=ASKED_BY_ROW, caller="+37060000001"), [(None, "")])
            ((_, (told,)),) = switch.place(whole, [result])
            assert outcomes(told.trace) == ["failed"], lie
    assert not canary.exists()
