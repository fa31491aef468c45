"""A mailbox that is full for a while: each call and each visit meets it as in the runtime."""

import shutil
from pathlib import Path

from flowc import pipeline
from flowc.switches.protocol import Switch
from tests.agreement.door import placed, played, site
from tests.agreement.script import Script, checked

FLOW = Path(__file__).parent / "flows" / "mailboxes.flow"
CLINIC = Path(__file__).parent.parent.parent / "examples" / "clinic"

FOUND = Script(
    "there is room for the second caller",
    (
        "at 2028-04-25 23:59",
        'given mailbox "200" is full for 13s',
        'call "+37052100200"',
        "press 2 during emergency_choices",
        "caller two",
        'call "37052100200"',
        "stay silent",
        "press #",
    ),
)


def test_each_visit_meets_the_mailbox_as_it_is_then(switch: Switch, tmp_path: Path) -> None:
    flow = tmp_path / "mailboxes.flow"
    shutil.copy(FLOW, flow)
    on = site(switch, flow)
    (work,) = pipeline.check((str(flow),)).works
    assert len(work.tests) == 7
    found = placed(on, played(on, work.tests))
    assert [(r.test.title, r.failure.message) for r in found if r.failure] == []


def test_the_second_caller_of_a_clinic_finds_room(switch: Switch, tmp_path: Path) -> None:
    shutil.copytree(CLINIC, tmp_path / "clinic")
    on = site(switch, tmp_path / "clinic" / "clinic.flow")
    (result,) = played(on, checked(on.flow, [FOUND]).tests)
    first, second = ({e[0] for e in call.trace} for call in result.calls)
    assert "message" in second - first
    (there,) = placed(on, [result])
    assert there.failure is None
