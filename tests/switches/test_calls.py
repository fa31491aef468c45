"""A real switch makes the calls that the runtime made: whatever is done, whenever."""

from pathlib import Path

import pytest

from flowc.switches.asterisk.lanes import Lanes
from flowc.switches.protocol import Placed
from flowc.switches.services import Services
from flowc.testing.agreement import agree
from tests.switches.private import read, running

LINE = Path(__file__).parent / "line_test.flow"


@pytest.fixture(scope="module")
def placed(name: str) -> dict[str, Placed]:
    """Every test of the program that has all kinds of waits, by its title, as the switch told
    it."""
    loaded, results = read(LINE)
    with running(name) as switch:
        switch.load(loaded)
        return {p.result.test.title: p for p in switch.place(loaded.program, results)}


RESULTS = {result.test.title: result for result in read(LINE)[1]}


@pytest.mark.parametrize("title", RESULTS)
def test_the_same_call(name: str, title: str, placed: dict[str, Placed]) -> None:
    result = RESULTS[title]
    assert result.failure is None
    told = placed[title].told
    assert [t.caller for t in told] == [call.caller for call in result.calls]
    for call, one in zip(result.calls, told, strict=True):
        assert (one.stuck, one.log) == ("", ())
        assert agree(call.trace, one.trace, name) is None
        assert one.trace[-1][0] == "end"


def test_values_have_their_types(name: str, placed: dict[str, Placed]) -> None:
    def events(title: str, what: str) -> list[tuple[object, ...]]:
        return [e[2:] for e in placed[title].told[0].trace if e[0] == what]

    balance = "-7" if name == "freeswitch" else -7  # there every figure is told as a text
    assert events("values from outside are data", "record") == [("balance", balance)]
    assert events("the first of two keys alone, and what is read back", "record") == [
        ("typed", "56")
    ]
    assert events("everybody is engaged", "ring") == [
        (("alice", "bob"), "busy"),
        (("+37061111111",), "busy"),
    ]
    assert ("main", 1) in events("hangs up while it is listened to", "no-input")
    assert events("nobody, then the mobile", "bridge")[0][0] == "+37061111111"


def test_a_program_that_comes_later_leaves_the_prompts_of_the_same_names_as_they_are(
    tmp_path: Path,
) -> None:
    (tmp_path / "etc").mkdir()
    lanes = Lanes(tmp_path, Services(), pace=10)
    first = lanes.add(read(LINE)[0])
    file, *_ = first.sounds["hello"]
    sound = tmp_path / "data" / "sounds" / f"{file}.ulaw"
    short = sound.stat().st_size
    lanes.lengthen(first, ["hello"])
    long = sound.stat().st_size
    lanes.add(read(LINE)[0])
    assert sound.stat().st_size == long > short
