"""What the caller of a test does. What those do who are rung is in `answering`.

Each takes the stage, the call and the statement, lets time pass as far as it needs, and gives None,
or why it could not be done. The rules are in `docs/testing.md`.
"""

from flowc.runtime import protocol
from flowc.runtime.protocol import (
    AgentHangUp,
    Listening,
    Playing,
    Queueing,
    Recording,
    Spoke,
    Talking,
)
from flowc.semantics.ir import Collect, Menu, Queue, Step
from flowc.semantics.scenario import (
    Enter,
    HangUp,
    LeaveMessage,
    Pause,
    Press,
    Speak,
    Talk,
)
from flowc.testing.given import SECOND, is_full
from flowc.testing.stage import Live, Stage, clock, pass_time, send, settle, until
from flowc.testing.whereabouts import offered
from flowc.testing.words import Unmet, block_of, how_it_stands

END_OF_MESSAGE = "#"


def press(stage: Stage, live: Live, said: Press) -> Unmet | None:
    """Presses key after key; each waits until the call listens in silence, the first of `during`
    until that prompt plays."""
    for n, key in enumerate(said.keys):
        if n == 0 and said.during is not None:
            ready = until(stage, live, lambda: _plays(live, said.during))
            wanted = f"`{said.during}` did not play"
        else:
            ready = until(stage, live, lambda key=key: _takes(stage, live, key))
            wanted = f"nobody waited for the key `{key}`"
        if not ready:
            return Unmet(wanted, how_it_stands(live))
        live.position = len(live.trace)
        _key(stage, live, key)
    return None


def enter(stage: Stage, live: Live, said: Enter) -> Unmet | None:
    """Enters digits into what listens next, and its end key where that is still needed."""
    if not until(stage, live, lambda: isinstance(live.wait, Listening)):
        return Unmet("nobody asked for digits", how_it_stands(live))
    into = _into(live)
    block = block_of(live.trace, len(live.trace))
    live.position = len(live.trace)
    for n, key in enumerate(said.digits):
        if n > 0 and not _goes_on(live, into):
            return Unmet(
                f"entry into `{into}` was over after `{said.digits[:n]}`",
                f"the rest, `{said.digits[n:]}`, would go elsewhere: "
                "write what the caller does there as lines of their own",
            )
        _key(stage, live, key)
    end = _end_key(stage, block, into)
    if end and _goes_on(live, into):
        _key(stage, live, end)
    return None


def speak(stage: Stage, live: Live, said: Speak) -> Unmet | None:
    """Says words to the next menu that has a `say` line, when it waits for the first key."""
    if not until(stage, live, lambda: _hears(stage, live)):
        return Unmet("nobody listened to words", how_it_stands(live))
    live.position = len(live.trace)
    send(stage, live, Spoke(clock(stage, live), said.words))
    return None


def pause(stage: Stage, live: Live, said: Pause) -> Unmet | None:
    """Lets time pass, whatever happens in it."""
    pass_time(stage, said.seconds * SECOND)
    live.position = len(live.trace)
    return None


def hang_up(stage: Stage, live: Live, _: HangUp) -> Unmet | None:
    """The caller hangs up, now. Where a call stays for no time it goes on first."""
    settle(stage, live)
    if live.ended:
        return Unmet("there was no call left to hang up", how_it_stands(live))
    live.position = len(live.trace)
    send(stage, live, protocol.HangUp(clock(stage, live)))
    return None


def message(stage: Stage, live: Live, said: LeaveMessage) -> Unmet | None:
    """Speaks into the next recording that begins, for so long as it lasts."""

    def records() -> bool:
        wait = live.wait
        return isinstance(wait, Recording) and not is_full(stage.facts, wait.mailbox, stage.now)

    if not until(stage, live, records):
        return Unmet("no message could be left", how_it_stands(live))
    live.position = len(live.trace)
    live.speaks_until = clock(stage, live) + said.seconds * SECOND
    pass_time(stage, said.seconds * SECOND)
    return None


def talk(stage: Stage, live: Live, said: Talk) -> Unmet | None:
    """A conversation goes on for so long, and ends as the test says."""
    if not until(stage, live, lambda: isinstance(live.wait, Talking)):
        lines = [*offered(live.trace[live.position :]), how_it_stands(live)]
        return Unmet("nobody talked with the caller", "\n".join(lines))
    pass_time(stage, said.seconds * SECOND)
    live.position = len(live.trace)
    now = clock(stage, live)
    if said.ends == "agent":
        send(stage, live, AgentHangUp(now))
    elif said.ends == "caller":
        send(stage, live, protocol.HangUp(now))
    return None


# ---- waiting for the moment ---------------------------------------------------------------------


def _plays(live: Live, prompt: str | None) -> bool:
    return isinstance(live.wait, Playing | Queueing) and live.wait.prompt == prompt


def _takes(stage: Stage, live: Live, key: str) -> bool:
    """Whether the call listens in silence: for keys, to a message that this key ends, or in a queue
    that this key leaves."""
    match live.wait:
        case Recording():
            return key == END_OF_MESSAGE
        case Queueing(prompt="", queue=queue):
            block = stage.play.blocks[queue]
            return isinstance(block, Queue) and any(key == k.pattern for k in block.keys)
        case wait:
            return isinstance(wait, Listening)


def _hears(stage: Stage, live: Live) -> bool:
    """Whether the call listens to words in silence: keys of an entry that has begun win."""
    wait = live.wait
    block = stage.play.blocks.get(wait.into) if isinstance(wait, Listening) else None
    return isinstance(block, Menu) and bool(block.phrases) and not getattr(wait, "begun", False)


def _key(stage: Stage, live: Live, key: str) -> None:
    send(stage, live, protocol.Key(clock(stage, live), key))


def _into(live: Live) -> str:
    return live.wait.into if isinstance(live.wait, Listening) else ""


def _goes_on(live: Live, into: str) -> bool:
    """Whether the entry that has begun still takes keys."""
    wait = live.wait
    return isinstance(wait, Listening) and wait.begun and wait.into == into


def _end_key(stage: Stage, block: str | None, into: str) -> str | None:
    """The end key of the collect that asks for `into` in this block."""
    step = stage.play.blocks.get(block) if block else None
    if not isinstance(step, Step):
        return None
    ends = (op.end for op in step.ops if isinstance(op, Collect) and op.var == into)
    return next(ends, None)
