"""What a finding says to write instead, and how a caller meets it."""

import pytest

from flowc.semantics.findings import Findings
from flowc.source import Span
from tests.semantics.read import read

ABOVE = """
switch night = off
schedule office { open mon 08:00-09:00 }
phone desk
"""
TIME = "write a time from `00:00` to `23:59`; `24:00` can only end a range"


@pytest.mark.parametrize(
    ("text", "help_"),
    [
        ("step s { if office = open -> hangup  -> hangup }", "write `office is open`"),
        ("step s { if office != open -> hangup  -> hangup }", "write `office is closed`"),
        ("step s { if night = true -> hangup  -> hangup }", "write `night is on`"),
        ("step s { if night = no -> hangup  -> hangup }", "write `night is off`"),
        ("step s { if night -> hangup  -> hangup }", "write `night is on`"),
        ("step s { if night is open -> hangup  -> hangup }", "write `night is on`"),
        (
            (
                'var tier: one of (gold, silver) = gold\nprompt tier.gold { en "gold" }\n'
                'step s { play "You are {tier}."  -> hangup }'
            ),
            'say how it is spoken: `prompt tier.silver { en "…" }`',
        ),
        ("step s { if now > 24:00 -> hangup  -> hangup }", TIME),
        (
            "schedule s { open sat 25:00-26:00 }",
            TIME,
        ),
        ("menu m { press 1 -> hangup  on timeout -> hangup }", "write `no-input`"),
        ("menu m { press 1 -> hangup  on invalid -> hangup }", "write `no-match`"),
        (
            "ring r { call desk  on timeout -> hangup  on busy -> hangup }",
            "write `no-answer`",
        ),
    ],
)
def test_the_help_says_what_to_write(text: str, help_: str) -> None:
    _, found = read(ABOVE + text)
    assert {d.help for d in found if d.severity == "error"} == {help_}


def test_all_that_a_block_leaves_open_is_one_finding() -> None:
    _, found = read('flow "T" {}\nnumber "1" -> r\nphone desk\nring r { call desk }')
    (finding,) = found
    assert finding.help == (
        "write `on busy -> …`, `on no-answer -> …` and `on failed -> …` in `r`, "
        "or `on failed -> …` in the flow"
    )
    assert finding.caller
    assert finding.caller.count(";") == 2


@pytest.mark.parametrize("kind", ["block", "prompt", "phone", "schedule", "switch", "variable"])
def test_an_unknown_name_is_met_by_a_caller(kind: str) -> None:
    findings = Findings()
    findings.unknown(kind, "x", Span("a.flow", 0, 1), ())
    assert [d.caller is not None for d in findings.all(["a.flow"])] == [True]


def test_a_value_that_is_not_set_is_underlined_where_it_is_asked() -> None:
    text = 'flow "T" {}\nnumber "1" -> s\nvar n: number\nstep s { if n > 3 -> hangup  -> hangup }'
    _, found = read(text)
    (span,) = (d.primary.span for d in found if d.code == "F108")
    assert text[span.start : span.end] == "n > 3"
