"""Lines of source with marks under them, as they stand in a finding.

```
 --> clinic.flow:12:13
   |
12 |   press 1 -> sales
   |              ^^^^^ not declared
...
40 | ring salse {
   |      ----- a block with a similar name
```
"""

from typing import NamedTuple

from flowc.report.text import Paint, Style, columns, spread, visible
from flowc.source import Source, Sources, Span

LONGEST = 160
"""Longer lines are shown in part, around their first mark."""


class Note(NamedTuple):
    """A place to mark, and the words beside the mark."""

    span: Span
    text: str
    primary: bool


class _Mark(NamedTuple):
    """A stretch of one line in code points, `end` exclusive."""

    start: int
    end: int
    text: str
    primary: bool


def render(notes: tuple[Note, ...], sources: Sources, paint: Paint, style: Style) -> list[str]:
    """The excerpt for `notes`, the first of them the primary one; other files follow its own."""
    paths = dict.fromkeys(note.span.path for note in notes)
    width = gutter(notes, sources)
    out: list[str] = []
    for path in paths:
        mine = [note for note in notes if note.span.path == path]
        out += _file(mine, sources.get(path), width, paint, style, first=not out)
    return out


def gutter(notes: tuple[Note, ...], sources: Sources) -> int:
    """How many columns the line numbers of these places take."""
    ends = (
        source.position(_clamp(note.span.end, source)).line
        for note in notes
        if (source := sources.get(note.span.path))
    )
    return len(str(max(ends, default=1)))


def _clamp(offset: int, source: Source) -> int:
    return min(offset, len(source.text))


def _file(  # noqa: PLR0913 - what one file's part of a frame is made of
    notes: list[Note],
    source: Source | None,
    width: int,
    paint: Paint,
    style: Style,
    *,
    first: bool,
) -> list[str]:
    arrow = paint("frame", " " * width + ("-->" if first else ":::"))
    path = visible(notes[0].span.path)
    if source is None or (not source.text and not notes[0].span.end):
        return [f"{arrow} {path}"]
    place = source.position(_clamp(notes[0].span.start, source))
    bar = paint("frame", " " * width + " |")
    out = [f"{arrow} {path}:{place.line}:{place.column}", bar]
    marks = _marks(notes, source)
    last = None
    for number in sorted(marks):
        if last is not None and number == last + 2:
            out.append(_numbered(last + 1, source, width, paint)[0])
        elif last is not None and number > last + 1:
            out.append(paint("frame", "..."))
        text, shown, cut = _numbered(number, source, width, paint, marks[number])
        out.append(text)
        out += [f"{bar} {row}" for row in _rows(marks[number], shown, cut, paint, style)]
        last = number
    return out


def _marks(notes: list[Note], source: Source) -> dict[int, list[_Mark]]:
    """What to mark on which line. Of a span over several lines the first and the last are shown."""
    marks: dict[int, list[_Mark]] = {}
    for note in notes:
        start = source.position(_clamp(note.span.start, source))
        end = source.position(_clamp(max(note.span.end, note.span.start), source))
        if end.line > start.line and end.column == 1:  # ends with its line: not the next one's
            end = source.position(_clamp(note.span.end, source) - 1)
        column = start.column - 1
        if start.line == end.line:
            mark = _Mark(column, max(end.column - 1, column + 1), note.text, note.primary)
        else:
            rest = max(len(source.line(start.line)), column + 1)
            marks.setdefault(start.line, []).append(_Mark(column, rest, "", note.primary))
            line = source.line(end.line)
            indent = min(len(line) - len(line.lstrip()), end.column - 1)
            mark = _Mark(indent, max(end.column - 1, indent + 1), note.text, note.primary)
        marks.setdefault(end.line, []).append(mark)
    return marks


def _numbered(
    number: int, source: Source, width: int, paint: Paint, marks: list[_Mark] | None = None
) -> tuple[str, str, int]:
    """A line behind its number, what is shown of its text, and how much of it is left out."""
    line = source.line(number)
    cut = 0
    if len(line) > LONGEST:
        cut = max(0, min(m.start for m in marks) - LONGEST // 3) if marks else 0
        more = "…" if len(line) > cut + LONGEST else ""
        line = ("…" if cut else "") + line[cut : cut + LONGEST] + more
        cut -= 1 if cut else 0
    head = paint("frame", f"{number:>{width}} |")
    return f"{head} {spread(line)}".rstrip(), line, cut


def _rows(marks: list[_Mark], line: str, cut: int, paint: Paint, style: Style) -> list[str]:
    """The marks under a line: the rightmost text beside its mark, the others below theirs."""
    starts = columns(line)
    limit = len(starts) - 1

    def column(offset: int) -> int:
        place = max(offset - cut, 0)
        return starts[place] if place <= limit else starts[limit] + (1 if place > limit else 0)

    placed = sorted(
        (
            (column(m.start), max(column(m.end), column(m.start) + 1), m)
            for m in marks
            if m.start - cut <= limit + 1
        ),
        key=lambda x: (x[0], x[2].primary),
    )
    cells: list[tuple[str, Style]] = [(" ", style)] * max((end for _, end, _ in placed), default=0)
    for start, end, mark in sorted(placed, key=lambda x: x[2].primary):
        sign: tuple[str, Style] = ("^", style) if mark.primary else ("-", "frame")
        cells[start:end] = [sign] * (end - start)
    row = _painted(cells, paint)
    rest = [(start, mark) for start, _, mark in placed if mark.text]
    if rest and rest[-1][0] == max(start for start, _, _ in placed):
        _, mark = rest.pop()
        row += " " + paint(_style(mark, style), visible(mark.text))
    rows = [row]
    while rest:
        start, mark = rest.pop()
        stems: list[tuple[str, Style]] = [(" ", style)] * start
        for at, other in rest:
            stems[at : at + 1] = [("|", _style(other, style))] if at < start else []
        rows.append(_painted(stems, paint) + paint(_style(mark, style), visible(mark.text)))
    return rows


def _style(mark: _Mark, style: Style) -> Style:
    return style if mark.primary else "frame"


def _painted(cells: list[tuple[str, Style]], paint: Paint) -> str:
    """Cells as text, neighbours of one colour painted together."""
    out = ""
    run = ""
    last: Style | None = None
    for char, cell in cells:
        style = None if char == " " else cell
        if style != last:
            out += paint(last, run) if last else run
            run, last = "", style
        run += char
    return out + (paint(last, run) if last else run)
