"""Callers who are called back, on each switch: what it tells is what the runtime says, with those
who stay on the line beside them."""

import shutil
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.serving import notice
from flowc.switches.protocol import Switch
from flowc.switches.services import Services
from tests.agreement.door import placed, played, site

FLOWS = Path(__file__).parent / "flows"

BEYOND = {"freeswitch": {"a step of the need that holds already"}}
"""What a switch does otherwise: `flowc explain --targets` says what and why."""


def test_who_is_called_back_and_how(
    switch: Switch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    (spool / "new").mkdir(parents=True)

    def kept(_: Services) -> Path:
        return spool

    monkeypatch.setattr(Services, "spool", kept)
    for name in ("callbacks.flow", "callbacks_test.flow"):
        shutil.copy(FLOWS / name, tmp_path / name)
    on = site(switch, tmp_path / "callbacks.flow")
    (work,) = pipeline.check((str(tmp_path / "callbacks_test.flow"),)).works
    beyond = BEYOND.get(switch.name, set[str]())
    assert beyond <= {test.title for test in work.tests}
    results = played(on, [test for test in work.tests if test.title not in beyond])
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    lives = [call for result in results for call in result.calls if call.of]
    acts = [e[3] for call in lives for e in call.trace if e[0] == "callback"]
    assert len(lives) > 15
    assert (acts.count("again") > 5, acts.count("gave-up") > 2) == (True, True)
    found = placed(on, results)
    assert {r.test.title: r.failure.message for r in found if r.failure} == {}
    rung = {p for r in found for c in r.calls for e in c.trace if e[0] == "ring" for p in e[2]}
    assert all(number.startswith(("+3706", "+3705")) and len(number) == 12 for number in rung)
    texts = [file.read_text(encoding="utf-8") for file in (spool / "new").iterdir()]
    assert all(text.count("\n") == 1 and notice.complete(text) for text in texts)
    said = [dict(field.split("=", 1) for field in text.strip().split("&")) for text in texts]
    told = sorted((one["from"], one["to"], one["outcome"], one["name"]) for one in said)
    assert told[0] == ("%2B37061234567", "101", "gave-up", "missed")
    assert len(told) == acts.count("gave-up")
