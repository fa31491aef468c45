"""A flow is changed while people are on the line, in every kind of wait: nobody is cut off, each
call ends in the version in which it began, and new calls get the new one."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.agreement.sounds import silence
from tests.agreement.stock import Event, Stock

FLOWS = Path(__file__).parent / "flows"
MANY = 3
"""How many calls are in each wait."""

LONG = {"story"}
"""Prompts that last for some seconds."""


def install(stock: Stock, flow: str, folder: Path, *sets: str) -> None:
    """Compile into the same folder as the last time, copy, reload: as the README says."""
    out = folder / "out"
    command = [sys.executable, "-m", "flowc", "compile", str(FLOWS / f"{flow}.flow")]
    command += ["--target", "asterisk", "--out", str(out)]
    for each in ("asterisk.phone=Local/{name}@phones/n", *sets):
        command += ["--set", each]
    subprocess.run(command, check=True, capture_output=True)
    for file in out.glob("*.conf"):
        (stock.etc / file.name).write_bytes(file.read_bytes())
    rows = (out / "sounds_flowc.csv").read_text(encoding="utf-8")
    for file in re.findall(r"\ben/[\w./-]+\.wav\b", rows):
        recording = stock.sounds / file
        recording.parent.mkdir(parents=True, exist_ok=True)
        recording.write_bytes(silence(32000 if recording.stem in LONG else 800))


def reload(stock: Stock) -> None:
    stock.ami.cli("dialplan reload")
    stock.ami.cli("voicemail reload")


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    made = Stock(tmp_path / "asterisk")
    made.leave_out("app_voicemail_odbc.so")
    made.change("voicemail.conf", r"(?m)^maxsilence ?=.*$", "maxsilence = 5")
    made.append("extensions.conf", "#include extensions_flowc.conf")
    made.append("voicemail.conf", "#include voicemail_flowc.conf")
    return made


def steps(stock: Stock, call: str, app: str) -> list[Event]:
    """The lines of dialplan with this application that a call has come to."""
    return [
        e
        for e in stock.ami.events
        if e.get("Event") == "Newexten" and e.get("Uniqueid") == call and e["Application"] == app
    ]


def press(stock: Stock, call: str, keys: str) -> None:
    channel = next(e["Channel"] for e in stock.ami.events if e.get("Uniqueid") == call)
    for key in keys:
        stock.ami.act("PlayDTMF", Channel=channel, Digit=key, Receive="true")


def leave_phone(stock: Stock, call: str) -> None:
    """Whoever talks with the caller hangs up."""
    linked = next(e["Linkedid"] for e in stock.ami.events if e.get("Uniqueid") == call)
    new = (e for e in stock.ami.events if e.get("Event") == "Newchannel")
    phone = next(e for e in new if e.get("Linkedid") == linked and "@phones" in e["Channel"])
    stock.ami.act("Hangup", Channel=phone["Channel"])


def wait_by_itself(*_: object) -> None:
    """Nothing is done: its time runs out."""


WAITS: dict[str, tuple[str, Callable[[Stock, str], None]]] = {
    # what is dialled: the application that waits, and what goes on from there
    "101": ("WaitExten", lambda stock, call: press(stock, call, "1")),
    "102": ("WaitExten", lambda stock, call: press(stock, call, "1234")),
    "103": ("Playback", wait_by_itself),
    "104": ("Dial", wait_by_itself),
    "105": ("Dial", leave_phone),
    "106": ("VoiceMail", lambda stock, call: press(stock, call, "#")),
    "107": ("Wait", wait_by_itself),
}


def in_every_wait(stock: Stock) -> dict[str, str]:
    """Calls in every wait, by the number they dialled."""
    calls = {stock.call(f"{number}@flowc"): number for number in WAITS for _ in range(MANY)}
    for call, number in calls.items():
        app = WAITS[number][0]
        stock.ami.wait(f"{number}: {app}", lambda _, c=call, a=app: bool(steps(stock, c, a)))
        if number == "105":
            stock.ami.wait(
                "an answer",
                lambda e, c=call: e.get("Event") == "BridgeEnter" and e.get("Uniqueid") == c,
            )
    return calls


def ways(stock: Stock, call: str) -> list[str]:
    """The blocks that a call has been in."""
    return [e["Block"] for e in stock.told(call) if e["What"] == "enter"]


def go_on(stock: Stock, calls: dict[str, str]) -> None:
    for call, number in calls.items():
        WAITS[number][1](stock, call)
    for call in calls:
        end = stock.wait_told(call, "end")
        assert (end["By"], end["Cause"]) == ("flow", "hangup")


def test_calls_end_in_the_version_in_which_they_began(stock: Stock, tmp_path: Path) -> None:
    install(stock, "before", tmp_path, "asterisk.version=one")
    with stock:
        known = stock.log()
        calls = in_every_wait(stock)
        install(stock, "after", tmp_path, "asterisk.version=two")
        reload(stock)
        assert not [call for call in calls if [e for e in stock.told(call) if e["What"] == "end"]]
        new = {number: stock.call(f"{number}@flowc") for number in ("101", "103", "108")}
        go_on(stock, calls)
        for call, number in calls.items():
            block = {"101": "pick", "102": "ask", "103": "tell", "104": "team"} | {
                "105": "one",
                "106": "box",
                "107": "pause",
            }
            assert ways(stock, call) == [block[number], "thanks"]
            assert not [e for e in stock.told(call) if e.get("Prompt") == "news"]
        for number, call in new.items():
            stock.wait_told(call, "play", Prompt="news")
            stock.hang_up(call)
            assert number != "108" or ways(stock, call)[0] == "pick"
        assert [line for line in stock.log() if line not in known] == []


def test_the_same_flow_once_more_disturbs_nobody(stock: Stock, tmp_path: Path) -> None:
    install(stock, "before", tmp_path)
    with stock:
        known = stock.log()
        calls = in_every_wait(stock)
        install(stock, "before", tmp_path)
        reload(stock)
        go_on(stock, calls)
        assert {ways(stock, call)[-1] for call in calls} == {"thanks"}
        assert [line for line in stock.log() if line not in known] == []
