"""Made-up callers who meet in queues, and what the agents do: a seed gives a test, the same every
time. Whatever begins something is at least two seconds from whatever else does."""

import random
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from flowc.runtime.protocol import (
    Listening,
    Playing,
    Queueing,
    Recording,
    Ringing,
    Talking,
    Waiting,
)
from flowc.semantics import ir, scenario
from flowc.semantics.scenario import Test
from flowc.testing.given import SECOND
from flowc.testing.retold import quoted
from flowc.testing.run import DO
from flowc.testing.stage import Play, Stage, advance, dial, pass_time
from tests.agreement import typing_keys
from tests.agreement.fork import ahead, fork
from tests.agreement.queue_differences import Fits
from tests.agreement.queue_instants import apart, quiet
from tests.agreement.queue_programs import QueueProgram
from tests.agreement.script import Script
from tests.agreement.walk import end_word
from tests.agreement.world import HERE, Called, Fact

_CALLERS = ("a", "b", "c", "d")
_TRIES = 12
"""How often the next thing is thought of anew when it comes too close to another."""
_AHEAD = 25 * SECOND
"""How far what follows by itself is looked at."""
_TURNS = 14
_KEEN, _RIGHT = 0.8, 0.85
"""How many answer a menu before anything else happens, and how many press what it offers."""


class _Thing(NamedTuple):
    """Something to do: whose line it is, how it is written, and the statement."""

    caller: str
    text: str
    statement: scenario.Statement


class Setting(NamedTuple):
    """What a script begins with: the moment in seconds of the epoch, what holds, how the nth caller
    calls; and what may happen."""

    start: int | None
    facts: tuple[Fact, ...]
    calls: Callable[[int], Called]
    fits: Fits


class Meeting:
    """A script in the making."""

    def __init__(self, setting: Setting, play: Play, rng: random.Random, title: str) -> None:
        """Nobody has called yet."""
        self.calls, self.fits, self.rng = setting.calls, setting.fits, rng
        self.lines: list[str] = []
        test = Test(title, "", setting.start, tuple(f.given for f in setting.facts), (), HERE)
        self.stage = Stage(play, test)
        self.speaker = ""
        self.over: set[str] = set()
        self.waiting = _CALLERS[: rng.choice((1, 2, 2, 3, 3, 4))]

    # ---- one thing after the other --------------------------------------------------------------

    def turn(self) -> bool:
        """Something happens, after a while; False if nothing fits any more."""
        asked = self._asked(self.stage, self.stage.calls)
        if asked and self.rng.random() < _KEEN and self._take(fork(self.stage), 0, asked[0]):
            return True
        if self.stage.calls and self.rng.random() < 0.2:
            return self._let_pass(self.rng.randint(15, 40))
        for _ in range(_TRIES):
            seconds = 0 if not self.stage.calls else self.rng.randint(2, 24)
            twin = fork(self.stage)
            pass_time(twin, seconds * SECOND)
            thing = self.rng.choice(self._things(twin) or [None])
            if thing and self._take(twin, seconds, thing):
                return True
        return False

    def _let_pass(self, seconds: int) -> bool:
        """Nobody does anything for a while, if nothing comes too close to anything."""
        twin = fork(self.stage)
        pass_time(twin, seconds * SECOND)
        here = [one for one in self.stage.calls if one not in self.over]
        if not here or not self.fits(twin):
            return False
        self.stage = twin
        self._speak(here[0], f"wait  {seconds}s")
        return True

    def finish(self) -> bool:
        """Everybody who is still there waits for the end, or hangs up; False if that never fits."""
        for caller in [*self.stage.calls]:
            for _ in range(4 * _TRIES):
                if self._last(caller):
                    break
            else:
                return False
        return True

    def _last(self, caller: str) -> bool:
        live = self.stage.calls[caller]
        if not live.ended:
            seconds = self.rng.randint(2, 20)
            twin = fork(self.stage)
            pass_time(twin, seconds * SECOND)
            there = twin.calls[caller]
            if not there.ended:
                options = [thing for thing in self._things(twin) if thing.caller == caller]
                if self.rng.random() < 0.4 or not options:
                    hang_up = _Thing(caller, "hang up", scenario.HangUp(HERE))
                    return self._take(twin, seconds, hang_up) and False
                return self._take(twin, seconds, self.rng.choice(options)) and False
        word = end_word(live)
        if word is None:
            return not live.ended and self._wait_for(caller)
        by, cause = ("flow", word) if word not in {"caller", "agent"} else (word, None)
        return self._say(caller, f"end   {word}", scenario.End(word, by, cause, HERE))

    def _wait_for(self, caller: str) -> bool:
        twin = fork(self.stage)
        while not twin.calls[caller].ended and advance(twin):
            pass
        if twin.calls[caller].ended and self.fits(twin):
            self.stage = twin
        return False

    def _take(self, twin: Stage, seconds: int, thing: _Thing) -> bool:
        """Do it on the twin, and keep that if nothing comes too close to anything."""
        if not quiet(twin):
            return False
        if isinstance(thing.statement, scenario.Dial):
            dial(twin, thing.caller, thing.statement)
        elif DO[type(thing.statement)](twin, twin.calls[thing.caller], thing.statement):
            return False
        later = fork(twin)
        pass_time(later, _AHEAD)
        if twin.missing or not self.fits(later):
            return False
        if seconds:
            here = [thing.caller, self.speaker, *self.stage.calls]
            waits = [one for one in here if one in self.stage.calls and one not in self.over]
            if not waits:
                return False
            self._speak(waits[0], f"wait  {seconds}s")
        self.stage = twin
        self._speak(thing.caller, thing.text)
        if isinstance(thing.statement, scenario.HangUp) or "caller hangs up" in thing.text:
            self.over.add(thing.caller)
        return True

    def _say(self, caller: str, text: str, statement: scenario.Statement) -> bool:
        twin = fork(self.stage)
        if DO[type(statement)](twin, twin.calls[caller], statement):
            return False
        self.stage = twin
        self._speak(caller, text)
        return True

    def _speak(self, caller: str, text: str) -> None:
        if caller != self.speaker:
            self.lines.append(f"caller {caller}")
        self.speaker = caller
        self.lines.append(text)

    # ---- what may happen ------------------------------------------------------------------------

    def _asked(self, stage: Stage, callers: Iterable[str]) -> list[_Thing]:
        """The keys of those who are asked for some."""
        found: list[_Thing] = []
        for caller in callers:
            if isinstance(stage.calls[caller].wait, Playing | Listening | Waiting):
                wait = ahead(stage, caller).calls[caller].wait
                block = stage.play.blocks.get(wait.into) if isinstance(wait, Listening) else None
                if isinstance(block, ir.Menu):
                    keys = typing_keys.for_menu(block, _RIGHT, self.rng)
                    found.append(_Thing(caller, f"press {keys}", scenario.Press(keys, None, HERE)))
        return found

    def _things(self, stage: Stage) -> list[_Thing]:
        """What could be done now, what is likely more than once."""
        found: list[_Thing] = []
        for caller, live in stage.calls.items():
            match live.wait:
                case Queueing(queue=queue):
                    found += self._in_queue(stage, caller, queue)
                case Ringing(phones=phones):
                    here = (_Thing(caller, f"answer {p}", scenario.PickUp(p, HERE)) for p in phones)
                    found += here
                case Talking():
                    found += self._talking(caller)
                case Playing() | Listening():
                    found += self._asked(stage, (caller,))
                case Recording():
                    found.append(_Thing(caller, "hang up", scenario.HangUp(HERE)))
                case _:
                    pass
        fresh = [name for name in self.waiting if name not in stage.calls]
        if fresh:
            found += [self._call(fresh[0])] * (6 if len(stage.calls) < 2 else 3)
        if any(isinstance(live.wait, Queueing | Talking) for live in stage.calls.values()):
            found += self._moves(stage)
        return found

    def _in_queue(self, stage: Stage, caller: str, queue: str) -> list[_Thing]:
        agents = stage.play.program.agents
        rung = [a.name for a in agents if stage.staff.ringing(caller, a.name)]
        found = [_Thing(caller, "hang up", scenario.HangUp(HERE))]
        for agent in rung:
            answer = _Thing(caller, f"answer {agent}", scenario.PickUp(agent, HERE))
            found += [answer] * 3
            found.append(_Thing(caller, f"refuse {agent}", scenario.Refuse(agent, HERE)))
        block = stage.play.blocks[queue]
        if isinstance(block, ir.Queue):
            keys = [key.pattern for key in block.keys]
            found += [_Thing(caller, f"press {k}", scenario.Press(k, None, HERE)) for k in keys]
        return found

    def _talking(self, caller: str) -> list[_Thing]:
        seconds = self.rng.choice((0, 3, 9))

        def talk(ends: str) -> _Thing:
            text = f"talk  {seconds}s then {ends} hangs up"
            by = "agent" if ends == "agent" else "caller"
            return _Thing(caller, text, scenario.Talk(seconds, by, HERE))

        return [talk("agent"), talk("agent"), talk("agent"), talk("caller")]

    def _moves(self, stage: Stage) -> list[_Thing]:
        agent = self.rng.choice(stage.play.program.agents).name
        caller = next(iter(stage.calls))
        does: dict[str, scenario.Does] = {}
        does |= (
            {"signs in": "signs-in"} if agent in stage.staff.away else {"signs out": "signs-out"}
        )
        does |= (
            {"is back": "is-back"}
            if agent in stage.staff.paused
            else {"takes a break": "takes-a-break"}
        )
        word = self.rng.choice([*does])
        statement = scenario.AgentDoes(agent, does[word], HERE)
        return [_Thing(self.speaker or caller, f"agent {agent} {word}", statement)]

    def _call(self, caller: str) -> _Thing:
        return _Thing(caller, *self.calls(len(self.stage.calls)))


def agents_facts(program: ir.Program, rng: random.Random) -> list[Fact]:
    """Where the agents are, and how their phones meet a ring."""
    found: list[Fact] = []

    def given(agent: str, words: str, state: scenario.AgentState, after: int = 0) -> None:
        fact = scenario.AgentGiven(agent, state, after, None, HERE)
        found.append(Fact(f"given {agent} {words}", fact))

    for agent in program.agents:
        roll = rng.random()
        if roll < 0.12:
            given(agent.name, "is signed out", "signed-out")
        elif roll < 0.24:
            given(agent.name, "is on break", "on-break")
        roll = rng.random()
        if roll < 0.08:
            given(agent.name, "is busy", "busy")
        elif roll < 0.14:
            given(agent.name, "is unreachable", "unreachable")
        elif roll < 0.3:
            after = rng.randint(2, 7)
            given(agent.name, f"answers after {after}s", "answers", after)
    return found


def meeting(setting: Setting, play: Play, rng: random.Random, title: str) -> Meeting | None:
    """Calls that begin so, to their ends; None if they do not come to any."""
    met = Meeting(setting, play, rng, title)
    turns = rng.randint(3, _TURNS)
    while turns and met.turn():
        turns -= 1
    return met if met.stage.calls and met.finish() and met.fits(met.stage) else None


def queue_script(made: QueueProgram, play: Play, seed: str) -> Script:
    """The test that `seed` makes up; the seed stands in its title."""
    title = f"queues {seed}"
    for attempt in range(200):
        rng = random.Random(f"{seed}/{attempt}")  # noqa: S311 - for tests
        facts = tuple(agents_facts(play.program, rng))
        setting = Setting(None, facts, partial(_called, made, rng), apart)
        met = meeting(setting, play, rng, title)
        if met:
            return Script(title, (*(fact.text for fact in facts), *met.lines))
    message = f"no calls that end could be made with seed {seed}"
    raise AssertionError(message)


def _called(made: QueueProgram, rng: random.Random, nth: int) -> Called:
    to, number = rng.choice(made.numbers * 4 + made.own), f"+3706123456{nth}"
    text = f"call  {quoted(to)} from {quoted(number)}"
    return Called(text, scenario.Dial(to, None, number, "", "", HERE))
