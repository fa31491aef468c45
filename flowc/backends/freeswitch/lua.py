"""The flow's Lua file without what this flow has no use for.

FreeSWITCH reads and compiles the whole file each time it runs a piece of it: a millisecond for four
hundred lines. So the file has only the functions that something in it calls.
"""

import re

_DEFINES = re.compile(r"^local (?:function )?([a-z_]+)\b", re.MULTILINE)
_TITLE = re.compile(r"(?:--[^\n]*\n?)+")


def needed(text: str) -> str:
    """Its paragraphs, without those that define what no other one that stays calls, and without
    titles that nothing stands under."""
    parts = text.split("\n\n")
    names = [m[1] if (m := _DEFINES.search(p)) else None for p in parts]
    kept = {n for n, name in enumerate(names) if name is None}
    waiting = [parts[n] for n in kept if not _TITLE.fullmatch(parts[n])]
    while waiting:
        words = set(re.findall(r"[a-z_]+", re.sub(r"--[^\n]*|\"[^\"\n]*\"", "", waiting.pop())))
        for n, name in enumerate(names):
            if n not in kept and name in words:
                kept.add(n)
                waiting.append(parts[n])
    return "\n\n".join(parts[n] for n in sorted(kept) if not _stands_alone(parts, n, kept))


def _stands_alone(parts: list[str], at: int, kept: set[int]) -> bool:
    """A title whose whole section has gone; the file's first words are no title."""
    if at == 0 or not _TITLE.fullmatch(parts[at]):
        return False
    following = next((n for n in sorted(kept) if n > at), None)
    titles = [n for n in range(at + 1, len(parts)) if _TITLE.fullmatch(parts[n])]
    end = titles[0] if titles else len(parts)
    return following is None or following >= end
