"""What every target writes for `flowc serve`, and what it asks of the settings."""

from pathlib import Path

import pytest

from flowc import pipeline
from flowc.backends import registry
from flowc.diagnostic import Diagnostic
from flowc.serve_plan import NAME, Plan

FLOW = Path(__file__).parent / "asterisk" / "flows" / "lookup.flow"
URL = "crm_url=https://crm.example.com"


def compiled(target: str, *sets: str) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    (work,) = pipeline.check((str(FLOW),)).works
    found = registry.load(target)
    assert found
    made = pipeline.compile_for(work, found, found.versions[0], None, sets)
    return {a.path: a.text for a in made.artefacts}, made.diagnostics


def test_every_setting_that_lacks_is_told_with_the_line_that_needs_it() -> None:
    text = FLOW.read_text(encoding="utf-8")
    files, found = compiled("asterisk")
    assert files == {}
    assert [d.code for d in found] == ["F173", "F173"]
    needed = [text[d.primary.span.start : d.primary.span.end] for d in found]
    assert needed == ["setting crm_url", "setting site"]


def test_a_setting_that_is_no_address_is_told() -> None:
    for wrong in ("crm.example.com", "https://me:pw@crm.example.com", "https://a/?q=1", "ftp://a"):
        _, found = compiled("asterisk", f"crm_url={wrong}", "site=x")
        assert [d.code for d in found] == ["F172"], wrong


def test_a_version_has_a_plan_and_a_context_of_its_own() -> None:
    files, found = compiled("asterisk", URL, "site=x", "asterisk.version=v2")
    assert found == ()
    assert NAME not in files
    plan = Plan.model_validate_json(files["flowc-serve.v2.json"])
    assert f"/lookup/{plan.context}/1," in files["extensions_flowc.v2.conf"]


def test_the_address_is_where_the_switch_asks() -> None:
    files, _ = compiled("asterisk", URL, "site=x", "serve.address=10.0.0.7:99")
    assert "CURL(http://10.0.0.7:99/lookup/flowc/1," in files["extensions_flowc.conf"]
    for wrong in ("localhost:99", "10.0.0.7", "10.0.0.256:1", "10.0.0.7:0", "::1:99"):
        _, found = compiled("asterisk", URL, "site=x", f"serve.address={wrong}")
        assert [d.code for d in found] == ["F172"], wrong


def test_the_plan_names_secrets_in_the_order_of_the_flow() -> None:
    files, _ = compiled("asterisk", URL, "site=x")
    plan = Plan.model_validate_json(files[NAME])
    assert list(plan.secrets()) == [("CRM_TOKEN", "service crm")]
    assert [(one.n, one.service, len(one.values())) for one in plan.lookups] == [
        (1, "crm", 4),
        (2, "till", 5),
    ]


PAYMENT = """flow "Shop" { languages en  on failed -> down }
number "100" -> pay
service bank { url setting bank_url  timeout 5s }
step pay {
  collect card { play "Card?"  digits 16  secret  on gave-up -> down }
  lookup bank post "/charges" { send card = card  on not-found -> down }
  -> down
}
step down { play "Goodbye."  -> hangup }
"""


@pytest.mark.parametrize("target", ["asterisk", "freeswitch"])
def test_a_secret_is_sent_where_nobody_on_the_way_reads_it(target: str, tmp_path: Path) -> None:
    flow = tmp_path / "pay.flow"
    flow.write_text(PAYMENT, encoding="utf-8")

    def told(*sets: str) -> list[tuple[str, str, int]]:
        (work,) = pipeline.check((str(flow),)).works
        found = registry.load(target)
        assert found
        made = pipeline.compile_for(work, found, found.versions[0], None, sets)
        assert bool(made.artefacts) is not bool(made.diagnostics)
        lines = (PAYMENT.count("\n", 0, d.primary.span.start) + 1 for d in made.diagnostics)
        return [(d.code, d.message, n) for d, n in zip(made.diagnostics, lines, strict=True)]

    for good in ("https://pay.example.com", "http://127.0.0.1:80", "http://localhost/pay"):
        assert told(f"bank_url={good}") == [], good
    for wrong in ("http://pay.example.com", "HTTP://10.0.0.1", "http://127.0.0.1.example.com"):
        (finding,) = told(f"bank_url={wrong}")
        assert finding == ("F611", "the secret `card` would go to `bank` in the clear", 6), wrong
    (finding,) = told("bank_url=https://pay.example.com", "serve.address=10.0.0.7:4817")
    assert finding[0] == "F611"
    assert "flowc serve" in finding[1]
    assert "10.0.0.7" in finding[1]
    assert [code for code, _, _ in told()] == ["F173"]
