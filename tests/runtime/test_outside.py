"""What others decide: phones that ring, messages, splits, dialplan outside flowc."""

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.precedence import precedence
from flowc.runtime.protocol import (
    AgentHangUp,
    Choosing,
    Chosen,
    Elapsed,
    Event,
    HangUp,
    Key,
    MailboxFull,
    Outside,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Recording,
    Returned,
    Ringing,
    Silence,
    Talking,
)
from flowc.semantics import ir
from tests.runtime.build import BUSY, HANGUP, SPAN, flow, line, play, ring, step, to, var, variable
from tests.runtime.drive import follow, script, until

ENDS = (step("busy"), step("no_answer"), step("failed"), step("after"))
TOGETHER = flow(ring("desk", line(20, "alice", "bob")), *ENDS)
IN_TURN = flow(ring("desk", line(20, "alice"), line(10, "+37061111111")), *ENDS)


# ---- rings --------------------------------------------------------------------------------------


def test_nobody_answers() -> None:
    assert follow(TOGETHER)[:4] == script("""
        0 enter desk ring
        20 ring alice,bob no-answer
        20 leave desk no-answer no_answer
        20 enter no_answer step
    """)


def test_the_agent_hangs_up() -> None:
    told = follow(TOGETHER, PhoneAnswered(4000, "bob"), AgentHangUp(64900))
    assert told == script("""
        0 enter desk ring
        4 ring alice,bob answered
        64.9 bridge bob 60
        64.9 leave desk done hangup
        64.9 end agent hangup
    """)


def test_the_caller_is_still_there_and_the_block_says_where_to_go() -> None:
    program = flow(ring("desk", line(20, "alice"), done=to("after")), *ENDS)
    told = follow(program, PhoneAnswered(1000, "alice"), AgentHangUp(2000))
    assert told[2:5] == script("""
        2 bridge alice 1
        2 leave desk done after
        2 enter after step
    """)


def test_the_caller_hangs_up_while_talking() -> None:
    assert follow(TOGETHER, PhoneAnswered(4000, "alice"), HangUp(9000))[1:] == script("""
        4 ring alice,bob answered
        9 bridge alice 5
        9 end caller hangup
    """)


def test_the_caller_hangs_up_while_it_rings() -> None:
    assert follow(TOGETHER, HangUp(3000), PhoneAnswered(3500, "bob"))[1:] == script("""
        3 ring alice,bob withdrawn
        3 end caller hangup
    """)


def test_lines_ring_one_after_the_other() -> None:
    assert follow(IN_TURN, PhoneBusy(0, "alice"), PhoneAnswered(3000, "+37061111111"))[
        :3
    ] == script("""
        0 enter desk ring
        0 ring alice busy
        3 ring +37061111111 answered
    """)
    assert follow(IN_TURN)[1:4] == script("""
        20 ring alice no-answer
        30 ring +37061111111 no-answer
        30 leave desk no-answer no_answer
    """)


LINE_OUTCOMES: list[tuple[tuple[Event, ...], str]] = [
    ((PhoneBusy(1000, "alice"), PhoneBusy(2000, "bob")), "2 ring alice,bob busy"),
    ((PhoneFailed(1000, "alice"), PhoneFailed(2000, "bob")), "2 ring alice,bob failed"),
    ((PhoneBusy(1000, "alice"), PhoneFailed(2000, "bob")), "2 ring alice,bob busy"),
    ((PhoneFailed(1000, "alice"), PhoneBusy(2000, "bob")), "2 ring alice,bob busy"),
    ((PhoneBusy(1000, "alice"),), "20 ring alice,bob no-answer"),
    ((PhoneFailed(1000, "alice"),), "20 ring alice,bob no-answer"),
    ((PhoneBusy(1000, "alice"), PhoneBusy(2000, "alice")), "20 ring alice,bob no-answer"),
    ((PhoneBusy(1000, "alice"), PhoneAnswered(2000, "alice")), "20 ring alice,bob no-answer"),
    ((PhoneAnswered(1000, "carol"),), "20 ring alice,bob no-answer"),
]


@pytest.mark.parametrize(("events", "expected"), LINE_OUTCOMES)
def test_a_line_is_no_answer_if_any_rang_out_else_busy_else_failed(
    events: tuple[Event, ...], expected: str
) -> None:
    assert follow(TOGETHER, *events)[1] == expected


BLOCK_OUTCOMES: list[tuple[tuple[Event, ...], str]] = [
    ((PhoneBusy(0, "alice"),), "no-answer no_answer"),
    ((PhoneFailed(20000, "+37061111111"),), "no-answer no_answer"),
    ((PhoneBusy(0, "alice"), PhoneFailed(0, "+37061111111")), "busy busy"),
    ((PhoneFailed(0, "alice"), PhoneBusy(0, "+37061111111")), "busy busy"),
    ((PhoneFailed(0, "alice"), PhoneFailed(0, "+37061111111")), "failed failed"),
]


@pytest.mark.parametrize(("events", "expected"), BLOCK_OUTCOMES)
def test_the_block_takes_the_best_of_its_lines(events: tuple[Event, ...], expected: str) -> None:
    left = next(t for t in follow(IN_TURN, *events) if " leave desk " in t)
    assert left.endswith(f"leave desk {expected}")


def test_an_answer_at_the_instant_of_the_timer_wins() -> None:
    assert follow(TOGETHER, PhoneAnswered(20000, "bob"))[1] == "20 ring alice,bob answered"
    assert follow(TOGETHER, PhoneAnswered(20001, "bob"))[1] == "20 ring alice,bob no-answer"


def test_ringing_does_not_answer_the_call_and_a_talk_does() -> None:
    program = flow(
        ring("desk", line(5, "alice"), done=BUSY), step("no_answer", final=BUSY), *ENDS[::3]
    )
    program = program._replace(blocks=(*program.blocks, step("failed")))
    assert follow(program)[-1] == "5 end flow busy"
    assert follow(program, PhoneAnswered(0, "alice"), AgentHangUp(1000))[-1] == "1 end flow hangup"


def test_the_driver_sees_which_phones_ring_and_who_talks() -> None:
    machine = compile_program(TOGETHER)
    assert until(machine)[1] == Ringing(20000, "desk", ("alice", "bob"))
    assert until(machine, PhoneBusy(1000, "alice"))[1] == Ringing(20000, "desk", ("bob",))
    assert until(machine, PhoneAnswered(1000, "alice"))[1] == Talking("alice")


def test_what_counts_first_at_one_instant() -> None:
    events: list[Event] = [Elapsed(5), Key(5, "1"), PhoneAnswered(5, "bob"), HangUp(5)]
    assert sorted(events, key=precedence) == [events[3], events[2], events[1], events[0]]


# ---- voicemail ----------------------------------------------------------------------------------


def mailbox(done: ir.Edge | None = None) -> ir.Program:
    block = ir.Voicemail("box", (play("two"),), "100", 180, to("failed"), done, SPAN)
    return flow(block, *ENDS)


def test_hash_ends_the_message_and_then_the_call() -> None:
    told = follow(mailbox(), Key(500, "#"), Key(3000, "5"), Key(10900, "#"))
    assert told == script("""
        0 enter box voicemail
        0.8 play two en whole
        10.9 message 100 10
        10.9 leave box done hangup
        10.9 end flow hangup
    """)


def test_five_seconds_of_silence_end_it_and_do_not_count() -> None:
    told = follow(mailbox(to("after")), Silence(25800))
    assert told[2:5] == script("""
        25.8 message 100 20
        25.8 leave box done after
        25.8 enter after step
    """)
    assert follow(mailbox(), Silence(5800))[2] == "5.8 message 100 0"


def test_the_longest_message_ends_by_itself() -> None:
    assert follow(mailbox())[2] == "180.8 message 100 180"


def test_hanging_up_keeps_the_message() -> None:
    assert follow(mailbox(), HangUp(4800))[2:] == ["4.8 message 100 4", "4.8 end caller hangup"]


def test_hanging_up_in_the_greeting_leaves_none() -> None:
    assert follow(mailbox(), HangUp(500))[1:] == ["0.5 play two en whole", "0.5 end caller hangup"]


def test_a_full_mailbox_is_failed() -> None:
    assert follow(mailbox(), MailboxFull(800), MailboxFull(801))[2:4] == script("""
        0.801 leave box failed failed
        0.801 enter failed step
    """)
    machine = compile_program(mailbox())
    assert until(machine, Elapsed(800))[1] == Recording(180800, "100")
    state, _ = until(machine, Elapsed(800))
    assert machine.step(state, MailboxFull(800))[1][0][0][2:] == ("box", "failed", "failed")


# ---- splits and dialplan outside ----------------------------------------------------------------


def test_a_split_waits_for_the_driver_in_no_time() -> None:
    shares = (ir.Share(60, to("after")), ir.Share(40, HANGUP))
    program = flow(ir.Split("beta", shares, SPAN), *ENDS)
    assert until(compile_program(program))[1] == Choosing("beta", ((60, "after"), (40, "hangup")))
    assert follow(program, Chosen(0, 0))[:3] == script("""
        0 enter beta split
        0 leave beta 60% after
        0 enter after step
    """)
    assert follow(program, Chosen(0, 2), Chosen(0, 1))[1] == "0 leave beta 40% hangup"
    assert follow(program, Chosen(0, -1), Chosen(0, 0))[1] == "0 leave beta 60% after"


SCORE = ir.Type("number")
OUT = ir.External(
    "payroll",
    (ir.Read("score", var("s", SCORE)), ir.Read("who", var("who"))),
    (("done", to("after")), ("never", HANGUP)),
    to("failed"),
    SPAN,
)
PAYROLL = flow(OUT, *ENDS, variables=(variable("s", 0), variable("who", secret=True)))


def test_dialplan_outside_hands_back_values() -> None:
    told = follow(PAYROLL, Key(100, "1"), Returned(5000, "done", (("score", "7"), ("who", "42"))))
    assert told[:5] == script("""
        0 enter payroll external
        5 set s 7
        5 set who ***
        5 leave payroll done after
        5 enter after step
    """)
    reads = (("score", SCORE), ("who", ir.Type("digits")))
    assert until(compile_program(PAYROLL))[1] == Outside("payroll", ("done", "never"), reads)


BAD: list[Returned] = [
    Returned(0, "done", (("score", "seven"), ("who", "42"))),
    Returned(0, "done", (("score", "7"),)),
    Returned(0, "done", (("score", "7"), ("who", "4 2"))),
    Returned(0, "done", (("score", "7"), ("who", "٤٢"))),
    Returned(0, "done", (("score", "7" * 30), ("who", "42"))),
    Returned(0, "failed", (("score", "7"), ("who", "42"))),
    Returned(0, "other", (("score", "7"), ("who", "42"))),
]


@pytest.mark.parametrize("event", BAD)
def test_a_value_that_does_not_fit_is_failed_and_nothing_is_assigned(event: Returned) -> None:
    assert follow(PAYROLL, event)[1] == "0 leave payroll failed failed"


def test_an_empty_text_is_absent() -> None:
    """No switch tells an empty variable from one that was never set."""
    read = (ir.Read("who", var("who", ir.Type("text"))),)
    out = ir.External("ask", read, (("done", to("after")),), to("failed"), SPAN)
    program = flow(out, *ENDS, variables=(variable("who"),))
    assert follow(program, Returned(0, "done", (("who", ""),)))[1] == "0 leave ask failed failed"
    assert follow(program, Returned(0, "done", (("who", "a b"),)))[1] == "0 set who a b"


def test_without_outcomes_the_call_is_gone_for_good() -> None:
    program = flow(ir.External("paging", (), (), None, SPAN))
    assert follow(program) == script("""
        0 enter paging external
        0 leave paging gone external
        0 end flow external
    """)


def test_the_caller_hangs_up_outside() -> None:
    assert follow(PAYROLL, HangUp(700))[1:] == ["0.7 end caller hangup"]
