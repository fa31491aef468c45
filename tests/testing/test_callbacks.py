"""Callbacks of whole flows, with people who do as they like: nobody is forgotten, nobody is rung
twice at once, and it is the longest wait that comes next, on the line or off it.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from flowc import pipeline
from flowc.runtime.protocol import AgentHangUp, HangUp, Talking
from flowc.semantics import ir
from flowc.semantics.scenario import Dial
from flowc.testing.run import prepare
from flowc.testing.stage import Live, Stage, advance, clock, dial, send
from flowc.trace import Event

HOUR = 3600 * 1000


def flow(r: Random) -> str:
    """One agent or several, and callers of whom most ask to be called back."""
    names = ("ann", "bob", "cid")[: r.randint(1, 3)]
    agents = "\n".join(f"agent {n} {{ phone {n}_desk }}" for n in names)
    phones = "\n".join(f"phone {n}_desk" for n in names)
    ways = [
        ("-> support", "after 30s -> ring_back"),
        ("-> ring_back", "after 20m -> hangup"),
        ("-> support", "after 20m -> hangup"),
    ]
    numbers = "\n".join(f'number "10{n}" {way}' for n, (way, _) in enumerate(ways[:2]))
    _, after = r.choice(ways[:1] * 3 + ways[2:])
    place = r.choice(("keep place", ""))
    return f"""
flow "Many" {{ languages en  on failed -> hangup }}
{numbers}
{phones}
{agents}
agents {{ sign-in "*45"  sign-out "*46" }}
queue support {{
  agents {", ".join(names)}
  strategy {r.choice(("longest-idle", "in-order", "fewest-calls", "ring-all"))}
  ring {r.randint(2, 20)}s
  wrap-up {r.randint(0, 20)}s
  {after}
  on no-agents -> ring_back
}}
callback ring_back {{
  queue support
  number caller.number
  accept phone-number LT
  first after {r.choice((0, 0, 30))}s
  tries {r.randint(1, 3)} every {r.randint(1, 5)}m
  ring {r.randint(5, 30)}s
  {place}
  on accepted -> hangup
}}
test "many" {{
  {given(r, names)}
  {calls(r)}
}}
"""


def given(r: Random, names: tuple[str, ...]) -> str:
    """Every agent picks up sooner or later; numbers do as they like."""
    lines = [f"given {name} answers after {r.randint(0, 1)}s" for name in names]
    lines += [f"given {r.choice(names)} is signed out for {r.randint(1, 9)}m"]
    for n in range(8):
        how = r.choice(("answers after 2s", "answers after 40s", "is busy", "does not answer"))
        lines.append(f'given "{number(n)}" {how}')
    return "\n  ".join(lines)


def number(n: int) -> str:
    return f"+3706123450{n}"


def calls(r: Random) -> str:
    return "\n  ".join(
        f'caller c{n}\n  call "10{r.randint(0, 1)}" from "{number(n)}"\n  wait {r.randint(0, 60)}s'
        for n in range(r.randint(2, 8))
    )


@pytest.fixture(params=range(40))
def played(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Stage]:
    """A flow with one test, played to the end of its last call."""
    r = Random(request.param)  # noqa: S311 - no secret
    text = flow(r)
    path = tmp_path / "many.flow"
    path.write_text(text, encoding="utf-8")
    (work,) = pipeline.check((str(path),)).works
    assert work.program
    (test,) = work.tests
    stage = Stage(prepare(work.program), test)
    talks: dict[str, int] = {}
    for line in test.lines:
        if isinstance(line.statement, Dial):
            dial(stage, line.caller, line.statement)
        _until(stage, talks, r, stage.now + r.randint(0, 60) * 1000)
    _until(stage, talks, r, 12 * HOUR)
    return text, stage


def _until(stage: Stage, talks: dict[str, int], r: Random, end: int) -> None:
    """Talks end after a while; everything else happens by itself."""
    while True:
        for name, live in stage.calls.items():
            if isinstance(live.wait, Talking):
                talks.setdefault(name, stage.now + r.randint(1, 90) * 1000)
        over = min(((t, n) for n, t in talks.items() if not stage.calls[n].ended), default=None)
        limit = end if over is None else min(end, over[0])
        if advance(stage, limit + 1):
            continue
        if over is None or over[0] > end:
            stage.now = max(stage.now, min(end, 12 * HOUR))
            return
        stage.now = max(stage.now, over[0])
        live = stage.calls[over[1]]
        del talks[over[1]]
        by = r.choice((AgentHangUp, HangUp))
        send(stage, live, by(clock(stage, live)))


def test_each_callback_ends_connected_or_given_up(played: tuple[str, Stage]) -> None:
    text, stage = played
    registered = [e for live in stage.calls.values() for e in live.trace if _is(e, "registered")]
    lives = [live for live in stage.calls.values() if live.of]
    assert len(lives) == len(registered)
    for live in lives:
        assert live.ended, (text, live.trace)
        connected = any(e[0] == "bridge" for e in live.trace)
        assert connected is not any(_is(e, "gave-up") for e in live.trace), text


def test_a_callback_is_in_one_try_at_a_time(played: tuple[str, Stage]) -> None:
    text, stage = played
    for live in stage.calls.values():
        if live.of:
            tries = [e for e in live.trace if e[0] in {"ring", "callback"} or _is(e, "answer")]
            words = [e[3] if e[0] != "callback" else "over" for e in tries]
            rung = [word for word in words if word not in {"answer", "over"}]
            assert len(rung) == words.count("answer"), text
            for before, after in pairwise(words):
                assert (before, after) != ("answer", "answer"), (text, words)
            assert words.count("over") <= int(text.partition("tries ")[2][0])


def test_the_longest_wait_is_offered_first(played: tuple[str, Stage]) -> None:
    """Of all who wait in the queue, on the line or not, nobody is passed over by a shorter wait."""
    text, stage = played
    spans = [span for live in stage.calls.values() for span in waits(stage, live, text)]
    for since, _, _, offers in spans:
        for t in offers:
            for other, began, ended, rung in spans:
                waiting = began < t < ended and not any(
                    _rung_at(stage, t, x) for x in rung if x <= t
                )
                assert not waiting or other >= since, (text, t)


def _rung_at(stage: Stage, t: float, offer: float) -> bool:
    """Whether an offer of that instant may still ring at `t`: then nobody else needs to be."""
    queue = next(b for b in stage.play.program.blocks if isinstance(b, ir.Queue))
    return t - offer <= queue.ring


Wait = tuple[float, float, float, list[float]]
"""Since when it counts, from when and until when it waits, when it is offered; seconds."""


def waits(stage: Stage, live: Live, text: str) -> Iterator[Wait]:
    """The waits of a call, told from the traces alone."""
    base = live.began / 1000
    since = base
    if live.of and "keep place" in text:
        mine = stage.calls[live.of]
        entered = [e[1] + mine.began / 1000 for e in mine.trace if _is(e, "enter")]
        since = entered[-1] if entered else base
    began: float | None = None
    offers: list[float] = []
    for event in live.trace:
        t = event[1] + base
        if _is(event, "enter"):
            began, offers = t, []
        elif _is(event, "offer"):
            offers.append(t)
        elif began is not None and (_is(event, "answer") or event[0] in {"leave", "end"}):
            yield (since if live.of else began), began, t, offers
            began = None


def _is(event: Event, what: str) -> bool:
    return event[0] in {"queue", "callback"} and event[3] == what
