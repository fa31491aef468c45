"""`python -m tests.agreement.record [FILE …]`: make every call of the records again.

They are made on a real FreeSWITCH, and what it tells is kept; nothing of a file in which the switch
and the runtime part.
"""

import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flowc.switches.protocol import Broken, Missing, Placed, Switch
from flowc.switches.registry import open_switch
from flowc.testing.agreement import agree
from flowc.testing.words import clock_time
from tests.agreement import records
from tests.agreement.cases import Case, Group, digest, files

_AT_ONCE = 4
"""Programs whose calls are made at one time."""

_AGAIN = 3
"""How often a test that parts is made again."""


def main(names: Sequence[str]) -> int:
    """The exit code: 0, 1 where something parts, 3 without a FreeSWITCH."""
    try:
        switch = open_switch("freeswitch")
        with switch, tempfile.TemporaryDirectory() as folder:
            made = [_record(switch, name, Path(folder)) for name in files() if name in names]
    except (Missing, Broken) as e:
        print(e, file=sys.stderr)  # noqa: T201 - a command
        return 3
    return 0 if all(made) else 1


def _record(switch: Switch, name: str, folder: Path) -> bool:
    groups = list(files()[name](folder))
    for group in groups:
        switch.load(group.loaded)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(pool.map(_placed, [switch] * len(groups), groups))
    bad = [
        f"{group.name}, {case.title}: {parts}"
        for group, placed in zip(groups, found, strict=True)
        for case in group.cases
        if (parts := _parts(placed[id(case.result)]))
    ]
    for text in bad:
        print(text, file=sys.stderr)  # noqa: T201 - for who runs it
    if bad:
        print(f"{name}: {len(bad)} tests part, so nothing is kept", file=sys.stderr)  # noqa: T201 - for who runs it
        return False
    kept = [(g.name, _kept(g, placed)) for g, placed in zip(groups, found, strict=True)]
    records.FOLDER.mkdir(exist_ok=True)
    file = records.FOLDER / f"{name}.txt"
    records.write(file, f"FreeSWITCH {switch.version}", kept)
    print(f"{name}: {sum(len(g.cases) for g in groups)} tests")  # noqa: T201 - for who runs it
    return True


def _placed(switch: Switch, group: Group) -> dict[int, Placed]:
    """What it told of each test. One that parts is made again alone: the machine may be busy."""
    program = group.loaded.program
    found = {id(p.result): p for p in switch.place(program, [c.result for c in group.cases])}
    for case in group.cases * _AGAIN:
        if _parts(found[id(case.result)]):
            (found[id(case.result)],) = switch.place(program, [case.result])
    return found


def _parts(placed: Placed) -> str:
    """Where a test's calls part from the runtime's; "" if they agree."""
    for log, told in zip(placed.result.calls, placed.told, strict=True):
        difference = agree(log.trace, told.trace, "freeswitch")
        if difference:
            when = clock_time(log.trace[min(difference.ours, len(log.trace) - 1)][1])
            stuck = f", {told.stuck}" if told.stuck else ""
            did = f"the runtime {difference.runtime}, FreeSWITCH {difference.switch}"
            return f"{did} ({when}){stuck}"
    return placed.result.failure.message if placed.result.failure else ""


def _kept(group: Group, placed: dict[int, Placed]) -> records.KeptGroup:
    tests = {case.title: _test(case, placed[id(case.result)]) for case in group.cases}
    assert len(tests) == len(group.cases), "two tests of one title"
    return records.KeptGroup(group.output(), digest(group.text), tests)


def _test(case: Case, placed: Placed) -> records.Kept:
    return records.Kept(digest(case.text), {told.caller: told.trace for told in placed.told})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or tuple(files())))
