"""What `send` shows to whoever answers: each switch tells it as the flow says, and phones get it:
a real SIP telephone of Asterisk's, the leg to a phone of FreeSWITCH's."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import quote, unquote

import pytest

from flowc import pipeline
from flowc.switches.call import Heard
from flowc.switches.freeswitch import instance
from flowc.switches.freeswitch.event_socket import EventSocket
from tests.agreement.conftest import SWITCHES, opened
from tests.agreement.door import placed, played, site
from tests.agreement.stock import Stock, is_told

FLOW = Path(__file__).parent / "flows" / "sends.flow"

NAME = "J. O'N: /?#%41 &=+;ž : (a)b"
SAID = "]${a}, (b): c:2|~ž"
ODD = "a,b;c]d[e}f{g=h${i}%41 'q' \"r\"\\ž: x"
SHOWN = {"account": "1234", "n": "7", "vip": "yes", "odd": ODD, "said": SAID, "who": NAME}


@pytest.mark.parametrize("name", SWITCHES)
def test_what_is_sent_is_told_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (work,) = pipeline.check((str(FLOW),)).works
    legs = watched(monkeypatch)
    with opened(name) as switch:
        on = site(switch, FLOW)
        results = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    if name == "freeswitch":
        found = [shown_on(leg) for leg in legs]
        assert SHOWN | {"at": "100"} in found
        agents = [one for one in found if one.get("said", "").endswith("null/evil")]
        assert {one["vip"] for one in agents} == {"yes"}
        assert {"vip": "here"} in found
        assert [leg for leg in legs if "+370600" in leg["Caller-Destination-Number"]] != []
        assert {} in found, "a number outside is shown nothing"


def watched(monkeypatch: pytest.MonkeyPatch) -> list[Heard]:
    """The legs that FreeSWITCH makes, as they come."""
    legs: list[Heard] = []

    def listen(heard: Callable[[Heard], None], *others: Callable[..., None]) -> EventSocket:
        def hear(event: Heard) -> None:
            if event.get("Event-Name") == "CHANNEL_CREATE" and "variable_flowc_phone" in event:
                legs.append(event)
            heard(event)

        return EventSocket(hear, *others)

    monkeypatch.setattr(instance, "EventSocket", listen)
    return legs


def shown_on(leg: Heard) -> dict[str, str]:
    """The headers that mod_sofia would write into the call to the phone."""
    start = "variable_sip_h_X-Flow-"
    return {k.removeprefix(start): unquote(v) for k, v in leg.items() if k.startswith(start)}


# ---- a telephone --------------------------------------------------------------------------------

NETWORK = """
[outside]
exten => said,1,Set(said=${URIDECODE(${bad_said})})
 same => n,Return(done)
exten => in,1,Set(CALLERID(name)=${URIDECODE(${bad_name})})
 same => n,Set(CALLERID(num)=+37061200300)
 same => n,Goto(flowc,${way},1)
"""

PJSIP = """
[udp]
type = transport
protocol = udp
bind = 127.0.0.1:{port}
[common](!)
type = endpoint
transport = udp
context = outside
disallow = all
allow = ulaw
[aor](!)
type = aor
"""


class Telephone:
    """Takes calls of SIP, and is always busy."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(20)
        self.port: int = self.socket.getsockname()[1]
        self.calls: list[str] = []
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                data, sender = self.socket.recvfrom(65536)
            except OSError:
                return
            text = data.decode()
            if text.startswith("INVITE"):
                self.calls.append(text)
                head = re.findall(r"(?m)^((?:Via|From|To|Call-ID|CSeq):.*)\r$", text)
                lines = ["SIP/2.0 486 Busy Here", *head, "Content-Length: 0", "", ""]
                self.socket.sendto("\r\n".join(lines).encode(), sender)

    def shown(self, who: str) -> list[dict[str, str]]:
        """What the calls to that user held, by field."""
        own = [text for text in self.calls if text.startswith(f"INVITE sip:{who}@")]
        return [
            {name: unquote(value) for name, value in re.findall(r"(?m)^X-Flow-(\w+): (.*)\r$", one)}
            for one in own
        ]


@pytest.fixture
def telephone() -> Iterator[Telephone]:
    made = Telephone()
    yield made
    made.socket.close()


def test_a_telephone_is_shown_what_is_sent(telephone: Telephone, tmp_path: Path) -> None:
    stock = Stock(tmp_path / "asterisk")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        own = int(free.getsockname()[1])
    ends = "".join(
        f"[{who}](common)\naors = {who}\n[{who}](aor)\n"
        f"contact = sip:{who}@127.0.0.1:{telephone.port}\n"
        for who in ("front", "back", "trunk")
    )
    stock.append("pjsip.conf", PJSIP.format(port=own) + ends)
    command = [sys.executable, "-m", "flowc", "compile", str(FLOW), "--target", "asterisk"]
    command += ["--set", "asterisk.outside=PJSIP/{number}@trunk", "--out", str(tmp_path / "out")]
    command += ["--set", "asterisk.externals.told=outside,said,1"]
    subprocess.run(command, check=True, capture_output=True)
    for kind in ("extensions", "queues"):
        file = tmp_path / "out" / f"{kind}_flowc.conf"
        (stock.etc / file.name).write_bytes(file.read_bytes())
        stock.append(f"{kind}.conf", f"#include {file.name}")
    stock.append("extensions.conf", NETWORK)
    with stock:
        bad = {"bad_name": quote(NAME, safe=""), "bad_said": quote(SAID, safe="")}
        call = stock.call("in@outside", way="100", **bad)
        stock.wait_told(call, "enter", Block="start")
        channel = stock.ami.wait("it", lambda e: e.get("Uniqueid") == call and "Channel" in e)
        for digit in "1234":
            other = channel["Channel"].removesuffix(";2") + ";1"
            stock.ami.act("PlayDTMF", Channel=other, Digit=digit)
        stock.ami.wait("ringing ann", lambda e: is_told(e) and e.get("Act") == "refuse")
        stock.hang_up(call)
        stock.wait_told(call, "end")
        call = stock.call("in@outside", way="300", **bad)
        stock.wait_told(call, "end")
    assert telephone.shown("front") == [SHOWN | {"at": "100"}, {"vip": "here"}]
    assert telephone.shown("back")[0] == SHOWN | {"at": "100", "account": "+37061200300"}
    assert telephone.shown("+37060000000") == [{}]
