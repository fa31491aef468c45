"""Transfers: what is written of them, and what is missing."""

import pytest

from flowc.semantics import ir
from tests.semantics.read import block, program, read

STEP = 'number "100" -> t\nstep a { -> hangup }\n'


def test_a_transfer_has_a_number_a_time_and_what_is_shown() -> None:
    made = program(
        STEP + 'transfer t { to "+37060000000" for 45s  as "+37052000000"  on busy -> a'
        "  on no-answer -> hangup }"
    )
    found = block(made, "t")
    assert isinstance(found, ir.Transfer)
    assert (found.number, found.seconds, found.shown) == ("+37060000000", 45, "+37052000000")
    assert found.busy.target == ir.ToBlock("a")
    assert found.no_answer.target == ir.ToEnd("hangup")
    assert found.failed.target == ir.ToDefault("failed")


def test_it_rings_as_long_as_a_line_does_and_shows_the_caller() -> None:
    made = program(STEP + 'transfer t { to "+3706" on busy -> a on no-answer -> a }')
    found = block(made, "t")
    assert isinstance(found, ir.Transfer)
    assert (found.seconds, found.shown) == (20, None)


@pytest.mark.parametrize(
    ("inside", "code", "words"),
    [
        ("", "F110", "the transfer `t` calls nobody"),
        ('to "+3706" to "+3707"', "F111", "`to` is written twice"),
        ('to "+3706" as "+3706" as "+3707"', "F111", "`as` is written twice"),
        ('to "+3706" for 0s', "F112", "a timer takes at least one second"),
        ('to "sip:x@y"', "F114", '`"sip:x@y"` is no number that can be dialled'),
        ('to "+3706" as "Jonas <1>"', "F114", '`"Jonas <1>"` is no number that can be dialled'),
        ('to "+3706" on done -> a', "F101", "outcome of a transfer called `done`"),
    ],
)
def test_what_is_wrong_with_one(inside: str, code: str, words: str) -> None:
    handled = "on busy -> a  on no-answer -> a"
    _, found = read(STEP + f"transfer t {{ {inside}  {handled} }}")
    wrong = next(d for d in found if d.severity == "error")
    assert wrong.code == code
    assert words in wrong.message


def test_busy_and_no_answer_are_handled_and_failed_by_the_flow_at_least() -> None:
    text = STEP + 'transfer t { to "+3706" }\nflow "F" { languages en }'
    _, found = read(text)
    (wrong,) = [d for d in found if d.severity == "error"]
    assert wrong.message == "`t` has no way on for `busy`, `no-answer` and `failed`"
