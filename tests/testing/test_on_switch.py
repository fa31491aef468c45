"""`flowc test --on asterisk` from the command line, with a switch that does as it is told to
(`faked`): what is said where it goes another way than the runtime."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.running import Done, cache
from tests.testing.test_command import FAILED, SHOP, TESTS

ROOT = Path(__file__).parent.parent.parent

Run = Callable[..., Done]

PARTED = """\
failed: "help is rung"
 --> shop_test.flow:5:3
  |
5 |   press 1
  |   ^^^^^^^ Asterisk went another way here
 ::: shop.flow:9:1
  |
9 | step welcome { play hello -> main }
  | ----------------------------------- the call was here, in `welcome`
  |
  = note: the runtime came to `main` (0:02.0), Asterisk ended the call: congestion (0:02.1)
  = note: what a test says has to be what Asterisk does: this is a mistake in flowc, so send \
its makers the flow and the files of `flowc test --on asterisk --trace DIR`

  where they part
      the runtime                                    Asterisk 22.0
      0:00.0  took a call from +37061234567 to +3…   0:00.1  took a call from +37061234567 to +3…
      0:00.0  came to `welcome`                      0:00.1  came to `welcome`
      0:02.0  played `hello` in en                   0:02.1  played `hello` in en
      0:02.0  left `welcome` by `done` to `main`     0:02.1  left `welcome` by `done` to `main`
    > 0:02.0  came to `main`                         0:02.1  ended the call: congestion
      0:03.2  played `nothing` in en
      0:03.2  took the keys 1 for `main`
      0:03.2  left `main` by `key 1` to `help`
      0:03.2  came to `help`

  Asterisk complained
    WARNING: no such ␛[1m file

  the call as heard
      0:00.1  +37061234567 calls +37052000000
      0:00.1  [welcome] step
      0:02.1    hears hello (en): "Hello. Press 1 for help."
      0:02.1  the flow ends the call: congestion

0 tests passed, 1 failed on Asterisk 22.0
"""


def environment(folder: Path, **env: str) -> dict[str, str]:
    plain = {"PATH": os.defpath, "HOME": str(folder), "COLUMNS": "80", "PYTHONPATH": str(ROOT)}
    return plain | {"XDG_CACHE_HOME": cache(folder)} | env


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.testing.faked", "test", *arguments, "--on", "asterisk"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.flow").write_text(SHOP, encoding="utf-8")
    tests = tmp_path / "shop_test.flow"
    tests.write_text(TESTS, encoding="utf-8")
    return tests


@pytest.fixture
def run(shop: Path) -> Run:
    """Runs the tests of the shop on the switch that is none, which does `fake`."""

    def run(fake: str = "", *arguments: str) -> Done:
        done = subprocess.run(
            command(shop.name, *arguments),
            cwd=shop.parent,
            env=environment(shop.parent, FAKE=fake),
            check=False,
            capture_output=True,
        )
        assert b"Traceback" not in done.stderr
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def test_a_test_that_passes_says_what_took_the_call(run: Run) -> None:
    assert run("", "-k", "help") == (0, "1 test passed on Asterisk 22.0\n", "")


def test_a_test_that_fails_alike_fails_with_the_same_words(run: Run) -> None:
    done = run("", "-k", "closing")
    assert (done.code, done.err) == (1, "")
    here, _, trace = done.out.partition("\n\n")
    assert here == FAILED.partition("\n\n")[0]
    assert "where they part" not in trace
    assert trace.endswith("\n0 tests passed, 1 failed on Asterisk 22.0\n")


def test_where_the_switch_goes_another_way(run: Run) -> None:
    assert run("ended early", "-k", "help") == (1, PARTED, "")


@pytest.mark.parametrize(
    ("fake", "line", "said"),
    [
        ("no press", "press 1", "Asterisk left `main` by `key 1` to `help` (0:03.3)"),
        ("goes on", "end agent", "other side hung up (1:03.2), Asterisk came to `closing`"),
        ("stuck", "press 1", "(0:02.0), Asterisk got stuck: waited 30 s for it to listen (0:02.1)"),
        (
            "stuck at the end",
            'test "help is rung"',
            "the runtime had ended the call (1:03.2), Asterisk got stuck: waited 30 s",
        ),
    ],
)
def test_every_kind_of_parting_is_told(run: Run, fake: str, line: str, said: str) -> None:
    done = run(fake, "-k", "help")
    assert (done.code, done.err) == (1, "")
    first, _, rest = done.out.partition("Asterisk went another way here")
    assert line in first.splitlines()[3]
    assert said in rest.partition("\n\n")[0]
    advice = "try it again while the machine has less to do" in rest
    assert advice == fake.startswith("stuck")
    assert (
        "send its makers the flow and the files of `flowc test --on asterisk --trace DIR`" in rest
    )
    assert "  where they part\n" in rest


def test_what_does_not_hold_on_the_switch_is_told_with_the_parting(run: Run, shop: Path) -> None:
    shop.write_text(TESTS.replace("hear next bye", "hear bye"), encoding="utf-8")
    assert run("", "-k", "closing").code == 0
    done = run("another prompt", "-k", "closing")
    assert done.code == 1
    assert "  = note: the runtime played `bye` in en (" in done.out
    assert "), Asterisk played `hello` in en (" in done.out
    assert "  = note: so `bye` was not heard\n" in done.out


def test_results_keep_the_order_of_the_tests(run: Run) -> None:
    done = run("", "--format", "json")
    assert [test["name"] for test in json.loads(done.out)["tests"]] == [
        "help is rung",
        "closing time",
    ]


def test_a_test_that_the_switch_forgets_has_not_passed(run: Run) -> None:
    done = run("forgets one")
    assert (done.code, done.out) == (70, "")
    assert "this is a bug in flowc" in done.err


LACKING = """\
import "shop.flow"
test "nobody decides" { call "+37052000001"  hear bye }
"""


def test_a_test_that_lacks_a_given_is_no_call_to_make(run: Run, shop: Path) -> None:
    text = SHOP + 'number "+37052000001" -> draw\nsplit draw { 50% -> closing  50% -> main }\n'
    (shop.parent / "shop.flow").write_text(text, encoding="utf-8")
    shop.write_text(LACKING, encoding="utf-8")
    done = run("another prompt")
    assert (done.code, done.err) == (1, "")
    assert "nothing says which way the split `draw` sends this call" in done.out
    assert "where they part" not in done.out
    assert not (shop.parent / "stopped").exists(), "there was no call to start it for"


def test_json_tells_the_switch_and_the_parting(run: Run) -> None:
    done = run("ended early", "-k", "help", "--format", "json")
    assert (done.code, done.err) == (1, "")
    got = json.loads(done.out)
    assert (got["engine"], got["passed"], got["failed"]) == ("Asterisk 22.0", 0, 1)
    (test,) = got["tests"]
    assert [event["event"] for event in test["calls"][0]["trace"]][-2:] == ["leave", "end"]
    parting = test["failure"]["parting"]
    assert [event["event"] for event in parting.pop("trace")][-3:] == ["bridge", "leave", "end"]
    assert parting == {
        "runtime": "came to `main`",
        "switch": "ended the call: congestion",
        "position": 4,
        "stuck": "",
        "log": ["WARNING: no such \x1b[1m file"],
    }
    passed = json.loads(run("", "-k", "closing", "--format", "json").out)["tests"][0]
    assert passed["failure"]["parting"] is None


def test_junit_tells_the_switch_and_the_parting(run: Run) -> None:
    done = run("ended early", "-k", "help", "--format", "junit")
    assert (done.code, done.err) == (1, "")
    (suite,) = ET.fromstring(done.out)  # noqa: S314 - our own output
    properties, case = suite
    assert [x.attrib for x in properties] == [{"name": "engine", "value": "Asterisk 22.0"}]
    assert case[0].attrib == {
        "type": "parting",
        "message": "the runtime came to `main` (0:02.0), "
        "Asterisk ended the call: congestion (0:02.1)",
    }
    assert case[0].text == PARTED.partition("\n0 tests")[0]


def test_traces_of_both_are_written_where_they_part(run: Run, shop: Path) -> None:
    assert run("", "-k", "help", "--trace", "alike").code == 0
    assert run("no press", "-k", "help", "--trace", "parted").code == 1
    (alike,) = (shop.parent / "alike").iterdir()
    assert alike.name == "shop_test-3-help-is-rung.jsonl"
    told, runtime = sorted((shop.parent / "parted").iterdir())
    assert (told.name, runtime.name) == (alike.name, "shop_test-3-help-is-rung.runtime.jsonl")
    assert '"event": "keys"' in runtime.read_text(encoding="utf-8")
    assert '"event": "keys"' not in told.read_text(encoding="utf-8")


def test_no_switch_is_exit_code_3(run: Run, shop: Path) -> None:
    assert run("absent") == (3, "", "flowc: there is no Asterisk on PATH: install it\n")
    assert not (shop.parent / "stopped").exists()


def test_a_switch_that_goes_away_is_exit_code_3(run: Run, shop: Path) -> None:
    done = run("goes away")
    assert done == (3, "", "flowc: Asterisk went away: no space left on device\n")
    assert (shop.parent / "stopped").exists()


def test_an_interrupt_stops_the_switch_and_says_nothing(run: Run, shop: Path) -> None:
    assert run("Ctrl-C") == (130, "", "")
    assert (shop.parent / "stopped").exists()


def test_what_the_switch_can_not_do_is_a_finding_and_nothing_is_started(
    run: Run, shop: Path
) -> None:
    text = SHOP.replace("{ play bye ->", "{ play bye  record 1 as duration  ->")
    (shop.parent / "shop.flow").write_text(text, encoding="utf-8")
    done = run()
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("error[F714]")
    assert "passed" not in done.out
    assert not (shop.parent / "stopped").exists()


def test_progress_is_for_terminals_only(shop: Path) -> None:
    try:
        ours, theirs = pty.openpty()
    except OSError as e:
        pytest.skip(f"needs a terminal: {e}")
    with os.fdopen(ours, "rb", buffering=0) as screen:
        done = subprocess.run(
            command(shop.name, "-k", "help"),
            cwd=shop.parent,
            env=environment(shop.parent, TERM="xterm"),
            check=False,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        shown = screen.read(10_000).decode()
    assert done.stdout == b"1 test passed on Asterisk 22.0\n"
    assert "calls on Asterisk" in shown
    assert "1/1" in shown
