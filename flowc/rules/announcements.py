"""F409: a message that is repeated before it has ended."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowc.diagnostic import Diagnostic, Label, warning
from flowc.rules.view import View, heard_as, local_name, prompt_ids, spoken_seconds
from flowc.semantics import ir

if TYPE_CHECKING:
    from flowc.source import Span


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each `every` of a queue whose message leaves no time for music."""
    told: set[Span] = set()
    for block in seen.program.blocks:
        if not isinstance(block, ir.Queue):
            continue
        for every in block.every:
            if not isinstance(every.what, ir.Play) or every.span in told:
                continue
            prompts = [seen.prompts[i] for i in prompt_ids(every.what) if i in seen.prompts]
            longest = max(prompts, key=spoken_seconds, default=None)
            if longest is None or spoken_seconds(longest) < every.seconds:
                continue
            told.add(every.span)
            takes = round(spoken_seconds(longest))
            yield warning(
                "F409",
                f"{heard_as(longest)} takes about {takes} seconds, and comes every "
                f"{every.seconds} in `{local_name(block.id)}`",
                every.span,
                "begins again when it has hardly ended",
                secondary=(Label(longest.span, "what callers hear"),) if longest.named else (),
                caller="whoever waits hears it without a pause",
                help=f"write a longer time, such as `every {max(30, 4 * takes)}s`",
            )
