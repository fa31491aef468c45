"""A caller in a queue: what is heard and traced, and every way out."""

from typing import Any

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.precedence import precedence
from flowc.runtime.protocol import (
    AgentAnswered,
    AgentHangUp,
    Elapsed,
    HangUp,
    Joining,
    Key,
    NoAgents,
    Offered,
    PhoneAnswered,
    Playing,
    Queued,
    QueueFull,
    Queueing,
    Refused,
    Relaxed,
    Talking,
)
from flowc.semantics import ir
from tests.runtime.build import HANGUP, SPAN, assign, const, play, press, step, to, var
from tests.runtime.drive import follow, script, until
from tests.runtime.queues import agent, program, queue, tech

AGENTS = (agent("ann", tech=4, speaks=("en",)), agent("bob", tech=2, speaks=("en", "lt")))
OUT = step("out", play("two"))
VIP = ir.Compare("=", var("tier"), const("gold"))
TIER = ir.Variable("tier", ir.Type("text"), "gold", secret=False, span=SPAN)


def whole(*before: ir.Block, variables: tuple[ir.Variable, ...] = (), **given: Any) -> ir.Program:
    """The queue `q`, after other blocks."""
    made = queue("q", *given.pop("steps", ()), **given)
    return program(AGENTS, *before, made, OUT, variables=variables)


def every(seconds: int, what: Any) -> ir.Every:
    """`every 30s say …`."""
    return ir.Every(seconds, what, SPAN)


# ---- the usual call -----------------------------------------------------------------------------


def test_a_call_that_is_answered() -> None:
    told = follow(
        whole(plays=(play("five"),), steps=(tech(4), tech(2, after=10))),
        Elapsed(2000),
        Queued(2000, 3),
        Offered(3000, "ann", "need 1, longest-idle"),
        Refused(9000, "ann", "no-answer"),
        Relaxed(12_000, 1),
        Offered(12_000, "bob", "need 2, longest-idle"),
        AgentAnswered(14_000, "bob"),
        AgentHangUp(44_500),
    )
    assert told == script(
        """
        0 enter q queue
        2 play five en whole
        2 queue q enter 3
        3 queue q offer ann need 1, longest-idle
        9 queue q refuse ann no-answer
        12 queue q need 2
        12 queue q offer bob need 2, longest-idle
        14 queue q answer bob
        44.5 bridge bob 30
        44.5 leave q done hangup
        44.5 end agent hangup
        """
    )


def test_after_the_conversation_the_caller_may_go_on() -> None:
    told = follow(
        whole(done=to("out")), Queued(0, 1), AgentAnswered(1000, "ann"), AgentHangUp(5000)
    )
    assert told[3:6] == ["5 bridge ann 4", "5 leave q done out", "5 enter out step"]


@pytest.mark.parametrize(("event", "outcome"), [(QueueFull(0), "full"), (NoAgents(0), "no-agents")])
def test_who_is_not_let_in_leaves(event: QueueFull | NoAgents, outcome: str) -> None:
    told = follow(whole(full=to("out"), no_agents=to("out")), event)
    assert told[:3] == ["0 enter q queue", f"0 leave q {outcome} out", "0 enter out step"]


def test_the_longest_wait_counts_from_joining() -> None:
    told = follow(
        whole(plays=(play("five"),), leave=ir.Leave(20, to("out"))), Elapsed(2000), Queued(2000, 1)
    )
    assert "22 leave q after out" in told


def test_entering_answers_the_call() -> None:
    told = follow(whole(no_agents=ir.Edge(ir.ToEnd("busy"), SPAN)), NoAgents(0))
    assert told[-1] == "0 end flow hangup"  # and not busy


# ---- hanging up ---------------------------------------------------------------------------------


def test_hanging_up_while_something_plays_first() -> None:
    told = follow(whole(plays=(play("five"),)), HangUp(500))
    assert told[1:] == ["0.5 play five en whole", "0.5 end caller hangup"]


def test_hanging_up_before_the_queue_says_anything() -> None:
    assert follow(whole(), HangUp(0)) == ["0 enter q queue", "0 end caller hangup"]


def test_hanging_up_while_waiting() -> None:
    told = follow(whole(), Queued(0, 1), Offered(0, "ann", ""), HangUp(4000))
    assert told[3:] == ["4 end caller hangup"]


def test_hanging_up_in_an_announcement() -> None:
    told = follow(whole(every=(every(10, "wait"),)), Queued(0, 1), HangUp(11_000))
    assert told[2:] == ["11 play wait en whole", "11 end caller hangup"]


def test_hanging_up_in_the_conversation() -> None:
    told = follow(whole(), Queued(0, 1), AgentAnswered(1000, "ann"), HangUp(4000))
    assert told[3:] == ["4 bridge ann 3", "4 end caller hangup"]


# ---- keys ---------------------------------------------------------------------------------------


def test_a_key_leaves() -> None:
    told = follow(whole(keys=(press("1", to("out")),)), Queued(0, 1), Key(4000, "1"))
    assert told[2:5] == ["4 keys 1 q", "4 leave q key 1 out", "4 enter out step"]


def test_a_key_cuts_what_plays_first_and_what_is_said() -> None:
    made = whole(
        plays=(play("five"), play("two")), keys=(press("1", to("out")),), every=(every(9, "wait"),)
    )
    assert follow(made, Key(1000, "1"))[1:4] == [
        "1 play five en cut",
        "1 keys 1 q",
        "1 leave q key 1 out",
    ]
    told = follow(made, Elapsed(2000), Elapsed(2800), Queued(2800, 1), Key(12_000, "1"))
    assert told[4:7] == ["12 play wait en cut", "12 keys 1 q", "12 leave q key 1 out"]


def test_another_key_is_thrown_away_and_cuts_nothing() -> None:
    arm = ir.KeyArm(ir.Not(VIP), to("out"))
    made = whole(
        plays=(play("five"),), keys=(press("1", arm),), every=(every(9, "wait"),), variables=(TIER,)
    )
    with_keys = follow(
        made, Key(500, "2"), Key(600, "1"), Elapsed(2000), Queued(2000, 1), Key(3000, "1"),
        Key(11_500, "1"), Key(12_500, "9"),
    )  # fmt: skip
    assert with_keys == follow(made, Elapsed(2000), Queued(2000, 1))


def test_the_first_arm_that_holds_is_taken() -> None:
    arms = (ir.KeyArm(VIP, to("out")), ir.KeyArm(None, HANGUP))
    made = whole(keys=(press("1", *arms),), variables=(TIER,))
    assert "1 leave q key 1 out" in follow(made, Queued(0, 1), Key(1000, "1"))
    gone = assign("tier", const("silver"))
    other = whole(step("main", gone, final=to("q")), keys=(press("1", *arms),), variables=(TIER,))
    assert "1 leave q key 1 hangup" in follow(other, Queued(0, 1), Key(1000, "1"))


def test_a_prompt_without_barge_in_is_not_cut() -> None:
    made = whole(plays=(play("five", barge_in=False),), keys=(press("1", to("out")),))
    assert follow(made, Key(500, "1"))[1] == "2 play five en whole"


# ---- announcements ------------------------------------------------------------------------------


def test_announcements_come_by_the_clock_of_the_wait() -> None:
    made = whole(every=(every(10, "position"), every(15, play("five"))), leave=ir.Leave(35, HANGUP))
    assert follow(made, Elapsed(0), Queued(0, 1))[2:] == script(
        """
        12 play position en whole
        17 play five en whole
        22 play position en whole
        32 play position en whole
        34 play five en whole
        35 leave q after hangup
        35 end flow hangup
        """
    )


def test_what_was_due_often_meanwhile_is_said_once() -> None:
    long = play("five"), play("two")
    made = whole(every=(every(1, long[0]), every(5, "wait")), leave=ir.Leave(10, HANGUP))
    assert follow(made, Queued(0, 1))[2:] == script(
        """
        3 play five en whole
        5 play five en whole
        7 play five en whole
        9 play wait en whole
        10 play five en whole
        10 leave q after hangup
        10 end flow hangup
        """
    )


def test_an_agent_who_answers_ends_an_announcement() -> None:
    told = follow(whole(every=(every(9, "wait"),)), Queued(0, 1), AgentAnswered(10_000, "ann"))
    assert told[2:4] == ["10 play wait en whole", "10 queue q answer ann"]


def test_offers_do_not_touch_an_announcement() -> None:
    told = follow(
        whole(every=(every(9, "wait"),)), Queued(0, 1), Offered(10_000, "ann", "x"),
        Refused(10_500, "ann", "busy"), HangUp(12_000),
    )  # fmt: skip
    assert told[2:5] == [
        "10 queue q offer ann x",
        "10.5 queue q refuse ann busy",
        "11 play wait en whole",
    ]


def test_the_announcement_that_holds_is_said_or_none() -> None:
    choices = (ir.PromptChoice(ir.Not(VIP), ir.PromptUse("five")),)
    silent = whole(every=(every(9, ir.Play(choices, barge_in=True, span=SPAN)),), variables=(TIER,))
    assert not [line for line in follow(silent, Queued(0, 1)) if "play" in line]


def test_the_wait_tells_what_is_heard() -> None:
    machine = compile_program(whole(every=(every(10, play("five")),)))
    state, wait = until(machine, Queued(0, 1))
    assert wait == Queueing(10_000, "q", "", "en", says=True)
    assert machine.heard(state) == ""
    state, (_, wait) = machine.step(state, Elapsed(10_000))
    assert wait == Queueing(12_000, "q", "five", "en")
    assert machine.heard(state) == "one two three four five"


def test_what_is_said_comes_last_of_its_instant() -> None:
    says, waits = Queueing(9, "q", "", "en", says=True), Queueing(9, "q", "", "en")
    offer, longest = precedence(Offered(9, "ann", "")), precedence(Elapsed(9), waits)
    assert longest < offer < precedence(Elapsed(9), says)


# ---- what is asked for on entering --------------------------------------------------------------


def test_seats_follow_the_needs_and_what_is_true_of_the_caller() -> None:
    need = ir.NeedAny((ir.Holds(VIP), ir.Has("tech", ">=", 4)))
    steps = (
        ir.NeedStep(0, ir.NeedAll((need, ir.Speaks(None))), SPAN),
        ir.NeedStep(30, ir.Speaks("en"), SPAN),
    )
    everybody = (30_000, ("ann", "bob"))
    gold = whole(steps=steps, variables=(TIER,))
    assert wanted(gold).seats == ((0, ("ann", "bob")), everybody)
    silver = whole(steps=steps, variables=(TIER._replace(initial="silver"),))
    assert wanted(silver).seats == ((0, ("ann",)), everybody)
    lithuanian = assign("language", const("lt", ir.Type("language")))
    foreign = whole(step("main", lithuanian, final=to("q")), steps=steps, variables=(TIER,))
    assert wanted(foreign).seats == ((0, ("bob",)), everybody)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), ((0, 0),)),
        (((0, 10, VIP),), ((0, 10),)),
        (((0, 10, ir.Not(VIP)), (0, 7, VIP), (0, 3, None)), ((0, 7),)),
        (((60, 20, None), (0, 5, None)), ((0, 5), (60_000, 20))),
        (((60, 20, ir.Not(VIP)), (90, 30, None)), ((0, 0), (90_000, 30))),
        (((60, 20, VIP), (60, 30, VIP)), ((0, 0), (60_000, 20))),
    ],
)
def test_priority(
    lines: tuple[tuple[int, int, ir.Cond | None], ...], expected: tuple[tuple[int, int], ...]
) -> None:
    priorities = tuple(ir.PriorityLine(*line, SPAN) for line in lines)
    assert wanted(whole(priorities=priorities, variables=(TIER,))).priority == expected


def wanted(made: ir.Program) -> Joining:
    """What the call asks the queue for."""
    _, wait = until(compile_program(made))
    assert isinstance(wait, Joining)
    return wait


# ---- what nothing waits for ---------------------------------------------------------------------


def test_events_of_another_wait_are_thrown_away() -> None:
    machine = compile_program(whole(plays=(play("five"),)))
    _, wait = until(machine, AgentAnswered(100, "ann"), Queued(200, 1))
    assert isinstance(wait, Playing)
    _, wait = until(machine, Elapsed(2000), AgentAnswered(2000, "ann"), Offered(2000, "ann", ""))
    assert isinstance(wait, Joining)
    _, wait = until(
        machine, Elapsed(2000), Queued(2000, 1), Queued(2001, 1), PhoneAnswered(2002, "ann")
    )
    assert isinstance(wait, Queueing)
    _, wait = until(
        machine,
        Elapsed(2000),
        Queued(2000, 1),
        AgentAnswered(2100, "ann"),
        Refused(2200, "bob", "away"),
    )
    assert wait == Talking("ann")
