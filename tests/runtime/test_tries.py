"""Failed tries: counting, handlers, giving up."""

from typing import Any

from flowc.runtime.protocol import Key
from flowc.semantics import ir
from tests.runtime.build import (
    asking,
    flow,
    handler,
    menu,
    play,
    plus_one,
    press,
    record,
    step,
    to,
    var,
    variable,
)
from tests.runtime.drive import follow, script

BYE = step("bye", play("two"))
LOST = step("lost")
N = variable("n", 0)


def asks(**given: Any) -> ir.Program:
    edges = {"gave_up_no_input": to("lost"), "gave_up_no_match": to("lost")}
    asked = asking(play("two"), **(edges | given))
    return flow(menu("main", asked, press("1", to("bye"))), BYE, LOST, variables=(N,))


def test_silence_and_wrong_keys_share_one_count_and_the_last_try_gives_up() -> None:
    told = follow(asks(), Key(1000, "5"), Key(8000, "5"))
    assert told == script("""
        0 enter main menu
        0.8 play two en whole
        1 keys 5 main
        1 no-match main 1
        1.8 play two en whole
        6.8 no-input main 2
        7.6 play two en whole
        8 keys 5 main
        8 no-match main 3
        8 leave main gave-up lost
        8 enter lost step
        8 leave lost done hangup
        8 end flow hangup
    """)


def test_no_message_after_the_last_try_but_its_sets_and_records_count() -> None:
    told = follow(
        asks(
            tries=ir.Tries(2, 2, shared=True),
            on_no_input=(
                handler(play("silent"), plus_one("n"), record("x", var("n", N.type)), play("two")),
            ),
        )
    )
    assert told == script("""
        0 enter main menu
        0.8 play two en whole
        5.8 no-input main 1
        7.8 play silent en whole
        7.8 set n 1
        7.8 record x 1
        8.6 play two en whole
        9.4 play two en whole
        14.4 no-input main 2
        14.4 set n 2
        14.4 record x 2
        14.4 leave main gave-up lost
        14.4 enter lost step
        14.4 leave lost done hangup
        14.4 end flow hangup
    """)


def test_a_key_that_cuts_the_message_skips_its_other_prompts_but_not_its_sets() -> None:
    program = asks(on_no_input=(handler(play("silent"), plus_one("n"), play("two")),))
    told = follow(program, Key(6000, "1"))
    assert told[2:6] == script("""
        5.8 no-input main 1
        6 play silent en cut
        6 set n 1
        6 keys 1 main
    """)


def test_separate_counts_have_separate_exits() -> None:
    program = asks(
        tries=ir.Tries(3, 2, shared=False), gave_up_no_input=to("bye"), gave_up_no_match=to("lost")
    )
    told = follow(program, Key(1000, "5"), Key(8000, "5"))
    assert told[2:10] == script("""
        1 keys 5 main
        1 no-match main 1
        1.8 play two en whole
        6.8 no-input main 1
        7.6 play two en whole
        8 keys 5 main
        8 no-match main 2
        8 leave main gave-up no-match lost
    """)
    silent = follow(program)
    assert silent[-6:-4] == script("""
        17.4 no-input main 3
        17.4 leave main gave-up no-input bye
    """)


def test_counts_belong_to_one_visit() -> None:
    again = menu(
        "main",
        asking(play("two"), tries=ir.Tries(2, 2, shared=True)),
        press("1", to("main")),
    )
    told = follow(flow(again), Key(1000, "5"), Key(2000, "1"), Key(3000, "5"))
    assert [t for t in told if "no-match" in t or "no-input" in t] == script("""
        1 no-match main 1
        3 no-match main 1
        8.8 no-input main 2
    """)


def test_a_handler_for_the_nth_wins_and_counts_its_own_kind() -> None:
    program = asks(
        tries=ir.Tries(9, 9, shared=True),
        on_no_input=(handler(play("silent")), handler(play("short"), nth=2)),
    )
    told = follow(program, Key(8000, "5"), Key(30000, "1"))
    assert told[1:12] == script("""
        0.8 play two en whole
        5.8 no-input main 1
        7.8 play silent en whole
        8 play two en cut
        8 keys 5 main
        8 no-match main 2
        8.8 play two en whole
        13.8 no-input main 3
        14.6 play short en whole
        15.4 play two en whole
        20.4 no-input main 4
    """)
    assert told[12] == "22.4 play silent en whole"


def test_without_a_handler_for_this_ordinal_the_menu_just_asks_again() -> None:
    told = follow(asks(on_no_input=(handler(play("silent"), nth=2),)))
    assert told[1:6] == script("""
        0.8 play two en whole
        5.8 no-input main 1
        6.6 play two en whole
        11.6 no-input main 2
        13.6 play silent en whole
    """)


def test_a_handler_with_an_arrow_leaves_after_its_ops_and_nothing_listens() -> None:
    leave = handler(play("silent"), plus_one("n"), edge=to("lost"))
    told = follow(asks(on_no_input=(leave,)), Key(6000, "1"))
    assert told[2:7] == script("""
        5.8 no-input main 1
        7.8 play silent en whole
        7.8 set n 1
        7.8 leave main no-input lost
        7.8 enter lost step
    """)


def test_an_arrow_is_taken_whole_even_at_the_last_try() -> None:
    program = asks(
        tries=ir.Tries(1, 1, shared=True),
        on_no_match=(handler(play("sorry"), edge=to("lost")),),
        gave_up_no_match=None,
    )
    told = follow(program, Key(0, "7"))
    assert told[1:5] == script("""
        0 play two en cut
        0 keys 7 main
        0 no-match main 1
        2 play sorry en whole
    """)
    assert told[5] == "2 leave main no-match lost"


def test_a_menu_without_prompts_asks_by_listening() -> None:
    program = flow(menu("main", asking(), press("1", to("bye"))), BYE)
    assert follow(program, Key(5000, "1"))[1] == "5 keys 1 main"
    assert follow(program)[1] == "5 no-input main 1"
