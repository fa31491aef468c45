"""Recordings of calls in the runtime: what turns them, and what a secret does to them."""

from pathlib import Path

import pytest

from flowc import pipeline
from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call, Elapsed, HangUp, Key

HEAD = """
flow "Bank" { languages en }
number "100" -> start
step bye { -> hangup }
"""
ASKING = """
step start {
  record call on for caller
  collect pin {
    play "PIN?"  digits 4  secret  tries 2  visits 1 -> bye
    on no-match { set n = n + 1 }
    on no-input 2 -> bye
    on gave-up -> bye
  }
  wait 2s
  -> start
}
var n: number = 0
"""


def told(flow: str, where: Path, *pressed: tuple[int, str]) -> list[str]:
    """What happens to a caller who presses these keys, then nothing, until the call is over: all
    events but those of prompts and blocks entered."""
    path = where / "bank.flow"
    path.write_text(HEAD + flow, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert work.program
    machine = compile_program(work.program)
    state, (trace, wait) = machine.start(Call(to="100"))
    found = list(trace)
    for t, key in pressed:
        state, (trace, wait) = machine.step(state, HangUp(t) if key == "!" else Key(t, key))
        found += trace
    while wait.until is not None:
        state, (trace, wait) = machine.step(state, Elapsed(wait.until))
        found += trace
    return [
        " ".join(map(str, e[:1] + e[2:])) for e in found if e[0] not in {"call", "play", "enter"}
    ]


def turned(actions: str, where: Path) -> list[str]:
    """The modes that a step of these actions goes through."""
    events = told(f"step start {{ {actions}  -> bye }}", where)
    return [e.removeprefix("recording ") for e in events if e.startswith("recording")]


@pytest.mark.parametrize(
    ("actions", "modes"),
    [
        ("record call on  record call on", ["on"]),
        ("record call paused", []),
        ("record call off", []),
        ("record call on record call paused record call paused record call on",
         ["on", "paused", "on"]),
        ("record call on record call off record call paused", ["on", "off"]),
        ("record call on record call paused record call off", ["on", "paused", "off"]),
        ("record call on for agent record call on for caller record call on",
         ["on for agent", "on for caller", "on"]),
    ],
)  # fmt: skip
def test_only_changes_are_told(actions: str, modes: list[str], tmp_path: Path) -> None:
    assert turned(actions, tmp_path) == modes


def test_it_rests_while_a_secret_is_asked_for(tmp_path: Path) -> None:
    keys = [(1000 + n, key) for n, key in enumerate("1234")]
    assert told(ASKING, tmp_path, *keys)[:6] == [
        "recording on for caller",
        "recording paused",
        "keys *** pin",
        "set pin ***",
        "recording on for caller",
        "leave start done start",
    ]
    # left by `visits` before anything is asked: nothing rests for that
    assert told(ASKING, tmp_path, *keys)[6:] == [
        "leave start visits bye",
        "leave bye done hangup",
        "end flow hangup",
    ]


def test_it_goes_on_before_every_arrow_of_the_secret(tmp_path: Path) -> None:
    silent = told(ASKING, tmp_path)
    assert silent[1:5] == [
        "recording paused",
        "no-input start 1",
        "no-input start 2",
        "recording on for caller",
    ]
    assert silent[5] == "leave start no-input bye"
    wrong = told(ASKING, tmp_path, *[(1000 + n, "*") for n in range(2)])
    assert wrong[-5:-2] == ["set n 2", "recording on for caller", "leave start gave-up bye"]


def test_who_hangs_up_meanwhile_is_recorded_no_more(tmp_path: Path) -> None:
    assert told(ASKING, tmp_path, (1000, "1"), (1500, "!")) == [
        "recording on for caller",
        "recording paused",
        "end caller hangup",
    ]


@pytest.mark.parametrize("before", ["", "record call on  record call paused"])
def test_what_is_not_on_is_not_turned_on_by_a_secret(before: str, tmp_path: Path) -> None:
    asks = 'collect pin { play "PIN?"  digits 4  secret  on gave-up -> bye }'
    modes = turned(f"{before}  {asks}", tmp_path)
    assert modes == (["on", "paused"] if before else [])


def test_what_is_no_secret_is_recorded(tmp_path: Path) -> None:
    asks = 'collect age { play "Age?"  digits 2  on gave-up -> bye }'
    assert turned(f"record call on  {asks}", tmp_path) == ["on"]
