"""Lookups in the Lua file: what it posts, and what it makes of the line that comes back."""

import shutil
import subprocess
from collections.abc import Callable

import pytest

from tests.targets.freeswitch.lab import HERE, Made, files

Flow = Callable[[str], Made]
LUA = shutil.which("lua5.2") or ""

pytestmark = pytest.mark.skipif(not LUA, reason="lua5.2 is not on this machine")

STAGE = """
local held = {{uuid = "call-1", flowc_caller_number = {number}}}
local events = {{}}
freeswitch = {{
  API = function()
    return {{execute = function(_, command, words)
      print("asked", command .. " " .. words)
      return {answer}
    end}}
  end,
  Event = function()
    local headers = {{}}
    return {{
      addHeader = function(_, name, value) headers[#headers + 1] = name .. "=" .. value end,
      fire = function() print("told", table.concat(headers, " ")) end,
    }}
  end,
  setGlobalVariable = function(name, value) print("kept", name) end,
  getGlobalVariable = function() return "" end,
}}
session = {{
  getVariable = function(_, name) return held[name] end,
  setVariable = function(_, name, value)
    held[name] = value
    print("set", name, (value:gsub("%c", "?")))
  end,
  ready = function() return {there} end,
}}
argv = {{"lookup.1"}}
"""


def run(script: str, answer: str, *, number: str = "+37061234567", there: bool = True) -> list[str]:
    """What the first lookup of a Lua file does: a line for each thing."""
    stage = STAGE.format(number=_literal(number), answer=_literal(answer), there=str(there).lower())
    done = subprocess.run(
        [LUA, "-"], input=stage + script, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def _literal(text: str) -> str:
    return '"' + "".join(f"\\{b:03d}" for b in text.encode()) + '"'


@pytest.fixture(scope="module")
def script() -> str:
    return files(HERE / "flows" / "lookup.flow")["scripts/flowc.lua"]


def outcome(lines: list[str]) -> str:
    """What the dialplan will look at."""
    return [line for line in lines if line.startswith("set\tflowc_lookup\t")][-1].split("\t")[2]


def assigned(lines: list[str]) -> dict[str, str]:
    rows = (line.split("\t") for line in lines if line.startswith("set\tflow_"))
    return {name: value for _, name, value in rows}


def test_what_was_found_is_assigned_and_told(script: str) -> None:
    lines = run(script, "found gold Ona%20%24%7Bx%7D%20%C5%BD%25 -7\n")
    assert outcome(lines) == "found"
    assert assigned(lines) == {"flow_tier": "gold", "flow_name": "Ona ${x} Ž%", "flow_due": "-7"}
    told = [line.partition("\t")[2] for line in lines if line.startswith("told\t")]
    assert [t.partition(" ")[2].partition(" variable")[0] for t in told] == [
        "flowc=lookup lookup-service=crm lookup-outcome=found",
        "flowc=set set-var=tier",
        "flowc=set set-var=name",
        "flowc=set set-var=due",
    ]


def test_values_can_add_nothing_to_the_command(script: str) -> None:
    """Its words are split at spaces, and what is posted is decoded once."""
    (asked, *_) = (x for x in run(script, "", number="1 & v2=%20'\\\n") if x.startswith("asked\t"))
    words = asked.partition("\t")[2].split(" ")
    assert words[:-1] == [
        *("curl", "http://127.0.0.1:4817/lookup/flowc/1", "connect-timeout", "3", "timeout", "5"),
        *("proxy", "''", "post"),
    ]
    assert words[-1] == "call=call-1&v1=1%2520%2526%2520v2%253D%252520%2527%255C%250A&v2="


@pytest.mark.parametrize("word", ["not-found", "refused", "failed"])
def test_what_was_not_found_is_told_by_the_dialplan(script: str, word: str) -> None:
    lines = run(script, f"{word}\n")
    assert outcome(lines) == word
    assert not assigned(lines)
    assert not [line for line in lines if line.startswith("told")]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "INVALID COMMAND!\n",
        "found gold Ona 5",
        "found gold Ona 5\n\n",
        "found gold Ona 5\nfound",
        "found\n",
        "found gold Ona\n",
        "found gold Ona 5 6\n",
        "found gold Ona ${system(reboot)}\n",
        "found gold Ona %24%7Bsystem(reboot)%7D\n",
        "found %24%7Bsystem%7D Ona 5\n",
        "found gold%0A Ona 5\n",
        "found gold%00 Ona 5\n",
        "found  Ona 5\n",
        "there is no lookup flowc/1\n",
        "not-found 1\n",
        "<html>found gold Ona 5</html>\n",
    ],
)
def test_any_other_answer_has_failed(script: str, answer: str) -> None:
    lines = run(script, answer)
    assert outcome(lines) == "failed"
    assert not assigned(lines)
    assert not [line for line in lines if line.startswith("told")]


def test_who_has_hung_up_was_not_looked_up(script: str) -> None:
    lines = run(script, "found gold Ona 5\n", there=False)
    assert not assigned(lines)
    assert not [line for line in lines if line.startswith("told")]


def test_a_secret_that_is_read_is_in_no_variable_of_the_channel(flow: Flow) -> None:
    made = flow(
        """flow "Secret" { timezone UTC  languages en  on failed -> over }
number "+37052000000" -> first
service crm { url "https://crm.example.com"  timeout 2s }
step first {
  collect pin { play { en "PIN?" }  digits 4  secret  visits 3 -> over  on gave-up -> over }
  lookup crm get "/now" { read pin = .pin  on not-found -> over  on failed -> over }
  -> over
}
step over { play { en "Bye." }  -> hangup }
"""
    )
    lines = run(made["scripts/flowc.lua"], "found 4711\n")
    assert outcome(lines) == "found"
    assert "kept\tflowc_secret_call-1_flow_pin" in lines
    assert not assigned(lines)
    assert "4711" not in "\n".join(lines)
    assert [line for line in lines if "set-var=pin" in line and "set-secret=yes" in line]
