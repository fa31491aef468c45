"""When two traces agree, and where they part, on traces written by hand."""

import pytest

from flowc.testing.agreement import UNSEEN, UNTIMED, Difference, agree, compare, filled
from flowc.trace import FIELDS, Event, Trace

RUNTIME: Trace = (
    ("call", 0.0, "+37061234567", "+37052000000", "2026-03-02 10:00:00"),
    ("enter", 0.0, "main", "menu"),
    ("play", 2.0, "choices", "pt-BR", True),
    ("keys", 2.0, "***", "pin"),
    ("no-match", 2.0, "main", 1),
    ("set", 2.0, "tries", 3),
    ("leave", 2.0, "main", "key 1", "desk"),
    ("enter", 2.0, "desk", "ring"),
    ("ring", 9.0, ("alice", "+37060000001"), "answered"),
    ("bridge", 69.0, "alice", 60),
    ("leave", 69.0, "desk", "done", "hangup"),
    ("end", 69.0, "agent", "hangup"),
)
TOLD: Trace = (
    ("call", 0.1, "+37061234567", "+37052000000", "2026-03-02 10:00:00"),
    ("enter", 0.1, "main", "menu"),
    ("play", 2.4, "choices", "pt-BR", True),
    ("keys", 2.4, "***", "pin"),
    ("no-match", 2.4, "main", "1"),
    ("set", 2.4, "tries", "3"),
    ("leave", 2.4, "main", "key 1", "desk"),
    ("enter", 2.5, "desk", "ring"),
    ("ring", 9.9, "alice +37060000001", "answered"),
    ("bridge", 70.5, "alice", "61"),
    ("leave", 70.5, "desk", "done", "hangup"),
    ("end", 70.5, "agent", "hangup"),
)


def told_with(place: int, *events: Event) -> Trace:
    """What the switch told, with these events instead of the one at `place`."""
    return (*TOLD[:place], *events, *TOLD[place + 1 :])


def test_times_and_the_ways_of_writing_a_value_are_no_difference() -> None:
    assert agree(RUNTIME, TOLD, "asterisk") is None
    assert agree(RUNTIME, RUNTIME, "asterisk") is None


@pytest.mark.parametrize(
    ("place", "event", "runtime", "switch"),
    [
        (0, ("call", 0.0, "", "+37052000000", ""), None, "took a call from nothing to +370520000"),
        (1, ("enter", 0.0, "man", "menu"), "came to `main`", "came to `man`"),
        (1, ("enter", 0.0, "main", "step"), "came to `main`", "came to `main`"),
        (
            2,
            ("play", 2.0, "choices", "en", True),
            "played `choices` in pt-BR until a key was pressed",
            "played `choices` in en until a key was pressed",
        ),
        (2, ("play", 2.0, "choices", "pt-BR", False), None, "played `choices` in pt-BR"),
        (3, ("keys", 2.0, "1234", "pin"), "took the keys *** for `pin`", None),
        (4, ("no-match", 2.0, "main", "2"), "counted wrong entry 1 in `main`", None),
        (5, ("set", 2.0, "tries", "03"), "set `tries` to 3", "set `tries` to 03"),
        (6, ("leave", 2.0, "main", "key 2", "desk"), None, "left `main` by `key 2` to `desk`"),
        (8, ("ring", 2.0, "alice", "answered"), "rang alice, +37060000001: answered", None),
        (8, ("ring", 2.0, "alice +37060000001", "busy"), None, None),
        (9, ("bridge", 2.0, "bob", "60"), "let the caller talk with alice", None),
        (
            11,
            ("end", 2.0, "caller", "hangup"),
            "ended the call because the other side hung up",
            "noted that the caller hung up",
        ),
        (11, ("end", 2.0, "flow", "busy"), None, "ended the call: busy"),
        (11, ("end", 2.0, "flow", "hangup"), None, "hung up"),
    ],
)
def test_every_other_value_is_a_difference(
    place: int, event: Event, runtime: str | None, switch: str | None
) -> None:
    found = agree(RUNTIME, told_with(place, event), "asterisk")
    assert found
    assert (found.ours, found.theirs) == (place, place)
    assert runtime is None or found.runtime.startswith(runtime)
    assert switch is None or found.switch.startswith(switch)


def test_a_test_that_does_not_say_when_it_is() -> None:
    somewhen: Event = ("call", 0.0, "+37061234567", "+37052000000", "")
    assert agree((somewhen, *RUNTIME[1:]), TOLD, "asterisk") is None
    elsewhere: Event = ("call", 0.0, "+37061234567", "+37052000001", "")
    assert agree((elsewhere, *RUNTIME[1:]), TOLD, "asterisk") is not None


def test_an_event_too_few_or_too_many() -> None:
    assert agree(RUNTIME, told_with(4), "asterisk") == Difference(
        4, 4, "counted wrong entry 1 in `main`", "set `tries` to 3"
    )
    more = told_with(4, TOLD[4], ("no-input", 2.4, "main", "1"))
    assert agree(RUNTIME, more, "asterisk") == Difference(
        5, 5, "set `tries` to 3", "counted silence 1 in `main`"
    )


def test_one_that_ends_before_the_other() -> None:
    assert agree(RUNTIME, TOLD[:5], "asterisk") == Difference(
        5, 5, "set `tries` to 3", "did nothing more"
    )
    late: Event = ("record", 71.0, "csat", "5")
    assert agree(RUNTIME, (*TOLD, late), "asterisk") == Difference(
        12, 12, "had ended the call", "recorded csat = 5"
    )
    assert agree(RUNTIME, (), "asterisk") is not None


def test_a_call_that_the_runtime_did_not_play_to_its_end_is_compared_as_far_as_it_came() -> None:
    for length in range(len(RUNTIME)):
        assert agree(RUNTIME[:length], TOLD, "asterisk") is None
    assert agree(RUNTIME[:6], told_with(5), "asterisk") is not None


def test_places_are_found_as_far_as_the_traces_agree() -> None:
    compared = compare(RUNTIME, told_with(4), "asterisk")
    assert [compared.told(n) for n in range(7)] == [0, 1, 2, 3, 4, None, None]
    assert compare(RUNTIME, TOLD, "asterisk").told(len(RUNTIME)) == len(TOLD)


def test_the_tables_name_what_there_is_and_why() -> None:
    for row in (*UNTIMED, *(row for rows in UNSEEN.values() for row in rows)):
        event, _, part = row.event.partition(" ")
        assert event in FIELDS
        assert not row.field or row.field in FIELDS[event]
        assert not (row.field and part)
        assert row.reason


@pytest.mark.parametrize("switch", UNSEEN)
def test_what_a_switch_can_not_show_is_not_compared(switch: str) -> None:
    for row in UNTIMED + UNSEEN[switch]:
        if " " in row.event:
            continue
        values = ["x"] * len(FIELDS[row.event])
        other = ["y" if row.field in ("", name) else "x" for name in FIELDS[row.event]]
        mine: Event = (row.event, 0.0, *values)
        theirs: Event = (row.event, 0.0, *other)
        end: Event = ("end", 0.0, "flow", "hangup")
        assert agree((mine, end), (theirs, end), switch) is None


WAITS: Trace = (
    ("queue", 0.0, "sales", "enter", "", 2, ""),
    ("queue", 0.0, "sales", "offer", "bob", None, "need 1, ring-all"),
    ("queue", 0.0, "sales", "offer", "alice", None, "need 1, ring-all"),
)
ANSWERED: Trace = (
    ("queue", 9.0, "sales", "answer", "bob", None, ""),
    ("bridge", 12.0, "bob", 3),
    ("end", 12.0, "agent", "hangup"),
)
SAID: Trace = (
    ("play", 4.0, "hold_on", "en", False),
    ("queue", 5.0, "sales", "need", "", None, "2"),
)


def test_what_goes_on_in_a_queue_by_itself_is_not_compared_on_asterisk() -> None:
    whole = WAITS + SAID + ANSWERED
    assert agree(whole, WAITS + ANSWERED, "asterisk") is None
    assert agree(SAID[:1] + WAITS, WAITS, "asterisk") is not None, "it was said before the queue"
    assert agree(WAITS + ANSWERED[:2] + SAID[:1], WAITS + ANSWERED[:2], "asterisk") is not None


def test_what_a_switch_can_not_show_is_filled_in_where_the_traces_agree() -> None:
    assert [e[0] for e in filled(WAITS + SAID + ANSWERED, WAITS + ANSWERED, "asterisk")] == [
        e[0] for e in WAITS + SAID + ANSWERED
    ]
    parted = (*WAITS[:1], ("end", 1.0, "caller", "hangup"))
    assert filled(WAITS + SAID + ANSWERED, parted, "asterisk") == parted


def test_offers_at_once_come_in_no_order() -> None:
    turned = (WAITS[0], WAITS[2], WAITS[1], *ANSWERED)
    assert agree(WAITS + ANSWERED, turned, "asterisk") is None
    other = (WAITS[0], WAITS[1], WAITS[1], *ANSWERED)
    assert agree(WAITS + ANSWERED, other, "asterisk") is not None


def test_a_position_that_is_not_said_is_not_compared() -> None:
    untold = (("queue", 0.0, "sales", "enter", "", None, ""), *WAITS[1:])
    wrong = (("queue", 0.0, "sales", "enter", "", 1, ""), *WAITS[1:])
    assert agree(WAITS, untold, "asterisk") is None
    assert agree(WAITS, wrong, "asterisk") is not None


def test_a_position_that_is_not_said_is_not_told() -> None:
    entered = ("queue", 0.0, "sales", "enter", "", None, "")
    found = agree((("end", 0.0, "flow", "hangup"),), (entered,), "asterisk")
    assert found
    assert found.switch == "took the caller into `sales`"


def test_when_a_callback_was_registered_is_no_difference() -> None:
    """It is of no interest there, but for a caller it is."""
    call = ("call", 0.0, "+37061234567", "+37052000000", "2026-03-02 10:01:26")
    later = (*call[:4], "2026-03-02 10:01:01")
    back, in_ = ("enter", 0.0, "ring_back.call", "callback"), ("enter", 0.0, "main", "menu")
    assert agree((call, back), (later, back), "asterisk") is None
    assert agree((call, in_), (later, in_), "asterisk") == Difference(
        0,
        0,
        "took a call from +37061234567 to +37052000000 on 2026-03-02 10:01:26",
        "took a call from +37061234567 to +37052000000 on 2026-03-02 10:01:01",
    )
