"""F412: from agents who are all away to the same agents. F413: cut off because nobody is there."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.kinds import Queues, Waiting
from flowc.rules.spoken_language import LANGUAGE
from flowc.rules.view import View, local_name
from flowc.semantics import ir
from flowc.semantics.graph_arrows import Arrow
from flowc.semantics.needs import Variant
from flowc.source import Span


def run(queues: Queues) -> Iterator[Diagnostic]:
    """One finding for each queue whose agents can all be away, by break or sign-out, and which then
    leads nowhere. Without codes nobody is ever away."""
    codes = queues.seen.program.codes
    if codes is None or not (codes.pause or codes.sign_out):
        return
    known = {waiting.queue.span: waiting for waiting in queues.waiting}
    for waiting in known.values():
        if all(seats[-1].agents for seats in waiting.seats.values()):
            finding = _of_queue(queues.seen, waiting, known)
            if finding:
                yield finding


def _of_queue(seen: View, waiting: Waiting, known: dict[Span, Waiting]) -> Diagnostic | None:
    for first, last, heard in _at_once(seen, waiting.queue):
        target = seen.graph.blocks.get(last.target or "")
        other = known.get(target.span) if isinstance(target, ir.Queue) else None
        if other and _same_agents(waiting, other):
            return _again(waiting.queue, other.queue, first)
        if last.target is None and not heard:
            return _cut_off(waiting.queue, first, last)
    return None


def _at_once(seen: View, queue: ir.Queue) -> Iterator[tuple[Arrow, Arrow, bool]]:
    """Where a caller comes from `no-agents` without time passing: the arrow out of the queue, the
    one into another place or into the end, and whether something is played between."""
    firsts = [a for a in seen.graph.arrows[queue.id] if a.outcome == "no-agents"]
    for first in firsts:
        work = [(first, False)]
        been: set[tuple[str, bool]] = set()
        while work:
            arrow, heard = work.pop()
            block = seen.graph.blocks.get(arrow.target or "")
            if any(move.var == LANGUAGE for move in arrow.moves):
                continue
            if not isinstance(block, ir.Step | ir.Split):
                # An arrow back that is not counted is a loop, and told as one.
                if arrow.target != queue.id or first.bounds or arrow.bounds:
                    yield first, arrow, heard
                continue
            if (block.id, heard) in been:
                continue
            been.add((block.id, heard))
            onward = [a for a in seen.graph.arrows[block.id] if not a.timed]
            work += [(a, heard or bool(a.plays)) for a in reversed(onward)]


def _same_agents(one: Waiting, other: Waiting) -> bool:
    """Whether for every kind of caller all who could answer in `other` could in `one`."""
    return all(
        set(_last(other, kind)) <= set(seats[-1].agents) for kind, seats in one.seats.items()
    )


def _last(waiting: Waiting, like: Variant) -> tuple[str, ...]:
    """Whoever may answer in the end, over all kinds that a caller of kind `like` may be here."""
    return tuple(
        agent
        for kind, seats in waiting.seats.items()
        if None in (kind.language, like.language) or kind.language == like.language
        for agent in seats[-1].agents
    )


def _again(queue: ir.Queue, other: ir.Queue, first: Arrow) -> Diagnostic:
    one, two = local_name(queue.id), local_name(other.id)
    back = other.span == queue.span
    whose = "come back to it at once" if back else f"go on to `{two}`, which has the same agents"
    return warning(
        "F412",
        f"where nobody of `{one}` is there, callers {whose}",
        first.edge.span,
        "leads on",
        secondary=()
        if back
        else (Label(other.needs[-1].span, f"whoever meets this is an agent of `{one}`"),),
        caller="while all of them are on break or signed out, nobody can answer there either",
        help="lead them to voicemail, a phone, a menu, or a queue with other agents",
    )


def _cut_off(queue: ir.Queue, first: Arrow, last: Arrow) -> Diagnostic:
    return warning(
        "F413",
        f"callers of `{local_name(queue.id)}` are cut off without a word while all its agents are "
        "away",
        first.edge.span,
        "hangs up" if first is last else "leads to a hang-up",
        secondary=() if first is last else (Label(last.edge.span, "hangs up"),),
        caller="they are connected, nobody is there, and the call ends; they do not know why",
        help="lead them to a step that says it, to voicemail, or to a phone",
    )
