"""`flowc call` where a service is asked: the person says what it replies."""

from pathlib import Path

from tests.cli.running import Flowc
from tests.cli.test_call import call

FLOW = """
flow "Shop" { languages en }
number "100" -> start
var tier: one of (gold, bronze) = bronze
var due: number = 0
var vip: yes-no = no
service crm { url setting crm_url  timeout 3s }
step start {
  lookup crm get "/c/{caller.number}" {
    read tier = .customer.tiers[1]
    read due  = .due or 0
    read vip  = .vip or no
    on not-found -> stranger
    on failed    -> sorry
  }
  play "Hello."
  -> hangup
}
step stranger { play "Who are you?"  -> hangup }
step sorry { play "Sorry."  -> hangup }
"""

ASKED = (
    "crm is asked to get /c/+37061234567: found tier=… due=… vip=…, not found, refused, fails, "
    "garbage, Enter to let it time out"
)


def told(folder: Path, words: str) -> tuple[str, str]:
    """What is shown, and the `given` of the test that is written down, which passes."""
    (folder / "shop.flow").write_text(FLOW, encoding="utf-8")
    done = call(folder, words, "shop.flow", "--from", "+37061234567", "--save", "saved.flow")
    assert done.code == 0, done.err
    saved = (folder / "saved.flow").read_text(encoding="utf-8")
    (given,) = [line.strip() for line in saved.splitlines() if line.startswith("  given")]
    (folder / "saved.flow").unlink()
    return done.out + done.err, given


def test_values_that_are_found_are_typed_by_name(tmp_path: Path) -> None:
    shown, given = told(tmp_path, "found tier=gold due=12 vip=yes\n")
    assert ASKED in shown
    assert [x.strip() for x in shown.splitlines() if " = " in x] == [
        "tier = gold",
        "due = 12",
        "vip = yes",
    ]
    assert "crm: found" in shown
    body = '{"customer": {"tiers": [null, "gold"]}, "due": 12, "vip": true}'
    assert given == f'given crm get "/c/+37061234567" replies 200 {body}'


def test_the_other_outcomes_have_words(tmp_path: Path) -> None:
    for words, outcome, reply in (
        ("not found", "not-found", "replies 404"),
        ("refused", "failed", "replies 403"),
        ("fails", "failed", "fails"),
        ("garbage", "failed", "replies garbage"),
        ("", "failed", "times out"),
    ):
        shown, given = told(tmp_path, f"{words}\n")
        assert f"crm: {outcome}" in shown
        assert given == f'given crm get "/c/+37061234567" {reply}'


def test_words_that_are_no_reply_are_explained(tmp_path: Path) -> None:
    words = "yes\nfound age=5\nfound tier=silver\nfound tier=gold due=1.5\nfound\nfails\n"
    shown, _ = told(tmp_path, words)
    assert "say `found`, `not found`, `refused`, `fails`, `garbage`, or nothing" in shown
    assert "it reads tier, due, vip" in shown
    assert shown.count("that would be no good reply") == 3
    assert "tier=<one of (gold, bronze)>" in shown


def test_hanging_up_is_possible_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "shop.flow").write_text(FLOW, encoding="utf-8")
    done = call(tmp_path, "hang up\n", "shop.flow", "--from", "+37061234567")
    assert "the call ends: hangup, by caller" in done.out


def test_the_saved_test_repeats_the_call(tmp_path: Path, flowc: Flowc) -> None:
    (tmp_path / "shop.flow").write_text(FLOW, encoding="utf-8")
    call(tmp_path, "found tier=gold\n", "shop.flow", "--from", "+3706", "--save", "saved.flow")
    assert 'hear  "Hello."' in (tmp_path / "saved.flow").read_text(encoding="utf-8")
    assert flowc("test", "saved.flow").out == "1 passed, 0 failed\n"
