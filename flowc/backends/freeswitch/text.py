r"""The one place where text becomes FreeSWITCH XML: what a value may hold, by type.

`FsData` is text that FreeSWITCH reads as written: channel variables in it are meant, nothing else
is. Text from a flow's author gets in only through `plain`, which takes a small alphabet; anything
else goes through `lua_text`, whose quoting has no holes. XML escaping itself is the template
engine's (autoescape), for every value.

Traps that this alphabet closes (measured on 1.10.12): `\'` anywhere in an action's data drops the
action; `$${x}` is replaced before XML is parsed, without an escape; the preprocessor is line-based
and acts inside XML comments too; `read`, `play_and_get_digits` and `transfer` split at spaces.
"""

import re
from typing import LiteralString, NewType

FsData = NewType("FsData", str)
"""Text for an attribute of the dialplan: safe to be expanded by FreeSWITCH."""

_PREPROCESSOR = re.compile(r"x-(?:no-)?pre-process|<!--#", re.IGNORECASE)
_PLAIN = re.compile(r"[\w .,:;+@/*#=!?()&<>%-]*")
_NAME = re.compile(r"[A-Za-z0-9_.@+*#-]+", re.ASCII)
_CLASS_OR_GROUP = re.compile(r"\[[^]]*\]|\(")
_COMMENT = re.compile(r"[^\w ./:,;+*#=()@%-]")


def code(template: LiteralString, *parts: FsData | int) -> FsData:
    """Text written in this package, `{}` filled with parts that are safe already."""
    return FsData(template.format(*parts))


def joined(separator: LiteralString, parts: "list[FsData] | tuple[FsData, ...]") -> FsData:
    """Safe parts put together."""
    return FsData(separator.join(parts))


def is_plain(text: str) -> bool:
    """Whether `plain` takes it: no quotes, backslashes, `$`, braces, brackets, control characters;
    no space at either end, where `set` would drop it; nothing that `set` or the preprocessor reads
    as an order."""
    if _PREPROCESSOR.search(text) or text == "_undef_":
        return False
    return bool(_PLAIN.fullmatch(text)) and text == text.strip()


def plain(text: str) -> FsData:
    """Author's text as data. Only for texts that `is_plain` accepts."""
    if not is_plain(text):
        message = f"{text!r} has to go through Lua"
        raise ValueError(message)
    return FsData(text)


def name(text: str) -> FsData:
    """The id of a block, variable, prompt or phone: letters, digits and `_ . @ + * # -`."""
    if not _NAME.fullmatch(text):
        message = f"{text!r} is no name"
        raise ValueError(message)
    return FsData(text)


def setting(text: str) -> FsData:
    """A value of the settings file. It is the admin's own and may hold variables; a preprocessor
    variable `$${domain}` is read at run time instead, where it is a global one of the same name."""
    return FsData(text.replace("$${", "${"))


def breaks_an_action(text: str) -> str:
    r"""What a setting holds that makes FreeSWITCH drop an action, "" if nothing: `\'`,
    or a word of the preprocessor, which takes a line for its own wherever the word stands."""
    found = re.search(r"\\'|x-(?:no-)?pre-process", text, re.IGNORECASE)
    return found[0] if found else ""


def literal(text: str) -> FsData:
    """Author's text within a regular expression, meaning itself. Only for `is_plain` texts."""
    return FsData(re.sub(r"([.+*?^$(){}\[\]|\\])", r"\\\1", plain(text)))


def pattern(digits: str, *, rest: bool) -> FsData:
    """A pattern of numbers, lists and keys as an expression without its anchors."""
    found = re.sub(r"X+", lambda m: _digits(len(m[0])), name(digits) if digits else "")
    found = re.sub(r"([+*])(?!\{)", _escape_outside_classes, found)
    return FsData(found + ("[0-9]*" if rest else ""))


def _digits(count: int) -> str:
    return "[0-9]" if count == 1 else f"[0-9]{{{count}}}"


def _escape_outside_classes(found: re.Match[str]) -> str:
    return "\\" + found[1]


def comment(text: str) -> FsData:
    """Text for an XML or Lua comment. The preprocessor reads comments too, so that what could
    speak to it goes (`<`, `!`, `$`), and so do line ends; `--` would end an XML comment early."""
    clean = _PREPROCESSOR.sub("X_PRE_PROCESS", _COMMENT.sub("?", text))[:200]
    return FsData(re.sub(r"-(?=-)|-$", "_", clean))


def lua_text(text: str) -> str:
    r"""A Lua string literal; every byte that is not a plain character is written as `\ddd`."""
    parts = (
        chr(b) if 0x20 <= b < 0x7F and chr(b) not in "\\\"'$<>{}" else f"\\{b:03d}"  # noqa: PLR2004 - ASCII
        for b in text.encode()
    )
    return '"' + "".join(parts) + '"'


def author_pattern(portable: str) -> FsData:
    """A `matches "…"` pattern: digits, classes, groups and repeats, by the language's own check.
    Its groups capture nothing: FreeSWITCH has room for nine, and with more nothing matches."""
    if not re.fullmatch(r"[0-9.\[\]^()|?*+{},-]*", portable):
        message = f"{portable!r} is no portable pattern"
        raise ValueError(message)
    return FsData(_CLASS_OR_GROUP.sub(lambda m: "(?:" if m[0] == "(" else m[0], portable))
