"""What a test may name, looked up in the call graph, and what to say when it is not there."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flowc.nearest import nearest
from flowc.semantics import ir
from flowc.semantics.findings import SUGGESTIONS, Findings, a
from flowc.source import Span

_LISTED = 8
"""How many names are offered when none is near."""


class Names(NamedTuple):
    """The things of a program by the names that tests use. `figures` holds the types of whatever is
    recorded under a name; `clock`: the program asks what time it is; `codes`: those of agents;
    `lookups`: all that ask a service; `calls_back`: there are callbacks, to whatever numbers."""

    kinds: dict[str, tuple[str, ...]]
    splits: dict[str, ir.Split]
    externals: dict[str, ir.External]
    figures: dict[str, tuple[ir.Type, ...]]
    variables: dict[str, ir.Variable]
    clock: bool
    codes: ir.Codes | None
    lookups: tuple[ir.Lookup, ...] = ()
    calls_back: bool = False


def names(program: ir.Program) -> Names:
    """Everything that a test of `program` can speak of."""
    figures: dict[str, list[ir.Type]] = {}
    lookups: list[ir.Lookup] = []
    told: dict[tuple[str, str], None] = {}
    clock = bool(program.schedules)
    for node in _nodes((program.blocks, program.on_hangup)):
        if isinstance(node, ir.Record):
            figures.setdefault(node.name, []).append(node.value.type)
        elif isinstance(node, ir.Now):
            clock = True
        elif isinstance(node, ir.Lookup):
            lookups.append(node)
        elif isinstance(node, ir.Notify):
            told[node.channel, node.name] = None
    blocks = program.blocks
    rings = (line for b in blocks if isinstance(b, ir.Ring) for line in b.lines)
    rung = [t.number for r in rings for t in r.targets if isinstance(t, ir.OutsideNumber)]
    numbers = (*rung, *(b.number for b in blocks if isinstance(b, ir.Transfer)))
    splits = {b.id: b for b in blocks if isinstance(b, ir.Split)}
    externals = {b.id: b for b in blocks if isinstance(b, ir.External)}
    hidden = {op.into.name for op in lookups if op.into}
    variables = {v.name: v for v in program.variables if v.name not in hidden}
    kinds = {
        "prompt": tuple(p.id for p in program.prompts if p.named),
        "block": tuple(b.id for b in blocks),
        "phone": tuple(p.name for p in program.phones),
        "agent": tuple(a.name for a in program.agents),
        "outside number": tuple(dict.fromkeys(numbers)),
        "switch": tuple(s.name for s in program.switches),
        "split": tuple(splits),
        "external": tuple(externals),
        "service": tuple(s.name for s in program.services),
        "list from a file": tuple(s.name for s in program.file_lists),
        "mailbox": tuple(dict.fromkeys(b.mailbox for b in blocks if isinstance(b, ir.Voicemail))),
        "webhook": tuple(name for channel, name in told if channel == "webhook"),
        "email": tuple(name for channel, name in told if channel == "email"),
        "schedule": tuple(s.name for s in program.schedules),
        "entry": tuple(e.name for e in program.entries),
        "language": program.languages,
        "value": tuple(dict.fromkeys((*figures, *variables))),
    }
    types = {name: tuple(dict.fromkeys(found)) for name, found in figures.items()}
    asked = tuple(lookups)
    back = any(isinstance(b, ir.Callback) for b in blocks)
    return Names(kinds, splits, externals, types, variables, clock, program.codes, asked, back)


def _nodes(value: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever the graph is made of
    """Every value in a part of the call graph, which is tuples all the way down."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            yield node
            waiting.extend(node)  # pyright: ignore[reportUnknownArgumentType]


class Lookup:
    """Finds names for one file's tests, and reports those that are not there."""

    def __init__(self, known: Names, findings: Findings) -> None:
        """Report to `findings`."""
        self.known = known
        self.findings = findings
        self._searches = 0

    def has(self, kind: str, name: str) -> bool:
        """Whether the program has that thing; says nothing."""
        return name in self.known.kinds[kind]

    def find(self, kind: str, name: str, span: Span, statement: str) -> bool:
        """Whether the program has a `kind` called `name`; F150 if not, for the `statement` that
        names it."""
        if self.has(kind, name):
            return True
        self.unknown((kind,), name, span, statement)
        return False

    def unknown(self, wanted: tuple[str, ...], name: str, span: Span, statement: str) -> None:
        """F150: `name` is none of the `wanted` kinds that the `statement` could be about."""
        candidates = [c for kind in wanted for c in self.known.kinds[kind]]
        what = " or ".join(wanted)
        self.findings.error(
            "F150",
            f"there is no {what} `{name}` for `{statement}`",
            span,
            "not known",
            help=self._advice(wanted, name, candidates),
        )

    def _advice(self, wanted: tuple[str, ...], name: str, candidates: Iterable[str]) -> str:
        known = sorted(candidates)
        near = None
        if self._searches < SUGGESTIONS:
            self._searches += 1
            near = nearest(name, known)
        if near:
            return f"write `{near}`"
        for kind, statement in _SPEAK_OF.items():
            if kind not in wanted and self.has(kind, name):
                return f"`{name}` is {a(kind)}: {statement} speaks of those"
        if known:
            more = ", …" if len(known) > _LISTED else ""
            return "name one of " + ", ".join(f"`{k}`" for k in known[:_LISTED]) + more
        return f"the program declares no {wanted[0]}: leave this line out"


_SPEAK_OF = {
    "block": "`reach`",
    "prompt": "`hear`",
    "phone": "`answer`",
    "agent": "`answer`",
    "switch": "`given … is on`",
    "value": "`expect`",
}
