"""Every check, in one visible place: a new one is a file, a page and a line here."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from flowc.diagnostic import Diagnostic
from flowc.rules import (
    announcements,
    away,
    busy_after_answer,
    callbacks,
    claimed_twice,
    consent,
    dead_handlers,
    default_of_itself,
    dropped,
    guessing,
    idle_agents,
    idle_recordings,
    idle_timers,
    key_beginnings,
    key_shadows,
    key_texts,
    languages,
    late_lines,
    loops,
    many_kinds,
    need_parts,
    only_spoken,
    priorities,
    relaxing,
    ring_times,
    schedule_ends,
    schedule_lines,
    schedule_reasons,
    schedule_whole,
    secrets,
    sent,
    slow_lookups,
    stay_on_line,
    tolls,
    unmet_needs,
    unreachable,
)
from flowc.rules.kinds import Queues
from flowc.rules.view import View

Check: TypeAlias = Callable[[View], Iterable[Diagnostic]]
QueueCheck: TypeAlias = Callable[[Queues], Iterable[Diagnostic]]

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
    idle_recordings.run,
    schedule_lines.run,
    schedule_whole.run,
    schedule_ends.run,
    schedule_reasons.run,
    many_kinds.run,
    late_lines.run,
    announcements.run,
    languages.run,
    key_texts.run,
    stay_on_line.run,
    guessing.run,
    secrets.run,
    sent.run,
    consent.run,
    slow_lookups.run,
    dropped.run,
    tolls.run,
    only_spoken.run,
)

QUEUE_CHECKS: tuple[QueueCheck, ...] = (
    priorities.run,
    unmet_needs.run,
    relaxing.run,
    ring_times.run,
    idle_agents.run,
    need_parts.run,
    away.run,
    callbacks.run,
)
"""Those that ask what can be true of a caller, and which agents may answer then."""
