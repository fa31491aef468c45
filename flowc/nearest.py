"""The name that somebody probably meant."""

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `name`, or None if none is near; the same answer every time.

    Costs time in the number of candidates: callers that may ask often bound how often they do.
    """
    from difflib import SequenceMatcher

    wanted = name.lower()
    length = len(wanted)
    slack = 1 + length // 3
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best: tuple[float, str] | None = None
    for candidate in candidates:
        if candidate == name or abs(len(candidate) - length) > slack:
            continue
        matcher.set_seq1(candidate.lower())
        floor = best[0] if best else 0.6
        if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
            continue
        ratio = matcher.ratio()
        if ratio >= floor and (best is None or ratio > best[0]):
            best = (ratio, candidate)
    return best[1] if best else None
