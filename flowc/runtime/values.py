"""Values that come from outside: cleaned once at entry."""

import re

_NUMBER = re.compile(r"\+?[0-9]{1,20}", re.ASCII)
_NAME = re.compile(r"""[^\x00-\x1f\x7f"$<>\[\\\]`{|}]{1,80}""")


def clean_number(raw: str) -> str:
    """A telephone number as expressions see it: `+digits`, or bare digits as they are (a short
    internal number), at most 20. Anything else is "", withheld, and so is a number with separators:
    what a hostile network sends is never half a number."""
    return raw if _NUMBER.fullmatch(raw) else ""


def clean_name(raw: str) -> str:
    r"""A caller's name without the spaces around it: at most 80 characters, no control character,
    none of `" $ < > [ \ ] ` { | }` and no `:` after a `)`. Any other is "", absent: so each target
    can hand it on, and takes the same names."""
    name = raw.strip(" ")
    cuts = ":" in name.partition(")")[2]
    return name if _NAME.fullmatch(name) and not cuts else ""
