"""What people write out of habit: signs and words of other languages, quotes where none belong."""

import re

from flowc.diagnostic import Fix, error
from flowc.syntax.recovery import Reader, kind_of
from flowc.syntax.scan import Token

_SIGNS = {"&&": "and", "||": "or", "&": "and", "|": "or", "!": "not"}
_ELSE = frozenset(("else", "otherwise", "elsif", "elif", "elseif"))


def _name(text: str, at: Token, end: int) -> Token:
    return Token(-kind_of("NAME"), text, at.start, end)


def signs(reader: Reader, token: Token) -> bool:
    """`&&`, `||` and `!`: the words are `and`, `or` and `not`."""
    behind = [*reader.ahead(1, 1), token][0]
    double = token.text + behind.text if behind.start == token.end else ""
    written = double if double in _SIGNS else token.text
    if written not in _SIGNS:
        return False
    last = behind if written == double else token
    count = 2 if written == double else 1
    word = _SIGNS[written]
    if not reader.fits(_name(word, token, last.end), skip=count, more=1):
        return False
    span = reader.span(token, last)
    help_ = f"write `{word}`"
    message = f"`{written}` is not written in this language"
    fix = Fix(span, word if written != "!" else "not ", help_)
    reader.report(error("F001", message, span, help=help_, fix=fix))
    reader.splice(count, _name(word, token, last.end))
    return True


def said_text(reader: Reader, token: Token) -> bool:
    """`say "Hello."` and `say account`: texts are played; values are said by their type."""
    last, state = reader.last, reader.state
    if last is None or last.text != "say" or state.starts[-1] != last.start:
        return False
    span, digits = reader.span(token), _name("digits", token, token.start)
    if token.kind == kind_of("STRING"):
        line = [_name("play", last, last.end), *reader.ahead(0, 2)]
        if reader.follow(line, state.states[:-1]) < len(line):
            return False
        message, help_ = "`say` speaks a value, and this is a text", f"write `play {token.text}`"
        fix = Fix(reader.span(last), "play", "write `play`")
        reader.report(error("F001", message, span, help=help_, fix=fix))
        del state.states[-1], state.values[-1], state.starts[-1]
        reader.splice(0, line[0])
        return True
    if token.kind >= 0 or not reader.fits(digits, skip=0):
        return False
    message = f"`say` is told what kind of value `{token.text}` is"
    help_ = f"write `say digits {token.text}`, or `number`, `date` or `time`, as it was declared"
    reader.report(error("F001", message, span, help=help_))
    reader.splice(0, digits)
    return True


def otherwise(reader: Reader, token: Token) -> bool:
    """`else`: an `if` that holds has left, so what stands behind it is the rest already."""
    if token.text not in _ELSE or not reader.fits(more=1):
        return False
    span = reader.span(token)
    message = f"there is no `{token.text}`: a call for which the `if` holds has left already"
    help_ = "remove it: what stands behind an `if` is for all others"
    reader.report(error("F001", message, span, help=help_, fix=Fix(span, "", help_)))
    reader.splice(1)
    return True


def comma(reader: Reader, token: Token) -> bool:
    """A comma between statements."""
    behind = [*reader.ahead(1, 1), token][0]
    if token.text != "," or behind.kind >= 0 or not reader.fits():
        return False
    span = reader.span(token)
    message = "statements need no `,` between them"
    reader.report(error("F001", message, span, help="remove it", fix=Fix(span, "", "remove it")))
    reader.splice(1)
    return True


def unquoted(reader: Reader, token: Token) -> bool:
    """A telephone number or a mailbox without quotes."""
    number = token
    count = 1
    if token.text == "+":
        number = [*reader.ahead(1, 1), token][0]
        count = 2
    whole = number.kind == kind_of("INT") and (count == 1 or number.start == token.end)
    text = reader.text[token.start : number.end]
    string = Token(kind_of("STRING"), f'"{text}"', token.start, number.end)
    if not whole or not reader.fits(string, skip=count, more=1):
        return False
    span = reader.span(token, number)
    help_ = f'write `"{text}"`'
    message = f"`{text}` stands without quotes"
    reader.report(error("F001", message, span, help=help_, fix=Fix(span, f'"{text}"', help_)))
    reader.splice(count, string)
    return True


def quoted_key(reader: Reader, token: Token) -> bool:
    """A key in quotes: `press "1"`."""
    text = token.text[1:-1]
    if token.kind != kind_of("STRING") or not re.fullmatch(r"[0-9]{1,15}|[*#]", text):
        return False
    key = Token(0 if text in "*#" else kind_of("INT"), text, token.start, token.end)
    if not reader.fits(key, more=1):
        return False
    span = reader.span(token)
    help_ = f"write `{text}`"
    message = f"`{token.text}` stands in quotes, and a key stands without"
    reader.report(error("F001", message, span, help=help_, fix=Fix(span, text, help_)))
    reader.splice(1, key)
    return True
