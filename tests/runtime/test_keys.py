"""Keys and prompts: what counts, what is thrown away, what a key cuts."""

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Elapsed, Key, Listening, Playing
from flowc.semantics import ir
from tests.runtime.build import (
    asking,
    collect,
    flow,
    handler,
    menu,
    play,
    press,
    prompt,
    step,
    to,
    variable,
)
from tests.runtime.drive import follow, script, until

BYE = step("bye", play("two"))


def choice(*plays: ir.Play) -> ir.Program:
    return flow(menu("main", asking(*plays), press("1", to("bye"))), BYE)


def test_a_key_counts_from_the_start_of_the_prompt_and_stops_it() -> None:
    assert follow(choice(play("five"), play("two")), Key(0, "1")) == script("""
        0 enter main menu
        0 play five en cut
        0 keys 1 main
        0 leave main key 1 bye
        0 enter bye step
        0.8 play two en whole
        0.8 leave bye done hangup
        0.8 end flow hangup
    """)


def test_a_key_at_the_second_prompt_leaves_the_first_whole() -> None:
    told = follow(choice(play("five"), play("two")), Key(2500, "1"))
    assert told[1:4] == script("""
        2 play five en whole
        2.5 play two en cut
        2.5 keys 1 main
    """)


def test_a_key_after_the_prompt_cuts_nothing() -> None:
    told = follow(choice(play("five")), Key(3000, "1"))
    assert told[1:3] == script("""
        2 play five en whole
        3 keys 1 main
    """)


def test_a_prompt_without_barge_in_plays_on_and_the_key_is_thrown_away() -> None:
    told = follow(choice(play("five", barge_in=False)), Key(1000, "1"), Key(2000, "9"))
    assert (
        told[1:4]
        == script("""
        2 play five en whole
        7 no-input main 1
        9 play five en whole
    """)[:3]
    )


def test_a_key_counts_again_after_a_prompt_without_barge_in() -> None:
    told = follow(choice(play("five", barge_in=False), play("two")), Key(2100, "1"))
    assert told[1:4] == script("""
        2 play five en whole
        2.1 play two en cut
        2.1 keys 1 main
    """)


def test_keys_pressed_while_a_step_plays_or_waits_are_thrown_away() -> None:
    first = step("first", play("five"), ir.Wait(3, BYE.span), final=to("main"))
    program = flow(first, menu("main", asking(play("two")), press("1", to("bye"))), BYE)
    told = follow(program, Key(1000, "1"), Key(4000, "1"), Key(5800, "1"))
    assert told[:6] == script("""
        0 enter first step
        2 play five en whole
        5 leave first done main
        5 enter main menu
        5.8 play two en cut
        5.8 keys 1 main
    """)


def test_a_collect_listens_from_the_start_of_its_prompt() -> None:
    program = flow(
        step("ask", collect("pin", asking(play("five")), (2, 2))),
        variables=(variable("pin"),),
    )
    told = follow(program, Key(500, "4"), Key(900, "2"))
    assert told[1:4] == script("""
        0.5 play five en cut
        0.9 keys 42 pin
        0.9 set pin 42
    """)


def test_what_is_no_key_of_a_telephone_is_thrown_away() -> None:
    told = follow(
        choice(play("five")), Key(100, "A"), Key(200, "11"), Key(300, "${x}"), Key(400, "1")
    )
    assert told[1:3] == script("""
        0.4 play five en cut
        0.4 keys 1 main
    """)


# ---- the message of a failed try ----------------------------------------------------------------


def message(*ops: ir.HandlerOp, again: tuple[ir.Play, ...] | None = None) -> ir.Program:
    asked = asking(
        play("five"),
        on_no_input=(handler(*ops),),
        on_no_match=(handler(play("sorry")),),
        **({} if again is None else {"again": again}),
    )
    return flow(menu("main", asked, press("1", to("bye"))), BYE)


def test_silence_is_counted_then_told_then_asked_again() -> None:
    told = follow(message(play("silent")), Key(12000, "1"))
    assert told[1:6] == script("""
        2 play five en whole
        7 no-input main 1
        9 play silent en whole
        11 play five en whole
        12 keys 1 main
    """)


def test_again_replaces_the_prompt_of_every_try_but_the_first() -> None:
    told = follow(message(play("silent"), again=(play("short"),)), Key(10000, "9"))
    assert told[1:8] == script("""
        2 play five en whole
        7 no-input main 1
        9 play silent en whole
        9.8 play short en whole
        10 keys 9 main
        10 no-match main 2
        12 play sorry en whole
    """)


def test_a_key_cuts_the_message_is_the_first_of_the_next_try_and_skips_its_prompt() -> None:
    told = follow(message(play("silent")), Key(8000, "1"))
    assert told[1:6] == script("""
        2 play five en whole
        7 no-input main 1
        8 play silent en cut
        8 keys 1 main
        8 leave main key 1 bye
    """)


def test_a_wrong_key_during_the_message_is_a_failed_try_of_its_own() -> None:
    told = follow(message(play("silent")), Key(1000, "8"), Key(1500, "9"), Key(2500, "1"))
    assert told[1:8] == script("""
        1 play five en cut
        1 keys 8 main
        1 no-match main 1
        1.5 play sorry en cut
        1.5 keys 9 main
        1.5 no-match main 2
        2.5 play sorry en cut
    """)


def test_a_message_without_barge_in_is_not_cut() -> None:
    told = follow(message(play("silent", barge_in=False)), Key(8000, "1"), Key(9500, "1"))
    assert told[2:6] == script("""
        7 no-input main 1
        9 play silent en whole
        9.5 play five en cut
        9.5 keys 1 main
    """)


def test_the_driver_sees_what_listens() -> None:
    machine = compile_program(message(play("silent")))
    assert until(machine)[1] == Playing(2000, "five", "en", "main")
    assert until(machine, Elapsed(2000))[1] == Listening(7000, "main", begun=False)
    assert until(machine, Elapsed(7000))[1] == Playing(9000, "silent", "en", "main")
    told = flow(step("first", play("two")))
    assert until(compile_program(told))[1] == Playing(800, "two", "en", "")


# ---- prompts that can't be played ---------------------------------------------------------------


def test_a_prompt_without_a_text_in_the_language_has_no_length_and_changes_nothing() -> None:
    english = choice(play("five"))
    lithuanian = english._replace(languages=("lt", "en"))
    told = follow(lithuanian, Key(5000, "1"))
    assert told[:3] == script("""
        0 enter main menu
        0 play five lt whole
        5 keys 1 main
    """)
    assert follow(lithuanian)[2] == "5 no-input main 1"


def test_a_prompt_lasts_as_long_as_its_recording() -> None:
    machine = compile_program(choice(play("five")), {("five", "en"): 3210, ("five", "lt"): 1})
    assert until(machine)[1] == Playing(3210, "five", "en", "main")


def test_a_word_holds_a_letter_or_a_digit() -> None:
    program = flow(step("first", play("odd")), prompts=(prompt("odd", "Press 1 , or - wait ."),))
    assert until(compile_program(program))[1].until == 4 * 400
