"""Pads: how a switch hands over a secret whose every question stands in its log.

FreeSWITCH shows whatever its scripts ask for in events and, at debug, in its log; the answers it
shows nobody. So it first asks for a pad: bytes by chance, for one question. To each byte of a
secret one of them is added, modulo 256; each byte of the pad is used once, so what is shown says
nothing of the secret but its length. What is longer than the pad can not be sealed.
"""

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from flowc.serve_plan import PAD

_KEPT = 60.0
"""Seconds until a pad that nobody used is forgotten."""

_MOST = 10_000
"""Pads that are kept; a new one then takes the place of the oldest."""


class Pad:
    """What is left of a pad."""

    def __init__(self, left: bytes) -> None:
        """`left`: nothing where there is none."""
        self._left = left

    def opened(self, sealed: str) -> str | None:
        """The next value, of hexadecimal digits; None if it is none, or longer than the pad."""
        if not re.fullmatch(r"([0-9A-Fa-f]{2})*", sealed):
            return None
        got = bytes.fromhex(sealed)
        if len(got) > len(self._left):
            return None
        pad, self._left = self._left[: len(got)], self._left[len(got) :]
        whole = bytes((byte - key) % 256 for byte, key in zip(got, pad, strict=True))
        try:
            return whole.decode()
        except UnicodeDecodeError:
            return None


class Pads:
    """Those that were given away and not used yet."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """None. `clock`: seconds, which never go back."""
        self._kept: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._clock = clock

    def new(self) -> str:
        """A pad as a switch is told of it: its name, a space, its bytes in hexadecimal."""
        while self._kept and (len(self._kept) >= _MOST or self._over(next(iter(self._kept)))):
            self._kept.popitem(last=False)
        name, pad = secrets.token_hex(16), secrets.token_bytes(PAD)
        self._kept[name] = pad, self._clock()
        return f"{name} {pad.hex()}"

    def take(self, name: str) -> Pad:
        """The pad of that name, which nobody gets again; an empty one where there is none."""
        if name not in self._kept:
            return Pad(b"")
        over = self._over(name)
        pad, _ = self._kept.pop(name)
        return Pad(b"" if over else pad)

    def _over(self, name: str) -> bool:
        return self._clock() - self._kept[name][1] > _KEPT
