"""Whether checking and compiling take time in proportion to a program's size.

Programs of 1,000 and of 10,000 blocks, made so that every rule has something to look at: menus that
lead on and back, rings, collects, steps with conditions. Goal: 10 times the size, at most 12 times
the time, for check and for each target.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from flowc import pipeline
from flowc.backends import registry
from flowc.diagnostic import has_errors

SMALL, LARGE = 1_000, 10_000
ROUNDS = 3
BLOCKS = 5
"""How many blocks one turn of `program` writes."""


def program(blocks: int) -> Iterator[str]:
    """A flow of about so many blocks, a fifth of them of each kind, in one long corridor."""
    yield 'flow "Growth" { timezone Europe/Vilnius languages en on gave-up -> last }\n'
    yield 'number "+37052000000" -> menu0\nschedule office { open mon-fri 08:00-18:00 }\n'
    yield 'phone desk\nprompt sorry { en "Sorry." }\n'
    rooms = blocks // BLOCKS
    for n in range(rooms):
        after = f"menu{n + 1}" if n + 1 < rooms else "last"
        yield f"""
prompt text{n} {{ en "Room {n}. For the next, press 1. For a person, press 2." }}
menu menu{n} {{ play text{n}  press 1 -> step{n}  press 2 -> ring{n} }}
step step{n} {{ if office is closed -> away{n}  -> ask{n} }}
step ask{n} {{
  collect value{n} {{ play "Enter it."  digits 4  on gave-up -> away{n} }}
  -> {after}
}}
ring ring{n} {{
  call desk for 20s
  on busy -> away{n}  on no-answer -> away{n}  on failed -> away{n}  on done -> away{n}
}}
step away{n} {{ play sorry  -> {after} }}
"""
    yield "step last { -> hangup }\n"


def timed(job: Callable[[], object]) -> float:
    """Seconds of processor time, the median of a few runs, each starting with a clean heap; without
    the garbage collector, as the commands run (`flowc.cli.entry`)."""
    took: list[float] = []
    for _ in range(ROUNDS):
        gc.enable()
        gc.collect()
        gc.disable()
        start = time.process_time()
        job()
        took.append(time.process_time() - start)
    gc.enable()
    return statistics.median(took)


def main() -> None:
    """Measure both sizes, and print times and how they grow."""
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in (SMALL, LARGE):
            path = Path(folder) / f"{size}.flow"
            path.write_text("".join(program(size)), encoding="utf-8")
            rows.setdefault("check", []).append(timed(partial(pipeline.check, (str(path),))))
            checked = pipeline.check((str(path),))
            assert not has_errors(checked.diagnostics), checked.diagnostics[0]
            work = checked.works[0]
            for name in registry.names():
                target = registry.load(name)
                assert target is not None
                compiling = partial(pipeline.compile_for, work, target, target.versions[0])
                rows.setdefault(f"compile for {name}", []).append(timed(compiling))
    for what, (small, large) in rows.items():
        growth = large / small
        print(f"{small:7.2f} s {large:7.2f} s  {growth:5.1f} x  {what}, {SMALL} and {LARGE} blocks")


if __name__ == "__main__":
    main()
