"""What an author, a file's name or a caller may hold stays data."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from flowc.backends.freeswitch import text
from tests.targets.freeswitch.lab import HERE, Made, compiled, files

Flow = Callable[[str], Made]

HOSTILE = [
    "it's",
    'a "quoted" word',
    "a < b & c > d",
    "${caller_id_name}",
    "$${domain}",
    "${system(reboot)}",
    "-- [[ ]] --",
    "--> <!-- X",
    "<!--#set x=1-->",
    "X-PRE-PROCESS cmd=exec data=reboot",
    "<X-PRE-PROCESS cmd='exec' data='reboot'/>",
    "back\\slash \\' quote",
    "trailing backslash \\",
    "a,b;c|d^^e",
    "_undef_",
    "  spaces  ",
    "Žąsis ñ 日本 \U0001f4de",
    "x" * 5000,
    "]] .. os.execute('reboot') .. [[",
    "{name}",
]

PROGRAM = """flow "%s" { timezone UTC  languages en }
number "+37052000000" -> first
var said: text = "%s"
prompt hi { en "%s" }
schedule office { open mon-fri 08:00-18:00  closed 12-25 "%s" }
step first {
  play hi
  if said = "%s" -> second
  if said contains "%s" -> second
  if office is closed for "%s" -> second
  -> hangup
}
step second { record said as said  -> hangup }
"""


def program(value: str) -> str:
    written = value.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{")
    return PROGRAM % ((written,) * 7)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_an_authors_text_is_data(flow: Flow, value: str, tmp_path: Path) -> None:
    made = flow(program(value))
    xml = made["dialplan/flowc.xml"]
    file = tmp_path / "dialplan.xml"
    file.write_text(xml, encoding="utf-8")
    schema = HERE.parents[2] / "targets" / "freeswitch" / "dialplan.rng"
    command = ["xmllint", "--noout", "--relaxng", schema, file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # the preprocessor works line by line, comments and all, before XML is read
    assert not re.search(r"x-(no-)?pre-process|<!--#|\$\$\{|\\'|<\?", xml, re.IGNORECASE)
    known = files(HERE / "flows" / "conditions.flow")["dialplan/flowc.xml"]
    assert applications(xml) <= applications(known)


def applications(xml: str) -> set[str | None]:
    return {a.get("application") for a in ET.fromstring(xml).iter("action")}  # noqa: S314 - ours


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_lua_literal_means_its_text(value: str) -> None:
    literal = text.lua_text(value)
    assert re.fullmatch(r'"(?:[ !#%&(-;=?-\[\]-z|~]|\\[0-9]{3})*"', literal)
    parts = re.findall(rb"\\([0-9]{3})|(.)", literal[1:-1].encode(), re.DOTALL)
    back = bytes(int(code) if code else char[0] for code, char in parts)
    assert back.decode() == value


@pytest.mark.skipif(not shutil.which("lua5.2"), reason="lua5.2 is not on this machine")
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_lua_reads_a_literal_so_too(value: str) -> None:
    command = ["lua5.2", "-e", f"io.write({text.lua_text(value)})"]
    assert subprocess.run(command, capture_output=True, check=True).stdout.decode() == value


def test_a_text_that_is_not_plain_never_becomes_data() -> None:
    for value in HOSTILE:
        if text.is_plain(value):
            assert not re.search(r"[$'\"\\{}\[\]|^`\x00-\x1f]", value)
        else:
            with pytest.raises(ValueError, match="Lua"):
                text.plain(value)


def test_a_files_name_is_data(tmp_path: Path) -> None:
    path = tmp_path / "a--><X-PRE-PROCESS $${x} 'é.flow"
    path.write_text(program("x"), encoding="utf-8")
    xml = files(path)["dialplan/flowc.xml"]
    ET.fromstring(xml)  # noqa: S314 - ours
    assert not re.search(r"x-(no-)?pre-process|<!--#|\$\$\{", xml, re.IGNORECASE)


def test_a_caller_is_read_once_and_by_an_anchored_expression(flow: Flow) -> None:
    """Nothing but the start reads a field that the network fills in."""
    xml = ET.fromstring(flow(program("x"))["dialplan/flowc.xml"])  # noqa: S314 - ours
    fields = {
        (c.get("field"), c.get("expression")) for c in xml.iter("condition") if c.get("field")
    }
    callers = {(f, e) for f, e in fields if f in {"caller_id_number", "caller_id_name", "rdnis"}}
    assert {f for f, _ in callers} == {"caller_id_number"}  # this flow asks for no name
    assert all(re.fullmatch(r"\^.*\$", str(e)) for _, e in callers)
    data = " ".join(str(a.get("data")) for a in xml.iter("action"))
    assert not re.search(r"\$\{(caller_id|sip_|effective_|rdnis|destination_number)", data)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Jonas Jonaitis", True),
        ("Žemyna-Marija", True),
        ("x}null/attacker", False),
        ("Smith, John & Sons; Ltd.", True),
        ("${system(reboot)}", False),
        ("O'Brien", True),
        ("a\\b", False),
        ("Sales: Jonas (mobile)", True),
        ("vip):1", False),
        ("ą" * 80, True),
        ("ą" * 81, False),
        (" ", False),
        ("<sip:x>", False),
        ("", False),
    ],
)
def test_a_callers_name_holds_nothing_that_freeswitch_reads(name: str, kept: bool) -> None:
    from flowc.backends.freeswitch.entrance import NAME

    assert bool(re.search(NAME.removeprefix("(*UTF)"), name)) is kept


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("+37061234567", True),
        ("101", True),
        ("anonymous", False),
        ("1;rm", False),
        ("", False),
        ("0000000000", False),  # what FreeSWITCH gives a caller without a number
        ("00000000001", True),
    ],
)
def test_a_callers_number_is_digits_or_withheld(number: str, kept: bool) -> None:
    from flowc.backends.freeswitch.entrance import CALLER

    assert bool(re.search(CALLER, number)) is kept


def test_no_secret_is_in_any_file() -> None:
    """The PIN is named, not told; secret digits are looked at by Lua alone, the log is quiet."""
    made = files(HERE / "flows" / "collect.flow")
    xml = made["dialplan/flowc.xml"]
    assert "4711" not in xml
    assert "sensitive_dtmf=true" in xml
    assert "flow_pin" not in xml
    assert '["flow_pin"] = true,' in made["scripts/flowc.lua"]


@pytest.mark.parametrize("text", ["\\'", "X-PRE-PROCESS", "<x-no-pre-process"])
def test_a_setting_that_freeswitch_would_drop_a_line_for_is_refused(text: str) -> None:
    from flowc import pipeline
    from flowc.backends.freeswitch import TARGET

    (work,) = pipeline.check((str(HERE / "flows" / "ring.flow"),), None).works
    sets = (
        f"freeswitch.outside={{number}}{text}",
        "freeswitch.externals.payroll=payroll XML default",
    )
    found = pipeline.compile_for(work, TARGET, "1.10", None, sets)
    assert [d.code for d in found.diagnostics] == ["F172"]
    assert not found.artefacts


def test_a_missing_setting_names_the_line_that_needs_it() -> None:
    from flowc import pipeline
    from flowc.backends.freeswitch import TARGET

    (work,) = pipeline.check((str(HERE / "flows" / "ring.flow"),), None).works
    found = pipeline.compile_for(work, TARGET, "1.10").diagnostics
    assert {d.code for d in found} == {"F173"}
    assert len(found) == 2
    assert not [d for d in compiled(HERE / "flows" / "ring.flow").diagnostics if d.code == "F173"]
