"""What holds for every command: how it starts, how it stops, what it never does."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flowc import __version__
from tests.cli.running import Flowc

COMMANDS = ("check", "test", "call", "compile", "serve", "missed", "graph", "hours", "explain")


def test_version_is_one_line(flowc: Flowc) -> None:
    assert flowc("--version") == (0, f"flowc {__version__}\n", "")


def test_help_names_every_command(flowc: Flowc) -> None:
    done = flowc("--help")
    assert done.code == 0
    listed = [
        line.split()[0]
        for line in done.out.partition("Commands:\n")[2].split("\n\n")[0].splitlines()
    ]
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(flowc: Flowc, command: str) -> None:
    done = flowc(command, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: flowc {command} ")
    assert done.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("chekc", "x.flow"),
        ("check",),
        ("check", "--nope", "x.flow"),
        ("compile", "x.flow"),
        ("compile", "x.flow", "--target", "asterisk"),
        ("check", "gone.flow"),
        ("check", "."),
        ("graph", "gone.flow"),
        ("explain", "F1"),
        ("check", "x.flow", "--format", "yaml"),
        ("check", "x.flow", "--today", "tomorrow"),
        ("check", "x.flow", "--target", "asterix"),
        ("check", "x.flow", "--target", "asterisk@7"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_on_stderr_with_code_2(
    flowc: Flowc, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    if "." in arguments:
        (tmp_path / "notes.txt").write_text("nothing here")
    else:
        (tmp_path / "x.flow").write_text("")
    done = flowc(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(("flowc: ", "Usage: flowc"))


def test_without_a_command_it_shows_its_help(flowc: Flowc) -> None:
    done = flowc()
    assert done.code == 2
    assert "Commands:" in done.out + done.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_for_every_shell(flowc: Flowc, shell: str) -> None:
    variables = {
        "_FLOWC_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "flowc ch",
        "COMP_CWORD": "1",
    }
    done = flowc(
        **variables, _TYPER_COMPLETE_ARGS="flowc ch", _TYPER_COMPLETE_FISH_ACTION="get-args"
    )
    assert "check" in done.out


def broken(patch: str, *arguments: str) -> list[str]:
    """flowc with something in it replaced: the way to meet a bug that it does not have."""
    program = (
        f"import sys, time, flowc.pages\n{patch}\nsys.argv = ['flowc', *{arguments!r}]\n"
        "from flowc.cli.entry import main\nmain()"
    )
    return [sys.executable, "-c", program]


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_bug_says_that_it_is_one(debug: str) -> None:
    command = broken("flowc.pages.page = lambda code: 1 / 0", "explain", "F101")
    env = os.environ | {"FLOWC_DEBUG": debug}
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (70, "")
    assert "this is a bug in flowc: ZeroDivisionError" in done.stderr
    assert ("Traceback" in done.stderr) is (debug == "1")
    assert ("please report it" in done.stderr) is (debug == "")


@pytest.mark.usefixtures("heeding")
def test_ctrl_c_is_quiet() -> None:
    patch = "flowc.pages.pages = lambda: (print('ready', flush=True), time.sleep(60))"
    with subprocess.Popen(
        broken(patch, "explain"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == b""


def test_a_reader_who_has_left_is_no_trouble() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "flowc", "explain"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [("explain",), ("--version",), ("--help",)], ids=str)
def test_output_that_does_not_fit_is_said_to_be_lost(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "flowc", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"flowc: the output can not be written: No space left on device\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "lt_LT.ISO-8859-13"])
def test_texts_come_out_as_utf_8_whatever_the_locale(flowc: Flowc, locale: str, bad: Path) -> None:
    bad.write_text(bad.read_text("utf-8").replace("ordre", "užsakymas"), encoding="utf-8")
    done = flowc("check", bad.name, LC_ALL=locale, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.code == 1
    assert "užsakymas" in done.out
