"""Names in the dialplan: short enough, and never two things under one name.

A context is named after the block, `flowc-main`, with the dots of a module's blocks as dashes; what
flowc itself needs has two dashes, `flowc--start`. Names of the language have no dashes, so nothing
meets. Asterisk cuts context names at 79 characters without a word, and two long ones may then be
one: a longer name keeps its beginning and ends in a digest of the whole.
"""

import hashlib

LONGEST = 79
_DIGEST = 12


def fit(name: str) -> str:
    """`name`, or its beginning and a digest."""
    if len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]
    return f"{name[: LONGEST - _DIGEST - 1]}_{digest}"


def dashed(name: str) -> str:
    """`reg.first` as it stands in a longer name."""
    return name.replace(".", "-")


def variable(name: str) -> str:
    """The channel variable of a call's variable. The prefix keeps it off Asterisk's own, and off a
    leading `_`, which would hand it down to other channels."""
    return f"var_{_joined(name)}"


def marker(name: str) -> str:
    """Says whether a variable has a value where an empty one counts too: to Asterisk it is none."""
    return f"is_set_{_joined(name)}"


def counter(name: str) -> str:
    """The channel variable of an arrow's or visit's own count."""
    return f"count_{_joined(name)}"


def _joined(name: str) -> str:
    """`reg.first` as `reg__first`; a digest follows where underlines of its own could make it
    another's."""
    joined = name.replace(".", "__")
    parts = name.split(".")
    if any("__" in part or part.startswith("_") or part.endswith("_") for part in parts):
        return f"{joined}_{hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]}"
    return joined
