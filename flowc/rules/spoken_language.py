"""Which language a call can be in, and where: a walk over blocks and languages together."""

from collections.abc import Iterator
from typing import NamedTuple

from flowc.semantics import ir
from flowc.semantics.graph import Graph
from flowc.semantics.graph_arrows import Arrow, Guard, Move

LANGUAGE = "language"
"""The name by which arrows and `set` change the call's language."""


class Place(NamedTuple):
    """A block, entered in a language."""

    block: str
    language: str


Came = dict[Place, tuple[Place | None, Arrow]]
"""How a call gets to a place: from where, and by which arrow; the way is a shortest one."""


def places(graph: Graph) -> Came:
    """Every block and language that a call can be in, in order of distance."""
    languages = graph.program.languages or ("",)
    came: Came = {}
    queue: list[Place] = []

    def enter(arrow: Arrow, language: str, before: Place | None) -> None:
        if arrow.target is None:
            return
        for after in _after(arrow, language, languages):
            place = Place(arrow.target, after)
            if place not in came:
                came[place] = (before, arrow)
                queue.append(place)

    for root in graph.roots:
        enter(root, languages[0], None)
    for place in queue:
        for arrow in graph.arrows[place.block]:
            enter(arrow, place.language, place)
    return came


def way(came: Came, place: Place) -> tuple[Arrow, ...]:
    """The arrows by which a call gets to `place`."""
    arrows: list[Arrow] = []
    at: Place | None = place
    while at is not None:
        at, arrow = came[at]
        arrows.append(arrow)
    return tuple(reversed(arrows))


def lived(arrows: tuple[Arrow, ...]) -> str:
    """The way as the caller lives it: what is dialled, then what is pressed."""
    first, *others = arrows
    steps = [f"dials {first.outcome.removeprefix('number ')}"]
    if first.outcome.startswith("entry "):
        steps = [f"comes in by `{first.outcome.removeprefix('entry ')}`"]
    for arrow in others:
        if arrow.outcome.startswith("key "):
            steps.append(f"presses {arrow.outcome.removeprefix('key ')} at `{arrow.source}`")
        elif arrow.outcome == "after":
            steps.append(f"waits {arrow.seconds} s in `{arrow.source}`")
        elif arrow.by in ("silence", "caller") and arrow.outcome != "done":
            steps.append(f"leaves `{arrow.source}` by {arrow.outcome}")
    return ", ".join(steps[:-1]) + (" and " if len(steps) > 1 else "") + steps[-1]


def _after(arrow: Arrow, language: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that the call can be in behind the arrow; none if it can't take it."""
    current = [language]
    guards = list(arrow.guards)
    for position, move in enumerate((*arrow.moves, None)):
        while guards and guards[0].after <= position:
            guard = guards.pop(0)
            current = [c for c in current if _admits(guard, c)]
        if isinstance(move, Move) and move.var == LANGUAGE:
            current = list(becomes(move.value, current, languages))
    return tuple(current)


def _admits(guard: Guard, language: str) -> bool:
    known = in_language(guard.cond, language)
    return known is None or known is guard.holds


def becomes(
    value: ir.Expr | None, current: list[str], languages: tuple[str, ...]
) -> tuple[str, ...]:
    """The languages that the call can be in after `language = value`."""
    match value:
        case ir.Const(value=code):
            return (str(code),)
        case ir.CurrentLanguage():
            return tuple(current)
        case _:
            return languages


def in_language(cond: ir.Cond, language: str) -> bool | None:
    """What a condition is worth while the call is in `language`, or None if that depends."""
    match cond:
        case ir.Compare(op, ir.CurrentLanguage(), ir.Const(value=value)) | ir.Compare(
            op, ir.Const(value=value), ir.CurrentLanguage()
        ):
            return (language == value) is (op == "=")
        case ir.OneOf(ir.CurrentLanguage(), values):
            return any(language == one.value for one in values)
        case ir.Not(inner):
            known = in_language(inner, language)
            return None if known is None else not known
        case ir.And(conds):
            return _joined([in_language(c, language) for c in conds], ends=False)
        case ir.Or(conds):
            return _joined([in_language(c, language) for c in conds], ends=True)
        case _:
            return None


def _joined(known: list[bool | None], *, ends: bool) -> bool | None:
    if ends in known:
        return ends
    return None if None in known else not ends


def choices_in(play: ir.Play, language: str) -> Iterator[ir.PromptUse]:
    """The prompts that a play may play while the call is in `language`."""
    for choice in play.choices:
        known = None if choice.when is None else in_language(choice.when, language)
        if known is not False:
            yield choice.use
        if choice.when is None or known is True:
            return
