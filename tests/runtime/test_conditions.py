"""Conditions and expressions, seen through the arm that is taken."""

from datetime import UTC, datetime

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call
from flowc.semantics import ir
from tests.calendar.build import closed, on, opened, schedule, weekdays
from tests.runtime.build import (
    DIGITS,
    NUMBER,
    SPAN,
    assign,
    branch,
    const,
    flow,
    play,
    prompt,
    record,
    step,
    to,
    var,
    variable,
)
from tests.runtime.drive import CALL, follow, until

TEXT = ir.Type("text")
TIER = ir.Type("one-of", ("bronze", "silver", "gold"))
DATE, TIME = ir.Type("date"), ir.Type("time")
CALLER = ir.CallerField("number", ir.Type("phone-number"))
NAME = ir.CallerField("name", TEXT)
UNSET = var("unset")

OFFICE = schedule(
    opened(weekdays(0, 1, 2, 3, 4), "08:00-18:00"),
    closed(on("2026-12-24", "2026-12-26"), label="Christmas"),
)
LISTS = (
    ir.NumberList(
        "blocked",
        (
            ir.ListEntry("+37060000000", rest=False),
            ir.ListEntry("+882", rest=True),
            ir.ListEntry("10X", rest=False),
        ),
        SPAN,
    ),
)


def tier(name: str) -> ir.Const:
    return ir.Const(name, TIER)


def program(*ops: ir.Op) -> ir.Program:
    return flow(
        step("ask", *ops),
        step("yes"),
        lists=LISTS,
        schedules=(OFFICE,),
        variables=(variable("unset"), variable("n", 7), variable("d", "05")),
    )


def holds(cond: ir.Cond, call: Call = CALL) -> bool:
    return follow(program(branch((cond, to("yes")))), call=call)[1] == "0 leave ask if 1 yes"


TRUE: list[ir.Cond] = [
    ir.Compare("=", var("n", NUMBER), const(7)),
    ir.Compare("!=", ir.Const("05", DIGITS), ir.Const("5", DIGITS)),
    ir.Compare("<", const(9), const(10)),
    ir.Compare(">=", tier("gold"), tier("silver")),
    ir.Compare("<", tier("bronze"), tier("silver")),
    ir.Compare("<=", ir.Const("2026-02-28", DATE), ir.Const("2026-03-01", DATE)),
    ir.Compare(">", ir.Arithmetic("-", var("n", NUMBER), const(-1), NUMBER), const(7)),
    ir.IsSet(var("d")),
    ir.IsSet(CALLER),
    ir.OneOf(var("d"), (ir.Const("04", DIGITS), ir.Const("05", DIGITS))),
    ir.StartsWith(CALLER, const("+370")),
    ir.Contains(CALLER, const("612")),
    ir.And((ir.IsSet(CALLER), ir.Not(ir.IsSet(NAME)))),
    ir.Or((ir.IsSet(NAME), ir.IsSet(CALLER))),
]
FALSE: list[ir.Cond] = [
    ir.Compare("=", ir.Const("05", DIGITS), ir.Const("5", DIGITS)),
    ir.Compare("<", tier("silver"), tier("bronze")),
    ir.IsSet(UNSET),
    ir.IsSet(NAME),
    ir.InList(CALLER, "blocked"),
    ir.OneOf(var("d"), (ir.Const("5", DIGITS),)),
    ir.StartsWith(CALLER, const("370")),
    ir.And((ir.IsSet(CALLER), ir.IsSet(NAME))),
    ir.Or((ir.IsSet(NAME), ir.IsSet(UNSET))),
    ir.ScheduleIs("office", open=True),  # no clock: closed
    ir.ScheduleIs("office", open=False, reason="holiday"),
]


@pytest.mark.parametrize("cond", TRUE)
def test_true(cond: ir.Cond) -> None:
    assert holds(cond)


@pytest.mark.parametrize("cond", FALSE)
def test_false(cond: ir.Cond) -> None:
    assert not holds(cond)


@pytest.mark.parametrize(
    ("number", "listed"),
    [
        ("+37060000000", True),
        ("+370600000001", False),
        ("+88299", True),
        ("+882", True),
        ("105", True),
        ("1050", False),
        ("", False),
        ("+882;DROP", False),
    ],
)
def test_a_withheld_number_is_in_no_list(number: str, listed: bool) -> None:
    assert holds(ir.InList(CALLER, "blocked"), CALL._replace(caller=number)) is listed


@pytest.mark.parametrize(("number", "listed"), [("+37060000000", True), ("105", True), ("", False)])
def test_a_lone_star_lists_every_number_that_is_one(number: str, listed: bool) -> None:
    every = ir.NumberList("every", (ir.ListEntry("", rest=True),), SPAN)
    made = program(branch((ir.InList(CALLER, "every"), to("yes"))))._replace(lists=(every,))
    told = follow(made, call=CALL._replace(caller=number))
    assert (told[1] == "0 leave ask if 1 yes") is listed


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("at", "is_open", "christmas"),
    [
        ("2026-03-02 05:59:59", False, False),  # Vilnius is two hours ahead in winter
        ("2026-03-02 06:00:00", True, False),
        ("2026-03-02 15:59:59", True, False),
        ("2026-03-02 16:00:00", False, False),
        ("2026-07-01 05:00:00", True, False),  # and three in summer
        ("2026-12-24 10:00:00", False, True),
    ],
)
def test_a_schedule_is_judged_by_the_wall_clock_of_the_flow(
    at: str,
    is_open: bool,
    christmas: bool,
) -> None:
    call = CALL._replace(at=utc(at))
    assert holds(ir.ScheduleIs("office", open=True), call) is is_open
    assert holds(ir.ScheduleIs("office", open=False), call) is not is_open
    assert holds(ir.ScheduleIs("office", open=False, reason="label:Christmas"), call) is christmas


def test_the_clock_goes_on_during_the_call() -> None:
    closing = (ir.ScheduleIs("office", open=True), to("yes"))
    call = CALL._replace(at=utc("2026-03-02 15:59:58"))
    waiting = program(branch(closing), ir.Wait(2, SPAN), branch(closing))
    assert follow(waiting, call=call)[1] == "0 leave ask if 1 yes"
    late = program(ir.Wait(2, SPAN), branch(closing))
    assert follow(late, call=call)[1] == "2 leave ask done hangup"
    early = program(ir.Wait(1, SPAN), branch(closing))
    assert follow(early, call=call)[1] == "1 leave ask if 1 yes"


def test_now_is_the_local_date_and_minute() -> None:
    call = CALL._replace(at=utc("2026-12-31 22:05:59"))
    told = program(record("d", ir.Now(DATE)), record("t", ir.Now(TIME)))
    assert follow(told, call=call)[1:3] == ["0 record d 2027-01-01", "0 record t 00:05"]


# ---- prompts ------------------------------------------------------------------------------------


def test_the_first_choice_that_holds_plays_and_none_plays_nothing() -> None:
    def choices(*pairs: tuple[ir.Cond | None, str]) -> ir.Play:
        made = tuple(ir.PromptChoice(when, ir.PromptUse(name)) for when, name in pairs)
        return ir.Play(made, barge_in=True, span=SPAN)

    no, yes = FALSE[0], TRUE[0]
    assert (
        follow(program(choices((no, "two"), (yes, "five"), (None, "two"))))[1]
        == "2 play five en whole"
    )
    assert follow(program(choices((no, "two"), (None, "short"))))[1] == "0.8 play short en whole"
    assert follow(program(choices((no, "two"))))[1] == "0 leave ask done hangup"


SPOKEN: list[tuple[ir.Type, ir.Value, int]] = [
    (DIGITS, "12345678", 8),
    (NUMBER, 120, 3),
    (ir.Type("phone-number"), "+37061234567", 11),
    (TEXT, "Jonas Jonaitis", 2),
    (DATE, "2026-12-25", 3),
    (TIME, "08:00", 2),
    (TIER, "gold", 1),
    (ir.Type("yes-no"), "yes", 1),
]


@pytest.mark.parametrize(("type_", "value", "words"), SPOKEN)
def test_a_value_is_spoken_in_so_many_words(type_: ir.Type, value: ir.Value, words: int) -> None:
    spoken = prompt("told", "it is ", ir.Spoken("v", type_), ".")
    first = step("s", assign("v", ir.Const(value, type_)), play("told", v=var("v", type_)))
    made = flow(
        first,
        prompts=(spoken,),
        variables=(ir.Variable("v", type_, None, secret=False, span=SPAN),),
    )
    state, wait = until(compile_program(made))
    assert wait.until == (2 + words) * 400
    assert compile_program(made).heard(state) == f"it is {value}."


def test_nothing_is_heard_where_nothing_plays() -> None:
    machine = compile_program(program(ir.Wait(2, SPAN)))
    assert machine.heard(until(machine)[0]) == ""
