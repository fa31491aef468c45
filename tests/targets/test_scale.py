"""Work that grows with the number of blocks, and not faster."""

import sys
from pathlib import Path

import pytest

from flowc import pipeline
from flowc.backends import registry

BLOCKS = {
    "asterisk": ("extensions_flowc.conf", "\n; menu m"),
    "freeswitch": ("dialplan/flowc.xml", "<!-- menu m"),
}
"""The file that holds a target's blocks, and how it begins a menu there."""

MENU = """menu m{n} {{
  play {{ en "Press 1." }}
  press 1 -> m{next}
  on gave-up -> m{next}
}}
"""


def program(blocks: int) -> str:
    body = "".join(MENU.format(n=n, next=n + 1) for n in range(blocks - 1))
    head = 'flow "Large" { timezone UTC  languages en }\nnumber "+37052000000" -> m0\n'
    return f"{head}{body}step m{blocks - 1} {{ -> hangup }}\n"


def calls_of_compiling(name: str, blocks: int, folder: Path) -> int:
    """How many functions are called, which does not depend on the machine."""
    path = folder / f"{blocks}.flow"
    path.write_text(program(blocks), encoding="utf-8")
    (work,) = pipeline.check((str(path),), None).works
    target = registry.load(name)
    assert target
    count = 0

    def profile(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(profile)
    try:
        made = pipeline.compile_for(work, target, target.versions[0])
    finally:
        sys.setprofile(None)
    file, menu = BLOCKS[name]
    text = {a.path: a.text for a in made.artefacts}[file]
    assert text.count(menu) == blocks - 1
    return count


@pytest.mark.parametrize("name", [name for name, _ in registry.BUILT_IN])
def test_ten_times_the_blocks_take_ten_times_the_work(name: str, tmp_path: Path) -> None:
    calls_of_compiling(name, 10, tmp_path)  # templates are compiled once
    small = calls_of_compiling(name, 100, tmp_path)
    large = calls_of_compiling(name, 1000, tmp_path)
    assert large < small * 11
