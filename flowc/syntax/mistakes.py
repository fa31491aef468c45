"""The mistakes that people make, what to tell them, and how to read on as if they had not.

Each mending looks at the token that cannot stand where it does. It reports, changes the tokens to
come and says True; or leaves everything as it is and says False.
"""

from collections.abc import Callable

from flowc.diagnostic import Fix, Label, error
from flowc.nearest import nearest
from flowc.source import Span
from flowc.syntax.mistaken_habits import comma, otherwise, quoted_key, said_text, signs, unquoted
from flowc.syntax.mistaken_times import date, duration, half_days, range_of_times, years
from flowc.syntax.other_words import meant
from flowc.syntax.recovery import Reader, kind_of, opened
from flowc.syntax.scan import STRAY, Token
from flowc.syntax.tables import RESERVED
from flowc.syntax.unexpected import here, shown, words_of

_GOTOS = frozenset(("goto", "go", "jump", "gosub", "then"))


def mend(reader: Reader) -> bool:
    """Mend what can be mended at the next token; False if nothing fits."""
    token = reader.tokens[reader.at]
    return any(mending(reader, token) for mending in _MENDINGS)


def _word(text: str, at: Token) -> Token:
    """A keyword or mark that stands for `at`."""
    return Token(-kind_of("NAME") if text[0].isalpha() else 0, text, at.start, at.end)


def _equals(reader: Reader, token: Token) -> bool:
    """`set n is 5`, `==`, `= on`: `=` gives and compares values, `is` asks for a state."""
    last = reader.last
    for mark, what in (("=", "a value"), (":", "a type")):
        new = _word(mark, token)
        if token.text in ("is", ":", "=", "as") and reader.can(mark) and reader.fits(new, more=1):
            _swap(reader, token, "F011", f"`{token.text}` stands where {what} is given", mark)
            return True
    if last is None or last.text != "=":
        return False
    if token.text == "=" and reader.fits(more=1):
        reader.report(
            error(
                "F011",
                "`==` is not written in this language",
                reader.span(last, token),
                help="write one `=` to compare values",
            )
        )
        reader.splice(1)
        return True
    if token.text in ("on", "off"):
        reader.report(
            error(
                "F011",
                f"`= {token.text}` compares nothing: on and off are states",
                reader.span(last, token),
                help=f"write `is {token.text}`",
            )
        )
        reader.splice(1, Token(-kind_of("NAME"), "state", token.start, token.end))
        return True
    return False


def _swap(reader: Reader, token: Token, code: str, message: str, new: str) -> None:
    """Report `token`, and read `new` in its place."""
    span = reader.span(token)
    help_ = f"write `{new}`"
    reader.report(error(code, message, span, help=help_, fix=Fix(span, new, help_)))
    reader.splice(1, _word(new, token))


def _arrow(reader: Reader, token: Token) -> bool:
    """A missing arrow, a missing target, and `goto`."""
    last = reader.last
    arrow = _word("->", token)
    if token.text in _GOTOS and reader.can("->") and reader.fits(arrow, more=1):
        _swap(reader, token, "F013", f"there is no `{token.text}`: arrows send a call on", "->")
        return True
    if last is not None and last.text in _GOTOS and token.kind < 0 and reader.fits(more=1):
        message = f"there is no `{last.text}`: arrows send a call on"
        help_ = f"write `-> {token.text}`"
        reader.report(error("F013", message, reader.span(last, token), help=help_))
        reader.splice(1)
        return True
    before = reader.text[: last.start if last else token.start].rstrip()
    behind = [*reader.ahead(1, 1), token][0].text
    alone = not before.endswith("->") and behind != "->"
    if alone and reader.can("->") and token.kind < 0 and reader.fits(arrow, skip=0):
        help_ = f"write `-> {token.text}`"
        message = f"there is no arrow before `{token.text}`"
        fix = Fix(Span(reader.state.path, token.start, token.start), "-> ", help_)
        reader.report(error("F012", message, reader.span(token), help=help_, fix=fix))
        reader.splice(0, arrow)
        return True
    if reader.ahead(1, 1)[:1] and reader.ahead(1, 1)[0].text == "->" and token.kind < 0:
        swapped = reader.ahead(1, 1)[0]
        if reader.fits(swapped, token, skip=2):
            help_ = f"write `-> {token.text}`"
            span = reader.span(token, swapped)
            reader.report(error("F012", "this arrow points backwards", span, help=help_))
            reader.splice(2, swapped, token)
            return True
    more = 1 if token.text else 0
    hangup = _hangup(token)
    if last is not None and last.text == "->" and reader.fits(hangup, skip=0, more=more):
        reader.brace_doubt = reader.brace_doubt or not token.text
        reader.report(
            error(
                "F012",
                "this arrow leads nowhere",
                reader.span(last),
                f"a block is expected before {shown(token)}",
                help="write the block that the call goes to, or `hangup`",
            )
        )
        reader.splice(0, hangup)
        return True
    return False


def _hangup(at: Token) -> Token:
    """What stands in for a target that was left out: it needs no declaration."""
    return Token(-kind_of("NAME"), "hangup", at.start, at.start)


def _braces(reader: Reader, token: Token) -> bool:
    """A brace too many or too few."""
    at_top = not any(True for _ in opened(reader))
    if token.text == "}" and at_top and reader.fits(more=0):
        if not reader.brace_doubt:
            help_ = "remove it, or look for a `{` that is missing above it"
            message = "this `}` closes nothing"
            reader.report(error("F004", message, reader.span(token), help=help_))
        reader.brace_doubt = False
        reader.splice(1)
        return True
    opening = Token(0, "{", token.start, token.start)
    if reader.can("{") and reader.fits(opening, skip=0):
        reader.report(
            error(
                "F003",
                f"there is no `{{` before {shown(token)}",
                reader.span(token),
                help="write `{` to open what stands in braces, and `}` to close it",
            )
        )
        reader.splice(0, opening)
        return True
    return _unclosed(reader, token)


def _unclosed(reader: Reader, token: Token) -> bool:
    """A keyword that can only stand outside the braces that are open, or the end of the file."""
    if token.text and token.kind >= 0:
        return False
    tail = reader.ahead(0, 3 if token.text else 1)
    closers = _closers(reader, reader.state.states, tail)
    if not closers:
        return False
    _say_unclosed(reader, token, len(closers))
    reader.splice(0, *closers)
    return True


def _swallowed(reader: Reader, _token: Token) -> bool:
    """As `_unclosed`, where the keyword was taken for a name: `prompt` in a prompt's braces."""
    last, state = reader.last, reader.state
    if last is None or last.kind >= 0 or state.starts[-1] != last.start:
        return False
    if reader.text[: last.start].rstrip().endswith("->"):
        return _no_target(reader, last)
    if last.start and reader.text[last.start - 1] != "\n":
        return False
    closers = _closers(reader, state.states[:-1], [last, *reader.ahead(0, 2)])
    if not closers:
        return False
    _say_unclosed(reader, last, len(closers))
    del state.states[-1], state.values[-1], state.starts[-1]
    reader.splice(0, *closers, last)
    return True


def _no_target(reader: Reader, last: Token) -> bool:
    """An arrow without a target, where the next keyword was taken for one."""
    state, hangup = reader.state, _hangup(last)
    tail = reader.ahead(0, 2)
    line = [hangup, last, *tail]
    if reader.follow(line, state.states[:-1]) < len(line):
        return False
    reader.report(
        error(
            "F012",
            "this arrow leads nowhere",
            reader.span(last),
            f"a block is expected before {shown(last)}",
            help="write the block that the call goes to, or `hangup`",
        )
    )
    del state.states[-1], state.values[-1], state.starts[-1]
    reader.splice(0, hangup, last)
    return True


def _closers(reader: Reader, states: list[int], tail: list[Token]) -> list[Token]:
    """As many `}` as let `tail` follow; none if no number does."""
    closing = Token(0, "}", reader.state.end, reader.state.end)
    for count in range(1, len(list(opened(reader))) + 1):
        line = [closing] * count + tail
        if reader.follow(line, states) == len(line):
            return [closing] * count
    return []


def _say_unclosed(reader: Reader, token: Token, count: int) -> None:
    place, what = list(opened(reader))[count - 1]
    where = f"`{token.text}` starts something else" if token.text else "the file ends"
    if not reader.brace_doubt:
        reader.report(
            error(
                "F003",
                f"`{what}` is never closed",
                place,
                "opened here",
                secondary=(Label(here(reader, token), f"{where} here"),),
                help="write `}` where it ends",
            )
        )
    reader.brace_doubt = False


def _misspelt(reader: Reader, token: Token) -> bool:
    """A keyword with a slip in it, or the word that another system uses."""
    if token.kind >= 0:
        return False
    words = words_of(reader)
    near = meant(token.text, words) or nearest(token.text, words)
    if near is None or not reader.fits(_word(near, token), more=1):
        return _joined(reader, token, words)
    span = reader.span(token)
    help_ = f"did you mean `{near}`?"
    fix = Fix(span, near, f"write `{near}`")
    message = f"`{token.text}` means nothing here"
    reader.report(error("F002", message, span, help=help_, fix=fix))
    reader.splice(1, _word(near, token))
    return True


def _joined(reader: Reader, token: Token, words: list[str]) -> bool:
    """`onfailed`: two words without a blank."""
    for word in words:
        rest = token.text.removeprefix(word).lstrip("_-")
        if rest in ("", token.text):
            continue
        split = token.start + len(word)
        first = Token(token.kind, word, token.start, split)
        second = Token(-kind_of("HYPHENATED" if "-" in rest else "NAME"), rest, split, token.end)
        if reader.fits(first, second):
            span = reader.span(token)
            help_ = f"write `{word} {rest}`"
            fix = Fix(span, f"{word} {rest}", help_)
            message = f"`{token.text}` is one word"
            reader.report(error("F014", message, span, help=help_, fix=fix))
            reader.splice(1, first, second)
            return True
    return False


def _reserved(reader: Reader, token: Token) -> bool:
    """A reserved word where a name belongs, or `a-b`, which is no name."""
    name = kind_of("NAME")
    if not reader.can(name) or token.kind >= 0:
        return False
    if token.text in RESERVED:
        message, code = f"`{token.text}` is a reserved word and cannot be a name", "F015"
        help_ = f"write another name, such as `{token.text}_`"
    elif "-" in token.text:
        message, code = f"`{token.text}` is no name: names have no `-`", "F029"
        plain = token.text.replace("-", "_")
        help_ = f"write `{plain}`, or blanks around the `-` if it is a minus"
    else:
        return False
    text = f"{token.text}_" if code == "F015" else token.text.replace("-", "_")
    plain = Token(-name, text, token.start, token.end)
    if not reader.fits(plain, more=1):
        return False
    reader.report(error(code, message, reader.span(token), help=help_))
    reader.splice(1, plain)
    return True


def _doubled(reader: Reader, token: Token) -> bool:
    """The same thing twice in a row, or something left over."""
    last = reader.last
    if last is None or token.text != last.text or not reader.fits():
        return False
    message = f"{shown(token)} stands here twice"
    help_ = "remove one of them"
    span = reader.span(token)
    reader.report(error("F001", message, span, help=help_, fix=Fix(span, "", help_)))
    reader.splice(1)
    return True


def _quoted(reader: Reader, token: Token) -> bool:
    """A name in quotes."""
    text = token.text[1:-1]
    name = Token(-kind_of("NAME"), text, token.start, token.end)
    if token.kind != kind_of("STRING") or not text.isidentifier() or not reader.fits(name, more=1):
        return False
    span = reader.span(token)
    help_ = f"write `{text}`"
    message = f"{shown(token)} is a string where a name belongs"
    reader.report(error("F001", message, span, help=help_, fix=Fix(span, text, help_)))
    reader.splice(1, name)
    return True


_MARKS = ("=", ":", ",", ")", "]", "as", "(", "to", "then", "for")


def _left_out(reader: Reader, token: Token) -> bool:
    """A mark or small word that is missing before the token."""
    for mark in _MARKS:
        new = Token(-kind_of("NAME") if mark.isalpha() else 0, mark, token.start, token.start)
        if reader.can(mark) and reader.fits(new, skip=0, more=3):
            help_ = f"write `{mark}` before it"
            fix = Fix(Span(reader.state.path, token.start, token.start), f"{mark} ", help_)
            message = f"there is no `{mark}` before {shown(token)}"
            reader.report(error("F001", message, reader.span(token), help=help_, fix=fix))
            reader.splice(0, new)
            return True
    return False


def _stray(reader: Reader, token: Token) -> bool:
    """A character of no meaning, where all is well without it."""
    if token.kind != STRAY or not reader.fits():
        return False
    message = f"`{token.text}` has no meaning in a flow"
    reader.report(error("F001", message, reader.span(token), help="remove it"))
    reader.splice(1)
    return True


_MENDINGS: tuple[Callable[[Reader, Token], bool], ...] = (
    signs,
    said_text,
    _stray,
    _swallowed,
    half_days,
    date,
    years,
    duration,
    range_of_times,
    _equals,
    otherwise,
    comma,
    _doubled,
    _arrow,
    _misspelt,
    _braces,
    _reserved,
    _quoted,
    quoted_key,
    unquoted,
    _left_out,
)
