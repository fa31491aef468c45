"""docs/serve.md: its plan holds, its sessions print what they show, its unit starts."""

import configparser
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from flowc.serving.notice import Document
from tests.cli.running import Flowc, flowc
from tests.docs.test_docs import pattern, sessions

__all__ = ["flowc"]

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    return found


def test_its_sessions_print_what_they_show(tmp_path: Path) -> None:
    (tmp_path / "flowc-serve.json").write_text(block("json serve"), encoding="utf-8")
    env = {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath))}
    shown = sessions(block("console serve"))
    assert len(shown) == 2
    for command, text in shown:
        done = subprocess.run(
            ["/bin/sh", "-c", f"{command} 2>&1"],
            cwd=tmp_path,
            env=env,
            check=False,
            capture_output=True,
        )
        assert re.fullmatch(pattern(text), done.stdout.decode()), done.stdout


def test_what_its_unit_starts_is_right(flowc: Flowc, tmp_path: Path) -> None:
    plan = tmp_path / "etc" / "asterisk" / "flowc"
    plan.mkdir(parents=True)
    (plan / "flowc-serve.json").write_text(block("json serve"), encoding="utf-8")
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # pyright: ignore[reportAttributeAccessIssue] - as its manual says
    unit.read_string(block("ini serve"))
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program == "/usr/local/bin/flowc"
    name, _, _ = unit["Service"]["LoadCredential"].partition(":")
    (tmp_path / name).write_text("Bearer made-up\n")
    here = [a.replace("/etc/", f"{tmp_path}/etc/") for a in arguments]
    done = flowc(*here, "--check", CREDENTIALS_DIRECTORY=str(tmp_path))
    assert (done.code, done.err) == (0, "")


def test_its_notice_is_one() -> None:
    shown = json.loads(block("json notice"))
    assert json.loads(Document.model_validate(shown).text()) == shown
