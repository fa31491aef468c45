"""Speech, as a driver gives it to a call."""

from typing import NamedTuple


class Spoke(NamedTuple):
    """The caller has said something, and this is what was understood; words without a letter or a
    digit are thrown away."""

    t: int
    phrase: str
