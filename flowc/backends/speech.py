"""Menus that listen to words, for targets that hear none."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, error
from flowc.semantics import ir


def unheard(program: ir.Program, target: str, title: str, code: str) -> Iterator[Diagnostic]:
    """One finding for each menu whose author does not take, by `without speech on …`, that its keys
    alone count there. `title`: the target as people call it."""
    for block in program.blocks:
        if isinstance(block, ir.Menu) and block.phrases and target not in block.accepted:
            phrase = block.phrases[0]
            yield error(
                code,
                f"{title} does not hear what callers say",
                phrase.span,
                "no engine that understands speech is configured",
                caller=f'a caller who says "{phrase.text}" is taken for a silent one',
                help=f"write `without speech on {target}` in this menu: there keys alone count "
                "then, and its prompts had better not offer words",
            )
