"""The sounds that calls hear: the program's prompts, and what a say module puts together.

Prompts are short, but for those that something is done during. As these are others in each call,
they lie below several folders, and a call's own `sounds_dir` says from which it hears them. The
names of what numbers, dates and times are spoken with are those of FreeSWITCH's `mod_say_en` and
its kin; one that is missing would be skipped, and the prompt would be shorter.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from flowc.semantics.ir import Program
from flowc.switches.silence import lay

FORMAT = "ulaw"
_ENDING = f".{FORMAT}"
_SHORT, _LONG, _LONGEST = 100, 3000, 8000
_WORDS_OF = {_SHORT: 20, _LONG: 500, _LONGEST: 1500}
"""Milliseconds of prompts, and of the single words that numbers are spoken with beside them."""


class Sounds:
    """The sounds below FreeSWITCH's own folder of them."""

    def __init__(self, folder: Path) -> None:
        """There are none yet."""
        self._folder = folder
        self._laid: dict[tuple[int, frozenset[str], int], str] = {}
        self._names = count()

    def of(
        self,
        program: Program,
        prompts: Mapping[str, Sequence[str]],
        cut: frozenset[str],
        *,
        patient: bool,
    ) -> str:
        """The folder for a call that does something during the prompts `cut`: very long ones if it
        is `patient`. `prompts`: the files of each that the program has, `<language>/<name>`."""
        length = _SHORT if not cut else _LONGEST if patient else _LONG
        key = id(program), cut, length
        if key not in self._laid:
            name = str(next(self._names))
            self._lay(self._folder / name / "flowc", prompts, cut, length)
            self._laid[key] = name
        return self._laid[key]

    def _lay(
        self, folder: Path, prompts: Mapping[str, Sequence[str]], cut: frozenset[str], length: int
    ) -> None:
        short = [file for prompt, files in prompts.items() if prompt not in cut for file in files]
        long = [file for prompt in cut for file in prompts.get(prompt, ())]
        lay(folder, short, _SHORT, _ENDING)
        lay(folder, long, length, _ENDING)
        words = self._words(_WORDS_OF[length])
        for language in {file.partition("/")[0] for file in (*short, *long)}:
            for kind in ("digits", "time"):
                (folder / language / kind).symlink_to(words / kind)

    def _words(self, milliseconds: int) -> Path:
        folder = self._folder / f"words-{milliseconds}"
        if not folder.exists():
            lay(folder, _names(), milliseconds, _ENDING)
        return folder


_WORDS = "hundred thousand million minus point oh"
_TIME = "a-m p-m oclock oh today yesterday tomorrow at hundred hundred-hours"


def _names() -> Iterator[str]:
    """Their paths below a language's folder, without an ending."""
    numbers = (*range(21), *range(30, 100, 10))
    yield from (f"digits/{n}" for n in numbers)
    yield from (f"digits/h-{n}" for n in numbers)
    yield from (f"digits/{word}" for word in _WORDS.split())
    yield from (f"time/{word}" for word in _TIME.split())
    yield from (f"time/day-{n}" for n in range(7))
    yield from (f"time/mon-{n}" for n in range(12))
