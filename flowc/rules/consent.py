"""F606: a call that would be recorded before the caller has heard of it."""

from collections.abc import Iterator, Mapping
from functools import partial

from flowc.diagnostic import Diagnostic, Label, error
from flowc.rules.view import View
from flowc.semantics import ir
from flowc.semantics.assigned import nodes, solve
from flowc.semantics.unset import Search, ways_in
from flowc.semantics.walk import Reading, Walk

_HEARD = 1
"""The only bit: the prompt was played to its end."""


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each `record call on` that some way leads to without the prompt."""
    asked = seen.program.consent
    if asked is None:
        return

    graph = nodes(seen.program, {}, partial(_Hearing, asked))
    starts = ways_in(seen.program, {})
    before = solve([arrow for _, node in starts for arrow in node.arrows], graph)
    search = Search(starts, graph)
    for name, held in before.items():
        for reading in graph[name].readings:
            if not (held | reading.gained) & _HEARD:
                way = None if held & _HEARD else search.way(_HEARD, name)
                yield _finding(seen, asked, reading, way)


def _finding(seen: View, asked: str, reading: Reading, way: str | None) -> Diagnostic:
    return error(
        "F606",
        f"the call would be recorded before `{asked}` was heard to its end",
        reading.span,
        "recorded from here on",
        secondary=(Label(seen.prompts[asked].span, "the prompt that `consent` names"),),
        caller=f"a call that goes {way} is recorded, and nobody has told the caller"
        if way
        else "the caller is recorded, and has not been told",
        help=f"play `{asked}` on every way that leads here: in a step, or with `no barge-in` where "
        "a key could cut it",
    )


class _Hearing(Walk):
    """Gains the bit where the prompt has been played to its end, whatever the caller presses, and
    reads it where a recording begins. A prompt that a key may cut does not count, nor one behind
    it that is skipped then."""

    def __init__(
        self, prompt: str, bits: dict[str, int], queues: Mapping[str, ir.Queue] | None
    ) -> None:
        super().__init__(bits, queues)
        self.prompt = prompt
        self._listens = False
        self._counts = True

    def play(self, play: ir.Play) -> None:
        alone = all(choice.use.prompt == self.prompt for choice in play.choices)
        surely = any(choice.when is None for choice in play.choices)
        if alone and surely and self._counts and not (self._listens and play.barge_in):
            self.gained |= _HEARD

    def plays(self, plays: tuple[ir.Play, ...]) -> None:
        counts = self._counts
        for play in plays:
            self.play(play)
            self._counts = self._counts and not (self._listens and play.barge_in)
        self._counts = counts

    def asking(self, asking: ir.Asking) -> None:
        self._listens = True
        super().asking(asking)
        self._listens = False

    def handler(self, handler: ir.Handler, how: str) -> None:
        """One with an arrow runs whole; the prompts of others are left out at the last try."""
        self._listens, self._counts = False, handler.edge is not None
        super().handler(handler, how)
        self._listens, self._counts = True, True

    def queue(self, block: ir.Queue) -> None:
        self._listens = bool(block.keys)
        super().queue(block)
        self._listens = False

    def collect(self, op: ir.Collect) -> None:
        """A value is confirmed behind the prompts of its confirmation."""
        if op.visits:
            self.edge(op.visits.edge, "visits")
        super().collect(op._replace(visits=None, confirm=()))
        self._listens = True
        self.plays(op.confirm)
        self._listens = False

    def op(self, op: ir.Op) -> None:
        if isinstance(op, ir.RecordCall) and op.mode == "on":
            self.readings.append(Reading(_HEARD, op.span, self.gained))
        super().op(op)
