"""Did you mean: the nearest of the names that there are."""

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` most likely stands for, or None when nothing is near.

    The same whatever order the candidates come in: equally near ones by the alphabet.
    """
    from difflib import SequenceMatcher

    lowered = name.lower()
    best: tuple[float, str] | None = None
    for candidate in sorted(set(candidates)):
        other = candidate.lower()
        if abs(len(other) - len(lowered)) > max(len(other), len(lowered)) // 2:
            continue
        score = SequenceMatcher(None, lowered, other, autojunk=False).ratio()
        swapped = len(other) == len(lowered) and sorted(other) == sorted(lowered)
        if (score >= _ENOUGH or swapped) and (best is None or score > best[0]):
            best = (score, candidate)
    return best[1] if best else None


_ENOUGH = 0.7
"""Two of three letters in order: `meun` finds `menu`, `sales` does not find `support`."""
