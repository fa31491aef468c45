"""Words that a caller says to a menu: when they count, what they cut, which phrase they are."""

from flowc.runtime.protocol import HangUp, Key, Spoke
from flowc.semantics import ir
from tests.runtime.build import (
    SPAN,
    asking,
    collect,
    const,
    flow,
    handler,
    menu,
    play,
    press,
    step,
    to,
    variable,
)
from tests.runtime.drive import follow, script

BYE = step("bye", play("two"))


def phrase(text: str, *arms: ir.KeyArm) -> ir.Phrase:
    return ir.Phrase(text, arms or (ir.KeyArm(None, to("bye")),), SPAN)


def heard(*plays: ir.Play, **given: object) -> ir.Program:
    asked = menu("main", asking(*plays, **given), press("1", to("bye")), press("12", to("bye")))
    return flow(asked._replace(phrases=(phrase("Sales!"), phrase("No, no"))), BYE)


def test_words_count_from_the_start_of_the_prompt_and_stop_it() -> None:
    assert follow(heard(play("five")), Spoke(500, "sales")) == script("""
        0 enter main menu
        0.5 play five en cut
        0.5 speech Sales! main
        0.5 leave main say Sales! bye
        0.5 enter bye step
        1.3 play two en whole
        1.3 leave bye done hangup
        1.3 end flow hangup
    """)


def test_words_in_the_silence_after_it() -> None:
    assert follow(heard(play("two")), Spoke(900, "NO no."))[1:4] == script("""
        0.8 play two en whole
        0.9 speech No, no main
        0.9 leave main say No, no bye
    """)


def test_what_is_no_phrase_is_a_wrong_choice_and_is_not_told() -> None:
    told = follow(heard(play("two")), Spoke(900, "my card is 4111"), HangUp(901))
    assert told[2:4] == ["0.9 speech  main", "0.9 no-match main 1"]
    assert "4111" not in "".join(told)


def test_noise_is_nothing() -> None:
    told = follow(heard(play("five")), Spoke(500, " ... "), HangUp(600))
    assert told[1:] == ["0.6 play five en whole", "0.6 end caller hangup"]


def test_nobody_listens_to_words_in_a_prompt_without_barge_in() -> None:
    told = follow(heard(play("five", barge_in=False)), Spoke(500, "sales"), HangUp(2100))
    assert told[1:] == ["2 play five en whole", "2.1 end caller hangup"]


def test_keys_win_once_an_entry_has_begun() -> None:
    told = follow(heard(play("two")), Key(900, "1"), Spoke(950, "no no"), Key(1000, "2"))
    assert told[2:4] == ["1 keys 12 main", "1 leave main key 12 bye"]


def test_words_cut_the_message_of_a_failed_try_and_are_the_next_one() -> None:
    message = handler(play("five"))
    told = follow(heard(on_no_match=(message,)), Spoke(0, "what"), Spoke(500, "sales"))
    assert told[1:6] == [
        "0 speech  main",
        "0 no-match main 1",
        "0.5 play five en cut",
        "0.5 speech Sales! main",
        "0.5 leave main say Sales! bye",
    ]


def test_a_phrase_whose_conditions_fail_is_a_wrong_choice() -> None:
    lt = ir.KeyArm(ir.Compare("=", const("1"), const("2")), to("bye"))
    asked = menu("main", asking(), press("1", to("bye")))._replace(phrases=(phrase("labas", lt),))
    told = follow(flow(asked, BYE), Spoke(0, "labas"), HangUp(1))
    assert told[1:3] == ["0 speech labas main", "0 no-match main 1"]


def test_nobody_else_listens_to_words() -> None:
    plain = flow(menu("main", asking(play("two")), press("1", to("bye"))), BYE)
    asks = flow(step("main", collect("x", asking(play("two")), (1, 3))), variables=(variable("x"),))
    for program in (plain, asks, flow(step("main", play("five")))):
        said = (Spoke(100, "sales"), Spoke(850, "sales"), HangUp(900))
        assert follow(program, *said) == follow(program, HangUp(900))
