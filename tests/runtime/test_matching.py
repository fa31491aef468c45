"""Keys that share a beginning, patterns, conditions on keys."""

import pytest

from flowc.runtime.protocol import Key
from flowc.semantics import ir
from tests.runtime.build import HANGUP, asking, flow, menu, press, step, to, var, variable
from tests.runtime.drive import follow, script

OUTCOMES = [
    # keys of the menu, keys pressed half a second apart, what the trace says first
    (("1", "12"), "1", "3.5 leave main key 1 hangup"),
    (("1", "12"), "12", "1 leave main key 12 hangup"),
    (("1", "12"), "13", "1 no-match main 1"),
    (("1", "2"), "1", "0.5 leave main key 1 hangup"),
    (("1", "2"), "3", "0.5 no-match main 1"),
    (("11XX", "2"), "1105", "2 leave main key 11XX hangup"),
    (("11XX", "2"), "11", "4 no-match main 1"),
    (("11XX", "2"), "12", "1 no-match main 1"),
    (("11XX", "2"), "11#", "1.5 no-match main 1"),
    (("1X", "12"), "12", "1 leave main key 12 hangup"),
    (("1X", "12"), "13", "1 leave main key 1X hangup"),
    (("X2", "1X"), "12", "1 leave main key 1X hangup"),
    (("0*", "05"), "05", "4 leave main key 05 hangup"),
    (("0*", "0X"), "05", "4 leave main key 0X hangup"),
    (("0*", "05"), "06", "4 leave main key 0* hangup"),
    (("0*",), "0", "3.5 leave main key 0* hangup"),
    (("0*",), "012345", "6 leave main key 0* hangup"),
    (("0*",), "0#", "1 no-match main 1"),
    (("*", "#"), "*", "0.5 leave main key * hangup"),
    (("*", "#"), "#", "0.5 leave main key # hangup"),
    (("X",), "*", "0.5 no-match main 1"),
    (("1", "123"), "12", "4 no-match main 1"),
]


@pytest.mark.parametrize(("offered", "pressed", "first"), OUTCOMES)
def test_keys_are_matched_digit_by_digit(
    offered: tuple[str, ...], pressed: str, first: str
) -> None:
    program = flow(menu("main", asking(), *(press(key, HANGUP) for key in offered)))
    keys = [Key(500 * n, key) for n, key in enumerate(pressed, 1)]
    told = follow(program, *keys)
    at = first.split(maxsplit=1)[0]
    assert told[1:3] == [f"{at} keys {pressed} main", first]


def test_between_begins_anew_with_every_key() -> None:
    program = flow(menu("main", asking(between=2), press("1*", HANGUP)))
    told = follow(program, Key(1000, "1"), Key(2500, "2"), Key(4500, "3"))
    assert told[1] == "6.5 keys 123 main"


def test_the_digits_pressed_go_into_a_variable_before_the_menu_is_left() -> None:
    key = press("11XX", to("person"), into=var("ext"))
    program = flow(menu("main", asking(), key), step("person"), variables=(variable("ext"),))
    told = follow(program, *(Key(100, k) for k in "1105"))
    assert told[1:5] == script("""
        0.1 keys 1105 main
        0.1 set ext 1105
        0.1 leave main key 11XX person
        0.1 enter person step
    """)


ENGLISH = ir.Compare(
    "=", ir.CurrentLanguage(ir.Type("language")), ir.Const("en", ir.Type("language"))
)


def test_the_first_arm_whose_condition_holds_is_taken() -> None:
    arms = (
        ir.KeyArm(ir.Not(ENGLISH), to("lt")),
        ir.KeyArm(ENGLISH, to("en")),
        ir.KeyArm(None, HANGUP),
    )
    program = flow(menu("main", asking(), press("4", *arms)), step("lt"), step("en"))
    assert follow(program, Key(100, "4"))[2] == "0.1 leave main key 4 en"


def test_a_key_none_of_whose_conditions_holds_is_no_match_even_if_a_pattern_fits() -> None:
    exact = press("4", ir.KeyArm(ir.Not(ENGLISH), HANGUP), into=var("ext"))
    program = flow(menu("main", asking(), exact, press("X", HANGUP)), variables=(variable("ext"),))
    assert follow(program, Key(100, "4"))[1:3] == script("""
        0.1 keys 4 main
        0.1 no-match main 1
    """)
