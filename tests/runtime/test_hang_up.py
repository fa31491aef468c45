"""The caller may hang up at any moment; what the flow does then happens once."""

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import AgentHangUp, Elapsed, HangUp, Key, PhoneAnswered
from flowc.semantics import ir
from tests.runtime.build import (
    HANGUP,
    NUMBER,
    SPAN,
    asking,
    collect,
    flow,
    handler,
    line,
    menu,
    play,
    plus_one,
    press,
    record,
    ring,
    step,
    to,
    var,
    variable,
)
from tests.runtime.drive import CALL, follow, script

N = variable("n", 0)
AT_THE_END = (plus_one("n"), record("ends", var("n", NUMBER)))


def everything() -> ir.Program:
    """A call through every kind of wait."""
    pin = collect("pin", asking(play("two")), (2, 2), confirm=(play("two"),))
    asked = asking(play("two"), on_no_match=(handler(play("sorry")),))
    return flow(
        step("hello", play("five"), ir.Wait(2, SPAN), pin, final=to("main")),
        menu("main", asked, press("1", to("desk")), press("12", HANGUP)),
        ring("desk", line(20, "alice"), done=to("box")),
        ir.Voicemail("box", (play("two"),), "100", 10, HANGUP, None, SPAN),
        step("busy"),
        step("no_answer"),
        step("failed"),
        variables=(N, variable("pin")),
        on_hangup=AT_THE_END,
    )


EVENTS = (
    *(Key(4500, "4"), Key(5000, "2"), Key(5500, "1")),
    *(Key(6000, "7"), Key(7000, "1"), PhoneAnswered(15000, "alice"), AgentHangUp(20000)),
)


def test_hanging_up_at_every_instant_ends_the_call_once() -> None:
    machine = compile_program(everything())
    whole = follow(everything(), *EVENTS)
    assert whole[-3:] == ["30.8 set n 1", "30.8 record ends 1", "30.8 end flow hangup"]
    for instant in range(0, 30800, 100):
        state, (trace, _) = machine.start(CALL)
        told = list(trace)
        for event in (*(e for e in EVENTS if e.t < instant), HangUp(instant), Elapsed(10**9)):
            state, (trace, _) = machine.step(state, event)
            told += trace
        assert [e[0] for e in told].count("end") == 1
        assert told[-3:] == [
            ("set", instant / 1000, "n", 1),
            ("record", instant / 1000, "ends", 1),
            ("end", instant / 1000, "caller", "hangup"),
        ]


def test_a_prompt_that_a_hang_up_stops_is_traced_and_not_cut() -> None:
    program = flow(menu("main", asking(play("five"), play("two")), press("1", HANGUP)))
    assert follow(program, HangUp(1000)) == script("""
        0 enter main menu
        1 play five en whole
        1 end caller hangup
    """)


def test_keys_that_were_not_judged_yet_leave_no_trace() -> None:
    program = flow(menu("main", asking(), press("12", HANGUP)))
    assert follow(program, Key(1000, "1"), HangUp(2000))[1:] == ["2 end caller hangup"]


def test_the_flow_s_own_ending_runs_it_once_too() -> None:
    program = flow(step("s"), variables=(N,), on_hangup=AT_THE_END)
    assert follow(program, HangUp(5))[1:] == script("""
        0 leave s done hangup
        0 set n 1
        0 record ends 1
        0 end flow hangup
    """)


def test_the_limit_runs_it_too() -> None:
    program = flow(step("s", final=to("s")), variables=(N,), on_hangup=AT_THE_END)
    assert follow(program)[-3:] == ["0 set n 1", "0 record ends 1", "0 end flow limit"]
