"""Findings for a person at a terminal: the fact, the place, what a caller meets, what to write."""

from flowc.diagnostic import Diagnostic
from flowc.report.counts import count
from flowc.report.frame import Note, gutter, render
from flowc.report.text import Paint, visible
from flowc.source import Sources

LIMIT = 20
"""More findings than this are counted, not shown, unless all are asked for."""


def finding(diagnostic: Diagnostic, sources: Sources, paint: Paint) -> str:
    """One finding with its frame, ended by a newline."""
    d = diagnostic
    head = paint(d.severity, f"{d.severity}[{d.code}]")
    out = [head + paint("bold", f": {visible(d.message)}")]
    labels = (d.primary, *d.secondary)
    notes = tuple(Note(x.span, x.text, primary=i == 0) for i, x in enumerate(labels))
    frame = render(notes, sources, paint, d.severity)
    out += frame
    margin = " " * gutter(notes, sources)
    remarks = [(word, text) for word, text in (("caller", d.caller), ("help", d.help)) if text]
    if remarks and len(frame) > 1:
        out.append(paint("frame", f"{margin} |"))
    for word, text in remarks:
        lines = [visible(line) for line in text.split("\n")]
        indent = " " * (len(margin) + len(word) + 5)
        mark = paint("frame", f"{margin} =") + " " + paint("help", f"{word}:")
        out.append(f"{mark} {lines[0]}")
        out += [indent + line for line in lines[1:]]
    return "\n".join(out) + "\n"


def findings(
    diagnostics: tuple[Diagnostic, ...],
    sources: Sources,
    paint: Paint,
    *,
    limit: int | None = LIMIT,
) -> str:
    """All of them in the order given, a blank line between; beyond `limit`, errors are shown first.

    What is left out is counted in a last line.
    """
    shown = diagnostics
    if limit is not None and len(diagnostics) > limit:
        ranked = sorted(range(len(diagnostics)), key=lambda i: diagnostics[i].severity != "error")
        shown = tuple(diagnostics[i] for i in sorted(ranked[:limit]))
    out = [finding(d, sources, paint) for d in shown]
    left = len(diagnostics) - len(shown)
    if left:
        out.append(f"… and {count(left, 'more finding')}: `--all` shows them\n")
    return "\n".join(out)
