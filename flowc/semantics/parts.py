"""What stands between a block's braces, sorted by kind; what has no meaning (yet) is said here."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from flowc.semantics import ir
from flowc.semantics.arrows import arrow
from flowc.semantics.findings import a
from flowc.semantics.scope import Site
from flowc.source import Span
from flowc.syntax import ast

T = TypeVar("T")

UNSUPPORTED: Final[dict[type, str]] = {
    ast.Without: "`without`",
    ast.Show: "`show`",
    ast.Whisper: "`whisper`",
    ast.Music: "`music`",
    ast.TalkAtMost: "`talk at most`",
    ast.Prefer: "`prefer`",
}
"""Parts of blocks and actions that parse and have no meaning yet, as a person would call them."""

_WORDS: Final[dict[type, str]] = {
    ast.Wait: "`wait`",
    ast.Between: "`between`",
    ast.Tries: "`tries`",
    ast.Again: "`again`",
    ast.Digits: "`digits`",
    ast.EndKey: "`end`",
    ast.Confirm: "`confirm`",
    ast.Secret: "`secret`",
    ast.Visits: "`visits`",
    ast.Mailbox: "`mailbox`",
    ast.MessageAtMost: "`message at most`",
    ast.Timezone: "`timezone`",
    ast.Languages: "`languages`",
    ast.Consent: "`consent`",
    ast.Url: "`url`",
    ast.Timeout: "`timeout`",
}


_OTHER_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "timeout": ("no-input", "no-answer"),
    "silence": ("no-input",),
    "invalid": ("no-match",),
    "error": ("failed",),
    "garbage": ("failed",),
    "missing": ("not-found",),
    "unknown": ("not-found",),
    "none": ("not-found",),
    "denied": ("refused",),
    "unauthorized": ("refused",),
    "forbidden": ("refused",),
    "exhausted": ("gave-up",),
    "noanswer": ("no-answer",),
    "unanswered": ("no-answer",),
    "unavailable": ("failed",),
    "congestion": ("failed",),
    "full": ("failed",),
    "answered": ("done",),
    "complete": ("done",),
    "empty": ("no-agents",),
    "joinempty": ("no-agents",),
    "leaveempty": ("no-agents",),
}
"""What other systems call an outcome, and ours."""

_OF_LOOKUPS: Final = {"timeout": ("failed",)}

_OTHER_WAYS: Final = {
    ("queue", "timeout"): "write `after 5m -> …`: the longest wait is no handler",
}
"""By kind of block and word, where something else than an outcome says it."""


class Parts:
    """The items of one block. `broken`: one of them could not be read, so nothing that seems to be
    missing may be complained about."""

    def __init__(
        self, site: Site, items: Iterable[Any], meant: frozenset[type] = frozenset()
    ) -> None:
        """Sort `items`, and report those without a meaning, unless they are `meant` here."""
        self._site = site
        self._by_type: dict[type, list[Any]] = {}
        self.broken = False
        self.unsupported = False
        for item in items:
            kind: type[Any] = item.__class__
            if kind is ast.Broken:
                self.broken = site.context.broken = True
            elif kind in UNSUPPORTED and kind not in meant:
                self.unsupported = True
                site.findings.unsupported(UNSUPPORTED[kind], item.span)
            else:
                self._by_type.setdefault(kind, []).append(item)

    def all(self, kind: type[T]) -> list[T]:
        """The items of that kind, as written."""
        return self._by_type.get(kind, [])

    def one(self, kind: type[T], word: str | None = None) -> T | None:
        """The one item of that kind, if there is one; F111 for a second."""
        found: list[Any] = self._by_type.get(kind, [])
        for again in found[1:]:
            self._site.findings.twice(word or _WORDS[kind], again.span, found[0].span)
        return found[0] if found else None

    def seconds(self, kind: type[ast.Wait] | type[ast.Between], default: int) -> int:
        """The time that the one item of that kind says, at least one second."""
        item = self.one(kind)
        return whole_seconds(self._site, item.time) if item else default


def whole_seconds(site: Site, time: ast.Duration) -> int:
    """A timer's seconds: F112 for none at all."""
    if time.seconds < 1:
        site.findings.error(
            "F112", "a timer takes at least one second", time.span, help="write `1s` or more"
        )
    return max(time.seconds, 1)


class Handlers:
    """The `on …` of one block: each event once, only events that the block has."""

    def __init__(self, site: Site, parts: Parts, events: tuple[str, ...] | None) -> None:
        """Sort the handlers; `events` None: any may be named (an external's own outcomes)."""
        self._site = site
        self.broken = parts.broken
        self._by_event: dict[str, list[ast.Handler]] = {}
        for handler in parts.all(ast.Handler):
            event = handler.event
            if events is not None and event.text not in events:
                kind = f"outcome of {a(site.word)} called"
                words = _OF_LOOKUPS if site.word == "lookup" else _OTHER_WORDS
                other = words.get(event.text) or _OTHER_WORDS.get(event.text, ())
                near = next((e for e in other if e in events), None)
                has = f"{a(site.word)} has {', '.join(events)}"
                site.findings.unknown(
                    kind,
                    event.text,
                    event.span,
                    events,
                    help=f"write `{near}`"
                    if near
                    else _OTHER_WAYS.get((site.word, event.text), has),
                )
                self.broken = True
            self._by_event.setdefault(event.text, []).append(handler)

    def all(self, event: str) -> list[ast.Handler]:
        """The handlers of an event, as written."""
        return self._by_event.get(event, [])

    def events(self) -> tuple[str, ...]:
        """The events that are handled, as written."""
        return tuple(self._by_event)

    def one(self, event: str) -> ir.Edge | None:
        """The arrow for an event that only sends the call on; None if it is not handled."""
        found = self.all(event)
        if not found:
            return None
        for again in found[1:]:
            self._site.findings.twice(f"`on {event}`", again.event.span, found[0].event.span)
        return only_arrow(self._site, found[0])


def only_arrow(site: Site, handler: ast.Handler) -> ir.Edge | None:
    """The arrow of a handler that may hold nothing else."""
    event = handler.event.text
    if handler.nth:
        site.findings.error(
            "F105",
            f"`on {event}` is not counted",
            handler.nth.span,
            help=f"write `on {event} -> …`; `no-input` and `no-match` are counted",
        )
    if handler.actions:
        site.findings.unsupported(
            f"an action in `on {event}`",
            handler.actions[0].span,
            instead=f"put it into a step, and write `on {event} -> that_step`",
        )
    if handler.edge:
        return arrow(site, handler.edge)
    if not handler.actions:
        missing_arrow(site, event, handler.event.span)
    return ir.Edge(ir.ToEnd("hangup"), handler.span)


def missing_arrow(site: Site, event: str, span: Span) -> None:
    """F110: a handler that leads nowhere."""
    site.findings.error(
        "F110",
        f"`on {event}` leads nowhere",
        span,
        caller="the caller is left hanging",
        help=f"write `on {event} -> …`",
    )
