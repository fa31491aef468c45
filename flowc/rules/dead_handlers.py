"""F209: a handler or prompt of a menu or collect that no caller can meet."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.view import View, askings
from flowc.semantics import ir
from flowc.semantics.graph_arrows import handler_of


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each dead handler, and for an `again` that is never played."""
    told: set[object] = set()
    for block in seen.program.blocks:
        for asking, _ in askings(block):
            for finding in _of(asking):
                if finding.primary.span not in told:
                    told.add(finding.primary.span)
                    yield finding


def _of(asking: ir.Asking) -> Iterator[Diagnostic]:
    tries = asking.tries
    for event, handlers, count, noun in (
        ("no-input", asking.on_no_input, tries.no_input, "silence"),
        ("no-match", asking.on_no_match, tries.no_match, "wrong key"),
    ):
        live = _live(handlers, count)
        for handler in handlers:
            if not any(handler is one for one in live):
                yield _dead(handler, handlers, event, count, noun)
    # The first of two tries can be of one kind, the second of the other: only one try is one try.
    if tries.shared and tries.no_input == 1 and asking.again != asking.plays and asking.again:
        yield warning(
            "F209",
            "the shorter prompt is never heard",
            asking.again[0].span,
            "played from the second try on, and there is one try",
            help="remove `again`, or allow more `tries`",
        )


def _live(handlers: tuple[ir.Handler, ...], count: int) -> list[ir.Handler]:
    """The handlers that do something at one of the first `count` silences or wrong keys."""
    live: list[ir.Handler] = []
    for nth in range(1, count + 1):
        handler = handler_of(handlers, nth)
        if handler is None:
            continue
        silent = all(isinstance(op, ir.Play) for op in handler.ops)
        if handler.edge or nth < count or not silent:
            live.append(handler)
        if handler.edge:
            break
    return live


def _dead(
    handler: ir.Handler, handlers: tuple[ir.Handler, ...], event: str, count: int, noun: str
) -> Diagnostic:
    written = f"on {event}" if handler.nth is None else f"on {event} {handler.nth}"
    speaks_only = handler.edge is None and all(isinstance(op, ir.Play) for op in handler.ops)
    if handler.nth is not None and handler.nth > count:
        why = f"the visit ends at {noun} {count}"
    elif handler.nth is not None and any(
        earlier and earlier.edge
        for earlier in (handler_of(handlers, nth) for nth in range(1, handler.nth))
    ):
        why = f"an earlier {noun} leaves already"
    elif speaks_only and handler_of(handlers, count) is handler:
        why = f"no message is played after the last try, which is {noun} {count}"
    else:
        why = "other handlers take every turn"
    return warning(
        "F209",
        f"`{written}` never happens",
        handler.span,
        why,
        caller="nobody ever hears or meets what it says",
        help="remove it, or raise `tries`",
    )
