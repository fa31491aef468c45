"""`flowc test --format json`: the results for other programs, as the document flowc.test/1.

As with every document: the models define it, `flowc/schemas/` holds their JSON Schema, fields may
be added to a version, never taken away or given another meaning.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from flowc.report.call_text import as_heard
from flowc.report.json_check import Finding, Place, Point, Words, finding
from flowc.report.stuck import advice, message
from flowc.source import Sources, Span
from flowc.testing.result import (
    RUNTIME,
    Bad,
    CallLog,
    Engine,
    Failure,
    How,
    Parting,
    Result,
    Stuck,
    Suite,
)
from flowc.trace import as_dict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Happening(BaseModel):
    """One event of a call; what else it holds depends on `event`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    call: Words = Field(description="the caller's name in the test, `call` where none is named")
    t: float = Field(description="seconds since the call began", ge=0)
    event: str


class Call(_Part):
    """One call of a test."""

    caller: Words
    began: float = Field(description="seconds from the start of the test", ge=0)
    heard: tuple[Words, ...] = Field(description="the call in words, line by line")
    trace: tuple[Happening, ...]


class Parted(_Part):
    """A call that went another way on the switch than in the runtime."""

    runtime: Words = Field(description="what the runtime did where they part")
    switch: Words = Field(description="what the switch did there")
    position: int = Field(description="how many events of the runtime's trace agree", ge=0)
    stuck: Words = Field(description="why the switch's call was given up, or empty")
    log: tuple[Words, ...] = Field(description="what the switch complained of, line by line")
    trace: tuple[Happening, ...] = Field(description="the runtime's trace of the call")


class Unmet(_Part):
    """Why a test failed."""

    message: Words = Field(description="the fact")
    help: Words | None = Field(description="what to know, or to write instead")
    caller: Words = Field(description="the call that it is about")
    position: int = Field(description="how many events of its trace had been matched", ge=0)
    expectation: Place = Field(description="the statement that was not met")
    block: Words | None = Field(description="where the call was")
    flow: Place | None = Field(description="that block in the flow")
    parting: Parted | None = Field(description="where a switch and the runtime part, if they do")


class Tested(_Part):
    """One test and what came of it."""

    flow: Words = Field(description="the name of the program that was called")
    name: Words
    place: Place
    outcome: Literal["passed", "failed"]
    seconds: float = Field(description="how long the test took on its own clock", ge=0)
    failure: Unmet | None
    calls: tuple[Call, ...]


class Left(_Part):
    """A block that was left, by which outcome, and where to."""

    block: Words
    outcome: Words
    to: Words


class StuckCaller(_Part):
    """A caller for whom nothing is done when a service replies otherwise than a test says."""

    flow: Words
    how: How = Field(
        description="`dropped` without a word, ended in `congestion`, or going in `circles`"
    )
    replies: tuple[Bad, ...] = Field(description="what the service gives then")
    message: Words
    help: Words
    service: Words
    asked: Words = Field(description="method and path, or the number that a list is asked for")
    lookup: Place
    test: Place = Field(description="a passing test that asks so")
    way: tuple[Left, ...] = Field(description="the way from the lookup on")


class Test(_Part):
    """What `flowc test` found. `findings` are the errors of programs that could not be called."""

    schema_: Literal["flowc.test/1"] = Field(alias="schema")
    engine: Words = Field(description="what took the calls: `runtime`, `Asterisk 22.10.1`")
    passed: int = Field(ge=0)
    failed: int = Field(ge=0)
    tests: tuple[Tested, ...]
    stuck: tuple[StuckCaller, ...]
    findings: tuple[Finding, ...]


def document(suites: tuple[Suite, ...], sources: Sources, engine: Engine = RUNTIME) -> str:
    """The results as JSON, ended by a newline."""
    tests = tuple(_tested(s, r, sources) for s in suites for r in s.results)
    failed = sum(t.outcome == "failed" for t in tests)
    made = Test(
        schema="flowc.test/1",
        engine=str(engine),
        passed=len(tests) - failed,
        failed=failed,
        tests=tests,
        stuck=tuple(_stuck(suite, one, sources) for suite in suites for one in suite.stuck),
        findings=tuple(finding(d, sources) for s in suites for d in s.errors),
    )
    return made.model_dump_json(by_alias=True, indent=2, ensure_ascii=False) + "\n"


def _tested(suite: Suite, result: Result, sources: Sources) -> Tested:
    return Tested(
        flow=suite.flow,
        name=result.test.title,
        place=_place(result.test.span, "", sources),
        outcome="failed" if result.failure else "passed",
        seconds=result.milliseconds / 1000,
        failure=_unmet(result.failure, result.parting, sources) if result.failure else None,
        calls=tuple(_call(call) for call in result.calls),
    )


def _stuck(suite: Suite, one: Stuck, sources: Sources) -> StuckCaller:
    return StuckCaller(
        flow=suite.flow,
        how=one.how,
        replies=one.bad,
        message=message(one),
        help=advice(one),
        service=one.service,
        asked=one.asked,
        lookup=_place(one.lookup, message(one), sources),
        test=_place(one.test.span, one.test.title, sources),
        way=tuple(Left(block=b, outcome=o, to=to) for b, o, to in one.way),
    )


def _unmet(failure: Failure, parting: Parting | None, sources: Sources) -> Unmet:
    return Unmet(
        message=failure.message,
        help=failure.help,
        caller=failure.caller,
        position=failure.position,
        expectation=_place(failure.span, failure.message, sources),
        block=failure.block,
        flow=_place(failure.at, "the call was here", sources) if failure.at else None,
        parting=_parted(parting) if parting else None,
    )


def _parted(parting: Parting) -> Parted:
    return Parted(
        runtime=parting.difference.runtime,
        switch=parting.difference.switch,
        position=parting.difference.ours,
        stuck=parting.stuck,
        log=parting.log,
        trace=_trace(parting.runtime),
    )


def _call(call: CallLog) -> Call:
    return Call(
        caller=call.caller,
        began=call.began / 1000,
        heard=tuple(as_heard(call)),
        trace=_trace(call),
    )


def _trace(call: CallLog) -> tuple[Happening, ...]:
    return tuple(_happening(as_dict(call.caller, event)) for event in call.trace)


def _happening(event: dict[str, Any]) -> Happening:
    return Happening.model_validate(event)


def _place(span: Span, text: str, sources: Sources) -> Place:
    return Place(
        path=span.path,
        start=_point(span, span.start, sources),
        end=_point(span, span.end, sources),
        text=text,
    )


def _point(span: Span, offset: int, sources: Sources) -> Point:
    line, column = sources[span.path].position(offset)
    return Point(line=line, column=column, offset=offset)
