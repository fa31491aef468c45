"""What a say module puts together: the sounds that numbers, dates and times are spoken with.

They lie in the program's folder of each language. The names are those of FreeSWITCH's `mod_say_en`
and its kin; one that is missing would be skipped, and the prompt would be shorter.
"""

from collections.abc import Iterator

_WORDS = "hundred thousand million minus point oh"
_TIME = "a-m p-m oclock oh today yesterday tomorrow at hundred hundred-hours"


def names() -> Iterator[str]:
    """Their paths below a language's folder, without an ending."""
    numbers = (*range(21), *range(30, 100, 10))
    yield from (f"digits/{n}" for n in numbers)
    yield from (f"digits/h-{n}" for n in numbers)
    yield from (f"digits/{word}" for word in _WORDS.split())
    yield from (f"time/{word}" for word in _TIME.split())
    yield from (f"time/day-{n}" for n in range(7))
    yield from (f"time/mon-{n}" for n in range(12))
