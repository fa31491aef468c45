"""The programs that are made up: right ones, which hold everything that Asterisk can do."""

from collections import Counter
from pathlib import Path
from typing import cast

from flowc import pipeline
from flowc.backends.asterisk import TARGET
from flowc.semantics import ir
from flowc.testing import run_tests
from tests.agreement.callers import caller
from tests.agreement.programs import program
from tests.agreement.scene import scene
from tests.agreement.script import checked

MANY = 60
WANTED = {
    *(
        "Step",
        "Menu",
        "Ring",
        "Transfer",
        "Voicemail",
        "Split",
        "External",
        "Read",
        "OutsideNumber",
    ),
    *("Collect", "Visits", "AcceptRange", "AcceptPattern", "AcceptLuhn", "AcceptPhone"),
    *("AcceptDate", "Handler", "Answer", "Wait", "Branch", "Set", "Reset", "Record", "Spoken"),
    *("Compare", "IsSet", "InList", "OneOf", "StartsWith", "Contains", "ScheduleIs", "SwitchIs"),
    *("Not", "And", "Or", "Arithmetic", "Now", "CallerField", "CallField", "CurrentLanguage"),
    *("Bound", "Change", "ToDefault", "ToEnd", "Entry", "Number", "NumberList"),
    *("Dated", "Yearly", "NthWeekday", "Holidays", "Weekdays"),
}


def parts(value: object) -> Counter[str]:
    """How often each kind of part stands in a program."""
    found: Counter[str] = Counter()
    rest: list[object] = [value]
    while rest:
        one = rest.pop()
        found[type(one).__name__] += 1
        if isinstance(one, tuple):
            rest += cast("tuple[object, ...]", one)
    return found


def settings(of: ir.Program) -> tuple[str, ...]:
    places = (b.id for b in of.blocks if isinstance(b, ir.External))
    return (
        "asterisk.outside=PJSIP/{number}@trunk",
        *(f"asterisk.externals.{id_}=outside,s,1" for id_ in places),
    )


def test_they_are_right_and_asterisk_takes_them(tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    for n in range(MANY):
        path = tmp_path / f"{n}.flow"
        path.write_text(program(f"test-{n}", more=True), encoding="utf-8")
        (work,) = pipeline.check((str(path),)).works
        assert [d.message for d in work.diagnostics if d.severity == "error"] == []
        assert work.program
        made = pipeline.compile_for(work, TARGET, TARGET.versions[0], sets=settings(work.program))
        assert [d.message for d in made.diagnostics if d.severity == "error"] == []
        found += parts(work.program)
    assert WANTED - set(found) == set()
    assert sum(found[kind] for kind in ("Menu", "Collect", "Ring")) >= MANY


def test_callers_go_through_them(tmp_path: Path) -> None:
    events: Counter[str] = Counter()
    handed = 0
    for n in range(MANY // 3):
        path = tmp_path / "made.flow"
        path.write_text(program(f"called-{n}", more=True), encoding="utf-8")
        (work,) = pipeline.check((str(path),)).works
        assert work.program
        seen = scene(work.program)
        scripts = [caller(seen, f"{n}-{m}") for m in range(8)]
        work = checked(path, scripts)
        assert [d.message for d in work.diagnostics if d.severity == "error"] == []
        assert work.program
        results = run_tests(work.program, work.tests)
        assert [r.failure.message for r in results if r.failure] == []
        handed += sum(
            e[2:] == ("flow", "transfer") for r in results for c in r.calls for e in c.trace
        )
        events += Counter(e[0] for r in results for call in r.calls for e in call.trace)
    for what in ("play", "keys", "set", "ring", "message", "record", "no-input", "no-match"):
        assert events[what] >= 10, what
    assert handed >= 5


def test_they_are_the_same_every_time() -> None:
    assert program("x") == program("x")
    assert program("x") != program("y")
    assert "transfer " not in program("x")
