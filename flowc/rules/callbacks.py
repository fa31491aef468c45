"""F415 to F418: callbacks that nobody makes, that come too often, that keep no place, or whose
number nobody hears."""

from collections.abc import Iterator

from flowc.diagnostic import Diagnostic, Label, error, warning
from flowc.rules.kinds import Queues, too_many
from flowc.rules.view import View
from flowc.semantics import ir, needs

MOST_TRIES, LEAST_SECONDS = 10, 60
"""More often than this a person is not called who does not pick up."""

_NUMBER = "number"
"""What prompts of a callback call its number."""


def run(queues: Queues) -> Iterator[Diagnostic]:
    """The findings of each callback, once as written."""
    seen = queues.seen
    told: set[object] = set()
    for block in seen.program.blocks:
        if isinstance(block, ir.Callback) and block.span not in told:
            told.add(block.span)
            queue = seen.graph.blocks[block.queue]
            if isinstance(queue, ir.Queue):
                yield from _served(block, queue, queues)
                yield from _kept(block, queue, seen)
            yield from _often(block)
            yield from _said(block, seen)


def _name(block: ir.Callback) -> str:
    """What the author calls it: the last piece of its id is ours."""
    return block.id.rpartition(".")[0].rpartition(".")[2]


def _served(block: ir.Callback, queue: ir.Queue, queues: Queues) -> Iterator[Diagnostic]:
    """A queue that callers come to has a finding of its own."""
    if any(queue.id in waiting.ids for waiting in queues.waiting) or too_many(queue):
        return
    program = queues.seen.program
    kinds = needs.variants(queue, program.languages)
    seating = needs.seating(queue, program.agents, kinds)
    if not any(seats[-1].agents for seats in seating.values()):
        yield error(
            "F415",
            f"no agent can ever call back for `{_name(block)}`",
            block.span,
            secondary=(Label(queue.needs[-1].span, "nobody meets this"),),
            caller="they are promised a call, and all tries are over without one",
            help="let the queue ask for what an agent has, or declare one who has it",
        )


def _often(block: ir.Callback) -> Iterator[Diagnostic]:
    many = block.tries > MOST_TRIES
    if many or (block.tries > 1 and block.every < LEAST_SECONDS):
        yield warning(
            "F416",
            f"`{_name(block)}` calls somebody who does not pick up {block.tries} times, "
            f"every {block.every} s",
            block.span,
            caller="somebody whose number was typed by another is rung again and again",
            help=f"write at most {MOST_TRIES} tries"
            if many
            else "write a minute or more between them: `tries 3 every 10m`",
        )


def _kept(block: ir.Callback, queue: ir.Queue, seen: View) -> Iterator[Diagnostic]:
    if not block.keeps_place or block.id not in seen.reached:
        return
    been: set[str] = set()
    work = [a.target for a in seen.graph.arrows[queue.id] if a.target and a.outcome != "done"]
    while work:
        place = work.pop()
        if place not in been:
            been.add(place)
            work += [a.target for a in seen.graph.arrows[place] if a.target]
    if block.id not in been:
        yield warning(
            "F417",
            f"`{_name(block)}` has no place to keep: nobody comes to it from "
            f"`{block.queue.rpartition('.')[2]}`",
            block.span,
            caller="their turn is counted from when they ask to be called back",
            help="leave `keep place` out, or lead callers of the queue here",
        )


def _said(block: ir.Callback, seen: View) -> Iterator[Diagnostic]:
    """What is asked for confirmation has to be heard."""
    own = block.id.rpartition(".")[0]
    for piece in seen.program.blocks:
        if isinstance(piece, ir.Menu) and piece.id == f"{own}.confirm":
            uses = [c.use for play in piece.asking.plays for c in play.choices]
            prompts = [seen.prompts[use.prompt] for use in uses if use.prompt in seen.prompts]
            silent = [p for p in prompts if not _speaks(p)]
            if silent:
                yield warning(
                    "F418",
                    f"`{_name(block)}` asks whether a number is right that nobody hears",
                    piece.asking.plays[0].span,
                    "this does not say it in every language",
                    caller="a wrong number is confirmed, and a stranger is called",
                    help='say it: `confirm "We call {number}. Press 1 if that is right."`',
                )


def _speaks(prompt: ir.Prompt) -> bool:
    return all(
        any(isinstance(piece, ir.Spoken) and piece.name == _NUMBER for piece in text)
        for _, text in prompt.texts
    )
