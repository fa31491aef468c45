"""Collecting digits."""

from typing import Any

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import HangUp, Key
from flowc.semantics import ir
from tests.runtime.build import (
    HANGUP,
    SPAN,
    asking,
    collect,
    flow,
    handler,
    play,
    prompt,
    record,
    step,
    to,
    var,
    variable,
)
from tests.runtime.drive import follow, script, until


def asks(
    low: int,
    high: int,
    *,
    ask: ir.Asking | None = None,
    before: str | None = None,
    **given: Any,
) -> ir.Program:
    type_ = given.get("type", ir.Type("digits"))
    return flow(
        step("ask", collect("x", ask or asking(play("two")), (low, high), **given)),
        step("other"),
        variables=(ir.Variable("x", type_, before, given.get("secret", False), SPAN),),
        counters=("visits",),
        prompts=(prompt("read_back", "you said ", ir.Spoken("x", type_)),),
    )


def keys(pressed: str, start: int = 1000) -> list[Key]:
    """One key a second, the first at `start`."""
    return [Key(start + 1000 * n, key) for n, key in enumerate(pressed)]


ENTRIES = [
    # lowest and highest number of digits, keys a second apart from 1 s, the trace from there
    (4, 4, "1234", ["4 keys 1234 x", "4 set x 1234"]),
    (4, 8, "12345#", ["6 keys 12345 x", "6 set x 12345"]),
    (4, 8, "12345", ["8 keys 12345 x", "8 set x 12345"]),
    (4, 8, "123#", ["4 keys 123 x", "4 no-match ask 1"]),
    (4, 8, "123", ["6 keys 123 x", "6 no-match ask 1"]),
    (4, 8, "12*", ["3 keys 12* x", "3 no-match ask 1"]),
    (4, 8, "#", ["1 no-input ask 1"]),
    (1, 1, "7", ["1 keys 7 x", "1 set x 7"]),
]


@pytest.mark.parametrize(("low", "high", "pressed", "expected"), ENTRIES)
def test_entry_ends(low: int, high: int, pressed: str, expected: list[str]) -> None:
    told = follow(asks(low, high), *keys(pressed))
    assert told[2 : 2 + len(expected)] == expected


def test_without_an_end_key_hash_is_a_wrong_key() -> None:
    assert follow(asks(4, 8, end=None), *keys("1234#"))[2:4] == script("""
        5 keys 1234# x
        5 no-match ask 1
    """)


def test_nothing_at_all_is_no_input_and_the_last_try_gives_up() -> None:
    ask = asking(play("two"), tries=ir.Tries(2, 2, shared=True), gave_up_no_input=to("other"))
    assert follow(asks(4, 4, ask=ask))[1:6] == script("""
        0.8 play two en whole
        5.8 no-input ask 1
        6.6 play two en whole
        11.6 no-input ask 2
        11.6 leave ask gave-up other
    """)


def test_a_key_during_the_message_is_the_first_digit_of_the_next_try() -> None:
    ask = asking(play("two"), on_no_match=(handler(play("sorry")),))
    assert follow(asks(2, 2, ask=ask), *keys("*12"))[2:8] == script("""
        1 keys * x
        1 no-match ask 1
        2 play sorry en cut
        3 keys 12 x
        3 set x 12
        3 leave ask done hangup
    """)


# ---- what is accepted ---------------------------------------------------------------------------

LITHUANIA = ir.AcceptPhone("LT", "370", "0", "[3-7][0-9]{7}")
ACCEPTED = [
    (ir.AcceptRange(1, 5), "5", "5"),
    (ir.AcceptRange(1, 5), "6", None),
    (ir.AcceptRange(1, 5), "0", None),
    (ir.AcceptRange(1, 12), "07", "7"),
    (ir.AcceptPattern("4[0-9]{3}"), "4123", "4123"),
    (ir.AcceptPattern("4[0-9]{3}"), "5123", None),
    (ir.AcceptPattern("4|41"), "412", None),
    (ir.AcceptLuhn(), "79927398713", "79927398713"),
    (ir.AcceptLuhn(), "79927398710", None),
    (ir.AcceptLuhn(), "0", "0"),
    (LITHUANIA, "061234567", "+37061234567"),
    (LITHUANIA, "61234567", "+37061234567"),
    (LITHUANIA, "0037061234567", "+37061234567"),
    (LITHUANIA, "12345678", None),
    (LITHUANIA, "0037161234567", None),
    (ir.AcceptDate(), "20240229", "2024-02-29"),
    (ir.AcceptDate(), "20260229", None),
    (ir.AcceptDate(), "20261301", None),
]


@pytest.mark.parametrize(("accept", "entered", "value"), ACCEPTED)
def test_accept(accept: ir.Accept, entered: str, value: str | None) -> None:
    told = follow(asks(1, 15, accept=accept), *(Key(1000, k) for k in entered + "#"))
    judged = f"set x {value}" if value else "no-match ask 1"
    assert told[2:4] == [f"1 keys {entered} x", f"1 {judged}"]


def test_a_number_is_a_number() -> None:
    program = asks(1, 2, accept=ir.AcceptRange(1, 12), type=ir.Type("number"))
    machine = compile_program(program)
    _, (trace, _) = machine.step(until(machine, Key(0, "0"))[0], Key(0, "7"))
    assert ("set", 0.0, "x", 7) in trace


# ---- confirm ------------------------------------------------------------------------------------

CONFIRM = (play("read_back", x=var("x")),)


def confirmed(**given: Any) -> ir.Program:
    return asks(2, 2, confirm=CONFIRM, **given)


def test_one_keeps_the_value() -> None:
    assert follow(confirmed(), *keys("421"))[2:6] == script("""
        2 keys 42 x
        3 play read_back en cut
        3 keys 1 confirm
        3 set x 42
    """)


def test_the_value_is_read_back_a_word_for_each_digit() -> None:
    state, wait = until(compile_program(confirmed()), *keys("42"))
    assert wait.until == 2000 + 4 * 400
    assert compile_program(confirmed()).heard(state) == "you said 42"


def test_two_is_a_failed_try_without_its_message() -> None:
    ask = asking(play("two"), on_no_match=(handler(play("sorry")),))
    assert follow(confirmed(ask=ask), *keys("422"))[2:7] == script("""
        2 keys 42 x
        3 play read_back en cut
        3 keys 2 confirm
        3 no-match ask 1
        3.8 play two en whole
    """)


def test_another_key_is_no_match_with_its_message() -> None:
    ask = asking(play("two"), on_no_match=(handler(play("sorry")),))
    assert follow(confirmed(ask=ask), *keys("427"))[4:7] == script("""
        3 keys 7 confirm
        3 no-match ask 1
        5 play sorry en whole
    """)


def test_silence_is_no_input_after_wait_seconds() -> None:
    assert follow(confirmed(), *keys("42"))[2:6] == script("""
        2 keys 42 x
        3.6 play read_back en whole
        8.6 no-input ask 1
        9.4 play two en whole
    """)


def test_a_value_that_is_not_confirmed_leaves_the_one_before() -> None:
    ask = asking(play("two"), tries=ir.Tries(1, 1, shared=True))
    program = confirmed(ask=ask, before="99")._replace(on_hangup=(record("x", var("x")),))
    assert follow(program, *keys("422"))[-2:] == ["3 record x 99", "3 end flow hangup"]
    gone = follow(program, *keys("42"), HangUp(2500))
    assert gone[-2:] == ["2.5 record x 99", "2.5 end caller hangup"]


# ---- secrets, visits, keys valid everywhere -----------------------------------------------------


def test_a_secret_is_masked_wherever_it_would_show() -> None:
    told = follow(asks(4, 8, secret=True), *keys("12#3456#"))
    assert [t for t in told if "keys" in t or "set" in t] == script("""
        3 keys *** x
        8 keys *** x
        8 set x ***
    """)


def test_the_visit_after_the_last_allowed_one_leaves() -> None:
    again = step(
        "ask",
        collect("x", asking(), (1, 1), visits=ir.Visits("visits", 2, to("other"))),
        final=to("ask"),
    )
    program = flow(again, step("other"), variables=(variable("x"),), counters=("visits",))
    assert follow(program, *keys("12"))[-5:] == script("""
        2 enter ask step
        2 leave ask visits other
        2 enter other step
        2 leave other done hangup
        2 end flow hangup
    """)


def test_a_key_valid_everywhere_leaves_at_once() -> None:
    escapes = (("*", to("other")),)
    assert follow(asks(4, 4, escapes=escapes), *keys("12*"))[2:4] == script("""
        3 keys 12* x
        3 leave ask key * other
    """)
    told = follow(confirmed(escapes=escapes, before="99"), *keys("42*"))
    assert told[4:6] == ["3 keys * confirm", "3 leave ask key * other"]


def test_the_end_key_wins_over_one_valid_everywhere() -> None:
    program = asks(1, 4, escapes=(("#", HANGUP),))
    assert follow(program, *keys("12#"))[2:4] == ["3 keys 12 x", "3 set x 12"]


def test_actions_go_on_after_a_collect() -> None:
    two = (collect("x", asking(), (1, 1)), collect("y", asking(), (1, 1)))
    program = flow(step("ask", *two), variables=(variable("x"), variable("y")))
    assert follow(program, *keys("34"))[1:6] == script("""
        1 keys 3 x
        1 set x 3
        2 keys 4 y
        2 set y 4
        2 leave ask done hangup
    """)
