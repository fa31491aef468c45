"""How a target does each construct of the language: exactly, nearly, or not.

What a target says here is what `flowc explain --targets` prints. The code of a finding that a
target gives stands in one of its rows and nowhere else, so the table knows every one of them.
"""

from typing import Literal, NamedTuple, TypeAlias

Does: TypeAlias = Literal["exact", "approximate", "no"]


class Ability(NamedTuple):
    """How a target does one construct.

    `construct`: a key of `constructs.GROUPS`; a target may also name what only it has. `note`: who
    notices what, where it is not exact. `code`: the finding that says so of a flow; an error where
    the target does not do it, else a warning.
    """

    construct: str
    does: Does
    note: str = ""
    code: str = ""


Abilities: TypeAlias = tuple[Ability, ...]


def exact(*constructs: str) -> Abilities:
    """What the target does as the runtime does: the same trace, the same for the caller."""
    return tuple(Ability(construct, "exact") for construct in constructs)


def approximate(construct: str, note: str, code: str = "") -> Ability:
    """What somebody may notice; no finding where every flow would have it."""
    return Ability(construct, "approximate", note, code)


def no(construct: str, note: str, code: str) -> Ability:
    """What is refused: a flow that needs it is an error with this code."""
    return Ability(construct, "no", note, code)
