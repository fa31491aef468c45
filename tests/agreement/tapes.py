"""Sound for callers to send, and what of it is in a recording."""

import math
import struct
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

RATE = 8000
SPEECH = (440,)
KEY = (770, 1336)
"""The two tones of the key 5."""

_LOUD = 6000
_WINDOW = RATE // 10
_THERE = 500
"""The amplitude from which a tone is there: a twelfth of what was sent."""


class Tape(NamedTuple):
    """A recording: how long it is, and for how much of it each sound is there, in seconds."""

    seconds: float
    speech: float
    key: float


def write(path: Path, pieces: Sequence[tuple[float, Sequence[int]]]) -> None:
    """A file in which each piece's tones sound for its seconds; no tone is silence."""
    samples: list[int] = []
    for seconds, tones in pieces:
        for n in range(int(seconds * RATE)):
            waves = (math.sin(2 * math.pi * tone * n / RATE) for tone in tones)
            samples.append(int(_LOUD * sum(waves)))
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))


def read(path: Path) -> Tape:
    """What is in the recording."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        raw = file.readframes(file.getnframes())
    samples = struct.unpack(f"<{len(raw) // 2}h", raw)
    windows = [samples[n : n + _WINDOW] for n in range(0, len(samples) - _WINDOW + 1, _WINDOW)]
    part = _WINDOW / RATE
    speech = sum(_amplitude(window, SPEECH[0]) > _THERE for window in windows) * part
    key = sum(any(_amplitude(window, tone) > _THERE for tone in KEY) for window in windows) * part
    return Tape(len(samples) / RATE, speech, key)


def _amplitude(window: Sequence[int], tone: int) -> float:
    """How loud one tone is in it, after Goertzel."""
    turn = 2 * math.cos(2 * math.pi * tone / RATE)
    before, last = 0.0, 0.0
    for sample in window:
        before, last = last, sample + turn * last - before
    power = before**2 + last**2 - turn * before * last
    return 2 * math.sqrt(max(power, 0)) / len(window)
