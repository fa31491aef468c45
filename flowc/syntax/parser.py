"""Text to tree, fast while all is well: one pass over the tokens, the tree built on the way.

The first mistake hands over to `recovery`, which reports it and reads on.
"""

import gc
import re
from functools import cache
from typing import Any, NamedTuple

from flowc.diagnostic import Diagnostic
from flowc.source import Source, Span
from flowc.syntax import ast
from flowc.syntax.builders import BUILDERS, Builder
from flowc.syntax.cache import tables
from flowc.syntax.tables import EXTEND, NONE, RESERVED, Tables

DEEPEST = 120
"""States on the stack: some 100 brackets within each other, far beyond any flow, and few enough
that later passes may follow the tree by recursion."""


class Machine(NamedTuple):
    """The tables, made ready to run: `reductions` are (symbol, size, builder or None for a list,
    single, keep, first): `first` is set when the list that comes first is added to in place."""

    tables: Tables
    pattern: re.Pattern[str]
    reductions: tuple[tuple[int, int, Builder | None, bool, tuple[tuple[int, int], ...], bool], ...]


@cache
def machine() -> Machine:
    """The parser's machine, made once a run."""
    found = tables()
    reductions = tuple(
        (
            rule.symbol,
            rule.size,
            None if rule.build is None else BUILDERS.get(rule.build),
            rule.single,
            rule.keep[1:] if rule.keep[:1] == ((0, EXTEND),) else rule.keep,
            rule.keep[:1] == ((0, EXTEND),),
        )
        for rule in found.rules
    )
    return Machine(found, re.compile(found.pattern), reductions)


class State:
    """Where a parse stands: the automaton's states, a value for each but the first, where each
    value's text starts, the end of the last token taken, what was found, the comments."""

    __slots__ = ("comments", "end", "found", "path", "starts", "states", "values")

    def __init__(self, path: str, start: int) -> None:
        """Stand before the first token."""
        self.path = path
        self.states = [start]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.end = 0
        self.found: list[Diagnostic] = []
        self.comments: list[ast.Comment] = []


def parse(source: Source) -> tuple[ast.File, tuple[Diagnostic, ...]]:
    """The tree of everything in `source` that could be read, and findings for all that could not.

    Never raises for what the text holds. The collector of cycles rests meanwhile: a tree has none.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        state = State(source.path, machine().tables.start)
        trouble = _run(source.text, state)
        if trouble is not None:
            from flowc.syntax.recovery import recover

            recover(source.text, state, trouble)
        items = state.values[0] if state.values else ()
        found = tuple(sorted(state.found, key=lambda d: d.primary.span.start))
        return ast.File(source.path, items, tuple(state.comments)), found
    finally:
        if collecting:
            gc.enable()


def _run(text: str, state: State) -> int | None:
    """Read tokens until the end (None) or to one that cannot stand there (where it starts)."""
    rows = machine().tables.rows
    kinds = machine().tables.kinds
    comment = machine().tables.names.index("COMMENT")
    path, states, values, starts = state.path, state.states, state.values, state.starts
    row = rows[states[-1]]
    for match in machine().pattern.finditer(text):
        group = match.lastindex or 0
        kind = kinds[group]
        start, end = match.span(group)
        token = text[start:end]
        if kind <= 0:
            action = row.get(token)
            key: str | int = token
            if action is None and kind and token not in RESERVED:
                key = -kind
                action = row.get(key)
        elif kind == comment:
            state.comments.append(ast.Comment(token.rstrip("\r"), Span(path, start, end)))
            continue
        else:
            key = kind
            action = row.get(kind)
        while action is not None and action < 0:
            reduce(state, ~action, start)
            row = rows[states[-1]]
            action = row.get(key)
        if action is None or len(states) > DEEPEST:
            return start
        states.append(action)
        values.append(token)
        starts.append(start)
        state.end = end
        row = rows[action]
    action = row.get(0)
    while action is not None and action < 0:
        reduce(state, ~action, len(text))
        action = rows[states[-1]].get(0)
    return None if states[-1] == machine().tables.end else len(text)


def reduce(state: State, number: int, here: int) -> None:
    """Put what rule `number` builds in the place of its parts; `here` is where an empty one is."""
    symbol, size, builder, single, keep, first = machine().reductions[number]
    states, values, starts = state.states, state.values, state.starts
    base = len(values) - size
    children: list[Any] = values[base] if first else []
    for index, how in keep:
        if how == NONE:
            children.append(None)
        elif how == EXTEND:
            children.extend(values[base + index])
        else:
            children.append(values[base + index])
    start = starts[base] if size else here
    if single and len(children) == 1:
        value: Any = children[0]
    elif builder is None:
        value = children
    else:
        value = builder(children, Span(state.path, start, state.end if size else here), state.found)
    if size:
        del states[-size:], values[base:], starts[base:]
    row = machine().tables.rows[states[-1]]
    states.append(row[symbol])
    values.append(value)
    starts.append(start)
