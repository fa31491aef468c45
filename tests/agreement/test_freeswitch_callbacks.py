"""Callers who are called back by a real FreeSWITCH, with those who stay on the line beside them.

The notice of one that gave up is in the spool, whatever the caller is called.
"""

import shutil
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from flowc import pipeline
from flowc.serving import notice
from flowc.switches.services import Services
from tests.agreement.conftest import opened
from tests.agreement.door import placed, played, site

FLOW = Path(__file__).parent / "flows" / "called_back.flow"
NAME = "J. O'N: /?#%41 &=+;ž : (a)b"


def test_who_is_called_back_and_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = tmp_path / "spool"
    (spool / "new").mkdir(parents=True)

    def kept(_: Services) -> Path:
        return spool

    monkeypatch.setattr(Services, "spool", kept)
    flow = tmp_path / "called_back.flow"
    shutil.copy(FLOW, flow)
    (work,) = pipeline.check((str(flow),)).works
    with opened("freeswitch") as switch:
        on = site(switch, flow)
        results = played(on, work.tests)
        assert {r.test.title: r.failure.message for r in results if r.failure} == {}
        found = placed(on, results)
    assert {r.test.title: r.failure.message for r in found if r.failure} == {}
    rung = {p for r in found for c in r.calls for e in c.trace if e[0] == "ring" for p in e[2]}
    assert rung == {"+37061234568"}
    texts = [file.read_text(encoding="utf-8") for file in sorted((spool / "new").iterdir())]
    assert all(text.count("\n") == 1 and notice.complete(text) for text in texts)
    said = [parse_qs(text.strip(), keep_blank_values=True) for text in texts]
    told = {(one["from"][0], one["to"][0], one["outcome"][0], one["send.who"][0]) for one in said}
    assert told == {
        ("+37061234568", "101", "gave-up", NAME),
        ("+37061234567", "100", "gave-up", ""),
    }
