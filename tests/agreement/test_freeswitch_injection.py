"""What callers, networks, other dialplan and authors write is never read as more than text by a
real FreeSWITCH: each payload at each place, whether APIs may stand in variables or not."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest

from flowc.runtime.protocol import Call
from flowc.semantics.ir import Program
from flowc.switches.freeswitch import configuration
from flowc.switches.protocol import Loaded, Placed, Refused, Switch
from flowc.testing.agreement import agree
from flowc.testing.result import Result
from flowc.testing.retold import quoted
from tests.agreement.conftest import opened
from tests.agreement.hostile import (
    PLACES,
    TYPED,
    at_place,
    common_flow,
    hostile_payloads,
    own_payloads,
    played,
)
from tests.agreement.test_injection import LINE_END, TEXTS, loaded
from tests.switches.private import read

NEUTRALIZED = "contains a variable"
"""FreeSWITCH's own word for a caller's name that it does not take over into another record."""

_AGAIN = 2
"""How often a call that parts is made again."""

RINGS = """flow "Phones" { languages en }
number "100" -> desk
phone reception
ring desk {
  call reception for 1s
  on busy      -> hangup busy
  on no-answer -> hangup
  on failed    -> hangup congestion
}
test "rings" {
  given reception does not answer
  call "100"
  end hangup
}
"""
MARKUP = ("attribute", "element", "comment of xml", "include", "server side include")
"""What may stand in a dial string, which is syntax of FreeSWITCH's own otherwise. A word of
its preprocessor may not."""


class Watched(NamedTuple):
    """A FreeSWITCH that runs, and the folder in which a payload that was obeyed leaves a file.
    `expands`: whether APIs may stand in its variables."""

    switch: Switch
    canary: Path
    expands: bool


@pytest.fixture(scope="module", params=["true", "false"])
def watched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    write, before = configuration.write, '<param name="max-sessions"'
    param = f'<param name="api-expansion" value="{request.param}"/>'

    def with_expansion(folder: Path, port: int, secret: str) -> None:
        write(folder, port, secret)
        file = folder / "conf" / "freeswitch.xml"
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, param + before), encoding="utf-8")

    canary = tmp_path_factory.mktemp("canary")
    with pytest.MonkeyPatch.context() as patch:
        defaults = "flowc.switches.freeswitch.instance.Instance.__init__.__defaults__"
        patch.setattr(defaults, (with_expansion,))
        with opened("freeswitch") as switch:
            yield Watched(switch, canary, request.param == "true")


def check(watched: Watched, program: Program, results: dict[str, Result]) -> list[str]:
    """Make the calls; where a trace is not the runtime's, or FreeSWITCH complained. What does harm
    does it every time: a call that parts is made again, alone, for the machine may be busy."""
    names = {id(result): name for name, result in results.items()}
    placed = {id(p.result): p for p in watched.switch.place(program, results.values())}
    assert placed.keys() == names.keys()
    for _ in range(_AGAIN):
        for number, one in placed.items():
            if parts(one):
                (placed[number],) = watched.switch.place(program, [one.result])
    return [f"{names[n]}: {text}" for n, one in placed.items() if (text := parts(one))]


def parts(placed: Placed) -> str:
    """Where its call and the runtime's part, or FreeSWITCH complained; "" if all is well."""
    (ours,), (told,) = placed.result.calls, placed.told
    log = [line for line in told.log if NEUTRALIZED not in line]
    difference = agree(ours.trace, told.trace, "freeswitch")
    return f"{difference} {told.stuck} {log}" if difference or told.stuck or log else ""


def of(place: str, watched: Watched) -> dict[str, str]:
    """The payloads for a place: those about FreeSWITCH at every one. Where APIs may not stand in
    variables there is less to try."""
    if not watched.expands:
        return {} if place in TYPED else own_payloads(watched.canary)
    return (own_payloads if place in TYPED else hostile_payloads)(watched.canary)


def test_each_payload_at_each_place(watched: Watched, tmp_path: Path) -> None:
    flow = common_flow(tmp_path)
    watched.switch.load(flow)
    results: dict[str, Result] = {}
    for place in PLACES:
        for name, payload in of(place, watched).items():
            call, returns, keys = at_place(place, name, payload)
            results[f"{name} as {place}"] = played(flow.program, call, returns, keys)
    assert check(watched, flow.program, results) == []
    assert list(watched.canary.iterdir()) == []


def test_what_an_author_writes(watched: Watched, tmp_path: Path) -> None:
    """In the name of a flow, a prompt, a value, a condition."""
    flows: list[tuple[str, Loaded]] = []
    for n, (name, payload) in enumerate(own_payloads(watched.canary).items()):
        text = quoted(LINE_END.sub(" ", payload))
        path = tmp_path / f"{n}.flow"
        spoken = re.sub(r"[{}]", r"\g<0>\g<0>", text)
        path.write_text(TEXTS.format(text=text, spoken=spoken), encoding="utf-8")
        flows.append((name, loaded(path)))
    for _, flow in flows:
        watched.switch.load(flow)
    call = Call(to="100", caller="+37061234567", name="Jonas")
    results = ((f.program, {name: played(f.program, call, (), "")}) for name, f in flows)
    assert [text for program, one in results for text in check(watched, program, one)] == []
    assert list(watched.canary.iterdir()) == []


@pytest.mark.parametrize("name", MARKUP)
def test_what_an_admin_sets(
    name: str, watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a dial string: it stays one, whatever it holds."""
    path = tmp_path / "phones.flow"
    path.write_text(RINGS, encoding="utf-8")
    flow, results = read(path)
    payload = own_payloads(watched.canary)[name]
    phone = f"[null_enable_auto_answer=false,flowc_note={payload}]null/{{name}}"
    monkeypatch.setattr("flowc.switches.freeswitch.surroundings.PHONE", phone)
    with pytest.raises(Refused) if name == "include" else nullcontext():
        watched.switch.load(flow)
        assert check(watched, flow.program, {name: results[0]}) == []
    assert list(watched.canary.iterdir()) == []
