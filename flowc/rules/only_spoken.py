"""F220: a block that callers reach only by saying words."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.view import View, local_name
from flowc.semantics import ir
from flowc.semantics.graph import reached_from
from flowc.semantics.graph_arrows import Arrow


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each arrow of a phrase, as written, whose block no key leads to, neither from
    its menu nor on any other way."""
    menus = [b for b in seen.program.blocks if isinstance(b, ir.Menu) and b.phrases]
    if not menus:
        return
    spoken = {arm.edge for menu in menus for phrase in menu.phrases for arm in phrase.arms}

    def pressed(arrow: Arrow) -> bool:
        return arrow.edge not in spoken

    usual = reached_from(seen.graph, seen.graph.roots, pressed)
    told: set[object] = set()
    for menu in menus:
        if menu.id not in seen.reached:
            continue
        arrows = seen.graph.arrows[menu.id]
        by_key = reached_from(seen.graph, arrows, pressed)
        for arrow in arrows:
            target = arrow.target
            if pressed(arrow) or target is None or target in usual or target in by_key:
                continue
            if arrow.edge.span not in told:
                told.add(arrow.edge.span)
                yield _finding(menu, arrow, target)


def _finding(menu: ir.Menu, arrow: Arrow, target: str) -> Diagnostic:
    words = arrow.outcome.removeprefix("say ")
    return warning(
        "F220",
        f"only speech leads to `{local_name(target)}`",
        arrow.edge.span,
        f'for callers who say "{words}"',
        secondary=(Label(menu.span, "no key leads there"),),
        caller="a caller who can't speak, or isn't understood, never gets there",
        help="write `press … -> …` beside it",
    )
