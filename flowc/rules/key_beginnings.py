"""F207: a key that longer ones begin with, so that pressing it takes effect late."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.keys import longer, written
from flowc.rules.view import View, local_name
from flowc.semantics import ir


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each key of a menu that has to wait for a longer one."""
    told: set[tuple[object, str]] = set()
    for block in seen.program.blocks:
        if not isinstance(block, ir.Menu) or all(len(k.pattern) < 2 for k in block.keys):  # noqa: PLR2004 - a key is one sign
            continue
        for key in block.keys:
            others = ((other, longer(key, other)) for other in block.keys if other is not key)
            other, pressed = next((x for x in others if x[1] is not None), (None, None))
            if other is None or pressed is None or (key.span, written(key)) in told:
                continue
            told.add((key.span, written(key)))
            wait, name = block.asking.between, local_name(block.id)
            yield warning(
                "F207",
                f"keys `{written(key)}` and `{written(other)}` share a beginning",
                key.span,
                f"waits {wait} s for more keys",
                secondary=(Label(other.span, f"begins with {pressed} too"),),
                caller=f"after {pressed} at `{name}` a caller hears nothing for {wait} s",
                help="give one of them another beginning, or make the wait shorter: `between 1s`",
            )
