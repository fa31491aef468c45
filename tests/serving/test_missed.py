"""`flowc missed`: whom nobody has talked with and nobody has called back, whatever happens to the
programs that know of it."""

import json
import signal
from pathlib import Path

import pytest

from tests.cli.running import Flowc, flowc
from tests.serving.running import Serve, Service, plan, reply, write
from tests.serving.spooled import EMPTY, crm, line, names, put, spool, until

__all__ = ["crm", "flowc", "spool"]

ANN, BOB, EVE = "+37061200301", "+37061200302", "+37061200303"


def serve(tmp_path: Path, hook: str) -> Serve:
    hooks = {"webhooks": {"crm": {"url": hook}}, "spool": str(tmp_path / "spool")}
    write(tmp_path, plan("http://127.0.0.1:9", **hooks))
    return Serve(".", cwd=tmp_path)


def notice(caller: str, at: str, talked: int = 0, call: str = "", **over: str) -> str:
    fields = {"from": caller, "at": f"2026-11-23 {at}:00", "talked": str(talked)}
    return line(**fields, call=call or f"{caller}-{at}", **over)


def named(name: str) -> str:
    return line(**{"from": ANN, "at": "2026-11-23 10:00:00", "caller-name": name})


def listed(flowc: Flowc, place: str = "spool") -> list[str]:
    done = flowc("missed", place, "--format", "json")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    assert document["schema"] == "flowc.missed/1"
    return [one["number"] for one in document["missed"]]


def test_who_was_talked_with_is_off_the_list(
    tmp_path: Path, spool: Path, crm: Service, flowc: Flowc
) -> None:
    with serve(tmp_path, crm.base):
        put(spool, "a-1", notice(ANN, "10:00"))
        put(spool, "b-1", notice(BOB, "09:00"))
        put(spool, "c-1", notice("", "09:30"))
        put(spool, "d-1", notice(EVE, "09:30", call="d"))
        put(spool, "d-2", notice(EVE, "09:30", 31, call="d"))
        until(lambda: names(spool) == EMPTY)
        assert listed(flowc) == [BOB, ANN], "the last one at the end"
        put(spool, "e-1", notice(BOB, "10:30", 12))
        put(spool, "f-1", notice(EVE, "11:00"))
        until(lambda: names(spool) == EMPTY)
        assert listed(flowc) == [ANN, EVE]
        put(spool, "g-1", notice(BOB, "10:20"))
        put(spool, "h-1", notice(EVE, "10:30", 8))
        until(lambda: names(spool) == EMPTY)
        assert listed(flowc) == [ANN, EVE], "what is told late changes nothing of what came later"
    assert all("talked" in json.loads(request.body) for request in crm.requests)


def test_it_is_known_before_anybody_is_told_and_after_a_kill(
    tmp_path: Path, spool: Path, crm: Service, flowc: Flowc
) -> None:
    crm.behave = reply(503, "")
    with serve(tmp_path, crm.base) as running:
        put(spool, "a-1", notice(ANN, "10:00"))
        until(lambda: crm.requests)
        running.signal(signal.SIGKILL)
        running.process.wait()
    assert listed(flowc) == [ANN]
    assert flowc("missed", "spool", "--called", ANN) == (0, "", "")
    assert listed(flowc) == []
    crm.behave = reply(204, "")
    with serve(tmp_path, crm.base):
        until(lambda: names(spool) == EMPTY)
        assert listed(flowc) == [], "the notice that was left over is of the call before"
        put(spool, "b-1", notice(ANN, "12:00"))
        until(lambda: names(spool) == EMPTY)
    assert listed(flowc) == [ANN], "missed once more"


def test_a_kill_at_any_moment_loses_nobody(
    tmp_path: Path, spool: Path, crm: Service, flowc: Flowc
) -> None:
    for n in range(60):
        put(spool, f"c{n}-1", notice(f"+3706{n:07}", "10:00"))
    for _ in range(6):
        with serve(tmp_path, crm.base) as running:
            running.signal(signal.SIGKILL)
            running.process.wait()
    with serve(tmp_path, crm.base):
        until(lambda: names(spool) == EMPTY)
    assert len(listed(flowc)) == 60


def test_words_for_a_person(tmp_path: Path, spool: Path, crm: Service, flowc: Flowc) -> None:
    hostile = "\x1b]0;x\x07Ann\r\n2026 +1"
    with serve(tmp_path, crm.base):
        put(spool, "a-1", named(hostile))
        until(lambda: names(spool) == EMPTY)
    done = flowc("missed", "spool")
    assert done.code == 0
    assert done.out.count("\n") == 1
    assert "\x1b" not in done.out
    assert done.out.startswith(f"2026-11-23 10:00:00  {ANN} (")
    assert done.out.endswith("called +37052100200, left `support` by after\n")
    assert listed(flowc, ".") == [ANN], "a plan knows its spool"
    assert flowc("missed", "spool", "--called", EVE) == (
        1,
        "",
        f"flowc: {EVE} is not on the list\n",
    )
    assert flowc("missed", "spool", "--called", ANN.removeprefix("+")) == (0, "", "")
    assert flowc("missed", "spool") == (0, "", "nobody waits to be called back\n")


def test_a_plan_shows_its_own_callers(
    tmp_path: Path, spool: Path, crm: Service, flowc: Flowc
) -> None:
    with serve(tmp_path, crm.base):
        put(spool, "a-1", notice(ANN, "10:00"))
        put(spool, "b-1", notice(BOB, "10:00", context="flowc--v2"))
        put(spool, "c-1", notice(EVE, "10:00", context="other"))
        until(lambda: len(list((spool / "missed").glob("+*"))) == 3)
    assert sorted(listed(flowc, ".")) == [ANN, BOB]
    assert sorted(listed(flowc)) == [ANN, BOB, EVE]


def test_a_file_that_is_broken_hides_no_other(
    tmp_path: Path, spool: Path, crm: Service, flowc: Flowc
) -> None:
    with serve(tmp_path, crm.base):
        put(spool, "a-1", notice(ANN, "10:00"))
        until(lambda: names(spool) == EMPTY)
    (spool / "missed" / "+1@flowc").write_text("{")
    done = flowc("missed", "spool")
    assert done.out.count("\n") == 1
    assert done.err == "warning: spool/missed/+1@flowc can not be read\n"


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_a_place_that_is_none(place: str, tmp_path: Path, flowc: Flowc) -> None:
    (tmp_path / "empty").mkdir()
    done = flowc("missed", place)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"flowc: {place} is no spool, and ")
