"""`flowc test --on asterisk` with a real Asterisk: what passes and what fails."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from flowc.testing.agreement import agree
from flowc.trace import FIELDS, Trace
from tests.cli.running import Done, Flowc, asterisk
from tests.testing.test_command import FAILED, SHOP, TESTS

SPEC = Path(__file__).parent / "spec"
ENDLESS = re.compile(r'test "round and round".*?\n}\n', re.DOTALL)
"""A test of ten thousand seconds, which really pass on a switch."""

RINGS_LONG = """\
flow "Long" { languages en }
number "+37052000002" -> desk
phone counter
ring desk { call counter for 900s  on busy -> hangup  on no-answer -> hangup  on failed -> hangup }
test "it rings for long" { call "+37052000002"  reach desk  end hangup }
"""

QUEUES = ("desk.flow", "queue.flow", "not_offered.flow", "callback.flow", "speak.flow")


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.flow").write_text(text, encoding="utf-8")


def on_asterisk(flowc: Flowc, *arguments: str) -> Done:
    return flowc("test", *arguments, "--on", "asterisk", FLOWC_ASTERISK=asterisk())


def read(path: Path) -> Trace:
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return tuple((e["event"], e["t"], *(e[f] for f in FIELDS[e["event"]])) for e in lines)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every statement of tests, met and not met: programs and their tests. Those of queues are
    about instants, which a switch does not keep: `tests/agreement/test_queues.py` has others."""
    folder = tmp_path_factory.mktemp("spec") / "spec"
    shutil.copytree(SPEC, folder)
    for name in QUEUES:
        (folder / name).unlink()
    text = (folder / "ends.flow").read_text(encoding="utf-8")
    (folder / "ends.flow").write_text(ENDLESS.sub("", text), encoding="utf-8")
    return folder


def verdicts(document: str) -> list[tuple[str, ...]]:
    """Each test with its result: what failed, and where."""
    return [
        (test["name"], test["outcome"])
        if test["failure"] is None
        else (test["name"], test["failure"]["message"], str(test["failure"]["expectation"]))
        for test in json.loads(document)["tests"]
    ]


def test_every_statement_has_the_verdict_of_the_runtime(flowc: Flowc, spec: Path) -> None:
    options = ("--format", "json", "--trace")
    ours = flowc("test", str(spec), *options, "ours")
    theirs = on_asterisk(flowc, str(spec), *options, "theirs")
    assert (theirs.code, theirs.err) == (1, ours.err)
    assert json.loads(theirs.out)["engine"].startswith("Asterisk 22.")
    assert verdicts(theirs.out) == verdicts(ours.out)
    assert len(verdicts(ours.out)) > 100


def test_what_is_told_was_measured_and_not_copied(flowc: Flowc, tmp_path: Path) -> None:
    write(tmp_path, shop=SHOP, shop_test=TESTS)
    only = ("shop_test.flow", "-k", "help")
    flowc("test", *only, "--trace", "ours")
    done = on_asterisk(flowc, *only, "--trace", "theirs")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"1 test passed on Asterisk 22\.\d+\.\d+\n", done.out)
    (ours,), (theirs,) = (tuple((tmp_path / x).iterdir()) for x in ("ours", "theirs"))
    assert ours.name == theirs.name
    assert agree(read(ours), read(theirs), "asterisk") is None
    assert [event[1] for event in read(ours)] != [event[1] for event in read(theirs)]


def test_what_fails_in_the_runtime_fails_with_the_same_words(flowc: Flowc, tmp_path: Path) -> None:
    write(tmp_path, shop=SHOP, shop_test=TESTS)
    done = on_asterisk(flowc, "shop_test.flow")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith(FAILED.partition("\n\n")[0])
    assert "where they part" not in done.out
    assert "\n1 test passed, 1 failed on Asterisk 22." in done.out


@pytest.mark.skipif(
    any(Path(p, "asterisk").exists() for p in ("/usr/sbin", "/usr/local/sbin", "/usr/bin")),
    reason="this machine has an Asterisk of its own",
)
def test_no_asterisk_is_exit_code_3_and_says_how_to_get_one(flowc: Flowc, tmp_path: Path) -> None:
    write(tmp_path, shop=SHOP, shop_test=TESTS)
    empty = tmp_path / "empty"
    empty.mkdir()
    nowhere = {"PATH": str(empty), "XDG_CACHE_HOME": str(empty)}
    done = flowc("test", "shop_test.flow", "--on", "asterisk", **nowhere)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("flowc: there is no asterisk on PATH")
    assert "FLOWC_ASTERISK" in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("program", ["nowhere/asterisk", sys.executable])
def test_a_program_that_is_no_asterisk_is_exit_code_3(
    flowc: Flowc, tmp_path: Path, program: str
) -> None:
    write(tmp_path, shop=SHOP, shop_test=TESTS)
    done = flowc("test", "shop_test.flow", "--on", "asterisk", FLOWC_ASTERISK=program)
    assert (done.code, done.out) == (3, "")
    assert program in done.err
    assert len(done.err.splitlines()) == 1


def test_what_can_not_be_compiled_with_the_phones_of_tests_is_a_finding(
    flowc: Flowc, tmp_path: Path
) -> None:
    names = [f"phone{n:03}" for n in range(260)]
    many = RINGS_LONG.replace("call counter", f"call {', '.join(names)}")
    many = many.replace("phone counter", "\n".join(f"phone {name}" for name in names))
    write(tmp_path, many=many)
    assert flowc("test", str(tmp_path)).code == 0
    done = on_asterisk(flowc, str(tmp_path))
    assert (done.code, done.err) == (1, "")
    assert "error[F713]: a line of ring `desk` would have" in done.out
