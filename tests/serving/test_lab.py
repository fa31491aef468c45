"""A lab: `flowc serve` in a thread, and services that answer each call as its test says."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from flowc.serve_plan import Plan
from flowc.serving import start
from flowc.serving.plans import PlanError, read
from flowc.switches.upstream import Answer, Upstream
from tests.serving.running import plan, post, write

JONAS = '{"tier": "gold", "names": ["Jonas"]}'


def read_plan(tmp_path: Path, **over: Any) -> Plan:
    headers = [["Authorization", {"secret": "CRM_TOKEN"}]]
    services = {"crm": {"url": "https://crm.example.com", "timeout": 5, "headers": headers}}
    return read(write(tmp_path, plan("", services=services) | over))


def ask(address: str, call: str) -> str:
    status, text = post(address, "/lookup/flowc/1", call=call, v1="A/1", v2="05")
    assert status == 200
    return text.removesuffix("\n")


def test_each_call_has_its_own_answers(tmp_path: Path) -> None:
    here = "/customers/A/1"
    answers = {
        "a": [Answer("crm", "get", here, (200, JONAS))],
        "b": [Answer("crm", "get", here, (404, ""))],
        "c": [Answer("crm", "get", here, "fails")],
        "d": [Answer("crm", "get", here, (200, "garbage"))],
        "e": [Answer("crm", "get", here, (500, "")), Answer("crm", "get", here, (200, JONAS))],
        "f": [Answer("crm", "post", here, (200, JONAS)), Answer("erp", "get", here, (200, JONAS))],
    }
    with Upstream(answers) as upstream, start([read_plan(tmp_path)], base=upstream.base) as serve:
        assert ask(serve.address, "a") == "found gold Jonas"
        assert ask(serve.address, "b") == "not-found"
        assert ask(serve.address, "c") == "failed"
        assert ask(serve.address, "d") == "failed"
        told = [ask(serve.address, "e") for _ in range(3)]
        assert told == ["failed", "found gold Jonas", "found gold Jonas"]
        assert ask(serve.address, "f") == "failed", "what no test speaks of is never found"
        assert ask(serve.address, "g") == "failed"
        asked = upstream.asked()[0]
        assert asked == ("a", "crm", "get", "/customers/A%2F1?area=05", "")
        upstream.answers["g"] = answers["a"]
        assert ask(serve.address, "g") == "found gold Jonas"


def test_time_runs_faster(tmp_path: Path) -> None:
    here = "/customers/A/1"
    answers = {
        "late": [Answer("crm", "get", here, (200, JONAS), after=4)],
        "never": [Answer("crm", "get", here, "times-out")],
    }
    with (
        Upstream(answers, speed=8) as upstream,
        start([read_plan(tmp_path)], base=upstream.base, speed=8) as serve,
    ):
        begun = time.monotonic()
        assert ask(serve.address, "late") == "found gold Jonas"
        assert time.monotonic() - begun > 0.4
        begun = time.monotonic()
        assert ask(serve.address, "never") == "failed"
        assert 0.6 < time.monotonic() - begun < 3


def test_notices_come_to_the_lab(tmp_path: Path) -> None:
    (tmp_path / "spool" / "new").mkdir(parents=True)
    smtp = {"host": "mail.example.com", "from": "ivr@example.com"}
    one = read_plan(
        tmp_path,
        webhooks={"crm": {"url": {"secret": "HOOK"}}},
        emails={"duty": "duty@example.com"},
        smtp=smtp,
    )
    with (
        Upstream() as upstream,
        start([one], base=upstream.base, spool=tmp_path / "spool", speed=10),
    ):
        for name, channel, receiver in (("a", "webhook", "crm"), ("b", "email", "duty")):
            fields = {"call": f"17.{name}", "context": "flowc"}
            fields |= {"channel": channel, "name": receiver, "end": "1"}
            (tmp_path / "spool" / "new" / name).write_text(urlencode(fields))
        end = time.monotonic() + 10
        while len(upstream.asked()) < 2:
            assert time.monotonic() < end
            time.sleep(0.02)
    got = {(a.call, a.service, a.path) for a in upstream.asked()}
    assert got == {("17.a", "webhooks", "/crm"), ("17.b", "emails", "/duty")}


def test_a_bug_fails_one_lookup_and_tells_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "Jonas"
        raise RuntimeError(message)

    said: list[str] = []
    with Upstream() as upstream:
        one = read_plan(tmp_path)
        with start([one], base=upstream.base, log=lambda _, line: said.append(line)) as serve:
            with monkeypatch.context() as patch:
                patch.setattr("flowc.serving.desk.read", broken)
                assert ask(serve.address, "a") == "failed"
            upstream.answers["b"] = [Answer("crm", "get", "/customers/A/1", (200, JONAS))]
            assert ask(serve.address, "b") == "found gold Jonas"
    assert said[0].startswith("a bug in flowc while answering: RuntimeError at test_lab.py:")
    assert "Jonas" not in "".join(said)


def test_two_plans_for_one_context_are_refused(tmp_path: Path) -> None:
    one = read_plan(tmp_path)
    with pytest.raises(PlanError, match="two plans are for the context flowc"):
        start([one, one])


def test_stopping_twice_is_stopping_once(tmp_path: Path) -> None:
    serve = start([read_plan(tmp_path)])
    serve.stop()
    serve.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(serve.address, "a")
