"""Reading on after a mistake, so that each is reported once and the rest is still checked.

A mistake is mended if there is a mending that lets the next tokens follow (`mistakes`); else what
could not be read gives way to one `Broken` in the innermost list that takes it, and reading goes
on at the next statement that can stand there.
"""

from collections.abc import Iterator
from typing import Any

from flowc.diagnostic import Diagnostic
from flowc.source import Span
from flowc.syntax import ast
from flowc.syntax.parser import DEEPEST, State, machine, reduce
from flowc.syntax.scan import Scan, Token
from flowc.syntax.tables import BROKEN, END, RESERVED

MOST = 100
"""After so many findings in one file the rest is left unread: it is probably no flow at all."""

PLAUSIBLE = 2
"""A keyword and what follows it: enough to believe that a statement starts there."""

CASCADE = 3
"""A mistake so few tokens after one that was not mended is taken for its echo."""


class Reader:
    """A parse that goes on after mistakes: the fast parser's state, and the tokens to come."""

    def __init__(self, state: State, text: str, tokens: list[Token]) -> None:
        """Go on from `state` with `tokens` of `text`, the last of which is the end of the file."""
        self.state = state
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.last: Token | None = None
        self.quiet_until = -1
        self.brace_doubt = False
        self.ended = False

    @property
    def row(self) -> dict[str | int, int]:
        """What may come now."""
        return machine().tables.rows[self.state.states[-1]]

    def key(self, token: Token, row: dict[str | int, int]) -> str | int:
        """What a token counts as where `row` says what may come."""
        if token.kind > 0:
            return token.kind
        if token.kind < 0 and token.text not in row and token.text not in RESERVED:
            return -token.kind
        return token.text or END

    def feed(self, token: Token) -> bool:
        """Take a token; False, and nothing has happened, if it cannot stand here."""
        if self.follow([token]) == 0:
            return False
        self.take(self.key(token, self.row), token.text, token.start, token.end)
        self.last = token
        return True

    def take(self, key: str | int, value: object, start: int, end: int) -> None:
        """Reduce what `key` lets be reduced, and put `value` on the stack."""
        state = self.state
        action = self.row[key]
        while action < 0:
            reduce(state, ~action, start)
            if key == END and state.states[-1] == machine().tables.end:
                self.ended = True
                return
            action = self.row[key]
        state.states.append(action)
        state.values.append(value)
        state.starts.append(start)
        state.end = max(state.end, end)

    def can(self, key: str | int) -> bool:
        """Whether a token with this key can really come: rows promise a little more."""
        return push(list(self.state.states), key)

    def follow(self, tokens: list[Token], states: list[int] | None = None) -> int:
        """How many of `tokens` can follow, one after the other; the state stays as it is."""
        stack = list(self.state.states if states is None else states)
        for count, token in enumerate(tokens):
            key = self.key(token, machine().tables.rows[stack[-1]])
            if not push(stack, key):
                return count
        return len(tokens)

    def ahead(self, skip: int, count: int) -> list[Token]:
        """The next tokens after `skip` ones."""
        return self.tokens[self.at + skip : self.at + skip + count]

    def fits(self, *tokens: Token, skip: int = 1, more: int = 2) -> bool:
        """Whether `tokens`, and then `more` of those behind the next `skip` ones, can follow."""
        line = [*tokens, *self.ahead(skip, more)]
        return self.follow(line) == len(line)

    def span(self, first: Token, last: Token | None = None) -> Span:
        """The place of a token, or of all from `first` to `last`."""
        return Span(self.state.path, first.start, (last or first).end)

    def report(self, found: Diagnostic) -> None:
        """Give a finding, unless it is the echo of the one before."""
        if self.at > self.quiet_until or not self.state.found:
            self.state.found.append(found)
        self.quiet_until = self.at + CASCADE

    def splice(self, remove: int, *insert: Token) -> None:
        """Replace the next tokens: a mistake right behind a mending is one of its own."""
        self.tokens[self.at : self.at + remove] = insert
        self.quiet_until = self.at + len(insert) - 1


def kind_of(name: str) -> int:
    """The kind of a token by the name of its terminal."""
    return machine().tables.names.index(name)


def push(stack: list[int], key: str | int) -> bool:
    """Let `stack` (states alone) take a token; False if it cannot."""
    tables, reductions = machine().tables, machine().reductions
    while True:
        action = tables.rows[stack[-1]].get(key)
        if action is None:
            return False
        if action >= 0:
            stack.append(action)
            return True
        symbol, size = reductions[~action][:2]
        if size:
            del stack[-size:]
        stack.append(tables.rows[stack[-1]][symbol])
        if key == END and stack[-1] == tables.end:
            return True


def recover(text: str, state: State, at: int) -> None:
    """Read on from the token at `at`, which cannot stand where it does."""
    from flowc.syntax import mistakes, unexpected

    scan = Scan(machine().tables, state.path, text)
    reader = Reader(state, text, scan.run(at))
    reader.last = _last(reader)
    state.comments.extend(scan.comments)
    if any(found.primary.span.start <= reader.tokens[0].end for found in scan.found):
        reader.quiet_until = 0
    state.found.extend(scan.found)
    while not reader.ended:
        if len(state.found) > MOST:
            unexpected.give_up(reader)
            break
        if len(state.states) > DEEPEST:
            unexpected.report_depth(reader)
            panic(reader)
        elif reader.feed(reader.tokens[reader.at]):
            reader.at += 1
        elif not mistakes.mend(reader):
            unexpected.report_unexpected(reader)
            panic(reader)
    state.values[:] = [items_of(state.values)]


def _last(reader: Reader) -> Token | None:
    """The token before the first mistake, where what was read last is a single one."""
    state, found = reader.state, machine()
    if not state.starts:
        return None
    match = found.pattern.match(reader.text, state.starts[-1])
    if match is None or match.end() != state.end:
        return None
    return Token(found.tables.kinds[match.lastindex or 0], match[0], match.start(), match.end())


def items_of(values: list[Any]) -> tuple[Any, ...]:
    """What stands at the top level of a parse that has ended, or was given up."""
    first: Any = values[0] if values else None
    return tuple(first) if type(first) in (list, tuple) else ()


def panic(reader: Reader) -> None:
    """Drop the statement around what stands where it cannot, and go on at the next one."""
    state = reader.state
    kept = len(state.values)
    while kept and not push(state.states[: kept + 1], BROKEN):
        kept -= 1
    dropped, starts = state.values[kept:], state.starts[kept:]
    del state.values[kept:], state.starts[kept:], state.states[kept + 1 :]
    token = reader.tokens[reader.at]
    start = starts[0] if starts else token.start
    word, name = _what(dropped, token)
    after = list(state.states)
    push(after, BROKEN)
    stop = _stop(reader, after, dropped.count("{"), anew=bool(dropped))
    end = reader.tokens[stop - 1].end if stop > reader.at else max(state.end, start)
    broken = ast.Broken(word, name, Span(state.path, start, end))
    reader.take(BROKEN, broken, start, end)
    reader.at = stop
    reader.quiet_until = max(reader.quiet_until, stop)
    reader.brace_doubt = True


def _what(dropped: list[Any], token: Token) -> tuple[str, ast.Name | None]:
    """How what was dropped began, and the name that it would have declared."""
    word = dropped[0] if dropped and isinstance(dropped[0], str) else token.text
    names = [value for value in dropped[1:2] if isinstance(value, ast.Name)]
    return word, names[0] if names else None


def _stop(reader: Reader, after: list[int], depth: int, *, anew: bool) -> int:
    """Where to go on: at the next statement of the same list, or behind a closing brace.

    `after` are the states once the broken part has been taken in, `depth` the braces that it left
    open; `anew`: the token that could not follow may itself start a statement.
    """
    tokens = reader.tokens
    at = reader.at
    while tokens[at].text:
        token = tokens[at]
        if token.text == "{":
            depth += 1
        elif token.text == "}":
            if depth == 0:
                return at if reader.follow([token], after) else at + 1
            depth -= 1
            if depth == 0:
                return at + 1
        elif (at > reader.at or anew) and token.kind < 0:
            if depth == 0 and reader.follow(tokens[at : at + PLAUSIBLE], after) == PLAUSIBLE:
                return at
            if starts_item(reader, at):
                return at
        at += 1
    return at


def starts_item(reader: Reader, at: int) -> bool:
    """Whether a token stands at the start of a line and starts something of the top level."""
    token = reader.tokens[at]
    if token.start and reader.text[token.start - 1] != "\n":
        return False
    ahead = reader.tokens[at : at + 3]
    return reader.follow(ahead, reader.state.states[:1]) == len(ahead)


_NOT_OPENING = frozenset(("exits", "gives", "as"))


def opened(reader: Reader) -> Iterator[tuple[Span, str]]:
    """The braces that are open, the innermost first: the place of each, and what it belongs to."""
    state = reader.state
    values = state.values
    closed = 0
    for index in range(len(values) - 1, 0, -1):
        mark: Any = values[index]
        if not isinstance(mark, str) or mark not in ("{", "}"):
            continue
        closed += 1 if mark == "}" else -1
        if closed >= 0:
            continue
        closed = 0
        span = Span(state.path, state.starts[index], state.starts[index] + 1)
        for at in range(index - 1, -1, -1):
            word: Any = values[at]
            if isinstance(word, str) and word.isalpha() and word not in _NOT_OPENING:
                name: Any = values[at + 1]
                known = isinstance(name, ast.Name | ast.Str) and bool(name.text)
                yield span, f"{word} {name.text}" if known else word
                break
