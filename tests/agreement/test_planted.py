"""Secrets are planted wherever a flow can have one, and searched for in everything that flowc
writes: files for both switches, the log of `flowc serve`, reports, traces."""

import json
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import pytest

from tests.agreement.conftest import SWITCHES
from tests.agreement.exchanges import compiled
from tests.serving.running import Serve, post

FLOW = Path(__file__).parent / "flows" / "planted.flow"

SECRETS = {
    "CRM_TOKEN": "Bearer pLaNt-7f1c-token",
    "CRM_KEY": "pLaNt-52d0 key&=%41",
    "HOOK_KEY": "pLaNt-9e3b-hook",
    "SMTP_PASSWORD": "pLaNt-c6a8-mail",
}
"""What `flowc serve` alone is given, beside an address (`HOOK_URL`) that ends in `HOOK`."""
HOOK, PLANTED = "pLaNt-d1f4-address", b"pLaNt"
PIN = "73910462"
CARD, CODE, REPLIED = "4929717254108367", "85203694", "60417283"
"""What is entered in secret, and what the service answers into a secret variable."""
VALUES = (PIN.encode(), CARD.encode(), CODE.encode(), REPLIED.encode())

FAILS = """
test "fails" {
  given crm fails
  call "100" from "+37061234567"
  enter "4929717254108367"
  enter "85203694"
  hear "Something else."
}
"""


class Receiver(ThreadingHTTPServer):
    """The service and the webhooks: it is angry first, and says back what it was sent."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], str]] = []
        super().__init__(("127.0.0.1", 0), _Taking)


class _Taking(BaseHTTPRequestHandler):
    server: Receiver  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        first = self.path not in {path for path, _, _ in self.server.got}
        heads = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((self.path, heads, body))
        angry = first and "/charges/" not in self.path
        said = json.dumps({"code": REPLIED}) if "/charges/" in self.path else repr(heads)
        self.send_response(503 if angry else 200, HOOK if angry else None)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""


@contextmanager
def receiving() -> Generator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def settings(folder: Path, base: str, address: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(
        f"""
[serve]
address = "{address}"
spool = "{folder}/spool"
[recordings]
folder = "{folder}/kept"
[values]
crm_url = "{base}/crm"
[webhooks.ended]
url = {{ secret = "HOOK_URL" }}
headers = {{ Authorization = {{ secret = "HOOK_KEY" }} }}
[webhooks]
paid = "{base}/paid"
[emails]
duty = "duty@example.com"
[smtp]
host = "127.0.0.1"
port = 9
from = "ivr@example.com"
user = "ivr"
password = "SMTP_PASSWORD"
""",
        encoding="utf-8",
    )
    return file


def places(*folders: Path) -> dict[str, bytes]:
    """Every file below the folders, by its path, which is searched as well."""
    files = (f for folder in folders for f in folder.rglob("*") if f.is_file())
    return {str(f): str(f).encode() + b"\n" + f.read_bytes() for f in files}


def found_in(texts: Mapping[str, bytes], needles: tuple[bytes, ...]) -> list[str]:
    """Where one of them stands, as it is or percent-encoded."""
    return [
        where
        for where, text in texts.items()
        if any(n in text or n in unquote_to_bytes(text) for n in needles)
    ]


@pytest.mark.parametrize("name", SWITCHES)
def test_no_secret_is_in_what_is_compiled_and_served(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "spool" / "new").mkdir(parents=True)
    with receiving() as receiver:
        base = f"http://127.0.0.1:{receiver.server_port}"
        given = SECRETS | {"HOOK_URL": f"{base}/{HOOK}", "EMERGENCY_PIN": PIN}
        compiled(name, FLOW, out, "--settings", str(settings(tmp_path, base, "127.0.0.1:4817")))
        with Serve(str(out), "--verbose", cwd=tmp_path, **given) as serve:
            fields = {"v1": "+37061234567", "v2": CARD}
            status, answer = post(serve.address, "/lookup/flowc/1", call="c", **fields)
            _, said = serve.end()
    assert (status, answer.strip()) == (200, f"found {REPLIED}"), "which is for the switch alone"
    ((_, heads, body),) = receiver.got
    assert json.loads(body) == {"card": CARD}
    assert heads["authorization"] == SECRETS["CRM_TOKEN"]
    assert heads["x-key"] == SECRETS["CRM_KEY"]
    assert "found" in said
    texts = places(out, tmp_path / "spool") | {"flowc serve": said.encode()}
    assert len(texts) >= 5
    planted = (PLANTED, quote(SECRETS["CRM_KEY"]).encode())
    assert found_in(texts, (*planted, *VALUES)) == []


def test_no_secret_is_in_a_report(tmp_path: Path) -> None:
    """Of tests that pass and of one that fails, in every format, with traces."""
    flow = tmp_path / "planted.flow"
    flow.write_text(FLOW.read_text(encoding="utf-8") + FAILS, encoding="utf-8")
    texts: dict[str, bytes] = {}
    for kind in ("terminal", "json", "junit"):
        traces = tmp_path / f"traces-{kind}"
        command = [sys.executable, "-m", "flowc", "test", str(flow), "--format", kind]
        done = subprocess.run(
            [*command, "--trace", str(traces)], capture_output=True, check=False, cwd=tmp_path
        )
        assert done.returncode == 1, done.stderr
        texts |= {f"{kind} out": done.stdout, f"{kind} err": done.stderr} | places(traces)
        assert b"Something else." in done.stdout
    assert len(texts) >= 9
    assert [(where, texts[where][:500]) for where in found_in(texts, VALUES)] == []
