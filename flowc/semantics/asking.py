"""What a menu and a collect share: the prompt, the timers, the tries and their handlers."""

from flowc.semantics import ir
from flowc.semantics.arrows import arrow, assigned, default, unhandled
from flowc.semantics.notices import notify
from flowc.semantics.parts import Handlers, Parts, missing_arrow, only_arrow
from flowc.semantics.prompts import play, plays
from flowc.semantics.recordings import record_call
from flowc.semantics.saying import say
from flowc.semantics.scope import Site
from flowc.semantics.values import value
from flowc.syntax import ast

EVENTS = ("no-input", "no-match", "gave-up")
WAIT, BETWEEN, TRIES = 5, 3, 3
"""The language's defaults; seconds, seconds, failed tries."""

_NEVER = 1 << 30
"""The ordinal of a handler's arrow that is never reached."""


def asking(site: Site, parts: Parts) -> ir.Asking:
    """The asking of a menu's or collect's `parts`."""
    handlers = Handlers(site, parts, EVENTS)
    first = plays(site, parts.all(ast.Play))
    again = parts.one(ast.Again)
    tries = _tries(site, parts.one(ast.Tries))
    wait, between = parts.seconds(ast.Wait, WAIT), parts.seconds(ast.Between, BETWEEN)
    no_input = _handlers(site, handlers.all("no-input"))
    no_match = _handlers(site, handlers.all("no-match"))
    gave_up = _gave_up(site, handlers, tries, no_input, no_match)
    return ir.Asking(
        first,
        (play(site, again.play),) if again else first,
        wait,
        between,
        tries,
        no_input,
        no_match,
        *gave_up,
    )


def _tries(site: Site, written: ast.Tries | None) -> ir.Tries:
    if written is None:
        return ir.Tries(TRIES, TRIES, shared=True)
    for count in (written.no_input, written.no_match):
        if count and count.value < 1:
            site.findings.error(
                "F112",
                f"`{site.name}` has no try at all",
                count.span,
                help="write `tries 1` or more",
            )
    no_input = written.no_input.value if written.no_input else TRIES
    no_match = written.no_match.value if written.no_match else TRIES
    return ir.Tries(no_input, no_match, written.shared)


def _handlers(site: Site, written: list[ast.Handler]) -> tuple[ir.Handler, ...]:
    out: list[ir.Handler] = []
    seen: dict[int | None, ast.Handler] = {}
    for handler in written:
        nth = handler.nth.value if handler.nth else None
        event = handler.event.text
        if handler.nth and handler.nth.value < 1:
            site.findings.error(
                "F112", "tries are counted from 1", handler.nth.span, help=f"write `on {event} 1`"
            )
        if seen.setdefault(nth, handler) is not handler:
            what = f"`on {event}`" if nth is None else f"`on {event} {nth}`"
            site.findings.twice(what, handler.event.span, seen[nth].event.span)
        out.append(_handler(site, handler, nth))
    return tuple(out)


def _handler(site: Site, handler: ast.Handler, nth: int | None) -> ir.Handler:
    if handler.which:
        site.findings.error(
            "F105",
            f"`on {handler.event.text}` is about one kind of try already",
            handler.which.span,
            help="leave this word out",
        )
    ops: list[ir.HandlerOp] = []
    for action in handler.actions:
        op = quick_op(site, action)
        if op:
            ops.append(op)
    if not handler.actions and not handler.edge:
        missing_arrow(site, handler.event.text, handler.event.span)
    edge = arrow(site, handler.edge) if handler.edge else None
    return ir.Handler(nth, tuple(ops), edge, handler.span)


def quick_op(site: Site, action: ast.Action) -> ir.HandlerOp | None:  # noqa: PLR0911 - one per kind
    """An action that a handler may hold: play, set, record, record call or notify."""
    match action:
        case ast.Play():
            return play(site, action)
        case ast.Say():
            return say(site, action)
        case ast.Set():
            return set_op(site, action)
        case ast.Record():
            return record_op(site, action)
        case ast.Notify():
            return notify(site, action)
        case ast.RecordCall():
            return record_call(site, action)
        case _:
            parts = Parts(site, [action])
            if not parts.unsupported and not parts.broken:
                site.findings.error(
                    "F105",
                    "a handler holds `play`, `set`, `record`, `record call` and `notify` only",
                    action.span,
                    help="leave by an arrow to a step that does this",
                )
            return None


def set_op(site: Site, action: ast.Set) -> ir.Set:
    """`set x = …`."""
    name, type_ = assigned(site, action.var)
    return ir.Set(name, value(site, action.value, type_), action.span)


def record_op(site: Site, action: ast.Record) -> ir.Record:
    """`record x as name`."""
    return ir.Record(action.name.text, value(site, action.value), action.span)


def _gave_up(
    site: Site,
    handlers: Handlers,
    tries: ir.Tries,
    no_input: tuple[ir.Handler, ...],
    no_match: tuple[ir.Handler, ...],
) -> tuple[ir.Edge | None, ir.Edge | None]:
    """The edges of used-up tries: the block's own, the flow's default, or None where a handler's
    arrow always leaves before."""
    own = _own(site, handlers.all("gave-up"), tries)
    left = (_leaves(no_input), _leaves(no_match))
    if tries.shared:
        edge = own.get("no-input")
        if edge is None and left[0] + left[1] - 2 >= tries.no_input:
            edge = _default(site, handlers, "gave-up")
        return edge, edge
    edges: list[ir.Edge | None] = []
    for kind, ordinal, count in zip(
        ("no-input", "no-match"), left, (tries.no_input, tries.no_match), strict=True
    ):
        edge = own.get(kind)
        if edge is None and ordinal > count:
            edge = _default(site, handlers, f"gave-up {kind}")
        edges.append(edge)
    return edges[0], edges[1]


def _leaves(handlers: tuple[ir.Handler, ...]) -> int:
    """At which failed try of its kind an arrow leaves; `_NEVER` if none does."""
    exact = {h.nth: h.edge is not None for h in handlers if h.nth}
    every = any(h.edge for h in handlers if h.nth is None)
    n = 1
    while n in exact:
        if exact[n]:
            return n
        n += 1
    later = [k for k, leaves in exact.items() if leaves]
    return n if every else min(later, default=_NEVER)


def _own(site: Site, written: list[ast.Handler], tries: ir.Tries) -> dict[str, ir.Edge]:
    own: dict[str, ir.Edge] = {}
    first: dict[str, ast.Handler] = {}
    for handler in written:
        kinds = ("no-input", "no-match")
        if handler.which:
            if handler.which.text not in kinds:
                site.findings.unknown(
                    "kind of try called", handler.which.text, handler.which.span, kinds
                )
            elif tries.shared:
                site.findings.error(
                    "F105",
                    "silence and wrong keys share one count here, and one way on",
                    handler.which.span,
                    help="count them apart: `tries no-input 2 no-match 3`",
                )
            else:
                kinds = (handler.which.text,)
        edge = only_arrow(site, handler)
        for kind in kinds:
            if first.setdefault(kind, handler) is not handler:
                site.findings.twice("`on gave-up`", handler.event.span, first[kind].event.span)
            elif edge:
                own[kind] = edge
    return own


def _default(site: Site, handlers: Handlers, outcome: str) -> ir.Edge | None:
    edge = default(site, "gave-up")
    if edge is None and not handlers.broken:
        unhandled(site, outcome, flow="gave-up")
    return edge
