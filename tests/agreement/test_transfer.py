"""Calls that are handed to a number outside, and values that are said alone, on each switch; and
what is seen at the other end."""

import shutil
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.freeswitch.call import Call
from flowc.switches.protocol import Switch
from tests.agreement.door import placed, played, site
from tests.agreement.stock import Stock
from tests.agreement.test_reload import install

FLOW = Path(__file__).parent / "flows" / "transfer.flow"

SHOWN, CALLERS = ("+37052000000", "+37061234567")
"""What one transfer of the flow says is to be seen, and who calls."""

NETWORK = f"""
[network]
exten => s,1,Set(CALLERID(num)={CALLERS})
 same => n,Set(CALLERID(name)=Jonas)
 same => n,Goto(flowc,${{to}},1)
[trunk]
exten => _[+0-9].,1,UserEvent(seen,Number: ${{CALLERID(num)}},Name: ${{CALLERID(name)}})
 same => n,Answer()
 same => n,Hangup()
"""


def test_the_switch_hands_calls_over_and_says_values_as_the_runtime(
    switch: Switch, tmp_path: Path
) -> None:
    flow = tmp_path / "transfer.flow"
    shutil.copy(FLOW, flow)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    results = played(on, work.tests)
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    ends = [call.trace[-1][3] for result in results for call in result.calls]
    assert ends.count("transfer") == 7
    found = placed(on, results)
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


def test_asterisk_shows_the_number_that_is_written_or_the_callers_own(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "asterisk")
    stock.append("extensions.conf", f"{NETWORK}\n#include extensions_flowc.conf")
    install(stock, "transfer", tmp_path, "asterisk.outside=Local/{number}@trunk/n")
    seen: list[tuple[str, str]] = []
    with stock:
        for n, to in enumerate(("+37052000001", "+37052000002")):
            call = stock.call("s@network", to=to)
            assert stock.wait_told(call, "end")["Cause"] == "transfer"
            told = [e for e in stock.ami.events if e.get("UserEvent") == "seen"]
            seen.append((told[n]["Number"], told[n]["Name"]))
    assert seen == [(SHOWN, ""), (CALLERS, "Jonas")]


def test_freeswitch_shows_the_number_that_is_written_or_the_callers_own(
    switch: Switch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if switch.name != "freeswitch":
        pytest.skip("seen in events of FreeSWITCH")
    seen: dict[str, str] = {}
    hear = Call.hear

    def overhear(self: Call, event: dict[str, str]) -> None:
        phone = event.get("variable_flowc_phone", "")
        if event["Event-Name"] == "CHANNEL_CREATE" and phone:
            seen[phone] = event["Caller-Caller-ID-Number"]
        hear(self, event)

    monkeypatch.setattr(Call, "hear", overhear)
    flow = tmp_path / "shown.flow"
    tests = "".join(
        f'test "{to}" {{ call "{to}" from "{CALLERS}" answer "{number}" end transfer }}\n'
        for to, number in (("+37052000001", "+37060000000"), ("+37052000002", "+37060000001"))
    )
    own = FLOW.read_text(encoding="utf-8").partition("\ntest ")[0]
    flow.write_text(own + "\n" + tests, encoding="utf-8")
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    placed(on, played(on, work.tests))
    assert seen == {"+37060000000": SHOWN, "+37060000001": CALLERS}
