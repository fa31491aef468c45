"""Queues: who waits there for whom, what they hear, and how they leave."""

from typing import Final, cast, get_args

from flowc.semantics import ir
from flowc.semantics.accepted import accepted
from flowc.semantics.arrows import arrow, unhandled
from flowc.semantics.conditions import condition
from flowc.semantics.menus import keys
from flowc.semantics.notices import send
from flowc.semantics.parts import Handlers, Parts, whole_seconds
from flowc.semantics.patterns import key_pattern
from flowc.semantics.places import RING_SECONDS, failed, must
from flowc.semantics.prompts import play, plays
from flowc.semantics.queue_needs import needs
from flowc.semantics.scope import NOWHERE, Site
from flowc.syntax import ast

_STRATEGIES: Final[tuple[str, ...]] = get_args(ir.Strategy)
_SAID: Final = ("position", "wait")
_EVENTS: Final = ("full", "no-agents", "failed", "done")
_LATER_EVENTS: Final = ("answered", "abandoned")
_KEYS: Final = frozenset("0123456789*#")
MOST_PRIORITY: Final = 1000
"""The largest priority, and below zero the smallest: switches add it to other figures."""


def queue(site: Site, node: ast.Queue) -> ir.Queue:
    """The queue `node`."""
    parts = Parts(site, node.items, frozenset({ast.Music, ast.Without}))
    handlers = Handlers(site, parts, (*_EVENTS, *_LATER_EVENTS))
    for event in _LATER_EVENTS:
        for handler in handlers.all(event):
            site.findings.unsupported(f"`on {event}`", handler.event.span)
    ring = parts.one(ast.RingTime, "`ring`")
    wrap_up = parts.one(ast.WrapUp, "`wrap-up`")
    limit = _limit(site, parts)
    return ir.Queue(
        id=site.id,
        needs=needs(site, parts),
        strategy=_strategy(site, parts),
        priorities=tuple(_priority(site, p) for p in parts.all(ast.Priority)),
        ring=whole_seconds(site, ring.time) if ring else RING_SECONDS,
        wrap_up=wrap_up.time.seconds if wrap_up else 0,
        limit=limit,
        music=_music(site, parts),
        plays=plays(site, parts.all(ast.Play)),
        every=tuple(_every(site, e) for e in parts.all(ast.Every)),
        keys=_queue_keys(site, parts),
        leave=_leave(site, parts),
        full=_full(site, handlers, limit),
        no_agents=must(site, handlers, "no-agents"),
        failed=failed(site, handlers),
        done=handlers.one("done"),
        accepted=accepted(site, parts, ir.DIFFERENCES, "queues"),
        span=node.span,
        sends=tuple(send(site, written) for written in parts.all(ast.Send)),
    )


def _strategy(site: Site, parts: Parts) -> ir.Strategy:
    written = parts.one(ast.Strategy, "`strategy`")
    if written is None:
        if not parts.broken:
            site.findings.error(
                "F110",
                f"the queue `{site.name}` has no strategy",
                site.span,
                caller="who is offered the next caller, where several agents could answer, would "
                "be left to chance",
                help="write `strategy longest-idle`, or another of " + ", ".join(_STRATEGIES),
            )
        return "in-order"
    name = written.name
    if name.text not in _STRATEGIES:
        site.findings.unknown(
            "strategy",
            name.text,
            name.span,
            _STRATEGIES,
            help="write one of " + ", ".join(_STRATEGIES),
        )
        return "in-order"
    return cast("ir.Strategy", name.text)


def _priority(site: Site, line: ast.Priority) -> ir.PriorityLine:
    if abs(line.value.value) > MOST_PRIORITY:
        site.findings.error(
            "F112",
            f"a priority goes from -{MOST_PRIORITY} to {MOST_PRIORITY}",
            line.value.span,
            help="only which of two priorities is larger counts: write smaller ones",
        )
    after = whole_seconds(site, line.after) if line.after else 0
    when = condition(site, line.when) if line.when else None
    return ir.PriorityLine(after, line.value.value, when, line.span)


def _limit(site: Site, parts: Parts) -> int | None:
    written = parts.one(ast.Limit, "`limit`")
    if written is None:
        return None
    if written.most.value < 1:
        site.findings.error(
            "F112",
            "a queue has room for at least one caller",
            written.most.span,
            help="write `limit 1` or more",
        )
    return written.most.value


def _music(site: Site, parts: Parts) -> str | None:
    written = parts.one(ast.Music, "`music`")
    if written is None:
        return None
    name = written.name.text
    if not name.isascii() or not name.replace("_", "").replace("-", "").isalnum():
        site.findings.error(
            "F114",
            f'`"{name}"` is no name of music',
            written.name.span,
            help='use letters, digits, `-` and `_`: `music "default"`',
        )
    return name


def _every(site: Site, line: ast.Every) -> ir.Every:
    seconds = whole_seconds(site, line.time)
    what = line.what
    if isinstance(what, ast.Play):
        return ir.Every(seconds, play(site, what), line.span)
    if what.text == "wait":
        return ir.Every(seconds, "wait", line.span)
    if what.text != "position":
        site.findings.unknown(
            "figure that a queue says called",
            what.text,
            what.span,
            _SAID,
            help="write `say position`, `say wait`, or `play …`",
        )
    return ir.Every(seconds, "position", line.span)


def _queue_keys(site: Site, parts: Parts) -> tuple[ir.Key, ...]:
    presses = parts.all(ast.Press)
    for press in presses:
        if press.into:
            site.findings.error(
                "F105",
                "a key of a queue has no variable",
                press.into.span,
                help="leave `as` out: each `press` knows its key",
            )
        for key in press.keys:
            pattern = key_pattern(key)
            if pattern.rest or pattern.text not in _KEYS:
                site.findings.error(
                    "F105",
                    f"`{key.text}` is not one key: a caller who waits leaves by a single key",
                    key.span,
                    caller="while music plays nobody knows that more digits are asked for",
                    help="write one key, or several: `press 1, 2 -> …`",
                )
    return keys(site, [p._replace(into=None) if p.into else p for p in presses])


def _leave(site: Site, parts: Parts) -> ir.Leave:
    written = parts.one(ast.After, "`after`")
    if written:
        return ir.Leave(whole_seconds(site, written.time), arrow(site, written.edge))
    if not parts.broken:
        unhandled(site, "after")
    return ir.Leave(1, ir.Edge(NOWHERE, site.span))


def _full(site: Site, handlers: Handlers, limit: int | None) -> ir.Edge | None:
    if limit is None:
        handlers.one("full")
        for handler in handlers.all("full"):
            site.findings.error(
                "F105",
                f"`{site.name}` is never full: it has no limit",
                handler.event.span,
                help="write `limit 50` in it, or remove this line",
            )
        return None
    return must(site, handlers, "full")
