"""Who refuses, who is away, who talks: the agents of queues, driven by hand."""

import pytest

from flowc.runtime.acd_protocol import (
    Back,
    Freed,
    Left,
    OnBreak,
    PhoneFreed,
    PhoneRefused,
    PhoneTaken,
    SignedIn,
    SignedOut,
)
from flowc.runtime.protocol import PhoneAnswered, PhoneBusy, PhoneFailed
from tests.runtime.queues import Hall, agent, hall, program, queue

# ---- refusals -----------------------------------------------------------------------------------


def test_phones_ring_in_turn_and_the_best_of_them_is_the_reason() -> None:
    made = hall(agent("ann", "desk", "mobile", "home"))
    made.join(0, "a", "q")
    made.run(0)
    made.said()
    made.give(PhoneBusy(1000, "desk"))
    made.run(21)
    made.give(PhoneFailed(22_000, "home"))
    assert made.said() == [
        "1 desk stops",
        "1 mobile rings for a",
        "21 mobile stops",
        "21 home rings for a",
        "22 home stops",
        "22 a refused ann, no-answer",
    ]


def test_who_declines_is_not_rung_on_the_next_phone() -> None:
    made = hall(agent("ann", "desk", "mobile"))
    made.join(0, "a", "q")
    made.run(0)
    made.said()
    made.give(PhoneRefused(1000, "desk"))
    assert made.said() == ["1 desk stops", "1 a refused ann, refused"]


def test_who_did_not_answer_is_passed_over_for_five_seconds_by_every_queue() -> None:
    made = Hall(program((agent("ann"),), queue("p"), queue("q")))
    made.join(0, "a", "p")
    made.run(0)
    made.give(PhoneBusy(1000, "ann"))
    made.join(2, "b", "q", (0, 9))
    made.run(5.999)
    assert not [line for line in made.said()[4:] if "rings" in line]
    made.run(6)
    assert "6 ann rings for b" in made.said()


def test_an_answer_at_the_last_instant_of_a_ring_counts() -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.run(0)
    made.give(PhoneAnswered(20_000, "ann"))
    assert made.said()[-1] == "20 a agentanswered ann"


def test_an_answer_comes_before_leaving_at_the_same_instant() -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.run(0)
    made.give(PhoneAnswered(5000, "ann"))
    assert made.said()[-1] == "5 a agentanswered ann"
    made.give(Left(5000, "a"))  # the call's own end of the talk
    made.run(5)
    assert made.said() == []


def test_an_answer_after_the_caller_left_is_thrown_away() -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.run(0)
    made.give(Left(5000, "a"), PhoneAnswered(5000, "ann"))
    assert made.said()[-1] == "5 ann stops"


def test_leaving_costs_the_agent_nothing() -> None:
    made = hall(agent("ann"), wrap_up=30)
    made.join(0, "a", "q")
    made.run(0)
    made.give(Left(5000, "a"))
    made.join(5, "b", "q")
    made.run(5)
    assert "5 ann rings for b" in made.said()


# ---- agents -------------------------------------------------------------------------------------


def test_wrap_up_is_of_the_queue_that_was_served_and_holds_for_every_queue() -> None:
    made = Hall(program((agent("ann"),), queue("p", wrap_up=10), queue("q")))
    made.join(0, "a", "p")
    made.run(0)
    made.give(PhoneAnswered(0, "ann"), Freed(4000, "a"))
    made.join(5, "b", "q")
    made.run(13.999)
    assert made.said()[-1] == "5 b queued 1"
    made.run(14)
    assert "14 ann rings for b" in made.said()


def test_an_agent_of_two_queues_is_one_person() -> None:
    made = Hall(program((agent("ann", "desk", "mobile"),), queue("p"), queue("q")))
    made.join(0, "a", "p")
    made.join(0, "b", "q")
    made.run(10)
    assert [line for line in made.said() if "rings" in line] == ["0 desk rings for a"]


@pytest.mark.parametrize(
    ("gone", "again"), [(SignedOut, SignedIn), (OnBreak, Back)], ids=["away", "break"]
)
def test_who_goes_while_being_rung_is_away(
    gone: type[SignedOut | OnBreak], again: type[SignedIn | Back]
) -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.run(0)
    made.said()
    made.give(gone(1000, "ann"))
    made.run(30)
    assert made.said() == ["1 ann stops", "1 a refused ann, away"]
    made.give(again(30_000, "ann"))
    made.run(30)
    assert "30 ann rings for a" in made.said()


def test_who_went_while_being_rung_is_not_passed_over() -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.run(0)
    made.give(OnBreak(1000, "ann"))
    made.run(1)
    made.said()
    made.give(Back(2000, "ann"))
    made.run(2)
    assert "2 ann rings for a" in made.said()


def test_who_goes_while_talking_takes_no_call_after_it() -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.run(0)
    made.give(PhoneAnswered(0, "ann"), SignedOut(1000, "ann"))
    made.said()
    made.give(Freed(9000, "a"))
    made.join(10, "b", "q")
    assert made.said() == ["10 b noagents"]


def test_signed_out_and_on_break_must_both_end() -> None:
    made = Hall(program((agent("ann"), agent("bob")), queue("q")), away=("ann",), paused=("ann",))
    made.give(PhoneTaken(0, "bob"))
    made.join(0, "a", "q")
    made.give(SignedIn(1000, "ann"))
    made.run(2)
    assert made.said() == ["0 a queued 1"]
    made.give(Back(2000, "ann"))
    made.run(2)
    assert "2 ann rings for a" in made.said()


def test_a_direct_call_on_one_phone_makes_the_agent_busy() -> None:
    made = hall(agent("ann", "desk", "mobile"))
    made.give(PhoneTaken(0, "mobile"))
    made.join(1, "a", "q")
    made.run(5)
    assert made.said() == ["1 a queued 1"]  # and not no-agents
    made.give(PhoneFreed(5000, "mobile"))
    made.run(5)
    assert "5 desk rings for a" in made.said()


def test_a_direct_call_ends_a_ring() -> None:
    made = hall(agent("ann", "desk", "mobile"))
    made.join(0, "a", "q")
    made.run(0)
    made.said()
    made.give(PhoneTaken(3000, "mobile"))
    assert made.said() == ["3 desk stops", "3 a refused ann, busy"]
