"""Work that grows with the number of blocks, and not faster."""

import sys
from pathlib import Path

from flowc import pipeline
from flowc.backends.asterisk import TARGET

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


def calls_of_compiling(blocks: int, folder: Path) -> int:
    """How many functions are called, which does not depend on the machine."""
    path = folder / f"{blocks}.flow"
    path.write_text(program(blocks), encoding="utf-8")
    (work,) = pipeline.check((str(path),), None).works
    count = 0

    def profile(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(profile)
    try:
        made = pipeline.compile_for(work, TARGET, "22")
    finally:
        sys.setprofile(None)
    text = {a.path: a.text for a in made.artefacts}["extensions_flowc.conf"]
    assert text.count("\n; menu m") == blocks - 1
    return count


def test_ten_times_the_blocks_take_ten_times_the_work(tmp_path: Path) -> None:
    calls_of_compiling(10, tmp_path)  # templates are compiled once
    small, large = calls_of_compiling(100, tmp_path), calls_of_compiling(1000, tmp_path)
    assert large < small * 11
