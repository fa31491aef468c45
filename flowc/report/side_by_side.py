"""Two traces of one call side by side, around the place where they part.

```
    the runtime                          Asterisk 22.10.1
    0:02.0  played `hello` in en         0:02.1  played `hello` in en
  > 0:02.0  left `welcome` by `done` …   0:02.1  hung up
```
"""

from itertools import zip_longest

from flowc.report.call_text import AROUND, clock
from flowc.report.text import visible
from flowc.testing.happened import in_words
from flowc.testing.result import Parting
from flowc.trace import Event, Trace

WIDEST = 44
"""Columns of one trace; longer lines are cut."""


def side_by_side(parting: Parting, switch: str) -> list[str]:
    """The last events that are the same, then what each did; a mark where they part."""
    there = parting.difference
    before = min(AROUND, there.ours, there.theirs)
    ours = _rows(parting.runtime.trace, there.ours, before)
    theirs = _rows(parting.switch.trace, there.theirs, before)
    rows = [("the runtime", switch), *zip_longest(ours, theirs, fillvalue="")]
    width = max(len(left) for left, _ in rows)
    marks = [">" if n == before + 1 else " " for n in range(len(rows))]
    return [
        f"{mark} {left:<{width}}   {right}".rstrip()
        for mark, (left, right) in zip(marks, rows, strict=True)
    ]


def _rows(trace: Trace, place: int, before: int) -> list[str]:
    shown = [_row(event) for event in trace[place - before : place + AROUND]]
    return shown if place < len(trace) else [*shown, "(nothing more)"]


def _row(event: Event) -> str:
    row = f"{clock(event[1])}  {visible(in_words(event))}"
    return row if len(row) <= WIDEST else row[: WIDEST - 1] + "…"
