"""What `menu` and `collect` share: trying, failing, trying again, giving up.

A failed try is counted and traced (`try` is the count that it brings its own kind to, or the one
count of a `shared` visit), then its handler runs. A handler for the nth counts silences, or wrong
keys, of this visit. A key that cuts a handler's prompt skips its other prompts; its sets and
records still happen, and then the key is the first of the next try, whose prompt is skipped. A
prompt without barge-in is not cut, and the key is thrown away.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from flowc.runtime.actions import acting, action
from flowc.runtime.arrows import arrow
from flowc.runtime.memory import MISMATCHES, OUT, SILENCES, Action, Memory, Node, OnKey, T
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import Listener, play, plays
from flowc.semantics import ir


class Try(NamedTuple):
    """How one block tries: `begin` asks for the first time, `no_input` and `no_match` fail the
    present try, `declined` fails it as a no-match without playing its message."""

    begin: Node
    no_input: Node
    no_match: Node
    declined: Node


_Fails: TypeAlias = dict[int | None, Node]
"""What follows a failed try, by its ordinal; None: every other. A handler with an arrow leaves even
at the last try; of the others only the sets and records count then."""


def tries(  # noqa: PLR0913 - what is asked, where, and who listens
    asking: ir.Asking,
    block: str,
    listener: Listener,
    listen: Node,
    at: Plan,
    *,
    leaving: Action | None = None,
) -> Try:
    """Compiles what is asked in `block`. Keys go to `listener`, from the first prompt on; `listen`
    is the silence that follows the prompts; `leaving` happens before any arrow of these tries."""
    again = plays(asking.again, listener, listen, at)
    begin = plays(asking.plays, listener, listen, at)
    silent, wrong = asking.on_no_input, asking.on_no_match

    def leave(edge: ir.Edge, outcome: str) -> Node:
        node = arrow(edge, block, outcome, at)
        return acting(leaving, node) if leaving else node

    def failing(kind: str, handlers: tuple[ir.Handler, ...], *, quiet: bool) -> Node:
        def follow(after: Node, *, mute: bool) -> _Fails:
            found: _Fails = {None: after}
            for handler in handlers:
                found[handler.nth] = (
                    _handle(handler.ops, None, leave(handler.edge, kind), at, mute=quiet)
                    if handler.edge
                    else _handle(handler.ops, listener, after, at, mute=mute)
                )
            return found

        gave_up = _gave_up(asking, kind, leave)
        return _fail(
            kind, block, asking.tries, follow(again, mute=quiet), follow(gave_up, mute=True)
        )

    def start(m: Memory) -> Node | None:
        m[SILENCES] = m[MISMATCHES] = 0
        return begin

    return Try(
        start,
        failing("no-input", silent, quiet=False),
        failing("no-match", wrong, quiet=False),
        failing("no-match", wrong, quiet=True),
    )


def _fail(kind: str, block: str, most: ir.Tries, going_on: _Fails, ending: _Fails) -> Node:
    place = SILENCES if kind == "no-input" else MISMATCHES
    limit = most.no_input if kind == "no-input" else most.no_match
    shared, usual, last = most.shared, going_on[None], ending[None]

    def fail(m: Memory) -> Node | None:
        m[place] = nth = m[place] + 1
        count = m[SILENCES] + m[MISMATCHES] if shared else nth
        m[OUT].append((kind, m[T], block, count))
        return going_on.get(nth, usual) if count < limit else ending.get(nth, last)

    return fail


def _gave_up(asking: ir.Asking, kind: str, leave: Callable[[ir.Edge, str], Node]) -> Node:
    edge = asking.gave_up_no_input if kind == "no-input" else asking.gave_up_no_match
    outcome = "gave-up" if asking.tries.shared else f"gave-up {kind}"
    return leave(edge, outcome) if edge else _never


def _never(_: Memory) -> Node | None:
    message = "a try without a way to give up was used up, though its handlers should have left"
    raise AssertionError(message)


def _handle(
    ops: tuple[ir.HandlerOp, ...], listener: Listener | None, after: Node, at: Plan, *, mute: bool
) -> Node:
    rest: tuple[Action, ...] = ()
    for op in reversed(ops):
        if isinstance(op, ir.Play):
            if not mute:
                cut = listener and listener._replace(
                    on_key=_cutting(rest, listener.on_key),
                    on_speech=listener.on_speech and _cutting(rest, listener.on_speech),
                )
                after = play(op, cut, after, at)
        else:
            act = action(op, at)
            rest = (act, *rest)
            after = acting(act, after)
    return after


def _cutting(rest: tuple[Action, ...], on_key: OnKey) -> OnKey:
    def cut(m: Memory, key: str) -> Node | None:
        for act in rest:
            act(m)
        return on_key(m, key)

    return cut
