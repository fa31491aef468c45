"""Every check, in one visible place: a new one is a file, a page and a line here."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from flowc.diagnostic import Diagnostic
from flowc.rules import (
    busy_after_answer,
    claimed_twice,
    dead_handlers,
    default_of_itself,
    guessing,
    idle_timers,
    key_beginnings,
    key_shadows,
    key_texts,
    languages,
    loops,
    schedule_ends,
    schedule_lines,
    schedule_reasons,
    schedule_whole,
    secrets,
    stay_on_line,
    unreachable,
)
from flowc.rules.view import View

Check: TypeAlias = Callable[[View], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    unreachable.run,
    loops.run,
    claimed_twice.run,
    key_beginnings.run,
    key_shadows.run,
    dead_handlers.run,
    idle_timers.run,
    default_of_itself.run,
    busy_after_answer.run,
    schedule_lines.run,
    schedule_whole.run,
    schedule_ends.run,
    schedule_reasons.run,
    languages.run,
    key_texts.run,
    stay_on_line.run,
    guessing.run,
    secrets.run,
)
