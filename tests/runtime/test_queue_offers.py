"""Who is offered whom: the engine of queues, driven by hand."""

import pytest

from flowc.runtime.acd_protocol import (
    Freed,
    Left,
    OnBreak,
    SignedOut,
)
from flowc.runtime.protocol import Elapsed, PhoneAnswered
from tests.runtime.queues import THREE, Hall, agent, among, hall, program, queue, served, tech

# ---- strategies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        # ann talks for 5 s, bob for 1 s, cid for 9 s, one after the other; then twice more
        ("longest-idle", "ann bob cid ann bob cid"),
        ("round-robin", "ann bob cid ann bob cid"),
        ("fewest-calls", "ann bob cid ann bob cid"),
        ("least-talk-time", "ann bob cid bob bob bob"),
        ("in-order", "ann ann ann ann ann ann"),
    ],
)
def test_a_strategy_chooses(strategy: str, expected: str) -> None:
    made = hall(strategy=strategy)
    talks = {"ann": 5, "bob": 1, "cid": 9}
    chosen: list[str] = []
    for n in range(6):
        t = n * 20
        made.join(t, f"c{n}", "q")
        made.run(t)
        name = next(line.split()[1] for line in made.said() if " rings " in line)
        chosen.append(name)
        made.give(PhoneAnswered(t * 1000, name), Freed((t + talks[name]) * 1000, f"c{n}"))
    assert " ".join(chosen) == expected


def test_longest_idle_counts_from_the_end_of_a_talk() -> None:
    made = hall(agent("ann"), agent("bob"))
    made.join(0, "a", "q")
    made.join(0, "b", "q")
    made.run(0)
    made.give(PhoneAnswered(1000, "ann"), PhoneAnswered(2000, "bob"))
    made.give(Freed(5000, "b"), Freed(9000, "a"))  # ann was called first, and ended last
    assert served(made, 20, "c") == "bob"


def test_ring_all_rings_everybody_and_whoever_becomes_free() -> None:
    made = hall(strategy="ring-all", wrap_up=4)
    assert served(made, 0, "a") == "ann"  # until 1, then wrap-up until 5
    made.join(2, "b", "q")
    made.run(6)
    assert made.said() == [
        "2 b queued 1",
        "2 b offered bob, need 1, ring-all",
        "2 bob rings for b",
        "2 b offered cid, need 1, ring-all",
        "2 cid rings for b",
        "5 b offered ann, need 1, ring-all",
        "5 ann rings for b",
    ]
    made.give(PhoneAnswered(7000, "cid"))
    assert made.said() == ["7 ann stops", "7 bob stops", "7 b agentanswered cid"]


def test_of_several_who_are_rung_the_second_who_answers_is_too_late() -> None:
    made = hall(strategy="ring-all")
    made.join(0, "a", "q")
    made.run(0)
    made.give(PhoneAnswered(1000, "bob"), PhoneAnswered(1000, "ann"))
    assert [line for line in made.said() if "answered" in line] == ["1 a agentanswered bob"]


def test_random_is_the_same_every_time_and_comes_to_everybody() -> None:
    made, again = hall(strategy="random"), hall(strategy="random")
    chosen = [served(made, t, f"c{t}") for t in range(0, 400, 20)]
    assert chosen == [served(again, t, f"c{t}") for t in range(0, 400, 20)]
    assert set(chosen) == {"ann", "bob", "cid"}
    assert chosen[:9] != ["ann", "bob", "cid"] * 3


def test_ties_go_by_the_order_in_the_need() -> None:
    made = Hall(program(THREE, queue("q", among("cid", "ann"), strategy="fewest-calls")))
    made.join(0, "a", "q")
    made.run(0)
    assert "0 cid rings for a" in made.said()


def test_round_robin_is_of_each_queue() -> None:
    made = Hall(
        program(THREE, queue("p", strategy="round-robin"), queue("q", strategy="round-robin"))
    )
    made.join(0, "a", "p")
    made.run(0)
    made.give(PhoneAnswered(0, "ann"), Freed(1000, "a"))
    made.join(2, "b", "q")
    made.run(2)
    assert "2 ann rings for b" in made.said()


# ---- callers ------------------------------------------------------------------------------------


def test_larger_priority_first_then_longer_wait() -> None:
    made = hall(agent("ann"))
    made.join(0, "busy", "q")
    made.run(0)
    made.give(PhoneAnswered(0, "ann"))
    made.join(1, "a", "q")
    made.join(2, "b", "q")
    made.join(3, "gold", "q", (0, 10))
    assert made.said()[-1] == "3 gold queued 1"
    made.give(Freed(9000, "busy"))
    made.run(9)
    assert "9 ann rings for gold" in made.said()
    made.give(Left(10_000, "gold"))
    made.run(10)
    assert made.said() == [
        "10 ann stops",
        "10 a offered ann, need 1, longest-idle",
        "10 ann rings for a",
    ]


def test_priority_grows_with_the_wait() -> None:
    made = hall(agent("ann"))
    made.join(0, "busy", "q")
    made.run(0)
    made.give(PhoneAnswered(0, "ann"))
    made.join(1, "patient", "q", (0, 0), (10, 20))
    made.join(2, "gold", "q", (0, 10))
    assert [made.acd.position(made.state, "patient", t) for t in (2000, 10_999, 11_000)] == [
        2,
        2,
        1,
    ]
    made.give(Freed(11_000, "busy"))
    made.run(11)
    assert "11 ann rings for patient" in made.said()


def test_callers_of_two_queues_stand_in_one_order_for_an_agent_of_both() -> None:
    made = Hall(program((agent("ann"),), queue("p"), queue("q")))
    made.join(0, "busy", "p")
    made.run(0)
    made.give(PhoneAnswered(0, "ann"))
    made.join(1, "first", "q")
    made.join(2, "second", "p")
    assert made.said()[-2:] == ["1 first queued 1", "2 second queued 1"]
    made.give(Freed(9000, "busy"))
    made.run(9)
    assert "9 ann rings for first" in made.said()


def test_a_caller_behind_is_offered_whom_the_first_does_not_want() -> None:
    made = Hall(
        program((agent("ann", tech=1),), queue("hard", tech(3), tech(1, after=30)), queue("q"))
    )
    made.join(0, "first", "hard")
    made.join(1, "second", "q")
    made.run(1)
    assert "1 ann rings for second" in made.said()


def test_a_need_relaxes_and_is_no_second_offer() -> None:
    agents = (agent("ann", tech=4), agent("bob", tech=2))
    made = Hall(program(agents, queue("q", tech(4), tech(2, after=15))))
    made.join(0, "a", "q")
    made.run(16)
    assert made.said()[-2:] == ["0 ann rings for a", "15 a relaxed 1"]
    made.run(20)
    assert made.said() == [
        "20 ann stops",
        "20 a refused ann, no-answer",
        "20 a offered bob, need 2, longest-idle",
        "20 bob rings for a",
    ]


# ---- full, no-agents ----------------------------------------------------------------------------


def test_full_is_asked_first_and_counts_those_who_wait() -> None:
    made = hall(agent("ann"), limit=1)
    made.join(0, "a", "q")
    made.run(0)
    made.join(1, "b", "q")
    made.give(SignedOut(2000, "ann"))
    made.join(3, "c", "q")
    assert [line for line in made.said() if "queue" in line] == [
        "0 a queued 1",
        "1 b queuefull",
        "3 c queuefull",
    ]
    made.give(Left(4000, "a"))
    made.join(5, "d", "q")
    assert made.said() == ["5 d noagents"]


def test_who_talks_does_not_count_for_the_limit() -> None:
    made = hall(limit=1)
    made.join(0, "a", "q")
    made.run(0)
    made.give(PhoneAnswered(0, "ann"))
    made.join(1, "b", "q")
    assert made.said()[-1] == "1 b queued 1"


def test_no_agents_asks_the_last_need_and_minds_no_conversation() -> None:
    agents = (agent("ann", tech=4), agent("bob", tech=1))
    whole = program(agents, queue("q", tech(4), tech(1, after=30)), queue("hard", tech(4)))
    made = Hall(whole, away=("ann",))
    made.join(0, "a", "hard")
    made.join(0, "b", "q")
    made.give(OnBreak(1000, "bob"))
    made.join(1, "c", "q")
    assert made.said() == ["0 a noagents", "0 b queued 1", "1 c noagents"]


# ---- time ---------------------------------------------------------------------------------------


def test_a_late_event_finds_that_time_ran_on() -> None:
    made = hall(agent("ann"), ring=4)
    made.join(0, "a", "q")
    made.give(Left(30_000, "a"))
    assert [line for line in made.said() if "rings" in line] == [
        f"{t} ann rings for a" for t in (0, 9, 18, 27)
    ]


def test_a_late_event_finds_that_a_ring_is_over() -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.run(0)
    made.said()
    made.give(PhoneAnswered(24_000, "ann"))  # 4 s too late: nobody said that time went on
    assert "20 a refused ann, no-answer" in made.said()


def test_offers_are_the_last_of_their_instant() -> None:
    made = hall(agent("ann"))
    made.join(0, "a", "q")
    made.join(0, "gold", "q", (0, 5))
    assert made.acd.until(made.state) == 0
    assert made.acd.offering(made.state)
    made.give(Elapsed(0))
    assert "0 ann rings for gold" in made.said()
    assert made.acd.until(made.state) == 20_000
    assert not made.acd.offering(made.state)


def test_nothing_is_due_while_nobody_waits() -> None:
    made = hall(wrap_up=10)
    assert made.acd.until(made.state) is None
    assert served(made, 0, "a") == "ann"
    assert made.acd.until(made.state) is None


def test_a_step_changes_no_state() -> None:
    made = hall(strategy="round-robin")
    made.join(0, "a", "q")
    before, copy = made.state, hash(made.state)
    made.run(50)
    assert hash(before) == copy
    once, again = (made.acd.step(before, Elapsed(0)) for _ in range(2))
    assert once == again
