"""Whole flows as their authors write them, called through the front door."""

import pytest

from flowc.diagnostic import has_errors
from flowc.runtime.protocol import (
    AgentHangUp,
    Call,
    Chosen,
    Event,
    HangUp,
    Key,
    PhoneAnswered,
    PhoneBusy,
    Returned,
    SwitchTurned,
)
from flowc.semantics.ir import Program
from flowc.semantics.lower import analyse
from flowc.source import Source
from flowc.syntax.parser import parse
from tests.runtime.drive import CALL, follow, script

HEAD = """
flow "Acme" {
  timezone  Europe/Vilnius
  languages en, lt
  on gave-up -> operator
  on failed  -> operator
  on hangup { record language as spoken }
}
number "+37052000000" -> start
prompt choices { en "For sales, press 1." lt "Pardavimai: 1." }  // 1.6 s, 0.8 s
prompt sorry   { en "That is not it." lt "Ne." }                 // 1.6 s, 0.4 s
prompt silent  { en "Hello?" lt "Alio?" }                        // 0.4 s
prompt thanks  { en "Thank you." lt "Ačiū." }                    // 0.8 s, 0.4 s
step operator  { -> hangup }
"""
TAIL = ["record spoken en", "end flow hangup"]


def program(text: str) -> Program:
    file, syntax = parse(Source("call.flow", HEAD + text))
    made, meaning = analyse((file,))
    assert not has_errors(syntax + meaning), syntax + meaning
    assert made
    return made


def calls(text: str, *events: Event, call: Call = CALL) -> list[str]:
    return follow(program(text), *events, call=call)


def pressed(keys: str, start: int = 2000, gap: int = 1000) -> list[Key]:
    return [Key(start + gap * n, key) for n, key in enumerate(keys)]


MENU = """
var wrong: number = 0
menu start {
  play    choices
  press 1 -> bye
  press 9 -> start with language = lt
  press * -> start at most 1 times then -> operator
  wait    5s
  tries   3
  on no-input play silent
  on no-match { play sorry  set wrong = wrong + 1 }
  again play "Sales: one."
}
step bye { play thanks  -> hangup }
"""


def test_a_menu_from_the_first_silence_to_the_goodbye() -> None:
    assert calls(MENU, Key(8500, "5"), Key(9000, "1")) == script("""
        0 enter start menu
        1.6 play choices en whole
        6.6 no-input start 1
        7 play silent en whole
        7.8 play start-1 en whole
        8.5 keys 5 start
        8.5 no-match start 2
        9 play sorry en cut
        9 set wrong 1
        9 keys 1 start
        9 leave start key 1 bye
        9 enter bye step
        9.8 play thanks en whole
        9.8 leave bye done hangup
        9.8 record spoken en
        9.8 end flow hangup
    """)


def test_a_silent_caller_uses_the_flow_s_default() -> None:
    assert calls(MENU)[-6:] == script("""
        19 no-input start 3
        19 leave start gave-up operator
        19 enter operator step
        19 leave operator done hangup
        19 record spoken en
        19 end flow hangup
    """)


def test_changes_and_bounds_on_arrows() -> None:
    told = calls(MENU, Key(0, "9"), Key(100, "*"), Key(200, "*"))
    assert told == script("""
        0 enter start menu
        0 play choices en cut
        0 keys 9 start
        0 leave start key 9 start
        0 set language lt
        0 enter start menu
        0.1 play choices lt cut
        0.1 keys * start
        0.1 leave start key * start
        0.1 enter start menu
        0.2 play choices lt cut
        0.2 keys * start
        0.2 leave start key * operator
        0.2 enter operator step
        0.2 leave operator done hangup
        0.2 record spoken lt
        0.2 end flow hangup
    """)


ACCOUNT = """
step start {
  play thanks
  collect account {
    play   choices
    digits 2..4
    end    #
    accept 10..50
    confirm { play "You said {account}." }
    tries  2
    on no-input play silent
    on no-match play sorry
    on gave-up -> operator
  }
  record account as account
  -> hangup
}
"""


def test_a_collect_that_is_declined_and_then_given_up() -> None:
    told = calls(ACCOUNT, *pressed("42#2", start=1000, gap=100), Key(4000, "6"), Key(4100, "#"))
    assert told == script("""
        0 enter start step
        0.8 play thanks en whole
        1 play choices en cut
        1.2 keys 42 account
        1.3 play start-1 en cut
        1.3 keys 2 confirm
        1.3 no-match start 1
        2.9 play choices en whole
        4.1 keys 6 account
        4.1 no-match start 2
        4.1 leave start gave-up operator
        4.1 enter operator step
        4.1 leave operator done hangup
        4.1 record spoken en
        4.1 end flow hangup
    """)


def test_a_collect_that_is_confirmed() -> None:
    told = calls(ACCOUNT, *pressed("42", start=1000, gap=100), Key(5000, "1"))
    assert told[2:-2] == script("""
        1 play choices en cut
        4.1 keys 42 account
        5 play start-1 en cut
        5 keys 1 confirm
        5 set account 42
        5 record account 42
        5 leave start done hangup
    """)


GUESSING = """
step start {
  collect pin { play choices  digits 4  secret  visits 2 -> operator  on gave-up -> operator }
  -> start
}
"""


def test_a_secret_shows_nowhere_and_its_visits_are_counted() -> None:
    told = calls(GUESSING, *pressed("12345678", start=0, gap=10))
    assert told[1:] == script("""
        0 play choices en cut
        0.03 keys *** pin
        0.03 set pin ***
        0.03 leave start done start
        0.03 enter start step
        0.04 play choices en cut
        0.07 keys *** pin
        0.07 set pin ***
        0.07 leave start done start
        0.07 enter start step
        0.07 leave start visits operator
        0.07 enter operator step
        0.07 leave operator done hangup
        0.07 record spoken en
        0.07 end flow hangup
    """)


RING = """
phone anna
phone ben
step start { if caller.number in vips -> team  -> hangup busy }
list vips { "+3706*" }
ring team {
  call anna, ben for 20s
  call "+37061111111" for 10s
  on busy -> box  on no-answer -> box  on done -> after
}
voicemail box { play thanks  mailbox "100" }
step after { play thanks  -> hangup busy }
"""


def test_a_ring_its_second_line_and_what_follows() -> None:
    told = calls(
        RING, PhoneBusy(0, "anna"), PhoneAnswered(25000, "+37061111111"), AgentHangUp(85500)
    )
    assert told == script("""
        0 enter start step
        0 leave start if 1 team
        0 enter team ring
        20 ring anna,ben no-answer
        25 ring +37061111111 answered
        85.5 bridge +37061111111 60
        85.5 leave team done after
        85.5 enter after step
        86.3 play thanks en whole
        86.3 leave after done busy
        86.3 record spoken en
        86.3 end flow hangup
    """)


def test_a_call_that_nobody_takes_is_busy_unanswered_or_leaves_a_message() -> None:
    stranger = CALL._replace(caller="anonymous")
    assert calls(RING, call=stranger)[1:] == script("""
        0 leave start done busy
        0 record spoken en
        0 end flow busy
    """)
    assert calls(RING, HangUp(35000))[4:] == script("""
        30 ring +37061111111 no-answer
        30 leave team no-answer box
        30 enter box voicemail
        30.8 play thanks en whole
        35 message 100 4
        35 record spoken en
        35 end caller hangup
    """)


MODULE = """
switch emergency = off
module ask_age(low: number) exits done, gave_up gives age: digits {
  var times: number = 0
  -> first
  step first {
    set times = times + low
    collect age { play choices  digits 2  on gave-up -> gave_up }
    -> done
  }
}
use ask_age(low = 5) as reg { on done -> start with who = reg.age  on gave_up -> operator }
var who: digits
external payroll { read score: number  on done -> start  on failed -> operator }
split start { 50% -> reg  50% -> check }
step check { if emergency is on -> payroll  -> reg }
"""


def test_a_module_s_variables_are_fresh_at_every_entry() -> None:
    told = calls(MODULE, Chosen(0, 0), *pressed("18", start=0, gap=0), Chosen(0, 0), HangUp(500))
    assert [t for t in told if " set " in t] == script("""
        0 set reg.low 5
        0 set reg.times 5
        0 set reg.age 18
        0 set who 18
        0 set reg.low 5
        0 set reg.times 5
    """)


@pytest.mark.parametrize(
    ("score", "outcome"), [("12", "set score 12"), ("twelve", "leave payroll failed operator")]
)
def test_a_switch_turned_in_time_and_a_value_from_outside(score: str, outcome: str) -> None:
    told = calls(
        MODULE,
        SwitchTurned(0, "emergency", on=True),
        Chosen(100, 1),
        Returned(2000, "done", (("score", score),)),
        HangUp(2000),
    )
    assert told[4:6] == ["0.1 enter payroll external", f"2 {outcome}"]
