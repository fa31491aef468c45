"""`flowc compile`: all of the files or none, and nobody else's."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import GOOD, Flowc

TO = ("--target", "asterisk", "--out", "out")
CONF = "extensions_flowc.conf"


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_it_writes_the_files_and_says_which(flowc: Flowc, good: Path, tmp_path: Path) -> None:
    done = flowc("compile", good.name, *TO)
    assert (done.code, done.err) == (0, "")
    written = files(tmp_path / "out")
    assert CONF in written
    listed = [line.split() for line in done.out.splitlines()]
    assert listed == [
        ["written", f"out/{name}"] for name in sorted(written.keys() - {"flowc-files.txt"})
    ]


def test_a_second_time_nothing_changes(flowc: Flowc, good: Path, tmp_path: Path) -> None:
    flowc("compile", good.name, *TO)
    before = files(tmp_path / "out")
    times = [path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()]
    done = flowc("compile", good.name, *TO)
    assert {line.split()[0] for line in done.out.splitlines()} == {"unchanged"}
    assert files(tmp_path / "out") == before
    assert [path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()] == times


def test_with_errors_nothing_is_written(flowc: Flowc, bad: Path, tmp_path: Path) -> None:
    done = flowc("compile", bad.name, *TO)
    assert (done.code, done.out) == (1, "")
    assert "error[F101]" in done.err
    assert not (tmp_path / "out").exists()


def test_diff_shows_what_would_change_and_changes_nothing(
    flowc: Flowc, good: Path, tmp_path: Path
) -> None:
    fresh = flowc("compile", good.name, *TO, "--diff")
    assert fresh.code == 1
    assert fresh.out.startswith("--- /dev/null\n+++ out/")
    assert not (tmp_path / "out").exists()
    flowc("compile", good.name, *TO)
    assert flowc("compile", good.name, *TO, "--diff") == (0, "", "")
    before = files(tmp_path / "out")
    good.write_text(GOOD.replace("for 20s", "for 35s"), encoding="utf-8")
    done = flowc("compile", good.name, *TO, "--diff")
    assert done.code == 1
    changed = [line for line in done.out.splitlines() if line.startswith(("-", "+"))]
    assert any("35" in line for line in changed if line.startswith("+"))
    assert any("20" in line for line in changed if line.startswith("-"))
    assert files(tmp_path / "out") == before


def test_a_file_that_flowc_did_not_write_stays(flowc: Flowc, good: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / CONF).write_text("; ours since 2009\n")
    (out / "sip.conf").write_text("; ours too\n")
    before = files(out)
    done = flowc("compile", good.name, *TO)
    assert done.code == 2
    assert f"out/{CONF} is not flowc's" in done.err
    assert files(out) == before
    (out / CONF).unlink()
    assert flowc("compile", good.name, *TO).code == 0
    assert (out / "sip.conf").read_text() == "; ours too\n"


def test_what_the_program_no_longer_gives_is_removed_and_nothing_else(
    flowc: Flowc, good: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    flowc("compile", good.name, *TO)
    (out / "notes.txt").write_text("ours\n")
    listed = (out / "flowc-files.txt").read_text()
    (out / "flowc-files.txt").write_text(listed + "old.conf\n")
    (out / "old.conf").write_text("; from an earlier compilation\n")
    done = flowc("compile", good.name, *TO)
    assert "removed    out/old.conf\n" in done.out
    assert not (out / "old.conf").exists()
    assert (out / "notes.txt").exists()


def test_a_list_that_somebody_wrote_leads_nowhere_outside(
    flowc: Flowc, good: Path, tmp_path: Path
) -> None:
    (tmp_path / "precious").write_text("mine\n")
    flowc("compile", good.name, *TO)
    (tmp_path / "out" / "flowc-files.txt").write_text("../precious\n")
    done = flowc("compile", good.name, *TO)
    assert done.code == 2
    assert (tmp_path / "precious").read_text() == "mine\n"


def test_a_link_in_the_place_of_a_file_is_replaced_not_followed(
    flowc: Flowc, good: Path, tmp_path: Path
) -> None:
    flowc("compile", good.name, *TO)
    precious = tmp_path / "precious"
    precious.write_text("mine\n")
    conf = tmp_path / "out" / CONF
    conf.unlink()
    conf.symlink_to(precious)
    assert flowc("compile", good.name, *TO).code == 0
    assert precious.read_text() == "mine\n"
    assert not conf.is_symlink()


def test_a_link_to_a_folder_is_a_folder(flowc: Flowc, good: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    assert flowc("compile", good.name, *TO).code == 0
    assert (tmp_path / "real" / CONF).is_file()


@pytest.mark.parametrize("place", ["good.flow", "good.flow/out", "/proc/flowc", "/dev/full"])
def test_a_place_that_can_not_be_written_is_named(flowc: Flowc, good: Path, place: str) -> None:
    done = flowc("compile", good.name, "--target", "asterisk", "--out", place)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("flowc: ")
    assert place.partition("/out")[0] in done.err


def test_a_folder_in_the_place_of_a_file_is_named_and_nothing_is_written(
    flowc: Flowc, good: Path, tmp_path: Path
) -> None:
    (tmp_path / "out" / CONF).mkdir(parents=True)
    done = flowc("compile", good.name, *TO)
    assert done.code == 2
    assert f"out/{CONF}" in done.err
    assert files(tmp_path / "out") == {}


@pytest.mark.parametrize("first", [True, False])
def test_when_the_disk_is_full_everything_is_as_it_was(
    flowc: Flowc, good: Path, tmp_path: Path, *, first: bool
) -> None:
    if not first:
        flowc("compile", good.name, *TO)
        good.write_text(GOOD.replace("for 20s", "for 35s"), encoding="utf-8")
    before = files(tmp_path)
    done = subprocess.run(
        [sys.executable, "-B", "-m", "flowc", "compile", good.name, *TO],
        cwd=tmp_path,
        env={"PATH": os.defpath, "HOME": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "can not be written: File too large" in done.stderr
    assert files(tmp_path) == before
    assert first is not (tmp_path / "out").exists()


def test_settings_come_from_a_file_and_set_wins(flowc: Flowc, good: Path, tmp_path: Path) -> None:
    (tmp_path / "branch.toml").write_text('[asterisk]\nphone = "SIP/{name}"\n')
    flowc("compile", good.name, *TO, "--settings", "branch.toml")
    assert b"SIP/counter" in files(tmp_path / "out")[CONF]
    given = ("--settings", "branch.toml", "--set", "asterisk.phone=IAX2/{name}")
    flowc("compile", good.name, *TO, *given)
    assert b"IAX2/counter" in files(tmp_path / "out")[CONF]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[asterisk]\nphon = "x"\n', "there is no setting `asterisk.phon`"),
        ("[asterisk\n", "not TOML"),
        ("\udcff", "not a text file in UTF-8"),
    ],
)
def test_settings_that_can_not_be_used_are_explained(
    flowc: Flowc, good: Path, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "branch.toml").write_text(text, encoding="utf-8", errors="surrogateescape")
    done = flowc("compile", good.name, *TO, "--settings", "branch.toml")
    assert done.code in {1, 2}
    assert words in done.err
    assert not (tmp_path / "out").exists()


def test_missing_settings_file(flowc: Flowc, good: Path) -> None:
    done = flowc("compile", good.name, *TO, "--settings", "gone.toml")
    assert (done.code, done.out) == (2, "")
    assert "gone.toml can not be read" in done.err


def test_the_same_bytes_in_another_folder_locale_zone_and_hash_seed(
    flowc: Flowc, good: Path, tmp_path: Path
) -> None:
    flowc("compile", good.name, *TO, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    elsewhere = tmp_path / "elsewhere" / "deep"
    elsewhere.mkdir(parents=True)
    good.rename(elsewhere / good.name)
    variables = {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"}
    place = elsewhere / good.name
    flowc("compile", str(place), "--target", "asterisk", "--out", "again", **variables)
    assert files(tmp_path / "again") == files(tmp_path / "out")


def test_a_folder_with_one_program_can_be_named(flowc: Flowc, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.flow").write_text(GOOD, encoding="utf-8")
    (tmp_path / "shop" / "shop_test.flow").write_text('import "shop.flow"\n', encoding="utf-8")
    assert flowc("compile", "shop", *TO).code == 0
    (tmp_path / "shop" / "second.flow").write_text(GOOD, encoding="utf-8")
    done = flowc("compile", "shop", *TO)
    assert done.code == 2
    assert "shop/second.flow, shop/shop_test.flow" in done.err


def test_it_lists_what_the_author_took_on_this_target(flowc: Flowc, tmp_path: Path) -> None:
    text = """flow "Desk" { languages en  on failed -> hangup }
number "100" -> desk
phone anna
agent anna { phone anna }
queue desk {
  agents anna
  strategy in-order
  every 30s say position
  without queue-position on freeswitch
  after 5m -> hangup
  on no-agents -> hangup
}
"""
    (tmp_path / "desk.flow").write_text(text, encoding="utf-8")
    done = flowc("compile", "desk.flow", "--target", "freeswitch", "--out", "out")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "accepted   desk: without queue-position on freeswitch"
    other = flowc("compile", "desk.flow", "--target", "asterisk", "--out", "other")
    assert "accepted" not in other.out


@pytest.mark.parametrize("target", ["asterisk", "freeswitch"])
def test_the_suppliers_own_settings_are_all_that_it_needs(
    flowc: Flowc, tmp_path: Path, target: str
) -> None:
    supplier = Path(__file__).parents[2] / "examples" / "supplier"
    settings = ("--settings", str(supplier / "supplier.toml"))
    done = flowc("compile", str(supplier), "--target", target, "--out", "out", *settings)
    assert (done.code, done.err) == (0, "")
    assert "CRM_TOKEN: for flowc serve alone" in done.out
    assert (tmp_path / "out" / "flowc-serve.json").is_file()
