"""Lookups on a real FreeSWITCH: what its log at debug has of them, and what comes of them where
mod_curl is not loaded."""

from pathlib import Path

import pytest

from flowc import pipeline
from flowc.switches import services
from flowc.switches.freeswitch import configuration
from flowc.switches.freeswitch.event_socket import EventSocket
from flowc.switches.freeswitch.instance import Instance
from tests.agreement.conftest import opened
from tests.agreement.door import parted, placed, played, site

SECRETS = """flow "Secrets" { languages en  on failed -> down }
number "100" -> known
service crm { url setting crm_url  header "Authorization" secret CRM_TOKEN  timeout 4s }
step known {
  collect pin { play "PIN?"  digits 6  secret  visits 2 -> down  on gave-up -> down }
  lookup crm get "/pins/{caller.number}" { read pin = .pin  on not-found -> down }
  if pin = "314159" -> found
  -> down
}
step found { play "Hello."  -> hangup }
step down  { play "Please call later."  -> hangup }
test "a secret is read" {
  given crm replies 200 { pin: "314159" }
  call "100" from "+37061234567"
  enter "271828"
  hear "Hello."
  end hangup
}
"""

DOWN = """flow "Down" { languages en  on failed -> down }
number "100" -> known
service crm { url setting crm_url  timeout 60s }
step known {
  lookup crm get "/now" { on not-found -> down }
  -> hangup
}
step down  { play "Please call later."  -> hangup }
test "nobody answers" {
  given crm fails
  call "100"
  hear "Please call later."
  end hangup
}
"""


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every line of the log of a FreeSWITCH that is started after this, at debug."""
    lines: list[str] = []
    ask = EventSocket.ask

    async def talkative(self: EventSocket, command: str) -> str:
        if command != "log warning":
            return await ask(self, command)
        await ask(self, "api fsctl loglevel debug")
        return await ask(self, "log debug")

    def noted(_: Instance, __: str, line: str) -> None:
        lines.append(line)

    monkeypatch.setattr(EventSocket, "ask", talkative)
    monkeypatch.setattr(Instance, "_note", noted)
    return lines


def agreed(flow: Path, text: str) -> None:
    """Write the program with its tests, and run them on a FreeSWITCH of their own."""
    flow.write_text(text, encoding="utf-8")
    with opened("freeswitch") as switch:
        on = site(switch, flow)
        (work,) = pipeline.check((str(flow),)).works
        results = played(on, work.tests)
        assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
        found = parted(placed(on, results))
        assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


def test_secrets_are_nowhere(logged: list[str], tmp_path: Path) -> None:
    agreed(tmp_path / "secrets.flow", SECRETS)
    assert [line for line in logged if "Post data: call=" in line]
    found = [s for s in (services.PLANTED, "271828", "314159") if s in "\n".join(logged)]
    assert found == []


def test_without_mod_curl_a_lookup_has_failed_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = [name for name in configuration.MODULES if name != "curl"]
    monkeypatch.setattr(configuration, "MODULES", modules)
    agreed(tmp_path / "down.flow", DOWN)
