r"""The one place where text becomes dialplan.

Dialplan has four layers that each give characters a meaning: the file (`;`, line ends), variable
substitution (`${`, `$[`), the splitting of arguments (`, " \ ( ) [ ]`) and expressions. Text from
an author or from the settings passes `data` or `argument` and comes out as itself; whatever a
caller can influence is never written out at all, only named as a variable.
"""

import re
from typing import NewType

DialplanText = NewType("DialplanText", str)
"""Text that Asterisk reads as it was meant: made here, or written by flowc itself."""

DOLLAR = "${flowc_dollar}"
"""A dollar sign that begins nothing: substitution runs once, so what a variable holds is safe.
There is no escape for it in the file. `start.py` sets the variable."""

_ARGUMENT = re.compile(r'[\\,"()\[\]]')
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def one_line(text: str) -> str:
    """`text` with line ends and other control characters as a space: a value is one line."""
    return _CONTROL.sub(" ", text)


def data(text: str) -> DialplanText:
    """`text` where an application takes its argument whole: `Set(name=…)`."""
    plain = one_line(text).replace("${", f"{DOLLAR}{{").replace("$[", f"{DOLLAR}[")
    return DialplanText(plain.replace(";", r"\;"))


def argument(text: str) -> DialplanText:
    """`text` as one of several arguments. A backslash saves the next character from the splitting
    and is taken away by it."""
    return data(_ARGUMENT.sub(r"\\\g<0>", one_line(text)))


def regular(text: str) -> str:
    """A name of the settings within a regular expression, meaning itself."""
    return re.sub(r"[^A-Za-z0-9_/@-]", lambda sign: f"[{sign[0]}]", text)


def comment(text: str) -> DialplanText:
    """`text` after a semicolon; `--` would begin a comment over several lines."""
    return DialplanText(one_line(text).lstrip("-"))
