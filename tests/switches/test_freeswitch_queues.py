"""What mod_callcenter tells of offers, in whatever order, is what the trace has.

No switch runs here: it is told by hand what one would tell.
"""

from pathlib import Path

import pytest

from flowc.semantics.ir import Program
from flowc.switches.freeswitch.queues import Staff, Waiting
from tests.switches.private import read

FLOW = """\
flow "Desk" { languages en }
number "+3701" -> desk
number "+3702" -> all
skill repair 1..5
phone anna
phone berta
agent anna { phone anna  skill repair 5 }
agent berta { phone berta  skill repair 1 }
queue desk {
  need repair >= 5
  after 30s need repair >= 1
  strategy in-order
  after 2m -> hangup
  on no-agents -> hangup
  on failed -> hangup
}
queue all {
  agents anna, berta
  strategy ring-all
  after 2m -> hangup
  on no-agents -> hangup
  on failed -> hangup
}
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    path = Path(tmp_path_factory.mktemp("queues")) / "desk.flow"
    path.write_text(FLOW, encoding="utf-8")
    return read(path)[0].program


class Told:
    """A caller who was let in at second 100.9 of the switch's clock, and what is told of them."""

    def __init__(self, program: Program, queue: str) -> None:
        self.staff = Staff((), (), {})
        self.waiting = Waiting(program, self.staff)
        self.waiting.enter(queue, 100.9)
        self.found: list[tuple[str, str, str]] = []

    def offer(self, agent: str, now: float = 101) -> None:
        event = {"CC-Action": "agent-offering", "CC-Agent": f"{agent}@lane"}
        self.found += self.waiting.hear(event, now)

    def fail(self, agent: str, cause: str, now: float = 102) -> None:
        event = {"CC-Action": "bridge-agent-fail", "CC-Agent": f"{agent}@lane"}
        self.found += self.waiting.hear(event | {"CC-Hangup-Cause": cause}, now)


def test_the_second_offer_is_told_after_the_end_of_the_first(program: Program) -> None:
    told = Told(program, "desk")
    told.offer("anna")
    told.offer("berta", 130.1)
    told.fail("anna", "USER_BUSY", 130.1)
    told.fail("berta", "CALL_REJECTED", 135)
    assert told.found == [
        ("offer", "anna", "need 1, in-order"),
        ("refuse", "anna", "busy"),
        ("offer", "berta", "need 2, in-order"),
        ("refuse", "berta", "refused"),
    ]


def test_offers_to_all_at_once_are_told_at_once(program: Program) -> None:
    told = Told(program, "all")
    told.offer("anna")
    told.offer("berta")
    assert [agent for _, agent, _ in told.found] == ["anna", "berta"]


@pytest.mark.parametrize(
    ("causes", "reason"),
    [
        (("USER_BUSY", "NORMAL_CIRCUIT_CONGESTION"), "busy"),
        (("ALLOTTED_TIMEOUT", "USER_BUSY"), "no-answer"),
        (("USER_NOT_REGISTERED",), "failed"),
        (("ALLOTTED_TIMEOUT", "CALL_REJECTED"), "refused"),
    ],
)
def test_the_best_of_an_agents_phones_counts(
    program: Program, causes: tuple[str, ...], reason: str
) -> None:
    told = Told(program, "desk")
    told.offer("anna")
    for cause in causes:
        told.waiting.left("anna@lane", cause)
    told.fail("anna", causes[-1])
    assert told.found[-1] == ("refuse", "anna", reason)


def test_a_ring_that_was_cancelled_is_told_of_who_is_away_only(program: Program) -> None:
    told = Told(program, "desk")
    told.offer("anna")
    told.fail("anna", "ORIGINATOR_CANCEL")
    assert [what for what, *_ in told.found] == ["offer"]
    told.offer("anna")
    gone = {"CC-Action": "agent-status-change", "CC-Agent": "anna@lane"}
    told.staff.hear(gone | {"CC-Agent-Status": "On Break"})
    told.fail("anna", "ORIGINATOR_CANCEL")
    assert told.found[-1] == ("refuse", "anna", "away")
