"""What a call brings with it, cleaned once at entry: numbers and the caller's name."""

import pytest

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call
from flowc.semantics import ir
from tests.runtime.build import SPAN, flow, record, step, to
from tests.runtime.drive import follow

TEXT, PHONE = ir.Type("text"), ir.Type("phone-number")


def number(pattern: str, block: str) -> ir.Number:
    return ir.Number(pattern.removesuffix("*"), pattern.endswith("*"), to(block), SPAN)


def start(call: Call, *claimed: ir.Number) -> tuple[str, str, str]:
    """The caller's number, the number dialled, and what the call comes to first."""
    program = flow(step("world"), step("desk"), step("short"), step("any"), numbers=claimed)
    _, (trace, _) = compile_program(program).start(call)
    _, _, caller, dialled, _ = trace[0]
    return caller, dialled, follow(program, call=call)[0]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("+37061234567", True),
        ("105", True),
        ("1" * 20, True),
        ("+" + "1" * 20, True),
        ("1" * 21, False),
        ("+370 612 34567", False),
        ("(5)2000000", False),
        ("370-5", False),
        ("+", False),
        ("++370", False),
        ("370+", False),
        ("12ab", False),
        ("5):0:1", False),
        ("105\n", False),
        ("\u0661\u0660\u0665", False),
        ("anonymous", False),
    ],
)
def test_a_number_is_kept_as_it_is_or_is_none(raw: str, kept: bool) -> None:
    program = flow(
        step("s", record("via", ir.CallerField("redirected-from", PHONE))),
        numbers=(ir.Number("", rest=True, edge=to("s"), span=SPAN),),
    )
    call = Call(to=raw, caller=raw, redirected_from=raw)
    _, (trace, _) = compile_program(program).start(call)
    clean = raw if kept else ""
    assert trace[0][2:4] == (clean, clean)
    assert follow(program, call=call)[1] == f"0 record via {clean}"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Jonas Jonaitis", "Jonas Jonaitis"),
        ("O'Brien (mobile)", "O'Brien (mobile)"),
        ("Sales: Žemyna", "Sales: Žemyna"),
        ("  Jonas  ", "Jonas"),
        ("   ", ""),
        ("ą" * 80, "ą" * 80),
        ("ą" * 81, ""),
        (" " + "x" * 80 + " ", "x" * 80),
        ("a\tb", ""),
        ("a\x7fb", ""),
        ("vip\n", ""),
        ("vip):1", ""),
        ("(a) b: c", ""),
        ("a: (b)", "a: (b)"),
        *((f"a{c}b", "") for c in '"$<>[\\]`{|}'),
        ("Smith, John & Sons; x", "Smith, John & Sons; x"),
    ],
)
def test_a_name_is_one_that_every_switch_can_hand_on(raw: str, name: str) -> None:
    program = flow(step("s", record("who", ir.CallerField("name", TEXT))))
    told = follow(program, call=Call(to="+37052000000", name=raw))
    assert told[1] == f"0 record who {name}"


def test_a_plus_that_the_carrier_leaves_out_is_meant() -> None:
    claimed = number("+370*", "world"), number("37010X", "desk"), number("+37", "short")
    for dialled, meant, block in [
        ("+37052000000", "+37052000000", "world"),
        ("37052000000", "+37052000000", "world"),
        ("370105", "370105", "desk"),
        ("+370105", "+370105", "world"),
        ("37", "+37", "short"),
        ("370" + "1" * 17, "+370" + "1" * 17, "world"),
    ]:
        assert start(Call(to=dialled), *claimed)[1:] == (meant, f"0 enter {block} step")
    for dialled, kept in [("371", "371"), ("+371", "+371"), ("370" + "1" * 18, ""), ("", "")]:
        assert start(Call(to=dialled), *claimed)[1:] == (kept, "0 end flow unclaimed")


def test_a_number_that_takes_all_takes_one_without_its_plus() -> None:
    claimed = number("+370*", "world"), number("*", "any")
    assert start(Call(to="3705"), *claimed)[1:] == ("3705", "0 enter any step")
