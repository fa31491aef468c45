"""`flowc test` from the command line: what a person, a machine and a script get from it."""

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.running import Flowc

ROOT = Path(__file__).parent.parent.parent

SHOP = """\
flow "Shop" { languages en }
number "+37052000000" -> welcome

prompt hello   { en "Hello. Press 1 for help." }
prompt nothing { en "Nothing was pressed." }
prompt bye     { en "Goodbye." }
phone counter

step welcome { play hello -> main }
menu main {
  play nothing
  press 1 -> help
  on no-input -> closing
  on gave-up  -> closing
}
ring help {
  call counter for 20s
  on busy      -> closing
  on no-answer -> closing
  on failed    -> closing
}
step closing { play bye -> hangup }
"""

TESTS = """\
import "shop.flow"

test "help is rung" {
  call "+37052000000" from "+37061234567"
  press 1
  answer counter
  talk 1m then agent hangs up
  end agent
}

test "closing time" {
  call "+37052000000" from "+37061234567"
  hear hello
  hear next bye
}
"""

FAILED = """\
failed: "closing time"
  --> shop_test.flow:14:3
   |
14 |   hear next bye
   |   ^^^^^^^^^^^^^ `bye` was not the next thing heard
  ::: shop.flow:9:1
   |
 9 | step welcome { play hello -> main }
   | ----------------------------------- the call was here, in `welcome`
   |
   = note: `nothing` in en was heard first, at 0:03.2

  the trace there
        0:00.0  call      from=+37061234567  to=+37052000000  at=
        0:00.0  enter     block=welcome  kind=step
        0:02.0  play      prompt=hello  language=en  cut=no
    > from here on
        0:02.0  leave     block=welcome  outcome=done  to=main
        0:02.0  enter     block=main  kind=menu
        0:03.2  play      prompt=nothing  language=en  cut=no

  the call as heard
      0:00.0  +37061234567 calls +37052000000
      0:00.0  [welcome] step
      0:02.0    hears hello (en): "Hello. Press 1 for help."
      0:02.0  [main] menu
      0:03.2    hears nothing (en): "Nothing was pressed."

1 passed, 1 failed
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.flow").write_text(SHOP, encoding="utf-8")
    tests = tmp_path / "shop_test.flow"
    tests.write_text(TESTS, encoding="utf-8")
    return tests


def test_a_failed_test_is_told_in_full(flowc: Flowc, shop: Path) -> None:
    done = flowc("test", shop.name)
    assert (done.code, done.err) == (1, "")
    assert done.out == FAILED


def test_passed_tests_are_counted(flowc: Flowc, shop: Path) -> None:
    done = flowc("test", shop.name, "-k", "HELP")
    assert (done.code, done.out, done.err) == (0, "1 passed, 0 failed\n", "")


def test_a_folder_is_all_its_tests(flowc: Flowc, shop: Path) -> None:
    other = SHOP + 'test "inside" { call "+37052000000"  hear hello }\n'
    (shop.parent / "more").mkdir()
    (shop.parent / "more" / "other.flow").write_text(other, encoding="utf-8")
    done = flowc("test", ".")
    assert done.code == 1
    assert done.out.endswith("\n2 passed, 1 failed\n")


def test_tests_of_an_imported_file_are_not_forgotten(flowc: Flowc, shop: Path) -> None:
    inside = 'test "inside" { call "+37052000000"  hear bye  hear hello }\n'
    (shop.parent / "shop.flow").write_text(SHOP + inside, encoding="utf-8")
    done = flowc("test", ".")
    assert done.out.endswith("\n1 passed, 2 failed\n")
    assert 'failed: "inside"' in done.out


def test_no_test_is_no_success(flowc: Flowc, shop: Path) -> None:
    done = flowc("test", "shop.flow")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("flowc: there is no test in shop.flow")
    done = flowc("test", shop.name, "-k", "lunch")
    assert (done.code, done.out) == (1, "")
    assert done.err == "flowc: none of the 2 tests has lunch in its title\n"


@pytest.mark.parametrize(
    "wrong", [("--on", "pbx"), ("--format", "yaml"), ("--tracing",), ("missing.flow",)]
)
def test_wrong_usage(flowc: Flowc, shop: Path, wrong: tuple[str, ...]) -> None:
    done = flowc("test", *([] if wrong[0].endswith("flow") else [shop.name]), *wrong)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_a_program_with_errors_is_not_called(flowc: Flowc, shop: Path) -> None:
    (shop.parent / "shop.flow").write_text(SHOP.replace("-> help", "-> hepl"), encoding="utf-8")
    done = flowc("test", shop.name)
    assert done.code == 1
    assert "error[F101]" in done.out
    assert "passed" not in done.out


def test_a_mistake_in_one_test_stops_all_of_the_program(flowc: Flowc, shop: Path) -> None:
    shop.write_text(TESTS.replace("hear hello", "hear helo"), encoding="utf-8")
    done = flowc("test", shop.name)
    assert done.code == 1
    assert "error[F150]" in done.out
    assert "passed" not in done.out


def test_check_finds_the_mistakes_of_tests(flowc: Flowc, shop: Path) -> None:
    shop.write_text(TESTS.replace("hear hello", "hear helo"), encoding="utf-8")
    assert "F150" in flowc("check", shop.name).out


def test_a_test_that_expects_nothing_is_warned_of(flowc: Flowc, shop: Path) -> None:
    idle = 'test "idle" { call "+37052000000"  hang up }\n'
    shop.write_text(TESTS.replace("hear next bye", "hear bye") + idle, encoding="utf-8")
    done = flowc("test", shop.name)
    assert (done.code, done.out) == (0, "3 passed, 0 failed\n")
    assert done.err.startswith("warning[F160]: this test passes whatever the caller meets\n")
    assert done.err.count("warning") == 1, "others are for `flowc check` to tell"
    assert "F160" in flowc("check", shop.name).out


def test_json(flowc: Flowc, shop: Path) -> None:
    done = flowc("test", shop.name, "--format", "json")
    assert (done.code, done.err) == (1, "")
    got = json.loads(done.out)
    assert (got["schema"], got["passed"], got["failed"]) == ("flowc.test/1", 1, 1)
    assert (got["engine"], got["findings"]) == ("runtime", [])
    passed, failed = got["tests"]
    assert (passed["name"], passed["outcome"], passed["failure"]) == (
        "help is rung",
        "passed",
        None,
    )
    assert passed["seconds"] == 63.2
    assert passed["flow"] == "Shop"
    assert passed["place"]["start"] == {"line": 3, "column": 6, "offset": 25}
    (call,) = passed["calls"]
    assert (call["caller"], call["began"]) == ("call", 0)
    assert [event["event"] for event in call["trace"]][-3:] == ["bridge", "leave", "end"]
    assert call["trace"][-1] == {
        "call": "call",
        "t": 63.2,
        "event": "end",
        "by": "agent",
        "cause": "hangup",
    }
    assert failed["outcome"] == "failed"
    assert failed["failure"]["message"] == "`bye` was not the next thing heard"
    assert failed["failure"]["block"] == "welcome"
    assert failed["failure"]["expectation"]["start"]["line"] == 14
    assert failed["failure"]["flow"]["path"] == "shop.flow"
    assert failed["failure"]["position"] == 3
    assert failed["calls"][0]["heard"][-1].strip().endswith('"Nothing was pressed."')


def test_json_of_a_program_with_errors(flowc: Flowc, shop: Path) -> None:
    (shop.parent / "shop.flow").write_text(SHOP.replace("-> help", "-> hepl"), encoding="utf-8")
    got = json.loads(flowc("test", shop.name, "--format", "json").out)
    assert (got["passed"], got["failed"], got["tests"]) == (0, 0, [])
    assert [finding["code"] for finding in got["findings"]] == ["F101"]


def test_junit(flowc: Flowc, shop: Path) -> None:
    done = flowc("test", shop.name, "--format", "junit")
    assert (done.code, done.err) == (1, "")
    root = ET.fromstring(done.out)  # noqa: S314 - our own output
    assert root.tag == "testsuites"
    assert root.attrib == {"tests": "2", "failures": "1", "errors": "0", "time": "66.400"}
    (suite,) = root
    assert suite.attrib == {"name": "shop_test.flow", "skipped": "0"} | root.attrib
    passed, failed = suite
    assert passed.attrib == {"classname": "Shop", "name": "help is rung", "time": "63.200"}
    assert [child.tag for child in passed] == ["system-out"]
    assert [child.tag for child in failed] == ["failure", "system-out"]
    assert failed[0].attrib == {
        "type": "expectation",
        "message": "`bye` was not the next thing heard",
    }
    assert failed[0].text == FAILED.partition("\n1 passed")[0]
    assert "hears hello" in (failed[1].text or "")


def test_junit_of_a_program_with_errors(flowc: Flowc, shop: Path) -> None:
    (shop.parent / "shop.flow").write_text(SHOP.replace("-> help", "-> hepl"), encoding="utf-8")
    done = flowc("test", shop.name, "--format", "junit")
    assert done.code == 1
    (suite,) = ET.fromstring(done.out)  # noqa: S314 - our own output
    assert (suite.attrib["tests"], suite.attrib["errors"]) == ("1", "1")
    assert suite[0][0].tag == "error"
    assert suite[0][0].attrib["type"] == "F101"


HOSTILE = '<b> & \\"quoted\\" ]]> \x1b[31m \x08 ąč \u202e \ufffe'


def test_hostile_names_stay_texts(flowc: Flowc, shop: Path) -> None:
    flow = SHOP.replace('flow "Shop"', f'flow "{HOSTILE}"').replace("Hello.", HOSTILE)
    (shop.parent / "shop.flow").write_text(flow, encoding="utf-8")
    shop.write_text(TESTS.replace("closing time", HOSTILE), encoding="utf-8")
    done = flowc("test", shop.name, "--format", "junit")
    assert done.code == 1
    (suite,) = ET.fromstring(done.out)  # noqa: S314 - our own output
    shown = '<b> & "quoted" ]]> ␛[31m ␈ ąč \ufffd \ufffd'
    assert [case.attrib["classname"] for case in suite] == [shown, shown]
    assert suite[1].attrib["name"] == shown
    assert shown in (suite[1][0].text or "")
    for how in ("terminal", "junit"):
        out = flowc("test", shop.name, "--format", how).out
        assert not {"\x1b", "\x08", "\u202e"} & set(out)
    assert json.loads(flowc("test", shop.name, "--format", "json").out)["failed"] == 1


def test_traces(flowc: Flowc, shop: Path) -> None:
    done = flowc("test", shop.name, "--trace", "out/traces")
    assert (done.code, done.out) == (1, FAILED)
    folder = shop.parent / "out" / "traces"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["shop_test-11-closing-time.jsonl", "shop_test-3-help-is-rung.jsonl"]
    lines = (folder / names[1]).read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert [event["event"] for event in events[:3]] == ["call", "enter", "play"]
    assert events[-1]["by"] == "agent"
    assert {event["call"] for event in events} == {"call"}


def test_titles_make_safe_names_of_files(flowc: Flowc, shop: Path) -> None:
    text = TESTS.replace("help is rung", "../../etc/passwd; rm -rf * ąč ŽŪ")
    shop.write_text(text.replace("closing time", "…"), encoding="utf-8")
    flowc("test", shop.name, "--trace", "traces")
    assert sorted(path.name for path in (shop.parent / "traces").iterdir()) == [
        "shop_test-11-test.jsonl",
        "shop_test-3-etc-passwd-rm-rf-ac-zu.jsonl",
    ]


def test_traces_that_can_not_be_written_are_told(flowc: Flowc, shop: Path) -> None:
    (shop.parent / "taken").write_text("", encoding="utf-8")
    done = flowc("test", shop.name, "--trace", "taken")
    assert done.code == 2
    assert done.out == FAILED, "the results are not lost"
    assert done.err == "flowc: taken can not be written: File exists\n"
    full = Path("/dev/full")
    if full.exists():
        (shop.parent / "full").mkdir()
        (shop.parent / "full" / "shop_test-3-help-is-rung.jsonl").symlink_to(full)
        done = flowc("test", shop.name, "--trace", "full")
        assert done.code == 2
        assert done.err == "flowc: full can not be written: No space left on device\n"


@pytest.mark.parametrize("how", ["terminal", "json", "junit"])
def test_the_same_bytes_every_time(flowc: Flowc, shop: Path, how: str) -> None:
    first = flowc("test", shop.name, "--format", how, PYTHONHASHSEED="1", TZ="UTC")
    second = flowc(
        "test", shop.name, "--format", how, PYTHONHASHSEED="2", TZ="America/Detroit", LC_ALL="C"
    )
    assert first == second


def test_colours_are_for_terminals(flowc: Flowc, shop: Path) -> None:
    assert "\x1b[" in flowc("test", shop.name, FORCE_COLOR="1").out
    assert "\x1b[" not in flowc("test", shop.name, FORCE_COLOR="1", NO_COLOR="1").out


@pytest.mark.parametrize(
    "example", sorted(p.name for p in (ROOT / "examples").iterdir() if p.is_dir())
)
def test_the_examples_pass(flowc: Flowc, tmp_path: Path, example: str) -> None:
    shutil.copytree(ROOT / "examples" / example, tmp_path / example)
    done = flowc("test", example)
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"[1-9][0-9]* passed, 0 failed\n", done.out)
