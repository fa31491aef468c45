"""What a flow asks of services, on each switch: a real `flowc serve` asks a real HTTP server on
loopback, which answers as the test says. The same trace as the runtime's comes of it, whatever is
asked and whatever is answered."""

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from flowc import pipeline
from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import (
    Call,
    Elapsed,
    Ended,
    Event,
    HangUp,
    LookingUp,
    PhoneBusy,
    Replied,
    Ringing,
)
from flowc.semantics import scenario
from flowc.semantics.ir import Program
from flowc.serving import Running
from flowc.source import Span
from flowc.switches import services
from flowc.switches.asterisk import configuration
from flowc.switches.asterisk.ami import Ami
from flowc.switches.protocol import Switch
from flowc.testing.agreement import agree
from flowc.testing.result import CallLog, Result, Step
from flowc.trace import Trace
from tests.agreement.conftest import opened
from tests.agreement.door import parted, placed, played, site
from tests.agreement.hostile import own_payloads
from tests.agreement.liar import instead, liar
from tests.agreement.payloads import payloads

FLOW = Path(__file__).parent / "flows" / "lookups.flow"

NAMED, KNOWN, QUIET = "+37052000002", "+37052000001", "+37052000005"
"""Numbers of the flow: who is asked for by name, by number, and without a word."""

LIES = (
    "",
    "found\n",
    "found a b\n",
    "found a%0d%0aForged:%20yes\n",
    "found a%7Fb\n",
    'found a" | "1" = "1\n',
    "found ${SHELL(touch CANARY)}\n",
    "found %24%7BSHELL(touch%20CANARY)%7D\n",
    "found ${system(touch CANARY)}\n",
    "refusedly\n",
    "not-found\nfound a\n",
    "INVALID COMMAND!\n",
    "found " + "x" * 100_000 + "\n",
)
"""What is said in the place of `flowc serve`; "failed" and values are all that may come of it."""


def made(program: Program, call: Call, replies: Iterable[tuple[int | None, str]]) -> Result:
    """The call as the runtime makes it, in which services answer in turn; phones are busy."""
    machine = compile_program(program)
    left = list(replies)
    steps: list[Step] = []
    state, (trace, wait) = machine.start(call)
    while not isinstance(wait, Ended):
        now = steps[-1].event.t if steps else 0
        event: Event
        match wait:
            case LookingUp() if left:
                event = Replied(now, *left.pop(0))
            case LookingUp():
                event = HangUp(now)
            case Ringing(phones=(phone, *_)):
                event = PhoneBusy(now, phone)
            case _:
                assert wait.until is not None, wait
                event = Elapsed(wait.until)
        steps.append(Step(wait, event, len(steps) + 1))
        state, (told, wait) = machine.step(state, event)
        trace += told
    log = CallLog("caller", 0, call, trace, {}, tuple(steps))
    test = scenario.Test("made", str(FLOW), None, (), (), Span(str(FLOW), 0, 0))
    return Result(test, None, (log,), steps[-1].event.t if steps else 0)


def checked(switch: Switch, program: Program, results: Mapping[str, Result]) -> dict[str, Trace]:
    """Make the calls; nothing may come of them but the runtime's traces, which are given back as
    the switch told them."""
    names = {id(result): name for name, result in results.items()}
    wrong: list[str] = []
    traces: dict[str, Trace] = {}
    for one in switch.place(program, results.values()):
        name = names.pop(id(one.result))
        ours, (told,) = one.result.calls[0], one.told
        difference = agree(ours.trace, told.trace, switch.name)
        log = told.log if switch.name == "asterisk" else ()
        if difference or told.stuck or log:
            wrong.append(f"{name}: {difference} {told.stuck} {log}")
        traces[name] = told.trace
    assert wrong == []
    assert not names
    return traces


def set_to(trace: Trace) -> dict[str, Any]:
    return {str(event[2]): event[3] for event in trace if event[0] == "set"}


def test_the_switch_asks_and_reads_as_the_runtime(switch: Switch, tmp_path: Path) -> None:
    flow = tmp_path / "lookups.flow"
    shutil.copy(FLOW, flow)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    results = played(on, work.tests)
    assert [(r.test.title, r.failure.message) for r in results if r.failure] == []
    told = [e[3] for r in results for c in r.calls for e in c.trace if e[0] == "lookup"]
    assert {outcome: told.count(outcome) for outcome in sorted(set(told))} == {
        "failed": 9,
        "found": 12,
        "not-found": 6,
        "refused": 1,
    }
    found = parted(placed(on, results))
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


def test_hostile_values_change_nothing_but_values(switch: Switch, tmp_path: Path) -> None:
    """As the name of who calls, which is asked for and sent, and as what is replied."""
    program = site(switch, FLOW).program
    texts = payloads(tmp_path) | own_payloads(tmp_path)
    results: dict[str, Result] = {}
    for name, text in texts.items():
        call = Call(to=NAMED, caller="+37061234567", name=text)
        results[f"{name}: caller"] = made(program, call, [(200, json.dumps({"name": "x"}))])
        call = Call(to=NAMED, caller="+37061234567", name="Jo")
        results[f"{name}: reply"] = made(program, call, [(200, json.dumps({"name": text}))])
        whole = {"customer": {"name": text, "tiers": [text, "gold"]}, "phone": text}
        call = Call(to=KNOWN, caller="+37061234567")
        results[f"{name}: of a type"] = made(program, call, [(200, json.dumps(whole))])
    traces = checked(switch, program, results)
    assert list(tmp_path.iterdir()) == []
    kept = [
        name for name, text in texts.items() if set_to(traces[f"{name}: reply"]) == {"name": text}
    ]
    assert {"shell", "quotes", "expression", "end of a function", "percents", "lua"} <= set(kept)


def test_texts_of_any_length_arrive_whole_or_fail(switch: Switch) -> None:
    program = site(switch, FLOW).program
    call = Call(to=NAMED, caller="+37061234567", name="ž" * 80)
    results = {
        text[:1] + str(len(text)): made(program, call, [(200, json.dumps({"name": text}))])
        for text in ("a" * 200, "a" * 201, "\U0001f4a9" * 200, "%" * 200, "," * 200, ") :" * 60)
    }
    checked(switch, program, results)


def test_a_reply_that_comes_when_nobody_waits_any_more_is_nothing(switch: Switch) -> None:
    program = site(switch, FLOW).program
    call = Call(to=QUIET, caller="+37061234567")
    traces = checked(switch, program, {"gone": made(program, call, [])})
    assert [event[0] for event in traces["gone"]][-1] == "end"
    assert "lookup" not in {event[0] for event in traces["gone"]}


def asked(switch: Switch, program: Program) -> Trace:
    """What the switch tells of a call that the runtime has seen fail."""
    result = made(program, Call(to=QUIET, caller="+37061234567"), [(None, "")])
    ((_, (told,)),) = switch.place(program, [result])
    assert not told.stuck
    return told.trace


def outcomes(trace: Trace) -> list[str]:
    return [str(event[3]) for event in trace if event[0] == "lookup"]


def test_whoever_answers_in_its_place_is_not_believed(
    switch: Switch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    lies = [lie.replace("CANARY", str(canary)) for lie in LIES]
    with liar(lies) as address:
        instead(address, monkeypatch)
        program = site(switch, FLOW).program
        for lie in lies:
            trace = asked(switch, program)
            assert outcomes(trace) in (["failed"], ["found"]), lie
            assert not re.search(r"[\x00-\x1f]", "".join(set_to(trace).values())), lie
            assert trace[-1][0] == "end"
    assert not canary.exists()


def test_without_flowc_serve_a_lookup_has_failed_at_once(
    switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with liar(()) as address:
        pass
    instead(address, monkeypatch)
    assert outcomes(asked(switch, site(switch, FLOW).program)) == ["failed"]


def test_an_asterisk_without_curl_fails_lookups(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = configuration.MODULES.replace("func_curl", "").replace("res_curl", "")
    monkeypatch.setattr(configuration, "MODULES", modules)
    with opened("asterisk") as switch:
        assert outcomes(asked(switch, site(switch, FLOW).program)) == ["failed"]


def test_secrets_are_in_nothing_that_asterisk_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files, its log with everything in it, what AMI tells, traces, reports."""
    given: list[str] = []
    heard: list[bytes] = []
    start, write, receive = services.start, configuration.write, Ami.data_received

    def noted(*args: Any, secrets: dict[str, str], **named: Any) -> Running:
        given.extend(secrets.values())
        return start(*args, secrets=secrets, **named)

    def talkative(folder: Path, *args: Any) -> Path:
        conf = write(folder, *args)
        log = "full => verbose(9),debug,notice,warning,error,dtmf"
        (folder / "etc" / "logger.conf").write_text(f"[logfiles]\n{log}\n", encoding="utf-8")
        conf.write_text(f"{conf.read_text('utf-8')}verbose = 9\ndebug = 9\n", encoding="utf-8")
        return conf

    def overhear(self: Ami, data: bytes) -> None:
        heard.append(data)
        receive(self, data)

    monkeypatch.setattr(services, "start", noted)
    monkeypatch.setattr(configuration, "write", talkative)
    monkeypatch.setattr(Ami, "data_received", overhear)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with opened("asterisk") as switch:
        on = site(switch, FLOW)
        (work,) = pipeline.check((str(FLOW),)).works
        results = placed(on, played(on, work.tests))
        files = [p for p in tmp_path.rglob("*") if p.is_file()]
        texts = {str(p): p.read_bytes() for p in files}
    assert len(given) == 2
    assert all(secret.startswith(services.PLANTED) for secret in given)
    log = next(text for path, text in texts.items() if path.endswith("/log/full"))
    assert b"/lookup/lane0/1" in log
    assert b"flowc_reply=found" in b"".join(heard)
    places = texts | {"AMI": b"".join(heard), "results": repr(results).encode()}
    secret = services.PLANTED.encode()
    assert [path for path, text in places.items() if secret in text] == []
