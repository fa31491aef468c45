"""F604, F605, F609: numbers that cost, and that anybody who calls can make the switch dial.

A caller who may have a premium number dialled, again and again, earns money with it: toll fraud.
Who has proved who they are, by digits that are `secret`, is somebody that the flow knows.
"""

from collections.abc import Iterator
from typing import NamedTuple

from flowc.diagnostic import Diagnostic, warning
from flowc.rules.view import View
from flowc.semantics import ir
from flowc.semantics.graph import reached_from
from flowc.semantics.graph_arrows import Arrow
from flowc.source import Span


class _Dialled(NamedTuple):
    number: str
    span: Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each such number, where it is dialled first."""
    found = {one.number: one for one in reversed(list(_dialled(seen)))}
    callbacks = [b for b in _met_by_strangers(seen) if isinstance(b, ir.Callback)]
    if not found and not callbacks:
        return
    from flowc.semantics.phone_numbers import classified

    own = (classified(n.pattern) for n in seen.program.numbers)
    home = {one.country for one in own if one}
    for block in callbacks:
        if home and int(block.accept.country or 0) not in home:
            yield _called_abroad(block)
    for number, span in reversed(found.values()):
        known = classified(number)
        if known and known.premium:
            yield _premium(number, span)
        elif known and home and known.country not in home:
            yield _abroad(number, known.region or f"+{known.country}", span)


def _met_by_strangers(seen: View) -> Iterator[ir.Block]:
    """The blocks that a caller who has proved nothing can come to."""
    secrets = {v.name for v in seen.program.variables if v.secret}

    def unproved(arrow: Arrow) -> bool:
        return not any(move.var in secrets and move.value is None for move in arrow.moves)

    strangers = reached_from(seen.graph, seen.graph.roots, unproved)
    return (block for block in seen.program.blocks if block.id in strangers)


def _dialled(seen: View) -> Iterator[_Dialled]:
    """What a caller who has proved nothing can make the switch dial."""
    for block in _met_by_strangers(seen):
        match block:
            case ir.Ring(lines=lines):
                for line in lines:
                    for target in line.targets:
                        if isinstance(target, ir.OutsideNumber):
                            yield _Dialled(target.number, line.span)
            case ir.Transfer(number=number, span=span):
                yield _Dialled(number, span)
            case _:
                pass


def _premium(number: str, span: Span) -> Diagnostic:
    return warning(
        "F604",
        f"anybody who calls can have {number} dialled, a number that costs by the minute",
        span,
        "a premium or shared-cost number",
        caller="whoever earns with that number calls again and again, and you pay",
        help="dial an ordinary number, or ask for `secret` digits on every way here",
    )


def _abroad(number: str, where: str, span: Span) -> Diagnostic:
    return warning(
        "F605",
        f"anybody who calls can have {number} dialled, which is abroad ({where})",
        span,
        "in none of the countries of the flow's own numbers",
        caller="every call to you may become an international call that you pay for",
        help="dial a number at home, or ask for `secret` digits on every way here; let the trunk "
        "refuse what it need not reach",
    )


def _called_abroad(block: ir.Callback) -> Diagnostic:
    return warning(
        "F609",
        f"anybody who calls can have any number in {block.accept.region} called back, which is "
        "abroad",
        block.span,
        "in none of the countries of the flow's own numbers",
        caller="whoever types, or shows, a number there makes you pay for an international call",
        help="accept numbers at home, or ask for `secret` digits on every way here",
    )
