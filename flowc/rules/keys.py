"""Keys as patterns: which digits a caller can press, and which key they choose."""

from itertools import product

from flowc.semantics import ir

DIGITS = "0123456789"
_MOST_ANY = 3
"""Of patterns with more X than this, not every string is tried."""


def written(key: ir.Key) -> str:
    """The key as its author writes it."""
    return key.pattern + ("*" if key.rest else "")


def fits(sign: str, pressed: str) -> bool:
    """Whether one sign of a pattern takes one pressed key."""
    return sign == pressed or (sign == "X" and pressed in DIGITS)


def takes(key: ir.Key, pressed: str) -> bool:
    """Whether the key matches these keys as a whole."""
    if len(pressed) < len(key.pattern):
        return False
    if not all(fits(s, p) for s, p in zip(key.pattern, pressed, strict=False)):
        return False
    further = pressed[len(key.pattern) :]
    return not further or (key.rest and all(p in DIGITS for p in further))


def chosen(keys: tuple[ir.Key, ...], pressed: str) -> ir.Key | None:
    """The key that these keys choose: an exact digit wins over X, X over any rest."""
    able = [key for key in keys if takes(key, pressed)]
    return min(able, key=lambda key: [_place(key, n) for n in range(len(pressed))], default=None)


def _place(key: ir.Key, position: int) -> int:
    if position >= len(key.pattern):
        return 2
    return 1 if key.pattern[position] == "X" else 0


def examples(key: ir.Key) -> list[str] | None:
    """Every string that the pattern (without its rest) stands for, or None if they are many."""
    if key.pattern.count("X") > _MOST_ANY:
        return None
    signs = [DIGITS if sign == "X" else sign for sign in key.pattern]
    return ["".join(one) for one in product(*signs)]


def longer(short: ir.Key, long: ir.Key) -> str | None:
    """What a caller presses for `short` that `long` could go on from, if there is such a thing."""
    if len(long.pattern) < len(short.pattern) or (
        len(long.pattern) == len(short.pattern) and not long.rest
    ):
        return None
    pressed = ""
    for one, other in zip(short.pattern, long.pattern, strict=False):
        if fits(one, other):
            pressed += "0" if other == "X" else other
        elif fits(other, one):
            pressed += one
        else:
            return None
    return pressed
