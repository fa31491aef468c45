"""What a test expects: looked for in the trace, from where the statement before was met."""

import operator
from collections.abc import Callable
from typing import Any, Final

from flowc.nearest import nearest
from flowc.semantics.fitting import hundredths
from flowc.semantics.scenario import (
    End,
    Expect,
    ExpectNotify,
    ExpectRecording,
    Hear,
    Reach,
    StaySilent,
)
from flowc.testing.stage import Live, Stage, advance
from flowc.testing.words import Unmet, clock_time, how_it_stands
from flowc.trace import Event


def hear(stage: Stage, live: Live, said: Hear) -> Unmet | None:
    """The prompt is heard, to its end or until a key cuts it."""
    what = f"`{said.prompt}`" if said.prompt else f'"{said.text}"'

    def matches(event: Event, n: int) -> bool:
        return event[0] == "play" and _is_heard(live, said, event, n)

    if said.next:
        found = _find(stage, live, lambda event, _: event[0] == "play")
        if found is not None and not matches(live.trace[found], found):
            _, t, prompt, language, _ = live.trace[found]
            other = f"`{prompt}` in {language} was heard first, at {clock_time(t)}"
            return Unmet(f"{what} was not the next thing heard", other)
    else:
        found = _find(stage, live, matches)
    if found is None:
        return _not_heard(live, said, what)
    live.position = found + 1
    return None


def _is_heard(live: Live, said: Hear, event: Event, n: int) -> bool:
    _, _, prompt, language, _ = event
    if said.language is not None and said.language != language:
        return False
    if said.prompt is not None:
        return bool(prompt == said.prompt)
    return _plain(live.texts.get(n, "")) == _plain(said.text or "")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _not_heard(live: Live, said: Hear, what: str) -> Unmet:
    where = f" in {said.language}" if said.language else ""
    for n, event in enumerate(live.trace):
        if event[0] != "play":
            continue
        when = clock_time(event[1])
        if n < live.position and _is_heard(live, said, event, n):
            return Unmet(
                f"{what} was not heard{where} from here on",
                f"it was heard at {when}, before what the line above waits for",
            )
        if n >= live.position and _is_heard(live, said._replace(language=None), event, n):
            return Unmet(f"{what} was not heard{where}", f"it was heard in {event[3]}, at {when}")
    texts = {text: n for n, text in live.texts.items() if n >= live.position}
    near = nearest(said.text, texts) if said.text else None
    if near:
        when = clock_time(live.trace[texts[near]][1])
        return Unmet(f"{what} was not heard{where}", f'"{near}" was heard, at {when}')
    return Unmet(f"{what} was not heard{where}", how_it_stands(live))


def reach(stage: Stage, live: Live, said: Reach) -> Unmet | None:
    """The call comes to the block."""

    def enters(event: Event, _: int) -> bool:
        return event[0] == "enter" and event[2] == said.block

    found = _find(stage, live, enters)
    if found is not None:
        live.position = found + 1
        return None
    earlier = [e for e in live.trace[: live.position] if enters(e, 0)]
    if earlier:
        when = clock_time(earlier[-1][1])
        return Unmet(
            f"the call did not come to `{said.block}` from here on",
            f"it did at {when}, before what the line above waits for",
        )
    way = [e[2] for e in live.trace[live.position :] if e[0] == "enter"]
    went = f"it went on to {_way(way)}; " if way else ""
    return Unmet(f"the call did not come to `{said.block}`", went + how_it_stands(live))


_SHOWN = 6


def _way(blocks: list[str]) -> str:
    shown = [f"`{b}`" for b in blocks[:_SHOWN]] + (["…"] if len(blocks) > _SHOWN else [])
    return ", ".join(shown)


def stay_silent(stage: Stage, live: Live, _: StaySilent) -> Unmet | None:
    """The flow notes one silence of the caller."""
    found = _find(stage, live, lambda event, _: event[0] == "no-input")
    if found is None:
        return Unmet("nobody waited for the caller to say or press anything", how_it_stands(live))
    live.position = found + 1
    return None


def end(stage: Stage, live: Live, said: End) -> Unmet | None:
    """The call ends, and so. The caller does nothing until then."""
    while not live.ended:
        if not advance(stage):
            return Unmet(f"the call does not end by `{said.word}`", how_it_stands(live))
    _, _, by, cause = live.trace[-1]
    if by == said.by and said.cause in {None, cause}:
        live.position = len(live.trace)
        return None
    return Unmet(f"the call did not end by `{said.word}`", how_it_stands(live))


# ---- values -------------------------------------------------------------------------------------

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_UNSET: Final = None


def expect(stage: Stage, live: Live, said: Expect) -> Unmet | None:
    """The value is so now, or comes to be so later in the call."""
    value = _value_at(stage, live, said, live.position)
    if _holds(said, value):
        return None

    def comes(event: Event, _: int) -> bool:
        return _is_change(said, event) and _holds(said, event[3])

    found = _find(stage, live, comes)
    if found is not None:
        live.position = found + 1
        return None
    last = _value_at(stage, live, said, len(live.trace))
    if last is not _UNSET:
        return Unmet(f"`{said.name}` was {_show(last)}", how_it_stands(live))
    never = "was never recorded" if said.figure else "was never set"
    return Unmet(f"`{said.name}` {never}", how_it_stands(live))


def _is_change(said: Expect, event: Event) -> bool:
    return event[0] == ("record" if said.figure else "set") and bool(event[2] == said.name)


def _value_at(stage: Stage, live: Live, said: Expect, position: int) -> Any:  # noqa: ANN401 - of whatever type the variable is
    """The value after that many events. A module's variables begin anew when it is entered."""
    program = stage.play.program
    initial = None
    if not said.figure:
        variable = stage.play.variables.get(said.name)
        initial = variable.initial if variable else program.languages[0]
    value: Any = initial
    for event in live.trace[:position]:
        if _is_change(said, event):
            value = event[3]
        elif event[0] == "enter" and event[3] == "use" and said.name.startswith(f"{event[2]}."):
            value = initial
    return value


def _holds(said: Expect, value: Any) -> bool:  # noqa: ANN401 - a value of the call
    if value is _UNSET:
        return False
    if said.op not in {"=", "!="} and said.type.kind in {"one-of", "money"}:
        order = hundredths if said.type.kind == "money" else said.type.members.index
        return _COMPARE[said.op](order(value), order(str(said.value)))
    return _COMPARE[said.op](value, said.value)


def _show(value: Any) -> str:  # noqa: ANN401 - a value of the call
    return str(value) if isinstance(value, int) else f'"{value}"'


def recording(stage: Stage, live: Live, said: ExpectRecording) -> Unmet | None:
    """The call is recorded so now, or comes to be so later."""

    def holds(mode: str) -> bool:
        return (mode.partition(" ")[0] == said.mode) != said.negated

    def comes(event: Event, _: int) -> bool:
        return event[0] == "recording" and holds(event[2])

    told = [e[2] for e in live.trace[: live.position] if e[0] == "recording"]
    if holds(told[-1] if told else "off"):
        return None
    found = _find(stage, live, comes)
    if found is not None:
        live.position = found + 1
        return None
    told = [e[2] for e in live.trace if e[0] == "recording"]
    return Unmet(f"the recording was {told[-1] if told else 'off'}", how_it_stands(live))


def notify(stage: Stage, live: Live, said: ExpectNotify) -> Unmet | None:
    """A notice for somebody has left, or leaves later; or none has left so far."""
    what = f"{said.channel} {said.name}"

    def leaves(event: Event, _: int) -> bool:
        return event[0] == "notify" and event[2:] == (said.channel, said.name)

    left = next((e for e in live.trace[: live.position] if leaves(e, 0)), None)
    if said.negated:
        why = f"one left at {clock_time(left[1])}" if left else ""
        return Unmet(f"there was a notice for `{what}`", why) if left else None
    if left:
        return None
    found = _find(stage, live, leaves)
    if found is None:
        return Unmet(f"there was no notice for `{what}`", how_it_stands(live))
    live.position = found + 1
    return None


# ---- looking along the trace --------------------------------------------------------------------


def _find(stage: Stage, live: Live, matches: Callable[[Event, int], bool]) -> int | None:
    """The first event from the script's position on that matches; lets time pass until it comes."""
    at = live.position
    while True:
        while at < len(live.trace):
            if matches(live.trace[at], at):
                return at
            at += 1
        if live.ended or not advance(stage):
            return None
