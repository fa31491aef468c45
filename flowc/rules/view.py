"""What every check looks at: the program, its arrows, and what a call can reach."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flowc.semantics import ir
from flowc.semantics.graph import Graph, build, reachable
from flowc.semantics.graph_arrows import Arrow
from flowc.source import Span

SECONDS_A_WORD = 0.4
"""How long a prompt takes to be heard, as in the runtime."""


class View(NamedTuple):
    """A program ready to be checked.

    `reached` has every block that a call can get to, with the arrow that enters it on a shortest
    way. `today` is a date given by the user, or None.
    """

    program: ir.Program
    graph: Graph
    reached: dict[str, Arrow]
    prompts: dict[str, ir.Prompt]
    today: date | None


def view(program: ir.Program, today: date | None = None) -> View:
    """Everything the checks need, computed once."""
    graph = build(program)
    prompts = {prompt.id: prompt for prompt in program.prompts}
    return View(program, graph, reachable(graph), prompts, today)


def is_called(program: ir.Program) -> bool:
    """Whether calls come in here at all: a file made to be imported has no number or entry."""
    return bool(program.numbers or program.entries)


def at_home(program: ir.Program, span: Span) -> bool:
    """Whether the place is in a file that is about this program alone: the one asked for, and
    those with its numbers and entries. What others hold may be meant for other programs."""
    homes = {program.path} | {x.span.path for x in (*program.numbers, *program.entries)}
    return span.path in homes


def local_name(block: str) -> str:
    """A block's name as its author wrote it, without the placement of its module."""
    return block.rsplit(".", 1)[-1]


def reached_arrows(seen: View) -> Iterator[Arrow]:
    """The arrows of numbers and entries, and those out of every block a call can get to."""
    yield from seen.graph.roots
    for block in seen.graph.blocks:
        if block in seen.reached:
            yield from seen.graph.arrows[block]


def plays_of(block: ir.Block) -> Iterator[ir.Play]:
    """Every play of a block, wherever in it."""
    match block:
        case ir.Step():
            for op in block.ops:
                match op:
                    case ir.Play():
                        yield op
                    case ir.Collect():
                        yield from asking_plays(op.asking)
                        yield from op.confirm
                    case ir.Lookup():
                        yield from way_plays(op)
                    case _:
                        pass
        case ir.Menu():
            yield from asking_plays(block.asking)
        case ir.Queue():
            yield from queue_plays(block)
        case ir.Voicemail():
            yield from block.plays
        case _:
            pass


def way_plays(op: ir.Lookup) -> Iterator[ir.Play]:
    """What is heard where nothing was found."""
    yield from (act for _, way in op.ways() for act in way.ops if isinstance(act, ir.Play))


def queue_plays(queue: ir.Queue) -> Iterator[ir.Play]:
    """What is heard before the wait, and every so often in it."""
    yield from queue.plays
    yield from (every.what for every in queue.every if isinstance(every.what, ir.Play))


def asking_plays(asking: ir.Asking) -> Iterator[ir.Play]:
    """The prompts of a menu or collect: its own, those of later tries, and its handlers'."""
    yield from asking.plays
    yield from asking.again
    for handler in (*asking.on_no_input, *asking.on_no_match):
        for op in handler.ops:
            if isinstance(op, ir.Play):
                yield op


def askings(block: ir.Block) -> Iterator[tuple[ir.Asking, ir.Menu | ir.Collect]]:
    """Where a block listens for keys."""
    match block:
        case ir.Step():
            for op in block.ops:
                if isinstance(op, ir.Collect):
                    yield op.asking, op
        case ir.Menu():
            yield block.asking, block
        case _:
            pass


def prompt_ids(play: ir.Play) -> tuple[str, ...]:
    """The prompts that a play may play."""
    return tuple(choice.use.prompt for choice in play.choices)


def heard_as(prompt: ir.Prompt) -> str:
    """How a message names a prompt: by its name, or by its first words."""
    if prompt.named:
        return f"`{prompt.id}`"
    text = plain_text(prompt.texts[0][1]) if prompt.texts else ""
    return f'"{text if len(text) <= 30 else text[:29].rstrip() + "…"}"'  # noqa: PLR2004 - half a line


def plain_text(pieces: tuple[str | ir.Spoken, ...]) -> str:
    """A text with `{name}` where a value is spoken."""
    return "".join(p if isinstance(p, str) else f"{{{p.name}}}" for p in pieces)


@lru_cache(maxsize=4096)
def spoken_seconds(prompt: ir.Prompt) -> float:
    """How long the prompt takes in the flow's first language."""
    if not prompt.texts:
        return 0
    return len(plain_text(prompt.texts[0][1]).split()) * SECONDS_A_WORD
