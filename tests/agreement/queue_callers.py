"""Made-up callers of a whole program who meet in its queues, and share the agents there."""

import random
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from flowc.testing.retold import quoted
from tests.agreement.callers import epoch, matters
from tests.agreement.queue_differences import Fits
from tests.agreement.queue_scripts import Setting, agents_facts, meeting
from tests.agreement.scene import Scene
from tests.agreement.script import Script
from tests.agreement.world import Called, call, facts

_OPEN = 0.9
"""How many of those who meet call while every schedule is open, and stays so for some minutes."""
_SOON = 10
_PROMPT = re.compile(r'\b([a-z]{2}) +"([^" ]+)[^"]*"')


def brief(flow: Path) -> None:
    """Let each prompt of a program be its first word: on the switches of tests prompts are over at
    once, and where callers meet everything has its time."""
    text = flow.read_text(encoding="utf-8")
    flow.write_text(_PROMPT.sub(r'\1 "\2"', text), encoding="utf-8")


def meetings(scene: Scene, seed: str, calls: int, fits: Fits) -> list[Script]:
    """Tests with so many calls or a few more."""
    found: list[Script] = []
    made = 0
    while made < calls:
        found.append(_meeting(scene, f"{seed}-{len(found)}", fits))
        made += sum(line.startswith("call ") for line in found[-1].lines)
    return found


def _meeting(scene: Scene, seed: str, fits: Fits) -> Script:
    """The test that `seed` makes up; the seed stands in its title."""
    title = f"callers {seed}"
    for attempt in range(200):
        rng = random.Random(f"{title}/{attempt}")  # noqa: S311 - for tests
        at = _moment(scene, rng)
        known = (*facts(scene, rng), *agents_facts(scene.play.program, rng))
        start = epoch(at, scene.instants.zone)
        setting = Setting(start, known, partial(_called, scene, rng), fits)
        met = meeting(setting, scene.play, rng, title)
        if met:
            said = [fact.text for fact in known if matters(fact, met.stage)]
            return Script(title, (f"at    {at}", *said, *met.lines))
    message = f"no calls that end could be made with seed {seed}"
    raise AssertionError(message)


def _called(scene: Scene, rng: random.Random, nth: int) -> Called:
    """A call like any; of several from one number nobody could tell which is which."""
    called = call(scene, rng)
    number = called.dial.caller
    if number != "+37061234567":
        return called
    own = f"+3706123456{nth}"
    text = called.text.replace(quoted(number), quoted(own))
    return Called(text, called.dial._replace(caller=own))


def _moment(scene: Scene, rng: random.Random) -> str:
    want = rng.random() < _OPEN
    while True:
        at = scene.instants.one(rng)
        if not want or all(_opens(scene, at)):
            return at


def _opens(scene: Scene, at: str) -> Iterator[bool]:
    day, _, time = at.partition(" ")
    minute = int(time[:2]) * 60 + int(time[3:])
    for read in scene.instants.readers:
        for soon in (0, _SOON):
            yield minute + soon < 24 * 60 and read(date.fromisoformat(day), minute + soon).open
