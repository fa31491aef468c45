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


LANGUAGE = {
    "digits": "digits",
    "phone_number": "phone-number",
    "time": "time",
    "date": "date",
    "number": "number",
}
"""Types, by the names that the Lua file has for them."""


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
def test_a_value_that_does_not_fit_is_taken_away(
    flow: Flow, kind: str, value: str, kept: str
) -> None:
    reads = f"external crm {{ read r: {LANGUAGE[kind]} on done -> over on failed -> over }}\n"
    script = flow(HEAD + 'number "+37052000000" -> crm\n' + reads + OVER)["scripts/flowc.lua"]
    stage = """
      local held = {r = %s}
      freeswitch = {API = function() return {} end}
      session = {
        getVariable = function(_, name) return held[name] end,
        setVariable = function(_, name, value) held[name] = value end,
      }
    """
    quoted = '"' + "".join(f"\\{b:03d}" for b in value.encode()) + '"'
    functions = script[: script.index("-- by the name that")]
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
    assert done[-4:-2] == [
        "multiset ^^~flowc_outcome=gone~flowc_end_by=flow~flowc_end_cause=external",
        "lua flowc.lua hangup",
    ]
    assert done[-1] == "transfer desk XML default"
    taken_off = done[-2].removeprefix("multiset ^^~").split("~")
    assert "api_hangup_hook=" in taken_off
    assert "playback_terminators=" in taken_off


def test_what_a_condition_asks_about_is_set_before_it_is_judged(flow: Flow) -> None:
    """FreeSWITCH judges all conditions of an extension before it runs an action of it."""
    made = flow(
        HEAD
        + 'number "+37052000000" -> first with level = 2\n'
        + """var level: number = 1
schedule office { open mon-fri 08:00-18:00 }
step first {
  if level = 2 -> second
  -> over
}
step second {
  if office is open -> third with level = 3
  -> over
}
step third {
  if level = 3 -> over
  -> over
}
"""
        + OVER
    )
    tree = ET.fromstring(made["dialplan/flowc.xml"])  # noqa: S314 - our own output
    for extension in tree.iter("extension"):
        sets = [str(a.get("data")) for a in extension.iter("action") if not a.get("inline")]
        asked = [str(c.get("field")) for c in extension.iter("condition")]
        if "${flow_level}" in asked:
            assert not [data for data in sets if "flow_level=" in data], extension.get("name")
            assert extension.get("name") in {"first", "third"}


@pytest.mark.skipif(not LUA, reason="needs lua5.2")
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "say_string en.wav en number pronounced 0"),
        ("999999999", "say_string en.wav en number pronounced 999999999"),
        ("1000000000", "digits/1" + " digits/0" * 9),
        ("-5", "digits/minus digits/5"),
    ],
)
def test_a_number_that_no_say_module_knows_is_said_by_its_digits(
    flow: Flow, value: str, said: str
) -> None:
    made = flow(
        HEAD
        + NUMBER
        + OVER
        + 'var n: number = 1\nstep first { set n = n - 9  play { en "It is {n}." }  -> over }\n'
    )
    script = made["scripts/flowc.lua"].partition("local entries = {")[0]
    stand_ins = """
freeswitch = {API = function() return {execute = function(_, command, of)
  print(command .. " " .. of)
  return ""
end} end}
"""
    asked = f'\nprint(table.concat(said_number("en", {value}), " "))'
    done = subprocess.run(
        [LUA, "-"], input=stand_ins + script + asked, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == said
    assert "en/digits/minus.wav,en,,minus" in made["sounds.csv"].splitlines()


def test_what_has_no_word_in_it_is_silence_and_asks_for_no_recording(flow: Flow) -> None:
    made = flow(
        'flow "Mute" { timezone UTC  languages en, lt }\n'
        'number "+37052000000" -> first\n'
        'prompt pause { en "…" lt "…" }\n'
        'prompt half { en "Hello." lt "…" }\n'
        "step first { play pause  play half  -> hangup }\n"
    )
    assert "pause" not in made["sounds.csv"]
    assert "pause.wav" not in made["dialplan/flowc.xml"]
    assert '["lt"] = {},' in made["scripts/flowc.lua"]
    assert '["en"] = {"half"},' in made["scripts/flowc.lua"]
