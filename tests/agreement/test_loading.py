"""What `flowc compile` writes is loaded by a stock Asterisk, by the steps of its own README."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agreement.sounds import silence
from tests.agreement.stock import Ami, Stock

EXAMPLES = Path(__file__).parent.parent.parent / "examples"

SETTINGS = """
[asterisk]
context = "{context}"
phone = "Local/{{name}}@phones/n"
outside = "Local/{{number}}@phones/n"
[asterisk.externals]
dispatch_night = "dispatch_night,s,1"
"""

NUMBERS = {  # what is dialled, without its plus as some trunks send it, and the block it comes to
    "support": {"37052000000": "welcome"},
    "clinic": {"37052100200": "welcome"},
    "utility": {
        "13135550100": "welcome",
        "13135550111": "emergency",
        "13135550234": "billing_start",
    },
}

OTHER_VOICEMAIL = "app_voicemail_odbc.so"  # what every README says to leave out

OWN = """
[dispatch_night]
exten => s,1,Return(taken)
"""


def compiled(example: str, folder: Path, flow: Path | None = None) -> Path:
    settings = folder / f"{example}.toml"
    text = SETTINGS.format(context=example)
    if example != "utility":
        text = text.partition("[asterisk.externals]")[0]
    settings.write_text(text, encoding="utf-8")
    out = folder / f"out-{example}"
    command = [
        sys.executable,
        "-m",
        "flowc",
        "compile",
        str(flow or EXAMPLES / example / f"{example}.flow"),
    ]
    command += ["--target", "asterisk", "--settings", str(settings), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def follow_readme(out: Path, stock: Stock, example: str) -> None:
    """Do what the README says and nothing else."""
    readme = (out / f"README_{example}.md").read_text(encoding="utf-8")
    steps = re.findall(
        r"(?s)Copy `(\S+)`[^:]*add at the end of `(\S+)`:\n\n +(#include \S+)\n", readme
    )
    assert {file for file, _, _ in steps} == {path.name for path in out.glob("*.conf")}
    for file, theirs, line in steps:
        (stock.etc / file).write_bytes((out / file).read_bytes())
        stock.append(theirs, line)
    if "maxsilence = 5" in readme:
        old = (stock.etc / "voicemail.conf").read_text(encoding="utf-8")
        new = re.sub(r"(?m)^maxsilence ?=.*$", "maxsilence = 5", old)
        (stock.etc / "voicemail.conf").write_text(new, encoding="utf-8")
        assert f"    noload => {OTHER_VOICEMAIL}" in readme
    if "shared_lastcall = yes" in readme:
        old = (stock.etc / "queues.conf").read_text(encoding="utf-8")
        lines = re.findall(
            r"(?m)^ +((?:shared_lastcall|force_longest_waiting_caller) = \w+)$", readme
        )
        new = old.replace("[general]\n", "[general]\n" + "\n".join(lines) + "\n", 1)
        assert (new != old, len(lines)) == (True, 2)
        (stock.etc / "queues.conf").write_text(new, encoding="utf-8")
    if codes := re.search(r"(?m)^ +(include => \S+--codes)$", readme):
        stock.append("extensions.conf", f"[internal-{example}]\n{codes[1]}")
    rows = (out / f"sounds_{example}.csv").read_text(encoding="utf-8")
    for file in re.findall(r"(?m)\b\w\w/[\w./-]+\.wav\b", rows):
        recording = stock.sounds / file
        recording.parent.mkdir(parents=True, exist_ok=True)
        recording.write_bytes(silence(8000))
    watcher = re.search(r"(?m)((?:^    .+\n)+)\nThe events hold", readme)
    assert watcher
    text = watcher[1].replace("CHANGE-THIS", "watching")
    (stock.etc / "manager.d" / f"{example}.conf").write_text(text, encoding="utf-8")


def reload(stock: Stock) -> None:
    queues = "module reload app_queue.so"
    for command in ("dialplan reload", "voicemail reload", "manager reload", queues):
        stock.ami.cli(command)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """An Asterisk that runs, and of which everything was reloaded once."""
    made = Stock(tmp_path_factory.mktemp("stock") / "asterisk")
    made.leave_out(OTHER_VOICEMAIL)
    made.append("extensions.conf", OWN)
    with made:
        reload(made)
        yield made


def new_words(stock: Stock, known: list[str]) -> list[str]:
    return [line for line in stock.log() if line not in known]


@pytest.mark.parametrize("example", NUMBERS)
def test_an_example_is_loaded_while_asterisk_runs(
    example: str, stock: Stock, tmp_path: Path
) -> None:
    known = stock.log()
    out = compiled(example, tmp_path)
    follow_readme(out, stock, example)
    reload(stock)
    assert new_words(stock, known) == []
    assert unknown(stock, out / f"extensions_{example}.conf") == set()
    assert nowhere(stock, out / f"extensions_{example}.conf", example) == []
    for box in re.findall(r"(?m)^(\d+) =>", (out / f"voicemail_{example}.conf").read_text()):
        assert re.search(rf"\bdefault +{box}\b", stock.ami.cli("voicemail show users"))
    watching = Ami(stock.port, f"{example}-watch", "watching")
    assert "Permission denied" in watching.act("Originate", Channel="Local/s@quiet")
    for number, block in NUMBERS[example].items():
        call = stock.call(f"{number}@{example}", "37061234567")
        stock.wait_told(call, "call", To=f"+{number}", From="37061234567")
        stock.wait_told(call, "enter", Block=block)
        stock.hang_up(call)
        stock.wait_told(call, "end", By="caller")
        watching.wait(
            "the end", lambda e, call=call: e.get("Uniqueid") == call and e.get("What") == "end"
        )
    watching.close()
    assert {e["Event"] for e in watching.events} <= {"UserEvent", "FullyBooted"}
    assert new_words(stock, known) == []


def test_the_numbers_are_all_that_the_examples_claim() -> None:
    for example, numbers in NUMBERS.items():
        text = (EXAMPLES / example / f"{example}.flow").read_text(encoding="utf-8")
        assert len(re.findall(r"(?m)^number ", text)) == len(numbers)


def test_all_examples_are_there_from_the_start(tmp_path: Path) -> None:
    stock = Stock(tmp_path / "without")
    stock.leave_out(OTHER_VOICEMAIL)
    stock.append("extensions.conf", OWN)
    with stock:
        known = stock.log()
    stock = Stock(tmp_path / "with")
    stock.leave_out(OTHER_VOICEMAIL)
    stock.append("extensions.conf", OWN)
    for example in NUMBERS:
        follow_readme(compiled(example, tmp_path), stock, example)
    with stock:
        said = [line.replace(str(stock.folder), str(tmp_path / "without")) for line in stock.log()]
        assert [line for line in said if line not in known] == []
        for example in NUMBERS:
            assert f"'{example}--start'" in stock.ami.cli("dialplan show")


def unknown(stock: Stock, file: Path) -> set[str]:
    """Applications and functions that the file uses and this Asterisk lacks."""
    text = re.sub(r"(?m)^\s*;.*$", "", file.read_text(encoding="utf-8"))
    used = set(re.findall(r"(?<![\w.])([A-Z]\w+)\(", text))
    assert {"Goto", "VoiceMail", "UserEvent", "DIALPLAN_EXISTS"} <= used
    there = re.findall(r"(?m)^ *(\w+):", stock.ami.cli("core show applications"))
    there += re.findall(r"(?m)^ *(\w+) {2,}", stock.ami.cli("core show functions"))
    return used - set(there)


def nowhere(stock: Stock, file: Path, context: str) -> list[str]:
    """Places that calls are sent to and that are not there."""
    text = re.sub(r"(?m)^\s*;.*$", "", file.read_text(encoding="utf-8"))
    places = set(re.findall(rf"\b({context}-[\w-]+),([\w*#+-]+),1\b", text))
    assert len(places) > 20
    asked = {place: stock.ami.cli(f"dialplan show {place[1]}@{place[0]}") for place in places}
    return [f"{place}" for place, said in asked.items() if "There is no existence of" in said]


def test_queues_are_loaded_while_asterisk_runs(stock: Stock, tmp_path: Path) -> None:
    known = stock.log()
    out = compiled("firm", tmp_path, Path(__file__).parent / "queues" / "firm.flow")
    follow_readme(out, stock, "firm")
    reload(stock)
    assert new_words(stock, known) == []
    assert unknown(stock, out / "extensions_firm.conf") == set()
    shown = stock.ami.cli("queue show firm-sales")
    assert all(name in shown for name in ("alice", "bob", "carol"))
    assert "agent-alice@firm--agents" in stock.ami.cli("core show hints")
    assert "After 20 seconds" in stock.ami.cli("queue show rules firm-experts")
    call = stock.call("37052000300@firm", "37061234567")
    stock.wait_told(call, "queue", Queue="sales", Act="enter", Position="1")
    stock.hang_up(call)
    stock.wait_told(call, "end", By="caller")
