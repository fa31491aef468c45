"""F208: a key pattern that can never be chosen, because other keys win for all it stands for."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.keys import chosen, examples, written
from flowc.rules.view import View, local_name
from flowc.semantics import ir


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each such pattern."""
    for block in seen.program.blocks:
        if not isinstance(block, ir.Menu):
            continue
        for key in block.keys:
            if "X" not in key.pattern or key.rest:
                continue
            pressed = examples(key)
            if pressed is None:
                continue
            winners = [chosen(block.keys, one) for one in pressed]
            if any(winner is key for winner in winners):
                continue
            winner = winners[0]
            yield warning(
                "F208",
                f"key `{written(key)}` of `{local_name(block.id)}` is never chosen",
                key.span,
                "other keys win whatever is pressed",
                secondary=(Label(winner.span, f"takes {pressed[0]}"),) if winner else (),
                caller=f"a caller who presses {pressed[0]} goes another way",
                help="remove it, or one of the keys that win over it",
            )
