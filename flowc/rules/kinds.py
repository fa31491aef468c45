"""The kinds of callers that a queue can have, and how a message tells some of them."""

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, NamedTuple

from flowc.rules.spoken_language import Came, Place, places
from flowc.rules.truths import given_values, true_in, worlds
from flowc.rules.view import View, is_called
from flowc.rules.wording import cond_words
from flowc.semantics import ir, needs
from flowc.semantics.needs import Seat, Variant

if TYPE_CHECKING:
    from flowc.source import Span

MOST_CONDITIONS = 8
"""About the call, in the needs of one queue: each doubles the kinds of callers."""


class Waiting(NamedTuple):
    """A queue as written (in a module: one of its placements), and who can come to it. `seats`: for
    each kind who may be offered such a caller from when on. `ids`: all its placements. `came`: how
    callers get anywhere."""

    queue: ir.Queue
    ids: frozenset[str]
    kinds: tuple[Variant, ...]
    seats: dict[Variant, tuple[Seat, ...]]
    came: Came

    def met(self, step: int) -> dict[Variant, tuple[str, ...]]:
        """For each kind the agents who meet the need's step of this index."""
        return {kind: rows[step].agents for kind, rows in self.seats.items()}


class Queues(NamedTuple):
    """What a check of queues looks at: every queue that calls come to, once as written. Of a file
    that is made to be imported, every queue, in every language. Those with too many kinds are left
    out, which is a finding. `given`: the values of variables that only ever have fixed ones."""

    seen: View
    waiting: tuple[Waiting, ...]
    given: dict[str, frozenset[ir.Value]]


class Part(NamedTuple):
    """Some of the kinds: those in this language (None: in any), with these conditions so."""

    language: str | None
    truths: tuple[tuple[int, bool], ...]

    def holds(self, kind: Variant) -> bool:
        """Whether callers of this kind are among them."""
        return self.language in (None, kind.language) and all(
            kind.truths[n] is true for n, true in self.truths
        )


def queues(seen: View) -> Queues:
    """Worked out once, for all checks of queues."""
    blocks = [b for b in seen.program.blocks if isinstance(b, ir.Queue) and not too_many(b)]
    if not blocks:
        return Queues(seen, (), {})
    called = is_called(seen.program)
    came = places(seen.graph) if called else {}
    given = given_values(seen.program, chain(seen.graph.roots, *seen.graph.arrows.values()))
    found: dict[Span, tuple[ir.Queue, dict[Variant, None]]] = {}
    for queue in blocks:
        current = tuple(
            language
            for language in seen.program.languages
            if not called or Place(queue.id, language) in came
        )
        if current:
            kinds = found.setdefault(queue.span, (queue, {}))[1]
            kinds.update(dict.fromkeys(_kinds(queue, current, given)))
    agents = seen.program.agents
    waiting = tuple(
        Waiting(
            queue,
            frozenset(block.id for block in blocks if block.span == queue.span),
            tuple(kinds),
            needs.seating(queue, agents, kinds),
            came,
        )
        for queue, kinds in found.values()
    )
    return Queues(seen, waiting, given)


def too_many(queue: ir.Queue) -> bool:
    """Whether it has more kinds of callers than can be worked out."""
    return len(needs.conditions(queue)) > MOST_CONDITIONS


def _kinds(
    queue: ir.Queue, languages: tuple[str, ...], given: dict[str, frozenset[ir.Value]]
) -> Iterator[Variant]:
    """Those variants of a queue that a caller can be of, who may come in these languages."""
    conds = needs.conditions(queue)
    for language in languages:
        possible = worlds(conds, (language,), given)
        truths = possible and {tuple(true_in(c, world) for c in conds) for world in possible}
        for variant in needs.variants(queue, (language,)):
            if truths is None or variant.truths in truths:
                yield variant


_MOST_SHOWN = 3
"""Parts that a message tells."""


def parts(waiting: Waiting, kinds: list[Variant]) -> tuple[Part, ...]:
    """The fewest and plainest words for `kinds`: parts that hold nobody else."""
    left, wanted = dict.fromkeys(kinds), set(kinds)
    found: list[Part] = []
    for part in _plain_parts(waiting):
        held = [kind for kind in waiting.kinds if part.holds(kind)]
        if left.keys() & held and wanted.issuperset(held):
            found.append(part)
            for kind in held:
                left.pop(kind, None)
            if not left:
                break
    rest = [Part(kind.language, tuple(enumerate(kind.truths))) for kind in left]
    return (*found, *rest)


def _plain_parts(waiting: Waiting) -> Iterator[Part]:
    """Those that a language and two conditions tell at most, the shortest first."""
    heard = dict.fromkeys(k.language for k in waiting.kinds if k.language is not None)
    count = len(needs.conditions(waiting.queue))
    for size in range(4):
        for language in (*heard, None):
            chosen = size - (language is not None)
            if not 0 <= chosen <= 2:  # noqa: PLR2004 - as said
                continue
            for numbers in combinations(range(count), chosen):
                for truths in product((True, False), repeat=chosen):
                    yield Part(language, tuple(zip(numbers, truths, strict=True)))


def told(waiting: Waiting, found: tuple[Part, ...]) -> str:
    """Behind the word callers: ` in `lt` with `tier is gold``; "" for all of them."""
    grouped: dict[tuple[tuple[int, bool], ...], list[str]] = {}
    for part in found:
        grouped.setdefault(part.truths, []).extend([part.language] if part.language else [])
    conds = needs.conditions(waiting.queue)
    kinds: list[str] = []
    for truths, languages in grouped.items():
        words = [f"`{cond_words(conds[n], holds=true)}`" for n, true in truths]
        heard = f" in {' or '.join(f'`{x}`' for x in languages)}" if languages else ""
        given = f" with {' and '.join(words)}" if words else ""
        kinds.append(heard + given)
    return ", or".join(kinds[:_MOST_SHOWN]) + (", and others" if len(kinds) > _MOST_SHOWN else "")
