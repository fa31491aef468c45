"""A made-up caller on the way through a program: one statement after the other, each tried on a
copy of the stage before it is said, so that a script is never stuck."""

import random
from typing import NamedTuple

from flowc.runtime.protocol import (
    Choosing,
    Ended,
    Listening,
    Outside,
    Playing,
    Queueing,
    Recording,
    Ringing,
    Talking,
    Wait,
)
from flowc.semantics import ir, scenario
from flowc.testing.retold import quoted
from flowc.testing.run import DO
from flowc.testing.stage import Live, Stage, dial
from tests.agreement import typing_keys
from tests.agreement.fork import ahead, fork, waits
from tests.agreement.queue_instants import apart, quiet
from tests.agreement.scene import Scene
from tests.agreement.world import HERE, Called

_ENDS = frozenset({"hangup", "busy", "congestion", "external", "transfer", "caller", "agent"})
_SECOND = 1000


class Mood(NamedTuple):
    """How a caller is: the chances of pressing what is meant to be pressed, of saying nothing, of
    hanging up at a moment, of a key during a prompt, of being answered; and how many statements
    they have in them."""

    right: float
    silent: float
    hang_up: float
    early: float
    answered: float
    most: int


def mood(rng: random.Random) -> Mood:
    """Somebody: keen, careless or hasty."""
    return Mood(
        right=rng.choice((0.95, 0.75, 0.4)),
        silent=rng.choice((0.03, 0.15, 0.5)),
        hang_up=rng.choice((0.0, 0.02, 0.15)),
        early=rng.choice((0.0, 0.1, 0.4)),
        answered=rng.choice((0.2, 0.7, 0.9)),
        most=rng.choice((4, 9, 16)),
    )


def stubborn(rng: random.Random) -> Mood:
    """Somebody who is wrong, or silent, until they are given up."""
    return Mood(0.0, rng.choice((0.0, 1.0)), 0.0, 0.0, 0.5, 16)


class Walk:
    """A script in the making. `lines` is what has been said, `speaker` who said it last, `over`
    whose end has been said."""

    def __init__(self, scene: Scene, stage: Stage, rng: random.Random, *, named: bool) -> None:
        self.scene = scene
        self.stage = stage
        self.rng = rng
        self.named = named
        self.lines: list[str] = []
        self.over: set[str] = set()
        self.moods: dict[str, Mood] = {}
        self.speaker = ""

    def call(self, caller: str, called: Called) -> None:
        """A new caller comes in."""
        self.moods[caller] = mood(self.rng)
        self._speak(caller, called.text)
        dial(self.stage, caller, called.dial)

    def say(self, caller: str, text: str, statement: scenario.Statement) -> bool:
        """Say a statement, if the call takes it."""
        twin = fork(self.stage)
        unmet = DO[type(statement)](twin, twin.calls[caller], statement)
        if unmet or twin.missing:
            return False
        self.stage = twin
        self._speak(caller, text)
        return True

    def _speak(self, caller: str, text: str) -> None:
        if self.named and caller != self.speaker:
            self.lines.append(f"caller {caller}")
        self.speaker = caller
        self.lines.append(text)

    # ---- turns ----------------------------------------------------------------------------------

    def turn(self, caller: str) -> None:
        """The caller, or somebody whom they reach, does one thing."""
        feel, live, roll = self.moods[caller], self.stage.calls[caller], self.rng.random
        if roll() < feel.hang_up and self.hang_up(caller):
            return
        if roll() < feel.early and self._early(caller):
            return
        if roll() < 0.06 and self.pause(caller, self.rng.randint(1, 8)):
            return
        then = ahead(self.stage, caller)
        there = then.calls[caller]
        if roll() < 0.25:
            self._notice(caller, live, there)
        if there.ended:
            self._end(caller)
        else:
            self._at(caller, there.wait, feel)

    def _at(self, caller: str, wait: Wait, feel: Mood) -> None:
        match wait:
            case Listening():
                self._listening(caller, wait, feel)
            case Ringing():
                self._ringing(caller, wait, feel)
            case Queueing():
                self._queueing(caller, feel)
            case Talking():
                self._talking(caller)
            case Recording():
                self._recording(caller, wait)
            case _:
                self.hang_up(caller)

    def _listening(self, caller: str, wait: Listening, feel: Mood) -> None:
        if self.rng.random() < feel.silent:
            gap = self.rng.randint(1, 4)
            if wait.begun and self.pause(caller, gap):
                return
            if self.say(caller, "stay silent", scenario.StaySilent(HERE)):
                return
        keys = self.keys(wait.into, feel.right)
        if wait.into in self.scene.collects and keys.isdecimal():
            statement = scenario.Enter(keys, HERE)
            if self.say(caller, f"enter {quoted(keys)}", statement):
                return
        if not self._press(caller, keys):
            self._press(caller, keys[:1])

    def keys(self, into: str, right: float) -> str:
        """Keys for whatever listens, by its name in the trace."""
        menu, collect = self.scene.menus.get(into), self.scene.collects.get(into)
        if menu:
            return typing_keys.for_menu(menu, right, self.rng)
        if collect:
            return typing_keys.for_collect(collect, right, self.rng)
        likely = "1" if self.rng.random() < right else self.rng.choice("23*#0")
        return likely if into == "confirm" else self.rng.choice(typing_keys.KEYS)

    def _press(self, caller: str, keys: str, during: str | None = None) -> bool:
        tail = f" during {during}" if during else ""
        return self.say(caller, f"press {keys}{tail}", scenario.Press(keys, during, HERE))

    def _ringing(self, caller: str, wait: Ringing, feel: Mood) -> None:
        if self.rng.random() < feel.answered:
            phone = self.rng.choice(wait.phones)
            who = phone if phone.isidentifier() else quoted(phone)
            if self.say(caller, f"answer {who}", scenario.PickUp(phone, HERE)):
                return
        there = ahead(self.stage, caller, past=wait).calls[caller]
        if there.ended:
            self._end(caller)
        elif not self._notice(caller, self.stage.calls[caller], there):
            self.pause(caller, self.rng.randint(1, self.scene.longest + 1))

    def _queueing(self, caller: str, feel: Mood) -> None:
        """An agent answers or declines, a key leaves, or the caller goes on waiting."""
        roll = self.rng.random()
        if roll < feel.answered and self._in_queue(caller, ("answer", "answer", "refuse")):
            return
        if roll < 0.9 and self._in_queue(caller, ("press",)):
            return
        self.pause(caller, self.rng.randint(10, 40))

    def _in_queue(self, caller: str, verbs: tuple[str, ...]) -> bool:
        """Something is done after a while, where nothing else is due on any switch."""
        for _ in range(8):
            seconds, verb = self.rng.randint(3, 12), self.rng.choice(verbs)
            twin = fork(self.stage)
            unmet = DO[scenario.Pause](twin, twin.calls[caller], scenario.Pause(seconds, HERE))
            said = None if unmet else self._of_queue(twin, caller, verb)
            if said is None or not quiet(twin):
                continue
            text, statement = said
            if DO[type(statement)](twin, twin.calls[caller], statement) or not apart(twin):
                continue
            self.stage = twin
            self._speak(caller, f"wait  {seconds}s")
            self._speak(caller, text)
            return True
        return False

    def _of_queue(
        self, stage: Stage, caller: str, verb: str
    ) -> tuple[str, scenario.Statement] | None:
        wait = stage.calls[caller].wait
        if not isinstance(wait, Queueing):
            return None
        agents = stage.play.program.agents
        rung = [a.name for a in agents if stage.staff.ringing(caller, a.name)]
        block = stage.play.blocks[wait.queue]
        keys = [key.pattern for key in block.keys] if isinstance(block, ir.Queue) else []
        if verb == "hang up":
            return verb, scenario.HangUp(HERE)
        if verb == "press" and keys:
            key = self.rng.choice(keys)
            return f"press {key}", scenario.Press(key, None, HERE)
        if verb in ("answer", "refuse") and rung:
            who = self.rng.choice(rung)
            done = scenario.PickUp if verb == "answer" else scenario.Refuse
            return f"{verb} {who}", done(who, HERE)
        return None

    def _talking(self, caller: str) -> None:
        seconds = self.rng.choice((0, 1, 5, 40))
        ends = self.rng.choice(("agent", "agent", "caller", None))
        tail = f" then {ends} hangs up" if ends else ""
        self.say(caller, f"talk  {seconds}s{tail}", scenario.Talk(seconds, ends, HERE))
        if not ends:
            self.hang_up(caller)

    def _recording(self, caller: str, wait: Recording) -> None:
        longest = self.scene.mailboxes.get(wait.mailbox, 0)
        lengths = (1, 2, 4, longest, longest + 2) if longest <= 10 else (1, 4, 8)
        if self.rng.random() < 0.75:
            seconds = self.rng.choice(lengths)
            self.say(caller, f"message {seconds}s", scenario.LeaveMessage(seconds, HERE))
        how = self.rng.random()
        if how < 0.35:
            self._press(caller, "#")
        elif how < 0.6:
            self.hang_up(caller)
        else:
            past = ahead(self.stage, caller, past=self.stage.calls[caller].wait)
            self._notice(caller, self.stage.calls[caller], past.calls[caller])

    # ---- now ------------------------------------------------------------------------------------

    def hang_up(self, caller: str) -> bool:
        """At once, or in the middle of one of the next things that happen. Nobody hangs up where a
        call stays for no time at all."""
        if isinstance(ahead(self.stage, caller).calls[caller].wait, Queueing):
            return self._in_queue(caller, ("hang up",))
        if self.rng.random() < 0.6:
            spans = waits(self.stage, caller, 8)
            if spans:
                began, end, _ = self.rng.choice(spans)
                low = -((self.stage.now - began) // _SECOND)
                high = (end - 1 - self.stage.now) // _SECOND
                if 0 < low <= high:
                    self.pause(caller, self.rng.randint(low, min(high, low + 3)))
        if isinstance(self.stage.calls[caller].wait, (Choosing, Outside)):
            return False
        return self.say(caller, "hang up", scenario.HangUp(HERE))

    def pause(self, caller: str, seconds: int) -> bool:
        return self.say(caller, f"wait  {seconds}s", scenario.Pause(seconds, HERE))

    def _early(self, caller: str) -> bool:
        """A key during one of the next prompts, whether anybody listens or not."""
        prompts = [
            wait
            for _, _, wait in waits(self.stage, caller, 6)
            if isinstance(wait, Playing) and wait.prompt in self.scene.named
        ]
        if not prompts:
            return False
        wait = self.rng.choice(prompts)
        keys = self.keys(wait.listening, self.moods[caller].right)
        keys = keys if self.rng.random() < 0.7 else keys[:1]
        return self._press(caller, keys, wait.prompt)

    # ---- what is noticed ------------------------------------------------------------------------

    def _notice(self, caller: str, live: Live, there: Live) -> bool:
        """Say something that will be so: a block that is reached, a prompt that is heard."""
        coming = there.trace[live.position :]
        seen = [e for e in coming if e[0] == "enter" or (e[0] == "play" and _sayable(e, self))]
        if not seen:
            return False
        what, _, name, detail, *_ = self.rng.choice(seen)
        if what == "enter":
            return self.say(caller, f"reach {name}", scenario.Reach(name, HERE))
        language = detail if self.rng.random() < 0.3 else None
        tail = f" in {language}" if language else ""
        nearest = next(e for e in coming if e[0] == "play")
        following = nearest[2] == name and nearest[3] == detail and self.rng.random() < 0.4
        text = f"hear {'next ' if following else ' '}{name}{tail}"
        return self.say(caller, text, scenario.Hear(name, None, language, following, HERE))

    def _end(self, caller: str) -> None:
        """The call ends by itself: say how."""
        word = end_word(ahead(self.stage, caller).calls[caller])
        if word:
            self.end(caller, word)

    def end(self, caller: str, word: str) -> bool:
        """`end hangup` and the like; False if the call does not end so."""
        by, cause = ("flow", word) if word not in {"caller", "agent"} else (word, None)
        if not self.say(caller, f"end   {word}", scenario.End(word, by, cause, HERE)):
            return False
        self.over.add(caller)
        return True


def end_word(live: Live) -> str | None:
    """How a call has ended, as behind `end`; None if it goes on, or no test can say it."""
    if not isinstance(live.wait, Ended):
        return None
    word = live.wait.cause if live.wait.by == "flow" else live.wait.by
    return word if word in _ENDS else None


def _sayable(event: tuple[object, ...], walk: Walk) -> bool:
    return event[2] in walk.scene.named
