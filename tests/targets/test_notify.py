"""Who is told by `notify`: what the settings lack is said at its line, and secrets stay here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FLOW = """flow "F" { languages en  on failed -> hangup  on gave-up -> hangup }
number "1" -> s
step s {
  notify webhook desk { send a = 1 }
  notify email duty
  -> hangup
}
"""
GIVEN = (
    *("--set", "webhooks.desk=https://d.example.com/x", "--set", "emails.duty=d@example.com"),
    *("--set", "smtp.host=m.example.com", "--set", "smtp.from=f@example.com"),
)


def flowc(*args: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "flowc", *args)
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("target", ["asterisk", "freeswitch"])
def test_each_setting_that_lacks_is_told_at_its_line(target: str, tmp_path: Path) -> None:
    (tmp_path / "f.flow").write_text(FLOW, encoding="utf-8")
    made = flowc("compile", "f.flow", "--target", target, "--out", "o", folder=tmp_path)
    said = made.stdout + made.stderr
    assert made.returncode == 1
    for key in ("webhooks.desk", "emails.duty", "smtp.host", "smtp.from"):
        assert f"`{key}`, which is not given" in said
    assert said.count("F173") == 4
    assert "f.flow:4:" in said


@pytest.mark.parametrize("target", ["asterisk", "freeswitch"])
def test_the_plan_says_where_notices_go(target: str, tmp_path: Path) -> None:
    (tmp_path / "f.flow").write_text(FLOW, encoding="utf-8")
    made = flowc("compile", "f.flow", "--target", target, "--out", "o", *GIVEN, folder=tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    plan = json.loads((tmp_path / "o" / "flowc-serve.json").read_text(encoding="utf-8"))
    assert plan["webhooks"] == {"desk": {"url": "https://d.example.com/x"}}
    assert plan["emails"] == {"duty": "d@example.com"}
    assert (plan["smtp"]["host"], plan["smtp"]["from"]) == ("m.example.com", "f@example.com")
    held = flowc("serve", "o", "--check", folder=tmp_path)
    assert held.returncode == 0, held.stderr


def test_a_secret_is_not_sent(tmp_path: Path) -> None:
    asks = 'collect pin { play "Pin." digits 4 secret } notify webhook desk { send pin = pin }'
    text = FLOW.replace("notify webhook desk { send a = 1 }", asks)
    (tmp_path / "f.flow").write_text(text, encoding="utf-8")
    made = flowc("check", "f.flow", folder=tmp_path)
    assert made.returncode == 1
    assert "F602" in made.stdout + made.stderr


HOOKS = """
[webhooks.desk]
url = { secret = "HOOK_URL" }
headers = { Authorization = { secret = "HOOK_TOKEN" }, X-Site = "vilnius" }
[emails]
duty = "d@example.com"
[smtp]
host = "m.example.com"
from = "f@example.com"
"""


def with_settings(text: str, target: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "f.flow").write_text(FLOW, encoding="utf-8")
    (folder / "s.toml").write_text(text, encoding="utf-8")
    settings = ("--settings", "s.toml", "--out", "o")
    return flowc("compile", "f.flow", "--target", target, *settings, folder=folder)


@pytest.mark.parametrize("target", ["asterisk", "freeswitch"])
def test_a_webhook_may_have_a_secret_address_and_headers(target: str, tmp_path: Path) -> None:
    made = with_settings(HOOKS, target, tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    plan = json.loads((tmp_path / "o" / "flowc-serve.json").read_text(encoding="utf-8"))
    headers = [["Authorization", {"secret": "HOOK_TOKEN"}], ["X-Site", {"text": "vilnius"}]]
    assert plan["webhooks"] == {"desk": {"url": {"secret": "HOOK_URL"}, "headers": headers}}
    (readme,) = (tmp_path / "o").glob("README*")
    assert {"HOOK_URL", "HOOK_TOKEN"} <= set(readme.read_text(encoding="utf-8").split("`"))
    held = flowc("serve", "o", "--check", folder=tmp_path)
    assert held.returncode == 3
    assert "HOOK_TOKEN" in held.stderr
    assert "HOOK_URL" in held.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("X-Site", '"X Site"', "is no name of a header that may be set"),
        ('{ secret = "HOOK_URL" }', '"ftp://x"', "must be an address as https://"),
        ('"HOOK_URL"', '"a b"', "must be the name of a secret"),
        ('{ secret = "HOOK_URL" }', "{ secrt = 1 }", "no setting `webhooks.desk.url.secrt`"),
    ],
)
def test_a_webhook_that_is_none(old: str, new: str, said: str, tmp_path: Path) -> None:
    made = with_settings(HOOKS.replace(old, new), "asterisk", tmp_path)
    assert made.returncode == 1
    assert said in made.stdout + made.stderr
