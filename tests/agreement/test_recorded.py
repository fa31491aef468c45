"""What a real FreeSWITCH told when it ran what is compiled today is what the runtime says today.

Where there is no FreeSWITCH this stands for it. A record that was made from other output proves
nothing about today's: it has to be made again, by `make record-freeswitch`.
"""

from pathlib import Path

import pytest

from flowc.testing.agreement import agree
from tests.agreement import records
from tests.agreement.cases import Case, Group, digest, files
from tests.agreement.records import AGAIN, Kept, KeptGroup


@pytest.mark.parametrize("name", files())
def test_what_was_recorded_agrees(name: str, tmp_path: Path) -> None:
    kept = records.read(records.FOLDER / f"{name}.txt")
    groups = list(files()[name](tmp_path))
    wrong = [text for group in groups for text in differences(group, kept.get(group.name))]
    wrong += [f"{name} is no program of today: {AGAIN}" for name in kept.keys() - _names(groups)]
    assert wrong == []


def _names(groups: list[Group]) -> set[str]:
    return {group.name for group in groups}


def differences(group: Group, kept: KeptGroup | None) -> list[str]:
    """Why the records of a program prove nothing, or where they part from the runtime."""
    if kept is None:
        return [f"{group.name} is not recorded: {AGAIN}"]
    if kept.text != digest(group.text):
        return [f"{group.name} is another program than was recorded: {AGAIN}"]
    if kept.output != group.output():
        return [f"{group.name} is recorded from other output: {AGAIN}"]
    titles = {case.title for case in group.cases}
    gone = [f"{t} is recorded and no test of today: {AGAIN}" for t in kept.tests.keys() - titles]
    each = (_difference(case, kept.tests.get(case.title)) for case in group.cases)
    return gone + [f"{group.name}, {text}" for text in each if text]


def _difference(case: Case, kept: Kept | None) -> str:
    if kept is None:
        return f"{case.title} is not recorded: {AGAIN}"
    if kept.text != digest(case.text):
        return f"{case.title} is another test than was recorded: {AGAIN}"
    calls = {log.caller: log.trace for log in case.result.calls}
    if calls.keys() != kept.told.keys():
        return f"{case.title} has other callers than were recorded: {AGAIN}"
    for caller, trace in calls.items():
        difference = agree(trace, kept.told[caller], "freeswitch")
        if difference:
            did = f"the runtime {difference.runtime}, FreeSWITCH {difference.switch}"
            return f"{case.title}: {did}"
    return ""
