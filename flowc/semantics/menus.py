"""Menus: keys, their conditions, and the keys that the flow makes valid everywhere."""

from typing import Final

from flowc.diagnostic import Label
from flowc.semantics import ir
from flowc.semantics.accepted import accepted
from flowc.semantics.arrows import arrow
from flowc.semantics.asking import asking
from flowc.semantics.conditions import condition
from flowc.semantics.parts import Parts
from flowc.semantics.patterns import Pattern, covers, key_pattern
from flowc.semantics.phrases import phrases
from flowc.semantics.scope import FlowKey, Site
from flowc.semantics.values import variable
from flowc.source import Span
from flowc.syntax import ast

_DIFFERENCES: Final = {"asterisk": ("speech",), "freeswitch": ("speech",)}
"""What `without … on …` may name in a menu."""


class _Building:
    """One key while its lines are gathered."""

    def __init__(self, span: Span, into: ir.Var | None) -> None:
        self.span = span
        self.into = into
        self.arms: list[ir.KeyArm] = []
        self.unspoken = False


def menu(site: Site, node: ast.Menu) -> ir.Menu:
    """The menu `node`. Keys of the flow are merged in, as `unspoken`: a menu's own text need not
    offer them. A key of the menu that covers one of the flow replaces it, with any condition."""
    parts = Parts(site, node.items, frozenset({ast.Without}))
    pressed = keys(site, parts.all(ast.Press), site.context.keys)
    if not pressed and not parts.broken and not parts.unsupported:
        site.findings.error(
            "F110",
            f"the menu `{site.name}` has no key",
            site.span,
            caller="whatever a caller presses, it is a wrong key",
            help="write `press 1 -> …` in it",
        )
    said = phrases(site, parts.all(ast.Phrases))
    taken = accepted(site, parts, _DIFFERENCES, "menus")
    if taken and not said and not parts.broken:
        site.findings.error(
            "F105",
            f"the menu `{site.name}` listens to no words",
            parts.all(ast.Without)[0].span,
            help='write `say "sales" -> …` in it, or remove this line',
        )
    targets = tuple(target for _, target in taken)
    return ir.Menu(site.id, asking(site, parts), pressed, node.span, said, targets)


def keys(
    site: Site, presses: list[ast.Press], everywhere: tuple[FlowKey, ...] = ()
) -> tuple[ir.Key, ...]:
    """The keys of `presses`, those of one key together, and those of the flow that none covers."""
    building: dict[Pattern, _Building] = {}
    for press in presses:
        edge = arrow(site, press.edge)
        when = condition(site, press.when) if press.when else None
        into = variable(site, press.into.text) if press.into else None
        for key in press.keys:
            pattern = key_pattern(key)
            known = building.get(pattern)
            if known is None:
                known = building[pattern] = _Building(press.span, into)
            elif known.arms[-1].when is None or known.into != into:
                _taken(site, key, known)
            known.arms.append(ir.KeyArm(when, edge))
            known.unspoken = known.unspoken or press.unspoken
    own = [
        ir.Key(p.text, p.rest, tuple(b.arms), b.into, b.unspoken, b.span)
        for p, b in building.items()
    ]
    return (*own, *_flow_keys(everywhere, building))


def _flow_keys(everywhere: tuple[FlowKey, ...], own: dict[Pattern, _Building]) -> list[ir.Key]:
    return [
        ir.Key(k.pattern, k.rest, (ir.KeyArm(None, k.edge),), None, unspoken=True, span=k.span)
        for k in everywhere
        if not any(covers(p, Pattern(k.pattern, k.rest)) for p in own)
    ]


def _taken(site: Site, key: ast.Key, first: _Building) -> None:
    site.findings.error(
        "F116",
        f"key `{key.text}` of `{site.name}` is taken already",
        key.span,
        "never reached",
        secondary=(Label(first.span, "the key leads on here, without a condition"),),
        caller=f"a caller who presses {key.text} always goes the first way",
        help="remove one of the two, or give the first a condition: `if language is en`",
    )


def flow_keys(site: Site, presses: list[ast.Press]) -> tuple[FlowKey, ...]:
    """The keys that `flow { press * -> main }` makes valid everywhere."""
    found: list[FlowKey] = []
    for press in presses:
        edge = arrow(site, press.edge)
        if press.when:
            site.findings.unsupported(
                "a condition on a key of the flow",
                press.when.span,
                instead="go to a step, and write the `if` there",
            )
        if press.into:
            site.findings.error(
                "F105",
                "a key of the flow has no variable",
                press.into.span,
                help="write this `press` in the menus that need it",
            )
        for key in press.keys:
            pattern = key_pattern(key)
            found.append(FlowKey(pattern.text, pattern.rest, edge, press.span))
    return tuple(found)
