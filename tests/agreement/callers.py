"""Random callers: a program and a seed give a call test in the language, the same every time.

The caller is walked through the program on the runtime, so that the script that is written down can
be played to its end. It expects little: how the call ends, and now and then what is met on the way.
What a switch makes of it is compared event by event.

Of two callers in one test the second calls while the first is talking, or is gone: whoever talks
waits for nobody, and two clocks that run against each other are no part of what is asked. Half of
the `pointed` tests are made where a schedule opens or closes, and some callers are stubborn.
"""

import random
from datetime import date
from typing import NamedTuple

from flowc.runtime.protocol import Ringing, Talking
from flowc.semantics import ir
from flowc.semantics.clock import instants
from flowc.semantics.scenario import (
    AgentGiven,
    Given,
    LookupGiven,
    MailboxGiven,
    PhoneGiven,
    ReturnGiven,
    SplitGiven,
    SwitchGiven,
    Test,
)
from flowc.testing.stage import Live, Stage
from tests.agreement.fork import ahead
from tests.agreement.queue_differences import Fits
from tests.agreement.queue_instants import apart
from tests.agreement.scene import Scene
from tests.agreement.script import Script
from tests.agreement.walk import Walk, end_word, stubborn
from tests.agreement.world import HERE, Fact, call, facts

_MOST_TURNS = 40

_STUBBORN = 0.2
"""How many of pointed callers only ever do the wrong thing, or nothing."""

_CALLERS = ("one", "two")


def caller(scene: Scene, seed: str, *, pointed: bool = False, fits: Fits = apart) -> Script:
    """The test that `seed` makes up; the seed stands in its title. `fits`: what may happen in
    queues."""
    for attempt in range(100):
        rng = random.Random(f"{seed}/{attempt}")  # noqa: S311 - for tests
        made = _caller(scene, rng, f"caller {seed}", pointed=pointed)
        if made and (not scene.play.program.agents or fits(made.stage)):
            return made.script
    message = f"no call that ends could be made with seed {seed}"
    raise AssertionError(message)


class _Made(NamedTuple):
    """A script, and the stage that it was played on."""

    script: Script
    stage: Stage


def _caller(scene: Scene, rng: random.Random, title: str, *, pointed: bool) -> _Made | None:
    known = facts(scene, rng)
    moment = scene.instants.edge if pointed and rng.random() < 0.5 else scene.instants.one
    at = moment(rng) if scene.clocked or rng.random() < 0.5 else ""
    start = epoch(at, scene.instants.zone) if at else None
    test = Test(title, "", start, tuple(f.given for f in known), (), HERE)
    callers = _CALLERS[: 2 if rng.random() < 0.12 else 1]
    if scene.play.program.agents:  # where callers meet, what is apart in time is for queue_scripts
        callers = callers[:1]
    walk = Walk(scene, Stage(scene.play, test), rng, named=len(callers) > 1)
    walk.call(callers[0], call(scene, rng))
    if pointed and rng.random() < _STUBBORN:
        walk.moods[callers[0]] = stubborn(rng)
    for _ in range(_MOST_TURNS):
        first, last = walk.stage.calls[callers[0]], [*walk.stage.calls][-1]
        free = first.ended or isinstance(first.wait, Talking)
        if len(walk.stage.calls) < len(callers) and free:
            if not first.ended and rng.random() < 0.4:
                walk.pause(callers[0], rng.randint(50, 70))
            walk.call(callers[1], call(scene, rng))
        elif walk.stage.calls[last].ended or len(walk.lines) >= walk.moods[last].most * len(
            callers
        ):
            break
        else:
            walk.turn(last)
    if not all(_finish(walk, one, rng) for one in walk.stage.calls):
        return None
    lines = [f"at    {at}"] if at else []
    lines += [fact.text for fact in known if matters(fact, walk.stage)]
    return _Made(Script(title, (*lines, *walk.lines)), walk.stage)


def epoch(at: str, zone: str) -> int:
    """A local date and time, as behind `at`, in seconds."""
    day, _, time = at.partition(" ")
    hour, _, minute = time.partition(":")
    return instants(date.fromisoformat(day), int(hour) * 60 + int(minute), 0, zone)[0]


def _finish(walk: Walk, caller: str, rng: random.Random) -> bool:
    """The caller's last statements: they wait for the end, or hang up. False: the call is one that
    no test can speak of."""
    if not walk.stage.calls[caller].ended and (
        rng.random() < 0.5 or not ahead(walk.stage, caller, patient=True).calls[caller].ended
    ):
        walk.hang_up(caller)
    last = ahead(walk.stage, caller, patient=True).calls[caller]
    word = end_word(last)
    return word is not None and (caller in walk.over or walk.end(caller, word))


def matters(fact: Fact, stage: Stage) -> bool:
    """Whether any call of the test came to what the fact is about."""
    return any(_meets(fact.given, live, stage.play.program) for live in stage.calls.values())


def _meets(given: Given, live: Live, program: ir.Program) -> bool:
    entered = {event[2] for event in live.trace if event[0] == "enter"}
    match given:
        case SplitGiven(split):
            return split in entered
        case ReturnGiven(external):
            return external in entered
        case MailboxGiven(mailbox):
            return any(
                isinstance(b, ir.Voicemail) and b.mailbox == mailbox and b.id in entered
                for b in program.blocks
            )
        case PhoneGiven(phone):
            waits = (step.wait for step in live.steps)
            return any(isinstance(wait, Ringing) and phone in wait.phones for wait in waits)
        case SwitchGiven() | AgentGiven() | LookupGiven():
            return True
