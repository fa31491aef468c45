"""Queues as they are written: who is a member of what, in which order, and what is refused."""

import re
from collections.abc import Callable
from pathlib import Path

from flowc.backends.asterisk.waiting import bucket_of, interfaces
from tests.targets.asterisk.lab import Made, compiled

Flow = Callable[..., Made]

DESK = """
flow "Desk" {{ languages en, lt  on failed -> hangup }}
number "100" -> support
number "101" -> sales
skill tech 1..5
phone alice
phone bob
phone carol
agent alice {{ phone alice  skill tech 5  speaks en, lt }}
agent bob   {{ phone bob    skill tech 3  speaks en }}
agent carol {{ phone carol  skill tech 1  speaks en }}
queue support {{
  {support}
  strategy {strategy}
  {accepted}
  after 5m -> hangup
  on no-agents -> hangup
}}
queue sales {{
  agents {sales}
  strategy longest-idle
  after 5m -> hangup
  on no-agents -> hangup
}}
"""


def desk(
    support: str,
    strategy: str = "longest-idle",
    sales: str = "alice, bob, carol",
    accepted: str = "",
) -> str:
    return DESK.format(support=support, strategy=strategy, sales=sales, accepted=accepted)


def members(made: Made, queue: str) -> list[tuple[str, int]]:
    """The agents of a queue of Asterisk's as written, with their penalties."""
    text = re.split(r"^\[", made["queues_flowc.conf"], flags=re.MULTILINE)
    (own,) = [part for part in text if part.startswith(f"{queue}]")]
    found = re.findall(r"^member => Local/[^,]*,(\d+),(\w+),hint:agent-(\w+)@", own, re.MULTILINE)
    assert all(name == hinted for _, name, hinted in found)
    return [(name, int(penalty)) for penalty, name, _ in found]


def test_of_equals_asterisk_takes_the_first(flow: Flow) -> None:
    """Of the places where it keeps members it takes the last that is as good as any."""
    names = [
        f"{first}{n}" for n in range(3) for first in ("zoe", "al", "a", "Marko", "lena_x", "x")
    ]
    places = [bucket_of(name) for name in interfaces(names).values()]
    assert places == sorted(set(places), reverse=True)
    many = [bucket_of(name) for name in interfaces(f"agent{n}" for n in range(90)).values()]
    assert many == sorted(many, reverse=True)
    assert members(flow(desk("agents alice, bob")), "flowc-support") == [("bob", 0), ("alice", 0)]


def test_a_name_is_kept_where_asterisk_keeps_it() -> None:
    """Worked out by hand from `member_hash_fn`: 15 + (33 << 6) + (34 << 12) + (13 << 18) + …"""
    assert bucket_of("ab") == (15 + (33 << 6) + (34 << 12)) % 37
    assert bucket_of("ab-cdef") == (15 + (33 << 6) + (34 << 12) + (13 << 18) + (35 << 24)) % 37


def test_a_queue_names_its_agents_in_its_own_order(flow: Flow) -> None:
    made = flow(desk("agents carol, alice", sales="bob, carol, alice"))
    order = re.findall(
        r"^exten => ([a-z0-9]{2}-\w+),1,", made["extensions_flowc.conf"], re.MULTILINE
    )
    places = {name.partition("-")[2]: bucket_of(name) for name in order}
    assert places["bob"] > places["carol"] > places["alice"]


def test_agents_keep_the_order_of_the_file_where_asterisk_does(flow: Flow) -> None:
    made = flow(desk("agents carol, alice, bob", "in-order"))
    assert [name for name, _ in members(made, "flowc-support")] == ["carol", "alice", "bob"]


def test_a_step_raises_who_may_be_rung_and_who_counts_as_equal(flow: Flow) -> None:
    made = flow(
        desk(
            "need tech >= 4\n after 30s need tech >= 2\n after 70s need tech >= 1",
            accepted="without queue-turn on asterisk",
        )
    )
    assert dict(members(made, "flowc-support")) == {"alice": 0, "bob": 1, "carol": 2}
    rules = made["queuerules_flowc.conf"].partition("[flowc-support]\n")[2].splitlines()
    assert rules == ["penaltychange => 30,1,0,1", "penaltychange => 70,2,0,2"]
    assert "QUEUE_MAX_PENALTY=0,QUEUE_RAISE_PENALTY=0" in made["extensions_flowc.conf"]


def test_callers_with_the_same_agents_wait_in_one_queue(flow: Flow) -> None:
    one = flow(desk("agents alice, bob"))
    assert re.findall(r"^\[(.*)\]", one["queues_flowc.conf"], re.MULTILINE) == [
        "flowc-support",
        "flowc-sales",
    ]
    two = flow(desk("need speaks language"))
    assert dict(members(two, "flowc-support-1")) == {"alice": 0, "bob": 0, "carol": 0}
    assert dict(members(two, "flowc-support-2")) == {"alice": 0}
    assert "queuerules_flowc.conf" not in two


def test_orders_that_contradict_each_other_are_refused_until_taken(tmp_path: Path) -> None:
    path = tmp_path / "flow.flow"

    def codes(accepted: str) -> set[str]:
        path.write_text(desk("agents bob, alice", accepted=accepted), encoding="utf-8")
        return {d.code for d in compiled(path).diagnostics if d.severity == "error"}

    assert codes("") == {"F719"}
    assert codes("without queue-turn on asterisk") == {"F719"}
    assert codes("without queue-order on freeswitch") == {"F719"}
    assert codes("without queue-order on asterisk") == set()


def test_what_agents_are_watched_by(flow: Flow) -> None:
    made = flow(
        desk("agents alice, bob"),
        "asterisk.phones.alice=PJSIP/37060000001@trunk",
        "asterisk.phones.bob=Local/bob@office/n",
    )["extensions_flowc.conf"]
    hints = dict(re.findall(r"^exten => agent-(\w+),hint,(.*)$", made, re.MULTILINE))
    assert hints["alice"].split("&")[0].startswith("Local/"), "a trunk is never one phone"
    assert hints["bob"].split("&")[0] == "Local/bob@office"
    assert hints["carol"].split("&")[0] == "PJSIP/carol"
    assert all("Custom:flowc-bob-out" in hint for name, hint in hints.items() if name == "bob")
