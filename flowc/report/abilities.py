"""What each target makes of the language, as a table.

Under each construct stands what somebody may notice, by target, where it is not exact.
"""

import textwrap
from typing import TYPE_CHECKING

from flowc.backends.constructs import GROUPS, Construct, Group
from flowc.report.text import Paint, Style, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowc.backends.abilities import Ability, Does
    from flowc.backends.target import Target

_WIDTH = 100
_GAP = "  "
_NOT_SAID = "not said"
"""What stands for a target of another package that says nothing of a construct."""

_STYLES: "dict[Does, Style]" = {"exact": "good", "approximate": "warning", "no": "error"}


def render(targets: "Sequence[Target]", paint: Paint) -> str:
    """The whole table as text, ended by a newline."""
    said = [{row.construct: row for row in target.abilities} for target in targets]
    groups = [*GROUPS, *_own(targets)]
    width = max(len(c.words) for group in groups for c in group.constructs)
    heads = [visible(f"{target.name} {target.versions[0]}") for target in targets]
    widths = [max(len(head), len("approximate")) for head in heads]
    lines: list[str] = []
    for group in groups:
        lines += ["", paint("bold", _line(group.title, width + 2, heads, widths, heads))]
        for one in group.constructs:
            rows = [rows.get(one.key) for rows in said]
            words = [row.does if row else _NOT_SAID for row in rows]
            shown = [paint(_STYLES[row.does], row.does) if row else _NOT_SAID for row in rows]
            lines.append(_line(f"  {visible(one.words)}", width + 2, words, widths, shown))
            for target, row in zip(targets, rows, strict=True):
                lines += _told(target.name, row) if row else []
    return "\n".join(lines[1:]) + "\n"


def _own(targets: "Sequence[Target]") -> list[Group]:
    """What only targets of other packages know."""
    known = {one.key for group in GROUPS for one in group.constructs}
    keys = (row.construct for target in targets for row in target.abilities)
    found = tuple(Construct(key, key) for key in dict.fromkeys(keys) if key not in known)
    return [Group("of one target", found)] if found else []


def _line(first: str, width: int, words: list[str], widths: list[int], shown: list[str]) -> str:
    """`words` in columns, as they are `shown`: colours take no room."""
    cells = [
        text + " " * (room - len(word))
        for word, room, text in zip(words, widths, shown, strict=True)
    ]
    return _GAP.join((first.ljust(width), *cells)).rstrip()


def _told(target: str, row: "Ability") -> list[str]:
    if row.does == "exact":
        return []
    code = f" ({row.code})" if row.code else ""
    text = visible(f"{target}{code}: {row.note}")
    return textwrap.wrap(
        text, _WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6, break_on_hyphens=False
    )
