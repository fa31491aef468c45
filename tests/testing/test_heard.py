"""Calls in words: several callers, calls that go round in circles, secrets."""

from pathlib import Path

from tests.cli.running import Flowc

DOOR = """\
flow "Door" { languages en }
number "+37052000000" -> door
number "+37052000001" -> round
phone porter

prompt code { en "Your code, please." }

step door {
  collect pin { play code digits 4 secret tries 1 on gave-up -> hangup }
  if pin = "0042" -> hall
  -> desk
}
step hall { play "Come in." -> hangup }
ring desk { call porter for 20s  on busy -> hangup  on no-answer -> hangup  on failed -> hangup }
step round { wait 1s -> round at most 20000 times then -> hangup }
"""


def run(flowc: Flowc, folder: Path, test: str, *options: str) -> str:
    (folder / "door.flow").write_text(DOOR + test, encoding="utf-8")
    done = flowc("test", "door.flow", *options)
    assert done.code == 1
    return done.out


def test_every_caller_is_told_of(flowc: Flowc, tmp_path: Path) -> None:
    out = run(
        flowc,
        tmp_path,
        """
test "two at the door" {
  caller first
  call "+37052000000" from "+37061234567"
  enter "1111"
  answer porter
  caller second
  call "+37052000000" from "+37067654321"
  enter "1111"
  answer porter
}
""",
    )
    assert "`porter` did not ring for this call" in out
    assert (
        out.partition("  the call of caller first as heard\n")[2]
        == """\
      0:00.0  +37061234567 calls +37052000000
      0:00.0  [door] step
      0:01.2    hears code (en): "Your code, please."
      0:01.2    presses *** for pin
      0:01.2    pin = ***
      0:01.2  [desk] ring
      0:01.2    rang porter: answered

  the call of caller second as heard
      0:00.0  +37067654321 calls +37052000000
      0:00.0  [door] step
      0:01.2    hears code (en): "Your code, please."
      0:01.2    presses *** for pin
      0:01.2    pin = ***
      0:01.2  [desk] ring
      0:01.2    rang porter: busy
      0:01.2  the flow ends the call

0 passed, 1 failed
"""
    )


KEPT = """
test "a secret stays one" {
  call "+37052000000" from "+37061234567"
  enter "8371"
  reach hall
}
"""


def test_secrets_are_in_no_report(flowc: Flowc, tmp_path: Path) -> None:
    for how in ("terminal", "json", "junit"):
        out = run(flowc, tmp_path, KEPT, "--format", how, "--trace", "traces")
        assert "***" in out
        assert "8371" not in out
    (trace,) = (tmp_path / "traces").iterdir()
    assert "8371" not in trace.read_text(encoding="utf-8")
    assert "***" in trace.read_text(encoding="utf-8")


def test_a_call_without_end_is_told_in_short(flowc: Flowc, tmp_path: Path) -> None:
    out = run(
        flowc,
        tmp_path,
        'test "round" { call "+37052000001" from "+37061234567"  end hangup }\n',
    )
    assert "the call did not end by `hangup`" in out
    assert "it entered more blocks than a call may" in out
    assert "lines left out …" in out
    assert out.count("\n") < 250
    assert out.rstrip().endswith("the flow ends the call: limit\n\n0 passed, 1 failed")
