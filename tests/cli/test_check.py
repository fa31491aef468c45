"""`flowc check` on files that somebody could have written, and on files that nobody should."""

import json
from pathlib import Path

import pytest

from flowc import pages
from tests.cli.running import BAD, GOOD, Flowc


def test_a_sound_program_is_met_with_silence_on_stdout(flowc: Flowc, good: Path) -> None:
    assert flowc("check", good.name) == (0, "", "no findings in 1 file\n")


def test_a_mistake_is_shown_where_it_is_with_what_to_write(flowc: Flowc, bad: Path) -> None:
    done = flowc("check", bad.name)
    assert done.code == 1
    assert "error[F101]: there is no block `ordre`\n  --> bad.flow:21:14\n" in done.out
    assert "21 |   press 1 -> ordre\n   |              ^^^^^" in done.out
    assert "= help: write `order`" in done.out
    assert done.err == "\n1 error in 1 file\n"


def test_colours_when_they_are_wanted_and_only_then(flowc: Flowc, bad: Path) -> None:
    assert "\x1b[" not in flowc("check", bad.name).out
    assert "\x1b[1;31merror" in flowc("check", bad.name, FORCE_COLOR="1").out
    assert "\x1b[" not in flowc("check", bad.name, FORCE_COLOR="1", NO_COLOR="1").out


def test_json_holds_the_same_finding(flowc: Flowc, bad: Path) -> None:
    done = flowc("check", bad.name, "--format", "json")
    assert (done.code, done.err) == (1, "")
    document = json.loads(done.out)
    assert document["schema"] == "flowc.check/1"
    assert document["files"] == ["bad.flow"]
    assert "F101" in [finding["code"] for finding in document["findings"]]


def test_json_without_findings(flowc: Flowc, good: Path) -> None:
    done = flowc("check", good.name, "--format", "json")
    assert done.code == 0
    assert json.loads(done.out) == {
        "schema": "flowc.check/1",
        "files": ["good.flow"],
        "findings": [],
    }


def test_warnings_fail_only_when_strict(flowc: Flowc, good: Path) -> None:
    good.write_text(GOOD + 'prompt spare { en "Nobody hears this." }\n', encoding="utf-8")
    assert flowc("check", good.name).code == 0
    done = flowc("check", good.name, "--strict")
    assert done.code == 1
    assert "warning[" in done.out


def test_a_folder_is_every_flow_file_in_it_each_finding_once(flowc: Flowc, tmp_path: Path) -> None:
    below = tmp_path / "branch" / "north"
    below.mkdir(parents=True)
    (below / "shop.flow").write_text(BAD, encoding="utf-8")
    (below / "shop_test.flow").write_text('import "shop.flow"\n', encoding="utf-8")
    (tmp_path / "branch" / "good.flow").write_text(GOOD, encoding="utf-8")
    (tmp_path / "branch" / ".hidden.flow").write_text("nonsense", encoding="utf-8")
    done = flowc("check", "branch")
    assert done.code == 1
    assert done.out.count("error[F101]") == 1
    assert "--> branch/north/shop.flow:21:14" in done.out
    assert done.err.endswith("in 3 files\n")


def test_more_than_twenty_findings_are_counted(flowc: Flowc, good: Path) -> None:
    steps = "".join(f"step s{n} {{ -> nowhere{n} }}\n" for n in range(30))
    good.write_text(GOOD + steps, encoding="utf-8")
    done = flowc("check", good.name)
    assert done.code == 1
    assert done.out.count("\nerror[") + done.out.startswith("error[") == 20
    assert "more findings: `--all` shows them" in done.out
    everything = flowc("check", good.name, "--all").out
    assert everything.count("error[F101]") == 30


def test_a_schedule_that_runs_out_is_told_a_year_ahead(flowc: Flowc, good: Path) -> None:
    text = GOOD.replace("mon-sat 07:00-19:00", "mon-sat 07:00-19:00 closed holidays LT 2026..2027")
    good.write_text(text, encoding="utf-8")
    assert flowc("check", good.name, "--today", "2026-06-01").out == ""
    assert "warning[F3" in flowc("check", good.name, "--today", "2027-06-01").out


HOSTILE = {
    "binary": bytes(range(256)) * 40,
    "not utf-8": GOOD.encode("utf-16"),
    "latin-1": GOOD.encode().replace("Ž".encode(), b"\xde"),
    "null bytes": b'flow \0 "x" {}\n',
    "escape sequences": b'flow "\x1b[2J\x1b]0;owned\x07" { languages en } \x1b\n',
    "byte order mark": b"\xef\xbb\xbf" + BAD.encode(),
    "carriage returns": BAD.replace("\n", "\r").encode(),
    "one long line": b"menu " * 10_000,
    "deep braces": b"step x " + b"{ " * 20_000,
    "deep brackets": b"step x { if " + b"(" * 20_000,
    "imports itself": b'import "hostile.flow"\n',
    "imports nothing that is there": b'import "../../../../etc/shadow"\n',
    "imports a folder": b'import "."\n',
    "a string without an end": b'prompt x { en "' + b"a" * 100_000,
}


def test_an_empty_file_says_nothing_wrong(flowc: Flowc, tmp_path: Path) -> None:
    (tmp_path / "empty.flow").write_bytes(b"")
    assert flowc("check", "empty.flow").code == 0


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_a_file_holds_the_answer_is_findings(
    flowc: Flowc, what: str, tmp_path: Path
) -> None:
    (tmp_path / "hostile.flow").write_bytes(HOSTILE[what])
    done = flowc("check", "hostile.flow")
    assert done.code in {1, 2}, done.err
    assert not {char for char in done.out + done.err if not char.isprintable()} - {"\n"}
    if done.code == 1:
        assert "error[F" in done.out
    else:
        assert done.err.startswith("flowc: ")


def test_ten_megabytes_are_read_or_refused_in_reasonable_time(flowc: Flowc, tmp_path: Path) -> None:
    line = 'prompt p{} {{ en "Some text that goes on for a while, as texts in flows do." }}\n'
    text = "".join(line.format(n) for n in range(10_000_000 // len(line)))
    (tmp_path / "large.flow").write_text(text, encoding="utf-8")
    assert flowc("check", "large.flow").code == 1


@pytest.mark.parametrize("kind", ["folder", "link to nowhere", "pipe"])
def test_what_is_no_file_is_refused(flowc: Flowc, kind: str, tmp_path: Path) -> None:
    import os

    path = tmp_path / "odd.flow"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case _:
            path.symlink_to("nowhere.flow")
    done = flowc("check", path.name)
    assert done.code in {1, 2}
    assert done.err or done.out


def test_a_file_name_may_be_anything(flowc: Flowc, tmp_path: Path) -> None:
    name = "ą\x1b[31m\n -o.flow"
    (tmp_path / name).write_text(BAD, encoding="utf-8")
    done = flowc("check", "--", name)
    assert done.code == 1
    assert "\x1b" not in done.out
    assert "ą␛[31m␊ -o.flow:21:14" in done.out


@pytest.mark.parametrize("target", ["asterisk", "asterisk@22", "freeswitch", "freeswitch@1.10"])
def test_a_target_is_asked_for_its_limits_and_not_for_a_deployments_settings(
    flowc: Flowc, good: Path, target: str
) -> None:
    text = GOOD.replace("call counter for 20s", 'call "+37061111111" for 20s')
    good.write_text(text.replace("phone counter\n", ""), encoding="utf-8")
    assert flowc("check", good.name, "--target", target) == (0, "", "no findings in 1 file\n")
    done = flowc("compile", good.name, "--target", target, "--out", "out")
    assert done.code == 1
    assert "error[F173]" in done.err


@pytest.mark.parametrize(("target", "code"), [("asterisk", "F710"), ("freeswitch", "F720")])
def test_what_a_target_can_not_do_is_an_error_when_it_is_asked_about(
    flowc: Flowc, good: Path, target: str, code: str
) -> None:
    good.write_text(page_of(code), encoding="utf-8")
    assert flowc("check", good.name).code == 0
    done = flowc("check", good.name, "--target", target)
    assert done.code == 1
    assert f"error[{code}]" in done.out


def page_of(code: str) -> str:
    """The program that a page shows as wrong."""
    page = pages.page(code)
    assert page is not None
    fence = page.text.partition("## Wrong\n")[2].partition("```flow")[2]
    return fence.partition("\n")[2].partition("```\n")[0]
