"""How many simple calls a second the runtime makes, against a walk over pydantic models.

A simple call enters a menu, hears its prompt, presses a key, and is told something by a step that
hangs up: nine events in its trace. The runtime makes it through its public functions, one event a
wait. The walk reads the same program as pydantic models, knows nothing but what such a call needs,
and makes the same trace; it changes its state in place, or copies it at every event, which is what
a step of the runtime amounts to. The candidates take turns; medians of processor time are compared,
so that a busy machine tells the same. Goals: 100,000 calls/s and 3 times the walk, on one core.
"""

import re
import statistics
import time
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel

from flowc.runtime.machine import compile_program
from flowc.runtime.protocol import Call, Elapsed, Key
from flowc.semantics.ir import Program
from flowc.semantics.lower import analyse
from flowc.source import Source
from flowc.syntax.parser import parse
from flowc.trace import Event, Trace

ROUNDS = 25
CALLS = 2_000
WALK = "a walk over pydantic models, its state changed in place"
START = 1_772_438_400  # 2026-03-02 10:00 in Vilnius

FLOW = """\
flow "Bench" { timezone Europe/Vilnius  languages en }
number "+37052000000" -> main
prompt choices { en "For sales, press 1. For support, press 2." }
prompt thanks  { en "Thank you for calling." }
menu main {
  play choices
  press 1 -> sales
  press 2 -> support
  on gave-up -> support
}
step sales   { play thanks  -> hangup }
step support { play thanks  -> hangup }
"""


# ---- the runtime --------------------------------------------------------------------------------


def program() -> Program:
    """The program of the bench, from its text."""
    file, _ = parse(Source("bench.flow", FLOW))
    made, _ = analyse((file,))
    if made is None:
        message = "the program of the bench is no program"
        raise SystemExit(message)
    return made


def runtime() -> Callable[[], Trace]:
    """One simple call through `start` and `step`."""
    start, step, *_ = compile_program(program())

    def call() -> Trace:
        state, (first, wait) = start(Call("+37052000000", "+37061234567", at=START))
        state, (second, wait) = step(state, Elapsed(wait.until or 0))
        state, (third, wait) = step(state, Key(4000, "1"))
        state, (fourth, _) = step(state, Elapsed(wait.until or 0))
        return (*first, *second, *third, *fourth)

    return call


# ---- the walk -----------------------------------------------------------------------------------


NUMBER = re.compile(r"\+?[0-9]{1,20}")


class Target(BaseModel):
    """Where an arrow leads: a block, or an end."""

    kind: Literal["block", "end"]
    to: str


class Change(BaseModel):
    """`with var = value`."""

    var: str
    value: str


class Edge(BaseModel):
    """An arrow."""

    target: Target
    changes: list[Change] = []


class Choice(BaseModel):
    """`play prompt when language is …`."""

    language: str | None = None
    prompt: str


class Play(BaseModel):
    """The first choice that holds, and whether a key stops it."""

    choices: list[Choice]
    barge_in: bool = True


class Arm(BaseModel):
    """`-> x if language is …`."""

    language: str | None = None
    edge: Edge


class MenuKey(BaseModel):
    """A key, X for any digit."""

    pattern: str
    arms: list[Arm]


class Step(BaseModel):
    """Prompts, then an arrow."""

    kind: Literal["step"] = "step"
    id: str
    plays: list[Play]
    final: Edge


class Menu(BaseModel):
    """Prompts, then a key."""

    kind: Literal["menu"] = "menu"
    id: str
    plays: list[Play]
    wait: int
    keys: list[MenuKey]


class Flow(BaseModel):
    """The program."""

    languages: list[str]
    numbers: dict[str, Edge]
    prompts: dict[str, dict[str, list[str]]]
    blocks: dict[str, Step | Menu]


class Live(BaseModel):
    """A call between two events."""

    now: int = 0
    until: int | None = 0
    language: str = "en"
    variables: dict[str, str] = {}
    block: str = ""
    playing: int | None = None
    prompt: str = ""
    keys: str = ""


def flow() -> Flow:
    """The program of the bench as models."""
    thanks, bye = (
        Play(choices=[Choice(prompt="thanks")]),
        Edge(target=Target(kind="end", to="hangup")),
    )

    def to(block: str) -> Edge:
        return Edge(target=Target(kind="block", to=block))

    return Flow(
        languages=["en"],
        numbers={"+37052000000": to("main")},
        prompts={
            "choices": {"en": ["For sales, press 1. For support, press 2."]},
            "thanks": {"en": ["Thank you for calling."]},
        },
        blocks={
            "main": Menu(
                id="main",
                plays=[Play(choices=[Choice(prompt="choices")])],
                wait=5,
                keys=[
                    MenuKey(pattern="1", arms=[Arm(edge=to("sales"))]),
                    MenuKey(pattern="2", arms=[Arm(edge=to("support"))]),
                ],
            ),
            "sales": Step(id="sales", plays=[thanks], final=bye),
            "support": Step(id="support", plays=[thanks], final=bye),
        },
    )


class Walk:
    """Reads the models as it goes: what the runtime does for such a call, and no more."""

    def __init__(self, model: Flow) -> None:
        """Walk over `model`."""
        self.model = model

    def start(self, to: str, caller: str) -> tuple[Live, list[Event]]:
        """A call arrives."""
        if not (NUMBER.fullmatch(to) and NUMBER.fullmatch(caller)):
            to = caller = ""
        live = Live(language=self.model.languages[0])
        told: list[Event] = [("call", 0.0, caller, to, "2026-03-02 10:00:00")]
        self.follow(live, self.model.numbers[to], told)
        return live, told

    def step(self, live: Live, event: Elapsed | Key) -> list[Event]:
        """Something happens; the call is changed in place."""
        told: list[Event] = []
        live.now = event.t
        block = self.model.blocks[live.block]
        if isinstance(event, Key):
            if isinstance(block, Menu):
                if live.playing is not None and block.plays[live.playing].barge_in:
                    self.played(live, told, cut=True)
                self.press(live, block, event.key, told)
        elif live.playing is not None:
            self.played(live, told, cut=False)
            self.play(live, block, live.playing + 1, told)
        return told

    def played(self, live: Live, told: list[Event], *, cut: bool) -> None:
        """A prompt stops."""
        told.append(("play", live.now / 1000, live.prompt, live.language, cut))

    def play(self, live: Live, block: Step | Menu, number: int, told: list[Event]) -> None:
        """The next prompt, or what follows the last."""
        if number < len(block.plays):
            for choice in block.plays[number].choices:
                if choice.language is None or choice.language == live.language:
                    pieces = self.model.prompts[choice.prompt][live.language]
                    words = sum(len(piece.split()) for piece in pieces)
                    live.playing, live.prompt = number, choice.prompt
                    live.until = live.now + 400 * words
                    return
            self.play(live, block, number + 1, told)
        elif isinstance(block, Menu):
            live.playing, live.until = None, live.now + block.wait * 1000
        else:
            self.leave(live, block, "done", block.final, told)

    def press(self, live: Live, block: Menu, key: str, told: list[Event]) -> None:
        """Matches what was pressed, pattern by pattern."""
        live.keys += key
        fitting = [k for k in block.keys if self.fits(k.pattern, live.keys)]
        if any(len(k.pattern) > len(live.keys) for k in fitting):
            live.until = live.now + 3000
            return
        for offered in fitting:
            for arm in offered.arms:
                if arm.language is None or arm.language == live.language:
                    told.append(("keys", live.now / 1000, live.keys, block.id))
                    self.leave(live, block, f"key {offered.pattern}", arm.edge, told)
                    return

    def fits(self, pattern: str, keys: str) -> bool:
        """Whether `pattern` starts with what was pressed."""
        return len(pattern) >= len(keys) and all(
            a == b or (a == "X" and b.isdigit()) for a, b in zip(pattern, keys, strict=False)
        )

    def leave(
        self, live: Live, block: Step | Menu, outcome: str, edge: Edge, told: list[Event]
    ) -> None:
        """Leaves a block."""
        told.append(("leave", live.now / 1000, block.id, outcome, edge.target.to))
        self.follow(live, edge, told)

    def follow(self, live: Live, edge: Edge, told: list[Event]) -> None:
        """Enters the next block, or ends."""
        for change in edge.changes:
            live.variables[change.var] = change.value
            told.append(("set", live.now / 1000, change.var, change.value))
        if edge.target.kind == "end":
            live.until = None
            told.append(("end", live.now / 1000, "flow", edge.target.to))
            return
        block = self.model.blocks[edge.target.to]
        live.block, live.keys = block.id, ""
        told.append(("enter", live.now / 1000, block.id, block.kind))
        self.play(live, block, 0, told)


def walk(*, pure: bool) -> Callable[[], Trace]:
    """One simple call by walking; `pure`: every event gets a copy of the call."""
    walker = Walk(flow())

    def step(live: Live, event: Elapsed | Key) -> tuple[Live, list[Event]]:
        live = live.model_copy() if pure else live
        return live, walker.step(live, event)

    def call() -> Trace:
        live, first = walker.start("+37052000000", "+37061234567")
        live, second = step(live, Elapsed(live.until or 0))
        live, third = step(live, Key(4000, "1"))
        live, fourth = step(live, Elapsed(live.until or 0))
        return (*first, *second, *third, *fourth)

    return call


def main() -> None:
    """Measure, and print medians and ratios."""
    candidates = {
        WALK: walk(pure=False),
        "the walk, its state copied at every event": walk(pure=True),
        "the runtime": runtime(),
    }
    traces = {call() for call in candidates.values()}
    if len(traces) != 1:
        message = f"the candidates do not make the same call: {traces}"
        raise SystemExit(message)
    times = measure(candidates)
    base = statistics.median(times[WALK])
    for label, series in times.items():
        median, best = statistics.median(series), min(series)
        print(
            f"{CALLS / median:9,.0f} calls/s (best {CALLS / best:9,.0f})"
            f"  {base / median:5.2f} x  {label}"
        )


def measure(candidates: dict[str, Callable[[], Trace]]) -> dict[str, list[float]]:
    """Processor seconds that each took for `CALLS` calls, taking turns."""
    times: dict[str, list[float]] = {label: [] for label in candidates}
    for _ in range(ROUNDS):
        for label, call in candidates.items():
            start = time.process_time()
            for _ in range(CALLS):
                call()
            times[label].append(time.process_time() - start)
    return times


if __name__ == "__main__":
    main()
