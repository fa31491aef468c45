"""Making the tables from the grammar: the only place that knows lark."""

# ruff: noqa: ANN401 - what lark gives has no useful types

from collections.abc import Iterable
from typing import Any

from flowc.syntax.tables import (
    APPEND,
    BROKEN,
    END,
    EXTEND,
    NONE,
    NONTERMINAL,
    RESERVED,
    Rule,
    Tables,
)


def lark_of(grammar: str, *, strict: bool = False, transformer: Any = None) -> Any:
    """Lark's own parser of the grammar: the source of the tables, and what tests compare with."""
    from lark import Lark

    class Words:
        """Words are lexed whole and reserved ones stay reserved, whatever a state accepts."""

        always_accept = ("NAME", "HYPHENATED", *(word.upper() for word in sorted(RESERVED)))

        def process(self, stream: Iterable[Any]) -> Iterable[Any]:
            return stream

    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        propagate_positions=True,
        maybe_placeholders=True,
        strict=strict,
        postlex=Words(),
        transformer=transformer,
    )


def build(grammar: str) -> Tables:
    """The tables of a grammar. Takes about half a second: see `cache`."""
    from lark.lexer import PatternStr
    from lark.parsers.lalr_analysis import Shift

    parser = lark_of(grammar)
    keys: dict[str, str | int] = {"$END": END, "BROKEN": BROKEN}
    names = ["the end of the file"]
    groups: list[str] = []
    blank = ""
    for terminal in sorted(parser.terminals, key=_order):
        if isinstance(terminal.pattern, PatternStr):
            keys[terminal.name] = terminal.pattern.value
            if not terminal.pattern.value[0].isalpha():
                groups.append(f"(?P<T0_{len(groups)}>{terminal.pattern.to_regexp()})")
        elif terminal.name == "WHITESPACE":
            blank = terminal.pattern.to_regexp()
        else:
            keys[terminal.name] = len(names)
            groups.append(f"(?P<T{len(names)}>{terminal.pattern.to_regexp()})")
            names.append(terminal.name)
    pattern = f"(?:{blank})?(?:{'|'.join(groups)}|(?P<T>[^ \\t\\r\\n\\f]))"

    table = parser.parser.parser.parser.parse_table
    states = {state: number for number, state in enumerate(table.states)}
    symbols: dict[str, int] = {}
    numbers = {rule: number for number, rule in enumerate(parser.rules)}

    def key(name: str) -> str | int:
        return keys[name] if name in keys else symbols.setdefault(name, NONTERMINAL + len(symbols))

    rows = tuple(
        {
            key(name): states[argument] if action is Shift else ~numbers[argument]
            for name, (action, argument) in actions.items()
        }
        for actions in table.states.values()
    )
    rules = tuple(_rule(rule, key) for rule in parser.rules)
    start = states[table.start_states["start"]]
    end = states[table.end_states["start"]]
    return Tables(pattern, _kinds(pattern, names), tuple(names), rows, rules, start, end)


def _order(terminal: Any) -> tuple[bool, int, int, int, str]:
    """Lark's own order, but words first: nothing else begins with a letter, and most tokens do."""
    pattern = terminal.pattern
    word = terminal.name in ("NAME", "HYPHENATED")
    return (not word, -terminal.priority, -pattern.max_width, -len(pattern.value), terminal.name)


def _kinds(pattern: str, names: list[str]) -> tuple[int, ...]:
    """What the number of a group says: a mark is 0, words are negative, a stray character 99."""
    import re

    compiled = re.compile(pattern)
    kinds = [0] * (compiled.groups + 1)
    for name, index in compiled.groupindex.items():
        number = name[1:].partition("_")[0]
        kind = int(number) if number else 99
        kinds[index] = -kind if names[kind : kind + 1] in (["NAME"], ["HYPHENATED"]) else kind
    return tuple(kinds)


def _rule(rule: Any, key: Any) -> Rule:
    """Lark's rules for shaping a tree: which children stay, which are taken in, where a gap is."""
    origin = str(rule.origin.name)
    options = rule.options
    gaps = [0] * (len(rule.expansion) + 1)
    if options.empty_indices:
        marks = "".join(str(int(empty)) for empty in options.empty_indices)
        gaps = [len(ones) for ones in marks.split("0")]
    keep: list[tuple[int, int]] = []
    for index, symbol in enumerate(rule.expansion):
        keep.extend([(0, NONE)] * gaps[index])
        if options.keep_all_tokens or not (symbol.is_term and symbol.filter_out):
            inline = not symbol.is_term and symbol.name.startswith("_")
            keep.append((index, EXTEND if inline else APPEND))
    keep.extend([(0, NONE)] * gaps[-1])
    single = bool(options.expand1) and not rule.alias
    build_name = None if origin.startswith("_") else str(rule.alias or origin)
    return Rule(key(origin), len(rule.expansion), build_name, single, tuple(keep))
