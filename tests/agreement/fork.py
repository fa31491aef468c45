"""A stage as it stands, once more: what would happen, without its happening."""

import copy

from flowc.runtime.protocol import Choosing, LookingUp, Outside, Playing, Wait, Waiting
from flowc.testing.staff import Staff
from flowc.testing.stage import Live, Stage, advance

_PASSING = (Playing, Waiting, Choosing, Outside, LookingUp)
"""Waits that go on by themselves at once, or soon."""

_SOON = 200
"""How many things may happen until a call is said to go on for ever."""


def fork(stage: Stage) -> Stage:
    """The same stage, whose calls go their own way from here on."""
    twin = copy.copy(stage)
    twin.turns = list(stage.turns)
    twin.staff = _staff(stage.staff)
    twin.calls = {caller: _copied(live) for caller, live in stage.calls.items()}
    return twin


def _staff(staff: Staff) -> Staff:
    twin = copy.copy(staff)
    for name, value in vars(staff).items():
        if isinstance(value, list | dict | set):
            setattr(twin, name, copy.copy(value))  # pyright: ignore[reportUnknownArgumentType]
    return twin


def _copied(live: Live) -> Live:
    twin = copy.copy(live)
    twin.trace = list(live.trace)
    twin.steps = list(live.steps)
    twin.texts = dict(live.texts)
    twin.coming = list(live.coming)
    return twin


def ahead(stage: Stage, caller: str, past: Wait | None = None, *, patient: bool = False) -> Stage:
    """The stage at the next wait of the caller at which somebody may do something; `past` is one
    that is let go by. `patient`: at the end of a call in which nobody does anything any more, if it
    comes soon enough."""
    twin = fork(stage)
    live = twin.calls[caller]
    for _ in range(_SOON):
        stops = not (patient or isinstance(live.wait, _PASSING) or live.wait == past)
        if live.ended or stops:
            break
        if not advance(twin):
            break
    return twin


def waits(stage: Stage, caller: str, most: int) -> list[tuple[int, int, Wait]]:
    """The next waits of the caller if nobody does anything: when each begins and ends on the clock
    of the test. Those that take no time are left out."""
    twin = fork(stage)
    live = twin.calls[caller]
    found: list[tuple[int, int, Wait]] = []
    for _ in range(most):
        began, wait = twin.now, live.wait
        if live.ended or not advance(twin):
            break
        if twin.now > began:
            found.append((began, twin.now, wait))
    return found
