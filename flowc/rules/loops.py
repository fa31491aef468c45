"""F202, F203, F204: going round for ever.

A call that only waits (presses nothing, says nothing) moves through the flow by itself. Where its
arrows form a cycle that nothing ends, it stays there until it hangs up: three findings, by what
could still end it.

- F202 (error): nothing on the way even listens or waits, so the switch spins.
- F203 (error): the caller hears the same things for ever.
- F204 (warning): only somebody else can end it: whoever is rung, what a service
  answers, the clock, a switch of the staff.
"""

from collections.abc import Iterator
from itertools import chain

from flowc.diagnostic import Diagnostic, Label, error, warning
from flowc.rules.staying import Known, Steps, counted, counters, goes_on, settled
from flowc.rules.turning import turning_cycles
from flowc.rules.view import View, heard_as, local_name, prompt_ids, spoken_seconds
from flowc.semantics import ir
from flowc.semantics.graph import cyclic_parts, endless_parts, reached_from, simple_cycles
from flowc.semantics.graph_arrows import Arrow

_MOST_CYCLES = 200
"""Of one tangle of arrows, so many cycles are looked at."""


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each separate loop."""
    silent = [
        arrow
        for block in seen.reached
        for arrow in seen.graph.arrows[block]
        if arrow.by not in ("caller", "foreign")
    ]
    known: dict[str, Known] = {}
    steps: dict[str, Steps] = {}
    for part in endless_parts(silent):
        told: set[str] = set()
        if not known:
            every = list(chain(seen.graph.roots, *seen.graph.arrows.values()))
            known, steps = settled(seen.program, every), counters(seen.program, every)
        found = list(_cycles(part))
        beside = [(counts, _blocks(c)) for c in found if (counts := counted(c))]
        cycles = [
            c
            for c in found
            if goes_on(c, known, steps, _free(_blocks(c), beside)) and _begins(c, seen)
        ]
        if not cycles:
            turning = turning_cycles(part, _unturned(known, part), _MOST_CYCLES)
            cycles = [c for c in turning if goes_on(c, known, steps) and _begins(c, seen)]
        for cycle in sorted(cycles, key=lambda c: (_kind(c), len(c), _unlikely(c))):
            blocks = _blocks(cycle)
            if told.isdisjoint(blocks) and not _left_by_chance(cycle, seen):
                told |= blocks
                yield _finding(cycle, seen)


def _cycles(part: list[Arrow]) -> Iterator[tuple[Arrow, ...]]:
    """Cycles that change no variable, which nothing can count, and then any."""
    for plain in cyclic_parts(arrow for arrow in part if not arrow.moves):
        yield from simple_cycles(plain, _MOST_CYCLES)
    yield from simple_cycles(part, _MOST_CYCLES)


def _unturned(known: dict[str, Known], part: list[Arrow]) -> dict[str, Known]:
    moved = {move.var for arrow in part for move in arrow.moves}
    return {name: value for name, value in known.items() if name not in moved}


def _blocks(cycle: tuple[Arrow, ...]) -> frozenset[str]:
    return frozenset(arrow.source for arrow in cycle)


def _free(
    blocks: frozenset[str], beside: list[tuple[frozenset[str], frozenset[str]]]
) -> frozenset[str]:
    """What loops that meet `blocks` count: going round them first, a call can come to any number,
    though the cycle of `blocks` sets the counter back each time."""
    return frozenset[str]().union(
        *(c for c, others in beside if others != blocks and others & blocks)
    )


def _begins(cycle: tuple[Arrow, ...], seen: View) -> bool:
    """Whether the `otherwise` arrows of the cycle are ever taken: a call has to be able to come
    back for the bounded arrow to be used up."""
    for arrow in cycle:
        edge = arrow.instead_of
        if edge is None or isinstance(edge.target, ir.ToDefault):
            continue
        if isinstance(edge.target, ir.ToEnd):
            return False
        target = edge.target.block
        ahead = reached_from(seen.graph, seen.graph.arrows[target])
        if arrow.source not in (target, *ahead):
            return False
    return True


def _left_by_chance(cycle: tuple[Arrow, ...], seen: View) -> bool:
    """A split on the way sends some calls elsewhere, so nobody stays for ever; spinning counts."""
    if not any(arrow.timed for arrow in cycle):
        return False
    blocks = {arrow.source for arrow in cycle}
    return any(
        arrow.by == "chance" and arrow.target not in blocks
        for step in cycle
        if step.by == "chance"
        for arrow in seen.graph.arrows[step.source]
    )


def _unlikely(cycle: tuple[Arrow, ...]) -> int:
    """Of equal loops, the one in which nobody answers is the one that people know."""
    return sum(arrow.by == "others" and arrow.outcome not in _USUAL for arrow in cycle)


_USUAL = ("no-answer", "after")


def _kind(cycle: tuple[Arrow, ...]) -> str:
    if not any(arrow.timed for arrow in cycle):
        return "F202"
    if any(arrow.by == "others" for arrow in cycle):
        return "F204"
    if any(arrow.by == "service" for arrow in cycle):
        return "F204"
    if any(arrow.waits for arrow in cycle) and _outside(cycle):
        return "F204"
    return "F203"


def _outside(cycle: tuple[Arrow, ...]) -> tuple[str, ...]:
    """The lookups, schedules, switches and times that the cycle goes by, as it needs them."""
    facts: dict[str, None] = {}
    for arrow in cycle:
        if arrow.by == "service":
            facts[f"a lookup in `{arrow.source}` is `{arrow.outcome}`"] = None
        for guard in arrow.guards:
            facts |= dict.fromkeys(_of_the_world(guard.cond, guard.holds))
    return tuple(facts)


def _of_the_world(cond: ir.Cond, holds: bool) -> Iterator[str]:  # noqa: FBT001 - as in Guard
    match cond:
        case ir.ScheduleIs(schedule=name, open=open_, reason=None):
            yield f"`{name}` is {'open' if open_ is holds else 'closed'}"
        case ir.ScheduleIs(schedule=name):
            yield f"`{name}` stays as it is"
        case ir.SwitchIs(switch=name, on=on):
            yield f"`{name}` is {'on' if on is holds else 'off'}"
        case ir.Not(inner):
            yield from _of_the_world(inner, not holds)
        case ir.And(conds) | ir.Or(conds):
            for inner in conds:
                yield from _of_the_world(inner, holds)
        case ir.Compare(left=left, right=right) if ir.Now in (type(left), type(right)):
            yield "the time of day is right"
        case _:
            pass


def _finding(cycle: tuple[Arrow, ...], seen: View) -> Diagnostic:
    while _places(cycle[-1], seen):
        cycle = (*cycle[1:], cycle[0])
    code = _kind(cycle)
    story, labels = _story(cycle, seen)
    first = seen.graph.blocks[cycle[0].source]
    back = local_name(cycle[-1].target or "")
    bounded = f"`-> {back} at most 2 times then -> hangup`"
    names = " -> ".join(f"`{a.source}`" for a in (*cycle, cycle[0]))
    if code == "F202":
        return error(
            code,
            f"calls go round {names} without anything to wait for",
            labels[-1].span,
            "leads back without asking, ringing or waiting",
            secondary=tuple(labels[:-1]),
            caller=f"a caller who comes to `{first.id}` hears {_heard(cycle, seen)} until the "
            "switch gives up on the call",
            help=f"lead one of these arrows elsewhere, or bound it: {bounded}",
        )
    outside = _outside(cycle)
    if code == "F203":
        so_long = f" as long as {' and '.join(outside)}" if outside else " for ever"
        return error(
            code,
            f"a silent caller never leaves {names}",
            labels[-1].span,
            labels[-1].text,
            secondary=tuple(labels[:-1]),
            caller=f"a caller who stays silent: {story}, and so on{so_long}",
            help=f"end the loop: {bounded} on one of these arrows, or lead it elsewhere",
        )
    answered = any(arrow.by == "others" for arrow in cycle)
    return warning(
        code,
        f"callers stay in {names} until somebody answers"
        if answered
        else f"callers stay in {names} as long as {' and '.join(outside)}",
        labels[-1].span,
        labels[-1].text,
        secondary=tuple(labels[:-1]),
        caller=f"a caller who waits: {story}, and so on",
        help=f"end the loop: {bounded} on one of these arrows",
    )


def _places(arrow: Arrow, seen: View) -> bool:
    """Whether this is the start of a module, which can't be bounded."""
    block = seen.graph.blocks[arrow.source]
    return isinstance(block, ir.Step) and block.kind == "use"


def _heard(cycle: tuple[Arrow, ...], seen: View) -> str:
    names = _prompts(cycle, seen)
    return ", ".join(names) if names else "nothing"


def _prompts(cycle: tuple[Arrow, ...], seen: View) -> list[str]:
    ids = dict.fromkeys(i for arrow in cycle for play in arrow.plays for i in prompt_ids(play)[:1])
    return [heard_as(seen.prompts[i]) for i in ids]


def _story(cycle: tuple[Arrow, ...], seen: View) -> tuple[str, list[Label]]:
    """The loop in steps, each with the second at which it begins, and its arrows labelled."""
    steps: list[str] = []
    labels: list[Label] = []
    clock = 0.0
    for arrow in cycle:
        steps.append(f"at {clock:.0f} s `{arrow.source}`: {_lived(arrow, seen)}")
        clock += arrow.seconds + sum(
            spoken_seconds(seen.prompts[i]) for play in arrow.plays for i in prompt_ids(play)[:1]
        )
        told = f"{arrow.outcome}: to `{arrow.target}` at {clock:.0f} s"
        labels.append(Label(arrow.edge.span, told))
    steps.append(f"at {clock:.0f} s `{cycle[0].source}` again")
    return "; ".join(steps), labels


def _lived(arrow: Arrow, seen: View) -> str:
    heard = ", ".join(_prompts((arrow,), seen))
    block = seen.graph.blocks[arrow.source]
    if isinstance(block, ir.Queue):
        return f"waits {arrow.seconds} s" if arrow.outcome == "after" else arrow.outcome
    if isinstance(block, ir.Ring | ir.Transfer):
        phones = "the phone rings" if arrow.outcome == "no-answer" else arrow.outcome
        return f"{phones}, {arrow.seconds} s at most"
    if arrow.by == "silence" and not isinstance(block, ir.Voicemail):
        return f"hears {heard}, presses nothing" if heard else "presses nothing"
    if heard:
        return f"hears {heard}"
    return f"silence for {arrow.seconds} s" if arrow.seconds else "nothing to hear"
