"""What a switch can be asked to do: tests of several calls whose clocks run against each other are
told as such, and no others."""

from pathlib import Path

import pytest

from flowc import pipeline
from flowc.testing import run_tests
from flowc.testing.judge import can_be_made
from flowc.testing.racing import race, refused
from flowc.testing.result import Engine, Result

FLOW = """\
flow "Two menus" {
  timezone  Europe/Vilnius
  languages en
}
number "+37052100200" -> first
prompt greeting { en "Welcome to the clinic." }
menu first  { play greeting  wait 5s  press 2 -> second  press 3 -> lot  on gave-up -> hangup }
menu second { play greeting  wait 3s  tries 1  press 1 -> hangup  on gave-up -> hangup }
split lot   { 50% -> first  50% -> second }
"""
CALL = 'call "+37052100200"'
ASTERISK = Engine("asterisk", "Asterisk", "22")


def played(script: str, folder: Path) -> Result:
    path = folder / "two.flow"
    body = "".join(f"  {line}\n" for line in script.split("; "))
    path.write_text(f'{FLOW}test "two" {{\n{body}}}\n', encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert not [d.message for d in work.diagnostics if d.severity == "error"]
    assert work.program
    (result,) = run_tests(work.program, work.tests)
    assert result.failure is None
    return result


def test_an_act_that_waits_for_a_longer_time_out_than_its_own(tmp_path: Path) -> None:
    result = played(
        f"caller one; {CALL}; wait 6s; caller two; {CALL}; press 2 during greeting; "
        "caller one; stay silent; caller two; press 1; end hangup",
        tmp_path,
    )
    found = race(result)
    assert found
    assert (found.caller, found.other, found.patience) == ("two", "one", 3000)
    assert not can_be_made(result)
    failure = refused(result, ASTERISK).failure
    assert failure
    assert failure.message.startswith("no switch can make these calls: `two` waits for `one` at ")
    assert "`two`'s wait of 3 s is over" in (failure.help or "")


@pytest.mark.parametrize(
    "script",
    [
        f"{CALL}; stay silent; stay silent; press 2; press 1; end hangup",
        (
            f"caller one; {CALL}; hear greeting; caller two; {CALL}; press 2; press 1; end hangup; "
            "caller one; press 2"
        ),
        f"caller one; {CALL}; caller two; {CALL}; stay silent; caller one; press 2",
        f"caller one; {CALL}; press 2; press 1; end hangup; caller two; {CALL}; end hangup",
    ],
    ids=["one call", "nothing has to pass", "the shorter first", "one after the other"],
)
def test_others_are_made(script: str, tmp_path: Path) -> None:
    result = played(script, tmp_path)
    assert race(result) is None
    assert can_be_made(result)
    assert refused(result, ASTERISK) is result


def test_a_margin_counts_what_comes_close(tmp_path: Path) -> None:
    result = played(
        f"caller one; {CALL}; hear greeting; caller two; {CALL}; press 2 during greeting; "
        "end hangup; caller one; press 2",
        tmp_path,
    )
    assert race(result) is None
    found = race(result, 2500)
    assert found
    assert (found.caller, found.other, found.patience) == ("one", "two", 5000)


@pytest.mark.parametrize("last", ["reach lot", "reach lot; hang up; end caller"])
def test_a_call_goes_on_from_where_it_stays_for_no_time(last: str, tmp_path: Path) -> None:
    (call,) = played(f"given split lot takes first; {CALL}; press 3; {last}", tmp_path).calls
    assert [event[2] for event in call.trace if event[0] == "enter"] == ["first", "lot", "first"]
    assert call.trace[-1][2:] == ("caller", "hangup")
