"""Notices and what agents are shown: where they go, and what goes with them."""

from collections.abc import Iterable

from flowc.semantics import ir
from flowc.semantics.scope import Site
from flowc.semantics.values import value
from flowc.syntax import ast


def notify(site: Site, node: ast.Notify) -> ir.Notify:
    """`notify webhook NAME { send a = b }`."""
    return ir.Notify(
        node.channel,
        node.name.text,
        site.id,
        _ABOUT,
        sends(site, node.fields),
        node.span,
    )


def send(site: Site, node: ast.Send) -> ir.Send:
    """`send account = account, tier = tier`."""
    return ir.Send(sends(site, node.fields), node.span)


_TEXT, _NUMBER = ir.Type("text"), ir.Type("phone-number")

_ABOUT = (
    ir.Sent("from", ir.CallerField("number", _NUMBER)),
    ir.Sent("to", ir.CallerField("dialled", _NUMBER)),
    ir.Sent("caller-name", ir.CallerField("name", _TEXT)),
    ir.Sent("outcome", ir.CallField("outcome", _TEXT)),
)
"""What every notice says of its call."""


def sends(site: Site, written: Iterable[ast.SendField]) -> tuple[ir.Sent, ...]:
    """What `send name = value` lines say; F111 for a second of one name."""
    first: dict[str, ast.SendField] = {}
    for field in written:
        before = first.setdefault(field.name.text, field)
        if before is not field:
            site.findings.twice(f"`send {field.name.text}`", field.name.span, before.name.span)
    return tuple(ir.Sent(field.name.text, value(site, field.value)) for field in first.values())
