"""What callers, networks and other dialplan write is never read as more than text by a real
FreeSWITCH: each payload at each place, whether APIs may stand in variables or not."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flowc.switches.freeswitch import configuration
from flowc.testing.agreement import agree
from tests.agreement.conftest import opened
from tests.agreement.hostile import PLACES, at_place, common_flow, hostile_payloads, played

if TYPE_CHECKING:
    from flowc.testing import Result

NEUTRALIZED = "contains a variable"
"""FreeSWITCH's own word for a caller's name that it does not take over into another record."""


@pytest.mark.parametrize("expansion", ["true", "false"])
def test_each_payload_at_each_place(
    expansion: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = configuration.write

    def with_expansion(folder: Path, port: int, secret: str) -> None:
        write(folder, port, secret)
        file = folder / "conf" / "freeswitch.xml"
        param = f'<param name="api-expansion" value="{expansion}"/>'
        text = file.read_text(encoding="utf-8")
        own = text.replace('<param name="max-sessions"', f'{param}<param name="max-sessions"')
        assert own != text
        file.write_text(own, encoding="utf-8")

    path = "flowc.switches.freeswitch.instance.Instance.__init__.__defaults__"
    monkeypatch.setattr(path, (with_expansion,))
    canary = tmp_path / "canary"
    canary.mkdir()
    flow = common_flow(tmp_path)
    names: dict[int, str] = {}
    results: list[Result] = []
    for place in PLACES:
        for name, payload in hostile_payloads(canary).items():
            call, returns, keys = at_place(place, name, payload)
            results.append(played(flow.program, call, returns, keys))
            names[id(results[-1])] = f"{name} as {place}"
    with opened("freeswitch") as switch:
        switch.load(flow)
        wrong: list[str] = []
        for placed in switch.place(flow.program, results):
            (ours,), (told,) = placed.result.calls, placed.told
            difference = agree(ours.trace, told.trace, "freeswitch")
            log = [line for line in told.log if NEUTRALIZED not in line]
            if difference or told.stuck or log:
                wrong.append(f"{names[id(placed.result)]}: {difference} {told.stuck} {log}")
            del names[id(placed.result)]
        assert wrong == []
        assert not names
        assert list(canary.iterdir()) == []
