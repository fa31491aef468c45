"""Callbacks: which numbers they may ever call, and the blocks that one becomes."""

import re

import pytest

from flowc.semantics import ir, phone_numbers
from flowc.semantics.graph import build
from tests.semantics.read import read

CALLED = ("FIXED_LINE", "MOBILE")
NEVER = (
    "PREMIUM_RATE",
    "SHARED_COST",
    "TOLL_FREE",
    "VOIP",
    "PERSONAL_NUMBER",
    "PAGER",
    "UAN",
    "VOICEMAIL",
)


def regions() -> list[str]:
    import phonenumbers

    return sorted(phonenumbers.SUPPORTED_REGIONS)


def of_kind(region: str, kind: str) -> str | None:
    """A national number of that kind, which the region's plan gives as an example."""
    import phonenumbers

    which = getattr(phonenumbers.PhoneNumberType, kind)
    found = phonenumbers.example_number_for_type(region, which)
    return phonenumbers.national_significant_number(found) if found else None


@pytest.mark.parametrize("region", regions())
def test_only_fixed_lines_and_mobile_phones_are_called(region: str) -> None:
    accept = phone_numbers.called_back(region)
    assert accept
    national = re.compile(accept.national)
    ordinary = [n for kind in CALLED if (n := of_kind(region, kind))]
    assert ordinary
    assert all(national.fullmatch(n) for n in ordinary)
    dear = [n for kind in NEVER if (n := of_kind(region, kind)) and n not in ordinary]
    assert not [n for n in dear if national.fullmatch(n)]


FLOW = """\
flow "Back" {{ languages en  on failed -> lost }}
number "100" -> back
agent alice {{ phone alice }}
queue support {{ agents alice  strategy in-order  after 5m -> lost  on no-agents -> lost }}
callback back {{
  queue support  number caller.number{ask}  accept phone-number LT
  {items}
  on accepted -> said
}}
step said {{ -> hangup }}
step lost {{ -> hangup }}
prompt question {{ en "Your number?" }}
"""


def blocks(ask: str = "", items: str = "") -> dict[str, tuple[str, ...]]:
    """The pieces, each with what its outcomes lead to."""
    made, found = read(FLOW.format(ask=ask, items=items))
    assert made, found
    graph = build(made)
    pieces = [b.id for b in made.blocks if b.id.startswith("back")]
    return {p: tuple(f"{a.outcome} {a.target}" for a in graph.arrows[p]) for p in pieces}


def test_with_nothing_asked() -> None:
    assert blocks() == {
        "back": ("if 1 back.call", "done lost"),
        "back.call": ("failed lost", "accepted said"),
    }


def test_with_everything() -> None:
    items = 'offer "One?" confirm "{number}?"  on declined -> lost'
    assert blocks(" or ask question", items) == {
        "back": ("key 1 back.number", "key 2 lost", "gave-up lost"),
        "back.number": ("if 1 back.confirm", "done back.ask"),
        "back.confirm": ("key 1 back.call", "key 2 back.ask", "gave-up lost"),
        "back.ask": ("gave-up lost", "done back.call"),
        "back.call": ("failed lost", "accepted said"),
    }


def test_another_number_than_the_callers_is_none_where_nobody_asks() -> None:
    assert blocks(items='confirm "{number}?"') == {
        "back": ("if 1 back.confirm", "done lost"),
        "back.confirm": ("key 1 back.call", "key 2 lost", "gave-up lost"),
        "back.call": ("failed lost", "accepted said"),
    }


def test_a_callback_in_a_module_has_its_own_queue() -> None:
    made, found = read(
        """\
flow "Back" { languages en  on failed -> hangup }
number "100" -> one
agent alice { phone alice }
use desk() as one { on over -> two }
use desk() as two { on over -> hangup }
module desk() exits over {
  -> back
  callback back {
    queue support  number caller.number  accept phone-number LT
    on accepted -> over
  }
  queue support { agents alice  strategy in-order  after 5m -> over  on no-agents -> over }
}
"""
    )
    assert made, found
    backs = [b for b in made.blocks if isinstance(b, ir.Callback)]
    assert [(b.id, b.queue, b.number.name) for b in backs] == [
        ("one.back.call", "one.support", "one.back.number"),
        ("two.back.call", "two.support", "two.back.number"),
    ]


def test_what_its_queue_asks_has_to_be_known() -> None:
    flow = FLOW.replace("agents alice", "need tier is gold").format(ask="", items="")
    _, found = read(f"var tier: one of (gold, silver)\n{flow}")
    assert [d.code for d in found if d.severity == "error"] == ["F108"]
