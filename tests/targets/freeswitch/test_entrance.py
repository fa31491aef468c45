"""Where a call goes first, read from the dialplan as FreeSWITCH reads it, beside the runtime."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from flowc import pipeline
from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call
from tests.targets.freeswitch.lab import files

LONGEST = 20
"""Digits of a number; more are none, which the public context leaves to the flow's own."""

PROGRAM = """flow "Numbers" { timezone UTC  languages en }
number "+370*"        -> world
number "37010X"       -> desk
number "112"          -> desk
{more}
entry  desk
step world { -> hangup }
step desk  { -> hangup }
step every { -> hangup }
"""


def first(xml: str, destination: str) -> tuple[str, str]:
    """The clean number that was dialled, and the state that the call is sent to."""
    context = ET.fromstring(xml).find("context[@name='flowc']")  # noqa: S314 - our own output
    assert context is not None
    values: dict[str, str] = {"destination_number": destination}
    for extension in context:
        for condition in extension:
            field, written = condition.get("field"), condition.get("expression")
            found = True if field is None else None
            if field is not None and written is not None:
                value = values.get(re.sub(r"[${}]", "", field), "")
                found = re.search(written.removeprefix("(*UTF)"), value)
            for action in condition.iter("action" if found else "anti-action"):
                data = str(action.get("data"))
                if action.get("application") in {"set", "multiset"}:
                    found_is = found[1] if isinstance(found, re.Match) else ""
                    settings = data.removeprefix("^^~").replace("$1", found_is).split("~")
                    values |= {name: new for name, _, new in (x.partition("=") for x in settings)}
                if action.get("application") == "event":
                    entered = re.search(r"enter-block=(\w+)", data)
                    return values["flowc_dialled"], entered[1] if entered else ""
            if not found and condition.get("break") != "never":
                break
    return values["flowc_dialled"], ""


DIALLED = [
    "+37052000105",
    "37052000105",
    "37052",
    "370105",
    "+370105",
    "112",
    "+112",
    "371",
    "370",
    "37011111111111111111",
    "370111111111111111111",
    "3+70",
    "anonymous",
    "5):0:1",
    "desk",
]


@pytest.mark.parametrize("more", ["", 'number "*" -> every'])
@pytest.mark.parametrize("dialled", DIALLED)
def test_a_call_goes_where_the_runtime_sends_it(tmp_path: Path, dialled: str, more: str) -> None:
    path = tmp_path / "flow.flow"
    path.write_text(PROGRAM.replace("{more}", more), encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert work.program is not None
    call = Call(entry=dialled) if dialled == "desk" else Call(to=dialled)
    _, (trace, _) = compile_program(work.program).start(call)
    entered = [event[2] for event in trace if event[0] == "enter"]
    made = files(path)
    assert first(made["dialplan/flowc.xml"], dialled) == (trace[0][3], "".join(entered[:1]))
    if not more and call.entry is None:
        let_in = ET.fromstring(made["dialplan/public/flowc.xml"])  # noqa: S314 - our own output
        numbers = str(let_in.findall("extension/condition")[0].get("expression"))
        assert bool(re.search(numbers, dialled)) is bool(entered) or len(dialled) > LONGEST
