"""The files that are written, compared with files that a person has read and run on 22.10.1.

To accept a change, read its difference:
`flowc compile tests/targets/asterisk/flows/NAME.flow --target asterisk
--settings tests/targets/asterisk/lab.toml --out tests/targets/asterisk/expected/NAME --diff`
"""

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.backends.asterisk.names import dashed, fit
from tests.targets.asterisk.lab import HERE, dialplan, files as made

FLOWS = sorted((HERE / "flows").glob("*.flow"))
EXAMPLES = sorted(
    path
    for path in (HERE.parents[2] / "examples").glob("*/*.flow")
    if path.stem == path.parent.name
)

COMPILE = (sys.executable, "-m", "flowc", "compile")

OUTSIDE = ("pay", "other")
"""Contexts that are not flowc's, which the settings send externals to."""

LINT_VERSION = "0.4.3"
LINT_IS_WRONG_ABOUT = (
    # It models Asterisk 11: these functions and applications came later or are not in its list.
    re.compile(r"E_FUNC_MISSING.*'(QUEUE_GET_CHANNEL|STRPTIME|STRREPLACE|TRIM|URIENCODE)'"),
    re.compile(r"E_APP_MISSING: app 'MSet'"),
    re.compile(r"E_APP_ARG_MANY: too many arguments for app 'Originate'"),
)


@pytest.mark.parametrize("path", FLOWS, ids=lambda p: p.stem)
def test_files_are_the_ones_that_were_read(path: Path) -> None:
    folder = HERE / "expected" / path.stem
    files = made(path)
    kept = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert kept == files.keys()
    for name in sorted(kept):
        assert files[name] == (folder / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("path", FLOWS + EXAMPLES, ids=lambda p: p.stem)
def test_asterisklint_finds_no_error(path: Path, tmp_path: Path) -> None:
    from importlib.metadata import version

    assert version("asterisklint") == LINT_VERSION, "look at LINT_IS_WRONG_ABOUT again"
    sets = tuple(f"asterisk.externals.{name}=other,s,1" for name in externals(path))
    text = made(path, sets)["extensions_flowc.conf"]
    text += "".join(f"\n[{name}]\nexten => s,1,Return(done)\n" for name in OUTSIDE)
    (tmp_path / "extensions.conf").write_text(text, encoding="utf-8")
    command = [Path(sys.executable).parent / "asterisklint", "dialplan-check"]
    done = subprocess.run(
        [*command, tmp_path / "extensions.conf"], capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    assert "Traceback" not in told, told
    errors = [line for line in told.splitlines() if re.search(r"\bE_\w+", line)]
    assert not [e for e in errors if not any(w.search(e) for w in LINT_IS_WRONG_ABOUT)]


def externals(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [n for n in re.findall(r"^external (\w+)", text, re.MULTILINE) if n != "ex"]


@pytest.mark.parametrize("path", FLOWS + EXAMPLES, ids=lambda p: p.stem)
def test_every_place_that_a_call_is_sent_to_exists(path: Path) -> None:
    """Asterisk finds a missing one only when a call gets there."""
    sets = tuple(f"asterisk.externals.{name}=other,s,1" for name in externals(path))
    lines = dialplan(made(path, sets)["extensions_flowc.conf"])
    places = {(x.context, x.extension, "1") for x in lines}
    places |= {(x.context, x.extension, x.label) for x in lines if x.label}
    patterns = {x.extension for x in lines if re.fullmatch(r"_\[.+\]!", x.extension)}
    for line in lines:
        for sent in targets(line.app):
            parts = sent.split(",")
            if "$" in sent or parts[0] in OUTSIDE:
                continue
            here = (line.context, line.extension, line.label or "")
            context, name, at = (*here[: 3 - len(parts)], *parts)
            known = {name, *(p for p in patterns if name[0] in p)}
            assert {(context, one, at) for one in known} & places, (sent, line)


def targets(app: str) -> list[str]:
    name, _, rest = app.partition("(")
    rest = rest.removesuffix(")")
    if name in {"Goto", "Gosub"}:
        return [re.sub(r"(?<=,1)\(.*\)$", "", rest)]  # without arguments
    if name == "GotoIf":
        while (shorter := re.sub(r"\$(\{[^${}]*\}|\[[^$\[\]]*\])", "$", rest)) != rest:
            rest = shorter  # what is worked out first may hold the signs that are looked for
        _, _, ways = rest.partition("?")
        return [way for way in ways.split(":") if way]
    return []


def test_no_context_name_is_cut_and_no_label_stands_twice() -> None:
    for path in FLOWS:
        lines = dialplan(made(path)["extensions_flowc.conf"])
        labels = [x[:3] for x in lines if x.label]
        assert len(labels) == len(set(labels))
        assert max(len(x.context) for x in lines) < 80


@pytest.mark.parametrize("path", FLOWS + EXAMPLES, ids=lambda p: p.stem)
def test_whatever_enters_a_block_tells_of_it(path: Path) -> None:
    """Every call tells what it does, for whoever watches: on the line before it does."""
    (work,) = pipeline.check((str(path),), None).works
    assert work.program is not None
    sets = tuple(f"asterisk.externals.{name}=other,s,1" for name in externals(path))
    lines = dialplan(made(path, sets)["extensions_flowc.conf"])
    blocks = {f"Goto({fit(f'flowc-{dashed(b.id)}')},s,1)": b for b in work.program.blocks}
    entered = [
        (before.app, blocks[line.app]) for before, line in pairwise(lines) if line.app in blocks
    ]
    assert {block.id for _, block in entered} == {block.id for block in work.program.blocks}
    for told, block in entered:
        assert re.match(r"UserEvent\(flowc,What: ([^,]* )?enter,", told), told
        assert told.endswith(f",Kind: {block.kind})")
        assert f",{'To' if 'leave enter' in told else 'Block'}: {block.id}," in told


def test_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    """In another folder, locale, zone and hash seed."""
    seen: set[tuple[bytes, ...]] = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("77", "Asia/Tokyo", "C.UTF-8")):
        folder = tmp_path / f"in{seed}"
        folder.mkdir()
        shutil.copy(HERE / "flows" / "hours.flow", folder)
        out = tmp_path / seed
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        env["PYTHONPATH"] = str(HERE.parents[2])
        done = subprocess.run(
            [*COMPILE, "hours.flow", "--target", "asterisk", "--out", out],
            cwd=folder,
            env=env,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen.add(tuple(p.read_bytes() for p in sorted(out.iterdir())))
    assert len(seen) == 1


def test_the_place_of_a_block_is_told_from_the_flows_own_folder(tmp_path: Path) -> None:
    """No path of the machine that compiled gets into the output."""
    shutil.copy(HERE / "flows" / "hours.flow", tmp_path)
    text = made(tmp_path / "hours.flow")["extensions_flowc.conf"]
    assert "; schedule office  (hours.flow:3)" in text
    assert str(tmp_path) not in text
