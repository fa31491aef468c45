"""Arrows: order, changes, bounds, flow defaults, the limit; conditions as control reaches them."""

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call, Elapsed, Key, SwitchTurned
from flowc.semantics import ir
from tests.runtime.build import (
    BUSY,
    FAILED,
    GAVE_UP,
    HANGUP,
    NUMBER,
    SPAN,
    asking,
    assign,
    branch,
    const,
    flow,
    menu,
    play,
    plus_one,
    press,
    prompt,
    record,
    step,
    to,
    var,
    variable,
)
from tests.runtime.drive import CALL, LONG, follow, lines, script, until

LANGUAGE = ir.Type("language")
N = var("n", NUMBER)


def test_leave_then_changes_from_left_to_right_then_enter() -> None:
    edge = to(
        "next",
        ("n", const(5)),
        ("m", ir.Arithmetic("-", N, const(2), NUMBER)),
        ("language", ir.Const("lt", LANGUAGE)),
    )
    program = flow(
        step("first", final=edge),
        step("next", play("hi")),
        variables=(variable("n", 0), variable("m", 0)),
        prompts=(prompt("hi", "hello", lt="labas"),),
    )
    assert follow(program)[1:7] == script("""
        0 leave first done next
        0 set n 5
        0 set m 3
        0 set language lt
        0 enter next step
        0.4 play hi lt whole
    """)


def test_the_outcome_of_the_block_left_last_is_known_at_once() -> None:
    outcome = ir.CallField("outcome", ir.Type("text"))
    program = flow(
        menu("main", asking(), press("1", to("next", ("t", outcome)))),
        step("next", record("how", outcome)),
        variables=(variable("t", "0"),),
    )
    assert follow(program, Key(0, "1"))[2:6] == script("""
        0 leave main key 1 next
        0 set t key 1
        0 enter next step
        0 record how key 1
    """)


def test_a_bound_arrow_is_taken_so_often_in_a_call() -> None:
    bound = ir.Bound("c", 2, to("tired", ("n", const(1))))
    ask = step("ask", ir.Wait(1, SPAN), final=to("ask", ("n", const(9)), bound=bound))
    program = flow(ask, step("tired"), variables=(variable("n", 0),), counters=("c",))
    assert follow(program) == script("""
        0 enter ask step
        1 leave ask done ask
        1 set n 9
        1 enter ask step
        2 leave ask done ask
        2 set n 9
        2 enter ask step
        3 leave ask done tired
        3 set n 1
        3 enter tired step
        3 leave tired done hangup
        3 end flow hangup
    """)


def test_entering_a_module_gives_its_variables_and_counters_their_first_values() -> None:
    bound = ir.Bound("reg.c", 1, HANGUP)
    first = step("reg.first", plus_one("reg.n"), final=to("reg", bound=bound))
    program = flow(
        ir.Step("reg", (ir.Reset(("reg.n",), ("reg.c",)),), to("reg.first"), SPAN, "use"),
        first,
        variables=(variable("reg.n", 4),),
        counters=("reg.c",),
    )
    # the counter is 0 again at every entry, so that only the limit ends this
    told = follow(program)
    assert told[:5] == script("""
        0 enter reg use
        0 leave reg done reg.first
        0 enter reg.first step
        0 set reg.n 5
        0 leave reg.first done reg
    """)
    assert {t for t in told if " set " in t} == {"0 set reg.n 5"}


def test_the_ten_thousand_and_first_block_ends_the_call() -> None:
    told = follow(flow(step("round", final=to("round"))))
    assert sum("enter" in t for t in told) == 10_000
    assert told[-2:] == ["0 leave round done round", "0 end flow limit"]


# ---- flow defaults ------------------------------------------------------------------------------


def quick(name: str) -> ir.Menu:
    edges = {"gave_up_no_input": GAVE_UP, "gave_up_no_match": GAVE_UP}
    asked = asking(tries=ir.Tries(1, 1, shared=True), **edges)
    return menu(name, asked, press("1", FAILED))


def test_a_default_is_used_once_and_then_the_call_is_congested() -> None:
    program = flow(
        quick("main"),
        variables=(variable("n", 0),),
        default_gave_up=to("main", ("n", const(1))),
        default_failed=to("main"),
    )
    assert follow(program, Key(6000, "1")) == script("""
        0 enter main menu
        5 no-input main 1
        5 leave main gave-up main
        5 set n 1
        5 enter main menu
        6 keys 1 main
        6 leave main key 1 main
        6 enter main menu
        11 no-input main 1
        11 leave main gave-up congestion
        11 end flow congestion
    """)


def test_the_changes_of_an_arrow_come_before_those_of_the_default() -> None:
    edge = ir.Edge(ir.ToDefault("failed"), SPAN, (ir.Change("n", const(1)),))
    program = flow(
        step("s", final=edge),
        step("t"),
        variables=(variable("n", 0),),
        default_failed=to("t", ("n", ir.Arithmetic("+", N, const(1), NUMBER))),
    )
    assert follow(program)[1:4] == ["0 leave s done t", "0 set n 1", "0 set n 2"]


# ---- conditions ---------------------------------------------------------------------------------

ON = ir.SwitchIs("emergency", on=True)
SWITCH = ir.Switch("emergency", initial=False, code=None, pin=None, span=SPAN)


def test_an_if_is_judged_when_control_reaches_it() -> None:
    ask = step("ask", ir.Wait(5, SPAN), branch((ON, to("closed"))), final=HANGUP)
    program = flow(ask, step("closed"), switches=(SWITCH,))
    assert follow(program)[1] == "5 leave ask done hangup"
    turned = follow(
        program, SwitchTurned(3000, "emergency", on=True), SwitchTurned(3000, "x", on=True)
    )
    assert turned[1] == "5 leave ask if 1 closed"
    late = follow(program, SwitchTurned(5001, "emergency", on=True))
    assert late[1] == "5 leave ask done hangup"


def test_a_switch_may_stand_otherwise_from_the_start() -> None:
    program = flow(step("ask", branch((ON, to("closed")))), step("closed"), switches=(SWITCH,))
    told = follow(program, call=CALL._replace(switches=(("emergency", True), ("unknown", True))))
    assert told[1] == "0 leave ask if 1 closed"


def test_neighbouring_ifs_are_judged_in_order() -> None:
    never = ir.Compare("=", const(1), const(2))
    always = ir.Compare("<", const(1), const(2))
    ask = step("ask", branch((never, to("a")), (always, to("b")), (always, to("a"))))
    assert follow(flow(ask, step("a"), step("b")))[1] == "0 leave ask if 2 b"


def test_actions_happen_in_order_and_take_no_time() -> None:
    program = flow(
        step("s", plus_one("n"), record("x", N), assign("n", const(7)), record("x", N)),
        variables=(variable("n", 0),),
    )
    assert follow(program)[1:5] == ["0 set n 1", "0 record x 1", "0 set n 7", "0 record x 7"]


# ---- the way in ---------------------------------------------------------------------------------


def test_the_most_specific_number_is_the_one_called() -> None:
    numbers = [("", True, "any"), ("+370*", True, "rest"), ("+3705200010X", False, "x")]
    numbers += [("+37052000105", False, "exact")]
    blocks = tuple(step(name) for _, _, name in numbers)
    claimed = tuple(
        ir.Number(p.removesuffix("*"), r and p != "", to(b), SPAN) for p, r, b in numbers
    )
    program = flow(*blocks, numbers=claimed)
    for dialled, block in [
        ("+37052000105", "exact"),
        ("+37052000106", "x"),
        ("+370 5 200-0106", "any"),
        ("+3705200010", "rest"),
        ("+44", "any"),
        ("anonymous", "any"),
    ]:
        assert follow(program, call=Call(to=dialled))[0] == f"0 enter {block} step"


def test_a_number_s_arrow_may_change_things() -> None:
    number = ir.Number("100", rest=False, edge=to("s", ("n", const(3))), span=SPAN)
    program = flow(step("s"), numbers=(number,), variables=(variable("n", 0),))
    assert follow(program, call=Call(to="100"))[:2] == ["0 set n 3", "0 enter s step"]


def test_an_entry_wins_over_the_number_and_what_nobody_claims_ends() -> None:
    entry = ir.Entry("sales", to("second"), SPAN)
    program = flow(step("first"), step("second"), entries=(entry,), numbers=())
    assert follow(program, call=Call(entry="sales"))[0] == "0 enter second step"
    assert follow(program, call=Call(entry="other")) == ["0 end flow unclaimed"]
    assert follow(program, call=Call(to="+370")) == ["0 end flow unclaimed"]


def test_the_call_is_traced_with_cleaned_numbers_and_local_time() -> None:
    machine = compile_program(flow(step("s")))
    call = Call("+37052000000", "00${x}", at=1767225599)  # 2025-12-31 23:59:59 UTC
    _, (trace, _) = machine.start(call)
    assert trace[0] == ("call", 0.0, "", "+37052000000", "2026-01-01 01:59:59")
    _, (trace, _) = machine.start(CALL)
    assert trace[0] == ("call", 0.0, "+37061234567", "+37052000000", "")


# ---- time ---------------------------------------------------------------------------------------


def test_events_may_come_wait_by_wait_or_late() -> None:
    program = flow(
        menu("main", asking(play("five")), press("1", to("bye")), press("12", HANGUP)),
        step("bye", play("two")),
    )
    machine = compile_program(program)
    state, (trace, wait) = machine.start(CALL)
    told = list(trace)
    for event in (None, Key(3000, "1"), None, None):
        state, (trace, wait) = machine.step(state, event or Elapsed(wait.until or 0))
        told += trace
    assert lines(tuple(told)) == follow(program, Key(3000, "1"))
    assert wait.until is None


def test_a_key_comes_before_a_timer_of_the_same_instant() -> None:
    program = flow(menu("main", asking(), press("1", HANGUP)))
    assert follow(program, Key(5000, "1"))[1] == "5 keys 1 main"
    assert follow(program, Key(5001, "1"))[1] == "5 no-input main 1"
    assert follow(program, Elapsed(5000), Key(5000, "1"))[1] == "5 no-input main 1"


def test_time_does_not_run_back() -> None:
    program = flow(menu("main", asking(), press("1", HANGUP)))
    assert follow(program, Elapsed(3000), Key(1000, "1"))[1] == "3 keys 1 main"


def test_nothing_happens_after_the_end() -> None:
    machine = compile_program(flow(step("s")))
    state, _ = until(machine)
    for event in (Key(5, "1"), Elapsed(LONG)):
        state, (trace, wait) = machine.step(state, event)
        assert trace == ()
        assert wait == ("flow", "hangup", None)


def test_the_duration_is_in_whole_seconds() -> None:
    duration = ir.CallField("duration", NUMBER)
    program = flow(step("s", play("five"), play("two"), record("d", duration)))
    assert "2.8 record d 2" in follow(program)


def test_busy_is_plain_after_an_answer() -> None:
    assert follow(flow(step("s", final=BUSY)))[-2:] == ["0 leave s done busy", "0 end flow busy"]
    for op in (play("empty"), ir.Answer(SPAN)):
        assert follow(flow(step("s", op, final=BUSY)))[-1] == "0 end flow hangup"
    assert follow(flow(step("s", ir.Wait(1, SPAN), final=BUSY)))[-1] == "1 end flow busy"
    asks = flow(menu("main", asking(), press("1", BUSY)))
    assert follow(asks, Key(0, "1"))[-1] == "0 end flow hangup"
