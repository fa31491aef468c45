"""Transfers: a number is rung, and whoever answers there has the call."""

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Ended, HangUp, PhoneAnswered, PhoneBusy, PhoneFailed, Ringing
from flowc.semantics import ir
from tests.runtime.build import SPAN, flow, record, step, to
from tests.runtime.drive import follow, script, until

NUMBER = "+37060000000"
OUTCOME = ir.CallField("outcome", ir.Type("text"))
BLOCK = ir.Transfer("away", NUMBER, 30, None, to("busy"), to("no_answer"), to("failed"), SPAN)
ENDS = (step("busy"), step("no_answer"), step("failed"))
PROGRAM = flow(BLOCK, *ENDS, on_hangup=(record("how", OUTCOME),))


def test_who_answers_takes_the_call_and_the_flow_is_over() -> None:
    assert follow(PROGRAM, PhoneAnswered(2000, NUMBER), HangUp(60000)) == script(f"""
        0 enter away transfer
        2 ring {NUMBER} answered
        2 leave away transferred transfer
        2 record how transferred
        2 end flow transfer
    """)


def test_it_rings_and_then_has_ended() -> None:
    machine = compile_program(PROGRAM)
    assert until(machine)[1] == Ringing(30000, "away", (NUMBER,))
    assert until(machine, PhoneAnswered(1, NUMBER))[1] == Ended("flow", "transfer")


def test_a_number_that_is_busy_can_not_be_reached_or_does_not_answer_leads_on() -> None:
    for event, outcome, to_block in (
        (PhoneBusy(1000, NUMBER), "busy", "busy"),
        (PhoneFailed(1000, NUMBER), "failed", "failed"),
    ):
        assert follow(PROGRAM, event)[1:4] == script(f"""
            1 ring {NUMBER} {outcome}
            1 leave away {outcome} {to_block}
            1 enter {to_block} step
        """)
    assert follow(PROGRAM)[1:3] == script(f"""
        30 ring {NUMBER} no-answer
        30 leave away no-answer no_answer
    """)


def test_an_answer_in_the_last_moment_counts() -> None:
    assert follow(PROGRAM, PhoneAnswered(30000, NUMBER))[-1] == "30 end flow transfer"


def test_a_caller_who_hangs_up_before_withdraws_it() -> None:
    plain = flow(BLOCK, *ENDS)
    assert follow(plain, HangUp(3000)) == script(f"""
        0 enter away transfer
        3 ring {NUMBER} withdrawn
        3 end caller hangup
    """)
