"""A picture as a Mermaid flowchart, which many places show inside Markdown."""

import re

from flowc.report.picture import Box, Picture
from flowc.report.text import visible

_SHAPES = {
    "start": ("([", "])"),
    "end": ("((", "))"),
    "menu": ("{{", "}}"),
    "split": ("{", "}"),
    "queue": ("[/", "/]"),
    "external": ("[[", "]]"),
    "voicemail": ("[(", ")]"),
}


def render(picture: Picture) -> str:
    """The flowchart, ended by a newline."""
    out = ["flowchart TD"]
    out += [f"  {_box(box)}" for box in picture.boxes]
    for line in picture.lines:
        label = f'|"{_text(", ".join(line.outcomes))}"|' if line.outcomes else ""
        out.append(f"  {line.source} -->{label} {line.target}")
    return "\n".join(out) + "\n"


def _box(box: Box) -> str:
    before, after = _SHAPES.get(box.kind, ("[", "]"))
    kind = "" if box.kind in {"start", "end"} else f"<br/>{_text(box.kind)}"
    return f'{box.id}{before}"{_text(box.name)}{kind}"{after}'


def _text(text: str) -> str:
    """A label: all but letters, digits and the plainest signs as Mermaid's numbered entities."""
    return re.sub(r"[^\w ,.%+-]", lambda m: f"#{ord(m[0])};", visible(text))
