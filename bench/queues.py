"""How many calls a second the engine of queues takes in, offers, connects and ends.

A call finds three agents idle: it joins, one of them is offered it and answers, their talk ends.
These are four events, and the engine is asked what is due. The runtime's simple call
(`bench.runtime`) takes its turn, so that there is something to compare with. Goal: 60,000 calls/s
on one core.
"""

import statistics
import time
from collections.abc import Callable
from itertools import count

from bench.runtime import runtime
from flowc.runtime.acd import compile_acd
from flowc.runtime.acd_protocol import Acd, Freed, Joined, Rings
from flowc.runtime.protocol import Elapsed, Joining, PhoneAnswered
from flowc.semantics.lower import analyse
from flowc.source import Source
from flowc.syntax.parser import parse

ROUNDS = 25
CALLS = 500
SIMPLE = "simple calls through the runtime"
NAMES = ("ann", "bob", "cid")
HEAD = """\
flow "Bench" { timezone Europe/Vilnius  languages en }
number "+37052000000" -> support
skill tech
step out { -> hangup }
"""
QUEUE = """\
queue support {
  need tech
  strategy longest-idle
  wrap-up 10s
  after 5m -> out
  on no-agents -> out
  on failed -> out
}
"""


def acd() -> Acd:
    """The engine of a queue with three agents."""
    agents = [f"phone {name}\nagent {name} {{ phone {name}  skill tech }}" for name in NAMES]
    text = "\n".join((HEAD, *agents, QUEUE))
    file, _ = parse(Source("bench.flow", text))
    program, found = analyse((file,))
    if program is None:
        message = f"the program of the bench is no program: {found}"
        raise SystemExit(message)
    return compile_acd(program)


def queueing() -> Callable[[], None]:
    """Serves one call."""
    engine = acd()
    asks = Joining("support", ((0, NAMES),), ((0, 0),))
    state, turn, numbers = engine.start((), ()), 0, count()

    def call() -> None:
        nonlocal state, turn
        turn += 20_000
        name = f"c{next(numbers)}"
        state, _ = engine.step(state, Joined(turn, name, asks))
        state, effects = engine.step(state, Elapsed(engine.until(state) or turn))
        rings = effects[-1]
        if not isinstance(rings, Rings):
            message = "nobody was offered anybody"
            raise SystemExit(message)
        state, _ = engine.step(state, PhoneAnswered(turn + 1000, rings.phone))
        state, _ = engine.step(state, Freed(turn + 2000, name))

    return call


def main() -> None:
    """Measure, and print medians and ratios."""
    candidates: dict[str, Callable[[], object]] = {SIMPLE: runtime(), "queue calls": queueing()}
    times: dict[str, list[float]] = {label: [] for label in candidates}
    for _ in range(ROUNDS):
        for label, call in candidates.items():
            start = time.process_time()
            for _ in range(CALLS):
                call()
            times[label].append(time.process_time() - start)
    base = statistics.median(times[SIMPLE])
    for label, series in times.items():
        median, best = statistics.median(series), min(series)
        print(
            f"{CALLS / median:9,.0f} calls/s (best {CALLS / best:9,.0f})"
            f"  {base / median:5.2f} x  {label}"
        )


if __name__ == "__main__":
    main()
