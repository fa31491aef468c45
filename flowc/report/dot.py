"""A picture in Graphviz's DOT language."""

from flowc.report.picture import Box, Picture
from flowc.report.text import visible

_SHAPES = {
    "start": "oval",
    "end": "doublecircle",
    "menu": "hexagon",
    "split": "diamond",
    "queue": "parallelogram",
    "external": "component",
    "voicemail": "cylinder",
}


def render(picture: Picture) -> str:
    """The graph, ended by a newline."""
    out = [f"digraph {_text(picture.title)} {{", "  node [shape=box];"]
    out += [f"  {_box(box)}" for box in picture.boxes]
    for line in picture.lines:
        label = f" [label={_text(', '.join(line.outcomes))}]" if line.outcomes else ""
        out.append(f"  {line.source} -> {line.target}{label};")
    return "\n".join([*out, "}"]) + "\n"


def _box(box: Box) -> str:
    words = (box.name,) if box.kind in {"start", "end"} else (box.name, box.kind)
    shape = f", shape={_SHAPES[box.kind]}" if box.kind in _SHAPES else ""
    return f"{box.id} [label={_text(*words)}{shape}];"


def _text(*lines: str) -> str:
    """A quoted text of one or more lines; in it a backslash and a quote mean themselves."""
    quoted = (visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(quoted) + '"'
