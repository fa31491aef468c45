"""Values that come from elsewhere: what conditions may look at, and when.

FreeSWITCH expands what a variable holds as well, so `${flow_said}` in a condition would run a
`${system(…)}` that somebody else put into it.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from flowc.backends.freeswitch import text
from tests.targets.freeswitch.lab import HERE, Made, files

Flow = Callable[[str], Made]
LUA = shutil.which("lua5.2") or ""

HEAD = 'flow "Values" { timezone UTC  languages en  on failed -> over  on gave-up -> over }\n'
NUMBER = 'number "+37052000000" -> first\n'
OVER = "step over { -> hangup }\n"


def looked_at(made: Made, extension: str) -> list[str]:
    """What the conditions and the data of an extension read."""
    tree = ET.fromstring(made["dialplan/flowc.xml"])  # noqa: S314 - our own output
    return [
        variable
        for e in tree.iter("extension")
        if str(e.get("name")).startswith(extension)
        for part in e.iter()
        for value in (part.get("field"), part.get("data"))
        for variable in re.findall(r"\$\{([^}]*)\}", value or "")
    ]


def test_the_dialplan_never_looks_at_a_text(flow: Flow) -> None:
    made = flow(
        HEAD
        + 'number "+37052000000" -> crm\n'
        + """var said: text = "x"
external crm { read note: text  on done -> second  on failed -> over }
step second {
  set said = note
  record note as note
  if said = "x" -> over
  if note starts with "x" or said contains "y" -> over
  if note is not "a" -> over
  -> over
}
"""
        + OVER
    )
    read = looked_at(made, "")
    assert "flowc_fits_note" in read
    assert not {"flow_said", "flow_note", "return_note"} & set(read)


def test_what_is_handed_back_is_checked_before_a_condition_looks_at_it() -> None:
    made = files(HERE / "flows" / "ring.flow")
    assert not [v for v in looked_at(made, "payroll-returned") if v.startswith("return_")]
    assert "return_score" in looked_at(made, "payroll-2")


def test_groups_of_an_author_take_no_room() -> None:
    """With ten groups that capture, FreeSWITCH's expressions match nothing."""
    written = text.author_pattern("(1)((2|[(3])4)?(5){2}")
    assert written == "(?:1)(?:(?:2|[(3])4)?(?:5){2}"


@pytest.mark.skipif(not LUA, reason="lua5.2 is not on this machine")
@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("digits", "0123", "0123"),
        ("digits", "5\n", ""),
        ("digits", "${system(reboot)}", ""),
        ("phone_number", "+37061234567", "+37061234567"),
        ("phone_number", "+" + "1" * 21, ""),
        ("phone_number", "1+2", ""),
        ("time", "23:59", "23:59"),
        ("time", "24:00", ""),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2023-02-29", ""),
        ("number", "-007", "-7"),
        ("number", "-0", "0"),
        ("number", "1.5", ""),
    ],
)
def test_a_value_that_does_not_fit_is_taken_away(kind: str, value: str, kept: str) -> None:
    script = files(HERE / "flows" / "ring.flow")["scripts/flowc.lua"]
    stage = """
      local held = {r = %s}
      freeswitch = {API = function() return {} end}
      session = {
        getVariable = function(_, name) return held[name] end,
        setVariable = function(_, name, value) held[name] = value end,
      }
    """
    quoted = '"' + "".join(f"\\{b:03d}" for b in value.encode()) + '"'
    functions = script[: script.index("-- values in prompts")]
    done = subprocess.run(
        [LUA, "-"],
        input=f'{stage % quoted}{functions}fit_{kind}("r") io.write(held.r)',
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (kept, "")


def test_a_value_that_is_being_confirmed_is_the_one_that_prompts_ask_about(flow: Flow) -> None:
    made = flow(
        HEAD
        + NUMBER
        + """step first {
  collect size {
    play { en "How many?" }
    digits 1
    confirm { play few when size = "1", otherwise many }
  }
  -> over
}
prompt few  { en "One." }
prompt many { en "More." }
"""
        + OVER
    )
    read = looked_at(made, "first")
    assert "flow_size--new" in read
    assert "flow_size" not in read


def test_a_call_that_is_gone_for_good_has_ended_for_the_flow(flow: Flow) -> None:
    """What a hang-up would do is done before the call leaves, and not again."""
    made = flow(
        """flow "Gone" { timezone UTC  languages en  on hangup { record call.outcome as how } }
number "+37052000000" -> old_desk
external old_desk
"""
    )
    tree = ET.fromstring(made["dialplan/flowc.xml"])  # noqa: S314 - our own output
    (gone,) = (e for e in tree.iter("extension") if e.get("name") == "old_desk")
    done = [f"{a.get('application')} {a.get('data')}" for a in gone.iter("action")]
    assert done[-5:] == [
        "set flowc_end_by=flow",
        "set flowc_end_cause=external",
        "lua flowc.lua hangup",
        "set api_hangup_hook=",
        "transfer desk XML default",
    ]
