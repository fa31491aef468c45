"""F206: a number that two `number` lines claim."""

from collections.abc import Iterator
from typing import NamedTuple

from flowc.diagnostic import Diagnostic, Label, error
from flowc.rules.view import View
from flowc.semantics import ir

_DIGITS = "0123456789"


class _Node(NamedTuple):
    """Numbers that begin alike: what may come next, and the number that ends (`rest` False) or
    takes any rest (True) here."""

    below: dict[str, "_Node"]
    here: dict[bool, ir.Number]


def run(seen: View) -> Iterator[Diagnostic]:
    """One finding for each number whose pattern meets an earlier one, with a number that both
    claim. The pattern that takes every number is for those that nobody else claims."""
    tree = _Node({}, {})
    for number in seen.program.numbers:
        met = _meeting(tree, number)
        if met is None:
            _insert(tree, number)
            continue
        witness, first = met
        yield error(
            "F206",
            f"`{witness}` is claimed twice",
            number.span,
            f"`{_written(number)}` takes it",
            secondary=(Label(first.span, f"and so does `{_written(first)}`"),),
            caller=f"whoever dials {witness} could land in either place",
            help=_help(number, first),
        )


def _help(number: ir.Number, first: ir.Number) -> str:
    exact = [_written(n) for n in (number, first) if not n.rest and "X" not in n.pattern]
    if len(exact) == 1:
        return (
            "claim every number once: lead the pattern to a step, and ask there `if "
            f'caller.dialled = "{exact[0]}" -> …`'
        )
    return "claim every number once"


def _written(number: ir.Number) -> str:
    return number.pattern + ("*" if number.rest else "")


def _insert(node: _Node, number: ir.Number) -> None:
    for sign in number.pattern:
        node = node.below.setdefault(sign, _Node({}, {}))
    node.here[number.rest] = number


def _meeting(tree: _Node, number: ir.Number) -> tuple[str, ir.Number] | None:
    """A number that both `number` and one in the tree match, and that one."""
    pattern = number.pattern
    everything = pattern == ""
    work: list[tuple[_Node, int, str]] = [(tree, 0, "")]
    while work:
        node, at, taken = work.pop()
        rest = node.here.get(True)
        if rest and (rest.pattern != "" or everything):
            return taken + pattern[at:].replace("X", "0"), rest
        if at == len(pattern):
            end = node.here.get(False)
            if end and (end.pattern != "" or everything):
                return taken, end
            if number.rest and not everything:
                work += _further(node, at, taken, "")
            continue
        work += _further(node, at + 1, taken, pattern[at])
    return None


def _further(node: _Node, at: int, taken: str, sign: str) -> Iterator[tuple[_Node, int, str]]:
    """The branches that meet `sign` ("" meets all)."""
    for branch, below in node.below.items():
        same = not sign or branch == sign
        digit = (branch == "X" and sign in _DIGITS) or (sign == "X" and branch in _DIGITS)
        if same or digit:
            shown = branch if branch != "X" else sign
            yield below, at, taken + ("0" if shown in ("X", "") else shown)
