"""`say "sales", "buy" -> sales` in a menu: what a caller may say there."""

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.arrows import arrow
from flowc.semantics.conditions import condition
from flowc.semantics.findings import Findings
from flowc.semantics.scope import Site
from flowc.semantics.words import folded
from flowc.syntax import ast


class _Building:
    """One phrase while its lines are gathered."""

    def __init__(self, first: ast.Str) -> None:
        self.first = first
        self.lines: list[ast.Phrases] = []
        self.arms: list[ir.KeyArm] = []


def phrases(site: Site, lines: list[ast.Phrases]) -> tuple[ir.Phrase, ...]:
    """The phrases of the `say` lines, those that are compared alike together. As with keys a phrase
    may stand once more where the condition before may fail: F133 for one that may not."""
    building: dict[str, _Building] = {}
    for line in lines:
        edge = arrow(site, line.edge)
        when = condition(site, line.when) if line.when else None
        for phrase in line.phrases:
            words = sayable(phrase, site.findings)
            if not words:
                continue
            known = building.setdefault(words, _Building(phrase))
            if known.lines and (known.arms[-1].when is None or known.lines[-1] is line):
                _twice(site, phrase, known.first)
            known.lines.append(line)
            known.arms.append(ir.KeyArm(when, edge))
    return tuple(ir.Phrase(b.first.text, tuple(b.arms), b.first.span) for b in building.values())


def sayable(phrase: ast.Str, findings: Findings) -> str:
    """The phrase as it is compared; F132 and "" for one that nobody can say."""
    words = folded(phrase.text)
    if not words:
        findings.error(
            "F132",
            f"nobody can say `{phrase.text}`" if phrase.text.strip() else "this phrase is empty",
            phrase.span,
            "no letter and no digit",
            caller="nothing that a caller says is ever this",
            help="write the words that a caller says",
        )
    return words


def _twice(site: Site, phrase: ast.Str, first: ast.Str) -> None:
    site.findings.error(
        "F133",
        f'"{phrase.text}" is said twice in `{site.name}`',
        phrase.span,
        "never reached",
        secondary=(Label(first.span, "these words lead on here already"),),
        caller="a caller who says it always goes the first way",
        help="remove one of the two, or give the first a condition: `if language is en`",
    )
