"""From the tests of a file to scenarios: names looked up, values typed, the script put in order."""

from datetime import date

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.semantics import ir
from flowc.semantics.clock import instants
from flowc.semantics.findings import Findings
from flowc.semantics.scenario import (
    ONLY,
    AgentDoes,
    Dial,
    End,
    Given,
    HangUp,
    Line,
    LookupGiven,
    Pause,
    Talk,
    Test,
    callback_of,
)
from flowc.semantics.scenario_given import lower_given, subject
from flowc.semantics.scenario_lines import lower_statement
from flowc.semantics.scenario_names import Lookup, names
from flowc.source import Span
from flowc.syntax import ast

FIRST_YEAR, LAST_YEAR = 1970, 2999
"""The years in which tests call: time zones are known well enough, and no clock overflows."""

_MERE = (AgentDoes, Dial, HangUp, Pause)
"""Statements that are met by every call."""

GIVENS = (ast.GivenLookup, ast.GivenIs, ast.GivenAnswers, ast.GivenSplit, ast.GivenReturns)


def run(
    files: tuple[ast.File, ...], program: ir.Program
) -> tuple[tuple[Test, ...], tuple[Diagnostic, ...]]:
    """The tests in all `files` of a program, with a top-level `at` and `given` of their own file
    applied. A test with a finding is not among them."""
    written = [f for f in files if any(isinstance(item, ast.Test) for item in f.items)]
    if not written:
        return (), ()
    findings = Findings()
    look = Lookup(names(program), findings)
    tests = [test for file in written for test in _file(file, look, program)]
    return tuple(tests), findings.all(f.path for f in files)


def _file(file: ast.File, look: Lookup, program: ir.Program) -> list[Test]:
    findings = look.findings
    at = _once([item for item in file.items if isinstance(item, ast.At)], "at", findings)
    base = _givens([item for item in file.items if isinstance(item, GIVENS)], (), look)
    broken = findings.errors
    tests: list[Test] = []
    seen: dict[str, Span] = {}
    for item in file.items:
        if isinstance(item, ast.Test):
            findings.errors = False
            _unique(item, seen, findings)
            test = _test(item, at, base, look, program)
            if not findings.errors:
                tests.append(test)
            broken = broken or findings.errors
    findings.errors = broken
    return tests


def _unique(test: ast.Test, seen: dict[str, Span], findings: Findings) -> None:
    first = seen.setdefault(test.title.text, test.title.span)
    if first is not test.title.span:
        findings.error(
            "F159",
            f'two tests of this file are called "{test.title.text}"',
            test.title.span,
            "called the same",
            secondary=(Label(first, "the first one"),),
            help="give each test a title of its own: reports tell them apart by it",
        )


def _test(
    test: ast.Test, file_at: ast.At | None, base: tuple[Given, ...], look: Lookup, p: ir.Program
) -> Test:
    statements = test.statements
    own = _once([s for s in statements if isinstance(s, ast.At)], "at", look.findings)
    at = own or file_at
    start = _instant(at, p.timezone or "UTC", look.findings) if at else None
    if at is None and look.known.clock:
        look.findings.error(
            "F151",
            "the test does not say when the call comes, and the program asks for the time",
            test.title.span,
            "no `at`",
            help="write `at 2026-03-02 10:00` in the test, or once at the top of the file",
        )
    givens = _givens([s for s in statements if isinstance(s, GIVENS)], base, look)
    lines = _script(test, look, p)
    title = test.title
    return Test(title.text, title.span.path, start, givens, lines, title.span)


def _once(found: list[ast.At], word: str, findings: Findings) -> ast.At | None:
    for again in found[1:]:
        findings.error(
            "F153",
            f"`{word}` is said twice for one test",
            again.span,
            "again here",
            secondary=(Label(found[0].span, "first here"),),
            help="keep one of them",
        )
    return found[0] if found else None


def _instant(at: ast.At, zone: str, findings: Findings) -> int | None:
    """When `at` is; of an hour that the clock shows twice, the first time."""
    d = at.date
    year = d.year or 0  # the grammar takes no `at` without a year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        findings.error(
            "F156",
            f"the clock of a test does not go to the year {year}",
            d.span,
            "no call comes then",
            help=f"choose a year from {FIRST_YEAR} to {LAST_YEAR}",
        )
        return None
    day = date(year, d.month, d.day)
    found = instants(day, at.time.minutes, 0, zone)
    if not found:
        findings.error(
            "F156",
            f"no clock in `{zone}` shows {at.time.minutes // 60:02}:{at.time.minutes % 60:02} "
            f"on {day.isoformat()}",
            at.span,
            "a moment that does not come",
            help="choose another minute: this one is skipped when the clocks change",
        )
        return None
    return found[0]


def _givens(written: list[ast.Given], base: tuple[Given, ...], look: Lookup) -> tuple[Given, ...]:
    """The test's own facts, then those of the file that it does not speak of itself."""
    own: list[Given] = []
    first: dict[tuple[object, ...], Given] = {}
    for item in written:
        given = lower_given(item, look)
        if given is None:
            continue
        about = (subject(given), getattr(given, "lasts", None))
        if about in first:
            look.findings.error(
                "F153",
                "the test says twice how this is",
                given.span,
                "again here",
                secondary=(Label(first[about].span, "first here"),),
                help="keep one of them; one that holds `for` a while may stand beside one that "
                "holds from then on",
            )
        first.setdefault(about, given)
        own.append(given)
    return (*own, *(g for g in base if not _spoken_of(g, own)))


def _spoken_of(given: Given, own: list[Given]) -> bool:
    """Whether the test itself says how this is; of a service as a whole, for all the time."""
    if isinstance(given, LookupGiven) and any(
        isinstance(g, LookupGiven) and (g.service, g.path, g.lasts) == (given.service, None, None)
        for g in own
    ):
        return True
    return subject(given) in {subject(g) for g in own}


def _script(test: ast.Test, look: Lookup, p: ir.Program) -> tuple[Line, ...]:
    lines: list[Line] = []
    caller = ONLY
    dialled: dict[str, Span] = {}
    over: dict[str, Span] = {}
    for written in test.statements:
        if isinstance(written, (ast.At, ast.Broken, *GIVENS)):
            continue
        if isinstance(written, ast.SwitchCaller):
            caller = written.name.text
            continue
        if isinstance(written, ast.SwitchCallback):
            caller = _calls_back(written, dialled, look)
            continue
        if _in_order(written, caller, dialled, over, look.findings):
            statement = lower_statement(written, look, p)
            if statement is not None:
                lines.append(Line(caller, statement))
                if _is_over(statement):
                    over.setdefault(caller, written.span)
    broken = any(isinstance(s, ast.Broken) for s in test.statements)
    if not dialled and not broken:
        look.findings.error(
            "F152",
            "nobody calls in this test",
            test.title.span,
            "no `call`",
            help='write `call "+37052000000" from "+37061234567"` first',
        )
    mere = all(isinstance(line.statement, _MERE) for line in lines)
    if dialled and mere and not broken and not look.findings.errors:
        look.findings.add(
            warning(
                "F160",
                "this test passes whatever the caller meets",
                test.title.span,
                "expects nothing",
                help="say what the caller must meet: `hear …`, `reach …`, `end …`",
            )
        )
    return tuple(lines)


def _calls_back(written: ast.SwitchCallback, dialled: dict[str, Span], look: Lookup) -> str:
    """The callback of a caller who has called: it may be spoken of from there on."""
    caller = written.name.text if written.name else ONLY
    name = callback_of(caller)
    if not look.known.calls_back:
        look.findings.error(
            "F150",
            "the program calls nobody back",
            written.span,
            "no call is made",
            help="leave these lines out, or write a `callback` into the flow",
        )
    elif caller in dialled:
        dialled.setdefault(name, dialled[caller])
    elif dialled:
        known = ", ".join(f"`callback of {c}`" for c in dialled if c != ONLY) or "`callback`"
        look.findings.error(
            "F152",
            "nobody of this name has called, so nobody is called back",
            written.span,
            "no `call` of theirs above",
            help=f"write {known}",
        )
    return name


def _in_order(
    written: ast.Statement,
    caller: str,
    dialled: dict[str, Span],
    over: dict[str, Span],
    findings: Findings,
) -> bool:
    """Whether a statement may stand where it does: after its caller's only call, not after the end
    (except what asks about a call that is over, and what agents do)."""
    if isinstance(written, ast.Call) and " " in caller:
        findings.error(
            "F153",
            "a callback is a call already",
            written.span,
            "called again here",
            help="write `caller b` before the next call",
        )
        return False
    if isinstance(written, ast.Call):
        first = dialled.setdefault(caller, written.span)
        if first is not written.span:
            findings.error(
                "F153",
                "one caller calls twice in this test",
                written.span,
                "again here",
                secondary=(Label(first, "first here"),),
                help="write `caller b` before the second call, or another test",
            )
        return first is written.span
    if caller not in dialled:
        findings.error(
            "F152",
            "this stands before the call",
            written.span,
            "nobody has called yet",
            help='write `call "+37052000000" from "+37061234567"` above it',
        )
        return False
    if caller in over and not isinstance(
        written, ast.Expect | ast.ExpectNotify | ast.End | ast.AgentDoes
    ):
        findings.error(
            "F157",
            "this stands after the end of the call",
            written.span,
            "nobody is on the line any more",
            secondary=(Label(over[caller], "the call is over here"),),
            help="move it above that line",
        )
        return False
    return True


def _is_over(statement: object) -> bool:
    match statement:
        case End() | HangUp() | Talk(ends="caller"):
            return True
        case _:
            return False
