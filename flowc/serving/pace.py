"""What a lab has otherwise than a deployment."""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

SHORTEST = 0.5
"""Seconds that a time-out has at least on the clock on the wall, however fast the lab's runs."""


class Pace(NamedTuple):
    """`speed`: how much faster than the clock on the wall the lab's runs; `base`: an address that
    stands for every service's, as `<base>/<service>`; `fails`: whether a list is to fail that this
    call asks."""

    speed: float = 1
    base: str | None = None
    fails: Callable[[str, str], bool] = lambda _call, _list: False

    def wall(self, seconds: float) -> float:
        """A time-out as the clock on the wall has it."""
        return seconds if self.speed == 1 else max(seconds / self.speed, SHORTEST)

    def address(self, url: str, *names: str) -> str:
        """Where something is asked."""
        if self.base is None:
            return url
        return "/".join((self.base, *(quote(name, safe="") for name in names)))
