"""Queues built by hand, and their engine driven event by event, its effects as lines to read."""

from typing import Any

from flowc.runtime.acd import compile_acd
from flowc.runtime.acd_protocol import Effect, Event, Freed, Joined, Rings, Stops
from flowc.runtime.protocol import Elapsed, Joining, PhoneAnswered
from flowc.semantics import ir, needs
from tests.runtime.build import HANGUP, SPAN, flow

TECH = ir.Skill("tech", 1, 5, SPAN)


def agent(name: str, *phones: str, tech: int = 5, speaks: tuple[str, ...] = ("en",)) -> ir.Agent:
    """An agent with a phone of the same name, unless others are given."""
    return ir.Agent(name, phones or (name,), (("tech", tech),), speaks, SPAN)


def tech(level: int, after: int = 0) -> ir.NeedStep:
    """`after … need tech >= level`."""
    return ir.NeedStep(after, ir.Has("tech", ">=", level), SPAN)


def among(*names: str, after: int = 0) -> ir.NeedStep:
    """`agents a, b`."""
    return ir.NeedStep(after, ir.Among(names), SPAN)


def queue(name: str, *steps: ir.NeedStep, **given: Any) -> ir.Queue:
    """A queue for anybody, longest idle first, 20 s of ringing, no wrap-up, 5 minutes at most."""
    usual: dict[str, Any] = {
        "strategy": "longest-idle",
        "priorities": (),
        "ring": 20,
        "wrap_up": 0,
        "limit": None,
        "music": None,
        "plays": (),
        "every": (),
        "keys": (),
        "leave": ir.Leave(300, HANGUP),
        "full": None,
        "no_agents": HANGUP,
        "failed": HANGUP,
        "done": None,
        "accepted": (),
    }
    return ir.Queue(name, steps or (tech(1),), span=SPAN, **(usual | given))


def program(agents: tuple[ir.Agent, ...], *blocks: ir.Block, **given: Any) -> ir.Program:
    """A program whose first block is called."""
    return flow(*blocks, agents=agents, skills=(TECH,), **given)


def joining(
    whole: ir.Program, name: str, priority: tuple[tuple[int, int], ...] = ((0, 0),)
) -> Joining:
    """What a caller without language or conditions asks the queue for."""
    block = next(b for b in whole.blocks if isinstance(b, ir.Queue) and b.id == name)
    seats = needs.seats(block, whole.agents, needs.variants(block, whole.languages)[0])
    return Joining(name, tuple((s.after * 1000, s.agents) for s in seats), priority)


class Hall:
    """The queues of a program while a test goes on. Times are seconds."""

    def __init__(
        self, whole: ir.Program, away: tuple[str, ...] = (), paused: tuple[str, ...] = ()
    ) -> None:
        self.whole = whole
        self.acd = compile_acd(whole)
        self.state = self.acd.start(away, paused)
        self.log: list[str] = []

    def give(self, *events: Event) -> None:
        """Events as a driver gives them: late, time runs on by itself in between."""
        for event in events:
            self.state, effects = self.acd.step(self.state, event)
            self.log += map(line, effects)

    def join(self, t: float, call: str, name: str, *priority: tuple[int, int]) -> None:
        """A caller joins; `priority`: seconds of waiting and what holds from then on."""
        due = tuple((after * 1000, value) for after, value in priority) or ((0, 0),)
        self.give(Joined(round(t * 1000), call, joining(self.whole, name, due)))

    def run(self, until: float) -> None:
        """Time runs on by itself up to this instant, all of it included."""
        last = round(until * 1000)
        while (due := self.acd.until(self.state)) is not None and due <= last:
            self.give(Elapsed(due))
        self.give(Elapsed(last))

    def said(self) -> list[str]:
        """What happened since this was asked last."""
        log, self.log = self.log, []
        return log


def line(effect: Effect) -> str:
    """`2 a offered alice, need 1, longest-idle`, `2 alice rings for a`: seconds, who, what."""
    if isinstance(effect, Rings):
        return f"{effect.t / 1000:g} {effect.phone} rings for {effect.call}"
    if isinstance(effect, Stops):
        return f"{effect.t / 1000:g} {effect.phone} stops"
    event = effect.event
    t, *values = event
    told = ", ".join(map(str, values))
    return f"{t / 1000:g} {effect.call} {type(event).__name__.lower()} {told}".rstrip()


THREE = (agent("ann"), agent("bob"), agent("cid"))


def hall(*agents: ir.Agent, **given: object) -> Hall:
    """One queue, `q`, of these agents or of three."""
    return Hall(program(agents or THREE, queue("q", **given)))


def served(made: Hall, t: int, call: str, seconds: int = 1) -> str:
    """A caller joins and is answered by whoever is offered; the agent's name."""
    made.said()
    made.join(t, call, "q")
    made.run(t)
    offers = [line.split()[3].strip(",") for line in made.said() if " offered " in line]
    made.give(PhoneAnswered(t * 1000, offers[0]), Freed((t + seconds) * 1000, call))
    made.said()
    return offers[0]
