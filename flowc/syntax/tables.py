"""The parser's tables: `grammar/flow.lark` turned into plain lists and dictionaries.

lark reads the grammar, checks it and works out the LALR(1) automaton; what flowc runs on is the
outcome, kept in the user's cache folder as plain data (`cache.py`). So a run neither imports lark
nor pays for its general machinery. `tests/syntax` holds the two together: lark itself and these
tables must agree on every file, node by node.
"""

from typing import NamedTuple

END = 0
"""The key of the end of the file in a row."""

BROKEN = -1
"""The key of the stand-in for something that could not be read."""

RESERVED = frozenset(
    (
        "and",
        "or",
        "not",
        "in",
        "is",
        "on",
        "off",
        "if",
        "with",
        "any",
        "caller",
        "language",
        "hangup",
    )
)
"""Words that are never names."""

NONTERMINAL = 1000
"""Where the keys of what rules make begin in a row."""

APPEND, EXTEND, NONE = 0, 1, 2


class Rule(NamedTuple):
    """What a reduction does: take `size` values off the stack, keep some, name the outcome.

    `keep` lists (index, APPEND | EXTEND) and (0, NONE) for an optional part that is absent. `build`
    is the name of what to build; None for a list that the rule around it takes in. `single`: one
    child alone stands for itself.
    """

    symbol: int
    size: int
    build: str | None
    single: bool
    keep: tuple[tuple[int, int], ...]


class Tables(NamedTuple):
    """`pattern` finds the next token, its group number leads to `kinds` (negative: a word).

    A row maps what may come in a state to what happens: a keyword or mark under its text, any
    other token under its kind, a nonterminal under its number from NONTERMINAL. Below zero is a
    reduction (`~n` the rule), else the next state. A parse goes from `start` to `end`.
    """

    pattern: str
    kinds: tuple[int, ...]
    names: tuple[str, ...]
    rows: tuple[dict[str | int, int], ...]
    rules: tuple[Rule, ...]
    start: int
    end: int
