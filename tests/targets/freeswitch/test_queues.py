"""Which queues FreeSWITCH does as they are written, and which only if the author takes it."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.targets.freeswitch.lab import compiled, files

HEAD = """flow "Desk" { languages en, lt  on failed -> hangup }
number "100" -> one
skill repair 1..5
phone anna
phone berta
phone carla
agent anna  { phone anna  skill repair 1  speaks en, lt }
agent berta { phone berta  skill repair 5  speaks en }
agent carla { phone carla  skill repair 3  speaks en, lt }
"""
TAIL = "after 5m -> hangup  on no-agents -> hangup"


def flow(folder: Path, *queues: str) -> Path:
    path = folder / "desk.flow"
    names = ("one", "two")
    blocks = [f"queue {n} {{ {q}\n{TAIL} }}\n" for n, q in zip(names, queues, strict=False)]
    second = 'number "200" -> two\n' if len(queues) > 1 else ""
    path.write_text(HEAD + second + "".join(blocks), encoding="utf-8")
    return path


def codes(path: Path) -> list[str]:
    return [d.code for d in compiled(path).diagnostics if d.severity == "error"]


STEPS = "need repair >= 5\nafter 20s need repair >= 3\nafter 50s need repair >= 1\n"
ORDER = "without queue-order on freeswitch"


@pytest.mark.parametrize(
    ("queue", "found"),
    [
        (f"{STEPS}strategy longest-idle", ["F728"]),
        (f"{STEPS}strategy longest-idle\n{ORDER}", []),
        (f"{STEPS}strategy longest-idle\nwithout queue-order on asterisk", ["F728"]),
        (f"{STEPS}strategy ring-all", []),
        (f"{STEPS}strategy random", []),
        (f"{STEPS}strategy in-order", ["F728"]),
        ("need repair < 3\nafter 20s need repair >= 1\nstrategy in-order", []),
        ("agents anna, berta\nstrategy round-robin", []),
        ("need speaks language\nstrategy round-robin", ["F728"]),
        ("agents anna\nstrategy in-order\nafter 9s priority 20", ["F727"]),
        ("agents anna\nstrategy in-order\npriority -1000", []),
        ("agents anna\nstrategy in-order\nevery 20s say wait", ["F726"]),
        (
            "agents anna\nstrategy in-order\nevery 20s say wait\nwithout queue-wait on freeswitch",
            [],
        ),
    ],
)
def test_what_is_refused(queue: str, found: list[str], tmp_path: Path) -> None:
    assert codes(flow(tmp_path, queue)) == found


def test_the_turn_of_shared_agents_is_refused(tmp_path: Path) -> None:
    shared = flow(
        tmp_path, "agents anna, berta\nstrategy round-robin", "agents berta\nstrategy in-order"
    )
    assert codes(shared) == ["F728"]
    own = flow(
        tmp_path, "agents anna, berta\nstrategy round-robin", "agents carla\nstrategy in-order"
    )
    assert codes(own) == []


def test_kinds_of_callers_have_queues_of_their_own(tmp_path: Path) -> None:
    made = files(flow(tmp_path, "need speaks language\nstrategy longest-idle"))
    root = ET.fromstring(made["autoload_configs/callcenter.conf.xml"])  # noqa: S314 - our own
    found: dict[str, list[str]] = {}
    for tier in root.iter("tier"):
        found.setdefault(tier.attrib["queue"], []).append(tier.attrib["agent"].partition("@")[0])
    assert found == {
        "one-1@flowc": ["anna", "berta", "carla"],
        "one-2@flowc": ["anna", "carla"],
    }


def test_an_agent_is_one_of_all_queues_from_the_step_on_that_admits_them(tmp_path: Path) -> None:
    made = files(flow(tmp_path, f"{STEPS}strategy ring-all", "agents berta\nstrategy in-order"))
    root = ET.fromstring(made["autoload_configs/callcenter.conf.xml"])  # noqa: S314 - our own
    assert [a.attrib["name"] for a in root.iter("agent")] == [
        "anna@flowc",
        "berta@flowc",
        "carla@flowc",
    ]
    tiers = {(t.attrib["queue"], t.attrib["agent"]): t.attrib["level"] for t in root.iter("tier")}
    assert tiers == {
        ("one@flowc", "anna@flowc"): "50",
        ("one@flowc", "berta@flowc"): "0",
        ("one@flowc", "carla@flowc"): "20",
        ("two@flowc", "berta@flowc"): "0",
    }
