"""Nobody who calls can make up an event of a flow: what a network sends may hold line ends
(percent-encoded in a SIP address), and Asterisk tells AMI of them as they are."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.agreement.stock import Ami, Stock, is_told

FLOW = Path(__file__).parent / "flows" / "hostile.flow"
FORGED = "What: end\r\nBy: flow\r\nForged: yes"
HEADERS = f"37061234567\r\n{FORGED}"
EVENT = f"37061234567\r\n\r\nEvent: UserEvent\r\nUserEvent: flowc\r\n{FORGED}\r\n\r\n"

NETWORK = """
[hostile]
exten => s,1,Set(CALLERID(num)=${URIDECODE(${bad_number})})
 same => n,Set(CALLERID(name)=${URIDECODE(${bad_name})})
 same => n,Set(CALLERID(dnid)=${URIDECODE(${bad_dialled})})
 same => n,Set(REDIRECTING(from-num)=${URIDECODE(${bad_sender})})
 same => n,Goto(flowc,${URIDECODE(${bad_dialled})},1)
[outside]
exten => s,1,Set(said=${URIDECODE(${bad_said})})
 same => n,Return(done)
[many]
exten => s,1,Set(long=x${EPOCH}$[1+1])
 same => n,Set(n=0)
 same => n(again),Set(long=${long}${long})
 same => n,Set(n=$[${n} + 1])
 same => n,GotoIf($[${n} < 9]?again)
 same => n,Set(CALLERID(name)=${long})
 same => n,Set(CALLERID(num)=${long})
 same => n,Goto(flowc,100,1)
"""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    folder = tmp_path_factory.mktemp("forging")
    made = Stock(folder / "asterisk")
    settings = folder / "settings.toml"
    places = "told = 'outside,s,1'\ntyped = 'outside,s,1'\n"
    settings.write_text(f"[asterisk.externals]\n{places}", encoding="utf-8")
    command = [sys.executable, "-m", "flowc", "compile", str(FLOW), "--target", "asterisk"]
    command += ["--settings", str(settings), "--out", str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)
    dialplan = folder / "out" / "extensions_flowc.conf"
    (made.etc / dialplan.name).write_bytes(dialplan.read_bytes())
    made.append("extensions.conf", f"{NETWORK}\n#include {dialplan.name}")
    watcher = "[watch]\nsecret = watching\nread = user\n"
    (made.etc / "manager.d" / "watch.conf").write_text(watcher, encoding="utf-8")
    with made:
        yield made


@pytest.mark.parametrize("hostile", [HEADERS, EVENT, EVENT.replace("\r", ""), "1\r\n\r\n2"])
@pytest.mark.parametrize("place", ["number", "name", "dialled", "sender", "said"])
def test_no_caller_makes_up_an_event(place: str, hostile: str, stock: Stock) -> None:
    watching = Ami(stock.port, "watch", "watching")
    places = ("number", "dialled", "sender", "name", "said")
    sent = {name: hostile if name == place else "100" for name in places}
    bad = {f"bad_{name}": quote(value, safe="") for name, value in sent.items()}
    call = stock.call("s@hostile", **bad)
    event = watching.wait(
        "the call", lambda e: e.get("Uniqueid") == call and "call" in e.get("What", "").split()
    )
    assert event["From"] == ("" if place == "number" else "100")
    watching.wait(
        "asking", lambda e: "asked" in {e.get("Block"), e.get("To")} and e.get("Uniqueid") == call
    )
    stock.hang_up(call)
    watching.wait("the end", lambda e: e.get("What") == "end" and e.get("Uniqueid") == call)
    watching.close()
    told = [e for e in watching.events if is_told(e)]
    assert {e["Uniqueid"] for e in told} == {call}
    assert [e["What"] for e in told].count("end") == 1
    assert [e for e in watching.events if "Forged" in e] == []
    if place == "name":
        assert made_up(stock, call) == []


def made_up(stock: Stock, call: str) -> list[str]:
    """What flowc's own lines brought into the events of every step. Number and extension stand in
    them as they came in, before any line has run; other dialplan tells of its values itself."""
    steps = [e for e in stock.ami.events if e.get("Event") == "Newexten"]
    own = [e for e in steps if e.get("Uniqueid") == call and e["Context"].startswith("flowc")]
    assert len(own) > 5
    return [str(e) for e in own if "Forged" in e or "By" in e or "\n" in e.get("AppData", "")]


def test_a_name_and_a_number_of_many_thousand_characters(stock: Stock) -> None:
    call = stock.call("s@many", bad_said="ordinary")
    assert stock.wait_told(call, "call")["From"] == ""
    stock.wait_told(call, "enter", Block="asked")
    stock.hang_up(call)
    stock.wait_told(call, "end")
