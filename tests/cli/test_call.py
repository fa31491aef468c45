"""`flowc call`: a person at the keyboard is the caller, and the saved test repeats the call."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import Done, Flowc, cache

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    return tmp_path


def call(folder: Path, words: str, *options: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "flowc", "call", *options],
        cwd=folder,
        input=words.encode(),
        env={"PATH": os.defpath, "HOME": str(folder), "XDG_CACHE_HOME": cache(folder)},
        check=False,
        capture_output=True,
    )
    assert b"Traceback" not in done.stderr
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


MONDAY = ("--at", "2026-03-02 10:00", "--from", "+37061234567")


def test_what_is_heard_typed_and_done_is_shown_with_the_clock(examples: Path) -> None:
    done = call(examples, "1\nanswer reception\n\n", "examples/clinic", *MONDAY)
    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
          step welcome
10:00:00  Welcome to the Willow Street dental clinic.
          menu main
10:00:02  To book or change an appointment, press 1. If you are in pain, press 2. For our \
address and hours, press 3. To hear this again, press star.
          keys, or Enter to stay silent > 1
          ring reception_desk
          ringing reception: answer, busy or fail PHONE, Enter to ring out > answer reception
          reception: answered
          talking with reception: Enter when they hang up, `hang up` when you do > 
          talked with reception for 60 s
          the call ends: hangup, by agent
"""  # noqa: W291 - the question ends with a space
    )


def test_the_end_of_the_input_hangs_up(examples: Path) -> None:
    done = call(examples, "", "examples/clinic", *MONDAY)
    assert done.code == 0
    assert done.out.endswith("the call ends: hangup, by caller\n")


@pytest.mark.parametrize(
    ("flow", "options", "words"),
    [
        ("clinic", MONDAY, "2\nbusy surgery\nfail reception\nanswer\n\n"),
        ("clinic", MONDAY, "3\n3\n3\n\nfull\n"),
        ("clinic", ("--to", "+370 5 210-0200", "--at", "2026-03-02 10:00"), "1\nanswer\n\n"),
        ("clinic", ("--at", "2026-12-25 10:00"), "\n\n"),
        ("support", MONDAY, "2\n1\n1234\n5678\n2\n12345678\n1\nanswer bob\n\n5\n"),
        ("support", MONDAY, "1\n\n\nhang up\n"),
        ("support", (*MONDAY, "--name", 'Jonas "JJ" {x}'), "1\n2\n1\n\n\n\n"),
        ("utility", MONDAY, "2\n01234\n1\n56789\n1\n"),
        ("utility", MONDAY, "3\n1\nh\n"),
        ("utility", ("--to", "+13135550111", "--at", "2026-03-03 23:00"), "taken\n"),
        ("utility", ("--to", "+13135550111", "--at", "2026-03-03 23:00"), "failed\n\n"),
    ],
)
def test_a_saved_call_passes_as_a_test(
    examples: Path, flowc: Flowc, flow: str, options: tuple[str, ...], words: str
) -> None:
    place = f"examples/{flow}/saved.flow"
    done = call(examples, words, f"examples/{flow}/{flow}.flow", *options, "--save", place)
    assert (done.code, done.err) == (
        0,
        f"written to {place}: flowc test {place} repeats the call\n",
    )
    tested = flowc("test", place, "-k", "a call to")
    assert (tested.code, tested.out) == (0, "1 passed, 0 failed\n")


def test_words_that_mean_nothing_there_are_answered(examples: Path) -> None:
    done = call(examples, "x\n1\nanswer nobody\npick up\n", "examples/clinic", *MONDAY)
    assert done.err == (
        "keys are 0 to 9, * and #; `hang up` ends the call\n"
        "ringing are reception: say which one\n"
        "say `answer PHONE`, `busy PHONE`, `fail PHONE`, `hang up`, or nothing\n"
    )


def test_a_file_that_is_there_is_not_written_over(examples: Path) -> None:
    place = examples / "mine.flow"
    place.write_text("// mine", encoding="utf-8")
    done = call(examples, "1\n", "examples/clinic", *MONDAY, "--save", "mine.flow")
    assert (done.code, done.out) == (2, "")
    assert "mine.flow is there already" in done.err
    assert place.read_text(encoding="utf-8") == "// mine"


def test_a_full_disk_loses_no_call(examples: Path) -> None:
    small = examples / "small"
    small.mkdir()
    mounted = subprocess.run(
        [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(small)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("only root can make a small disk")
    try:
        (small / "filler").write_bytes(b"x" * 4096)
        done = call(examples, "1\n", "examples/clinic", *MONDAY, "--save", "small/saved.flow")
        assert done.code == 2
        assert "small/saved.flow can not be written" in done.err
        assert 'import "../examples/clinic/clinic.flow"\n\ntest "a call' in done.out
        assert [p.name for p in small.iterdir()] == ["filler"]
    finally:
        subprocess.run([shutil.which("umount") or "umount", str(small)], check=True)


def test_a_folder_that_is_none_is_said_before_the_call(examples: Path) -> None:
    done = call(examples, "1\n", "examples/clinic", *MONDAY, "--save", "nowhere/saved.flow")
    assert (done.code, done.out) == (2, "")
    assert "nowhere/saved.flow can not be written" in done.err


def test_bytes_that_are_no_text_and_commands_to_a_terminal_are_only_shown(examples: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flowc", "call", "examples/clinic", *MONDAY],
        cwd=examples,
        input=b"\xff\x1b[2J\n",
        env={"PATH": os.defpath, "HOME": str(examples), "XDG_CACHE_HOME": cache(examples)},
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--at", "tomorrow"), "write a moment as"),
        (("--at", "2026-03-29 03:30"), "clocks in Europe/Vilnius go forward over that time"),
    ],
)
def test_a_moment_that_is_none(examples: Path, options: tuple[str, ...], said: str) -> None:
    done = call(examples, "", "examples/clinic", *options)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_program_with_an_error_is_not_called(examples: Path) -> None:
    place = examples / "examples/clinic/clinic.flow"
    place.write_text(
        place.read_text(encoding="utf-8").replace("press 1 -> reception_desk", "press 1 -> desk"),
        encoding="utf-8",
    )
    done = call(examples, "1\n", "examples/clinic/clinic.flow", *MONDAY)
    assert (done.code, done.out) == (1, "")
    assert "F101" in done.err


DESK = """\
flow "Desk" { languages en }
number "100" -> ring_back
phone desk
agent alice { phone desk }
queue support {
  agents alice
  strategy in-order
  after 5m     -> hangup
  on no-agents -> hangup
  on failed    -> hangup
}
callback ring_back {
  queue support
  number caller.number
  accept phone-number LT
  tries 2 every 10m
  on accepted -> hangup
  on failed   -> hangup
}
"""


def test_the_callback_follows_and_is_written_down_too(tmp_path: Path) -> None:
    (tmp_path / "desk.flow").write_text(DESK, encoding="utf-8")
    words = "answer alice\n\nanswer alice\nanswer +37061234567\n\n"
    options = ("desk.flow", "--from", "+37061234567", "--save", "saved.flow")
    done = call(tmp_path, words, *options)
    assert done.code == 0
    assert "+37061234567: is to be called back\n" in done.out
    _, _, back = done.out.partition("and now the callback\n")
    assert "+37061234567: no-answer\n" in back
    assert back.endswith("          the call ends: hangup, by agent\n")
    saved = (tmp_path / "saved.flow").read_text(encoding="utf-8")
    assert "  callback\n  answer alice\n  answer alice\n" in saved
    again = subprocess.run(
        [sys.executable, "-m", "flowc", "test", "saved.flow"],
        cwd=tmp_path,
        env={"PATH": os.defpath, "HOME": str(tmp_path), "XDG_CACHE_HOME": cache(tmp_path)},
        check=False,
        capture_output=True,
    )
    assert again.stdout.decode() == "1 passed, 0 failed\n"
