"""Amounts and clocks of other places, on each switch: the same trace as the runtime's, and what a
caller hears of them."""

import re
import shutil
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches.asterisk.call import Call as AsteriskCall
from flowc.switches.freeswitch.call import Call as FreeswitchCall
from flowc.switches.protocol import Switch
from flowc.testing.result import Result
from tests.agreement.door import placed, played, site

FLOW = Path(__file__).parent / "flows" / "money.flow"

HEARD = {
    "a lot": ("1234567", "euros", "89", "cents"),
    "nothing": ("0", "euros"),
    "a cent": ("0", "euros", "1", "cents"),
    "one whole unit": ("1", "euros"),
    "a cent too much was paid": ("minus", "0", "euros", "1", "cents"),
    "more was paid": ("minus", "1234567", "euros", "89", "cents"),
}
"""What is heard first in tests of the flow: numbers, and what else is said."""

IN_WORDS = {
    "1234567": "1 million 2 hundred 30 4 thousand 5 hundred 60 7",
    "89": "80 9",
}
"""Numbers as the recordings of FreeSWITCH say them."""

WORDS = {"money-EUR": "euros", "money-EUR-cents": "cents", "minus": "minus"}


def asterisk_says(application: str, data: str) -> str:
    """What an application of Asterisk says; an empty text if nothing."""
    if application == "ExecIf" and data.startswith("1?"):
        application, data = data[2:].removesuffix(")").split("(", 1)
    match application:
        case "SayNumber":
            return data
        case "Playback" | "BackGround":
            return WORDS.get(data.rpartition("/")[2], "")
        case _:
            return ""


def freeswitch_says(data: str) -> list[str]:
    """The files of a prompt that is put together, without those of the text around an amount."""
    files = re.findall(r"/([\w-]+)\.[a-z0-9]+!", data)
    return [file for file in files if not file.startswith("owing")]


class Overheard(dict[str, list[str]]):
    """What each call was told by the switch, by the name of the call."""


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch) -> Overheard:
    """What every call of either switch hears while this lasts."""
    found = Overheard()
    of_asterisk, of_freeswitch = AsteriskCall.hear, FreeswitchCall.hear

    def asterisk(self: AsteriskCall, event: dict[str, str]) -> None:
        if event["Event"] == "Newexten":
            said = asterisk_says(event["Application"], event.get("AppData", ""))
            found.setdefault(str(id(self)), []).extend([said] if said else [])
        of_asterisk(self, event)

    def freeswitch(self: FreeswitchCall, event: dict[str, str]) -> None:
        data = event.get("Application-Data", "")
        if event["Event-Name"] == "CHANNEL_EXECUTE" and "money-EUR" in data:
            found.setdefault(str(id(self)), []).extend(freeswitch_says(data))
        of_freeswitch(self, event)

    monkeypatch.setattr(AsteriskCall, "hear", asterisk)
    monkeypatch.setattr(FreeswitchCall, "hear", freeswitch)
    return found


def expected(words: tuple[str, ...], switch: str) -> list[str]:
    """As this switch says it."""
    if switch == "asterisk":
        return list(words)
    files = {word: file for file, word in WORDS.items()}
    return [f for word in words for f in files.get(word, IN_WORDS.get(word, word)).split()]


def made(switch: Switch, flow: Path, title: str | None = None) -> list[Result]:
    """The flow's tests, or the one of that title, in the runtime and on the switch."""
    shutil.copy(FLOW, flow)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    tests = [test for test in work.tests if title in {None, test.title}]
    results = played(on, tests)
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    return placed(on, results)


def test_amounts_and_clocks_are_the_same_as_in_the_runtime(switch: Switch, tmp_path: Path) -> None:
    found = made(switch, tmp_path / "money.flow")
    assert len(found) == 10
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


@pytest.mark.parametrize("title", HEARD)
def test_an_amount_is_heard_in_whole_units_and_hundredths(
    switch: Switch, tmp_path: Path, overheard: Overheard, title: str
) -> None:
    (found,) = made(switch, tmp_path / "money.flow", title)
    assert found.failure is None
    (heard,) = overheard.values()
    wanted = expected(HEARD[title], switch.name)
    assert heard[: len(wanted)] == wanted
    if title != "nothing":
        assert heard[len(wanted) :] == wanted, "it is told again within a text"
