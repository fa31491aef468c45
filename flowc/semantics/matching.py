"""The one pattern language of numbers, lists and keys: `X` is any digit, `rest` any more digits."""

from collections.abc import Callable, Sequence

_DIGITS = frozenset("0123456789")
_WEIGHTS = {"X": 1}  # an exact digit 0, X 1, rest 2


def matches(pattern: str, text: str, *, rest: bool) -> bool:
    """Whether all of `text` fits; a rest of nothing but itself, `*`, is whatever comes."""
    if rest and not pattern:
        return True
    if len(text) != len(pattern):
        return rest and begins(pattern, text) and _DIGITS.issuperset(text[len(pattern) :])
    return begins(pattern, text)


def begins(pattern: str, text: str) -> bool:
    """Whether `text` starts with something that fits `pattern`."""
    return len(text) >= len(pattern) and all(map(_fits, pattern, text))


def may_grow(pattern: str, text: str, *, rest: bool) -> bool:
    """Whether `text` with more keys could fit `pattern`."""
    if len(text) < len(pattern):
        return all(map(_fits, pattern, text))
    return rest and matches(pattern, text, rest=True)


def _fits(symbol: str, key: str) -> bool:
    return key in _DIGITS if symbol == "X" else key == symbol


def weight(pattern: str, *, rest: bool) -> tuple[int, ...]:
    """Smaller is more specific, from the left: an exact digit wins over X, X over rest."""
    return (*(_WEIGHTS.get(symbol, 0) for symbol in pattern), *((2,) if rest else ()))


def best(candidates: Sequence[tuple[str, bool]]) -> Callable[[str], int | None]:
    """Which of the patterns (with their `rest`) a text fits most specifically: its index."""
    exact = {
        pattern: n
        for n, (pattern, rest) in enumerate(candidates)
        if not rest and "X" not in pattern
    }
    order = sorted(
        range(len(candidates)), key=lambda n: weight(candidates[n][0], rest=candidates[n][1])
    )

    def find(text: str) -> int | None:
        if text in exact:
            return exact[text]
        for n in order:
            pattern, rest = candidates[n]
            if matches(pattern, text, rest=rest):
                return n
        return None

    return find
