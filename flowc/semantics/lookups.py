"""Lookups: what is asked, what is read, and what happens where nothing was found."""

import re
from typing import Final

from flowc.semantics import ir
from flowc.semantics.arrows import arrow, default, unhandled
from flowc.semantics.asking import quick_op
from flowc.semantics.notices import sends
from flowc.semantics.parts import Handlers, Parts, missing_arrow
from flowc.semantics.scope import NOWHERE, Site, find
from flowc.semantics.type_names import show
from flowc.semantics.values import NOTHING, unknown_value, value, variable
from flowc.syntax import ast

EVENTS: Final = ("not-found", "refused", "failed")

_GOOD: Final = frozenset({"found", "success", "ok", "done", "answered", "answer", "complete"})
"""What people call the outcome that needs no handler."""

_PLAIN: Final = re.compile(r"([A-Za-z0-9/._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*")


def lookup(site: Site, node: ast.Lookup) -> ir.Lookup:
    """`lookup SERVICE get "/path/{var}" { … }`."""
    declared = find(site, "service", node.service)
    where = site.inner("lookup", node.service.span)
    parts = Parts(where, (item for item in node.items if not needless(where, item)))
    handlers = Handlers(where, parts, EVENTS)
    refused = handlers.all("refused")
    return ir.Lookup(
        declared.name.text if declared else node.service.text,
        node.method,
        _path(where, node.path),
        sends(where, parts.all(ast.SendField)),
        reads(where, parts.all(ast.ReadField)),
        must(where, handlers, "not-found", _MET),
        _way(where, refused) if refused else None,
        must(where, handlers, "failed", _MET),
        node.span,
    )


def needless(site: Site, item: object) -> bool:
    """Whether it is an `on found`: F101, since what stands behind the lookup is for those who were
    found."""
    if not isinstance(item, ast.Handler) or item.event.text not in _GOOD:
        return False
    site.findings.error(
        "F101",
        f"a lookup has no outcome `{item.event.text}` to be handled",
        item.event.span,
        "not needed",
        help="write it behind the lookup: a call goes on there when what it asked for was found",
    )
    return True


# ---- what is asked ------------------------------------------------------------------------------


def _path(site: Site, text: ast.Text) -> tuple[str | ir.Expr, ...]:
    fault = _fault(text)
    if fault:
        site.findings.error(
            "F123", fault[0], text.span, help=fault[1], caller="the service would not know it"
        )
    return tuple(piece if isinstance(piece, str) else value(site, piece) for piece in text.pieces)


def _fault(text: ast.Text) -> tuple[str, str] | None:
    """Why this is no path, and what to write."""
    written = "".join(piece if isinstance(piece, str) else "x" for piece in text.pieces)
    example = 'write `"/customers/{account}"`'
    if "://" in written:
        return "the path of a lookup holds no address", f"{example}: the service says where it is"
    if not written.startswith("/") or not isinstance(text.pieces[0], str):
        return "the path of a lookup begins with `/`", example
    if "?" in written:
        return "the path of a lookup holds no query", "write `send limit = 1` in a `get` instead"
    if not _PLAIN.fullmatch(written):
        return (
            "this sign can't stand in a path",
            "write letters, digits, `-`, `_`, `.` and `/`, and values as `{account}`",
        )
    if {".", ".."} & set(written.split("/")):
        return "`.` and `..` lead elsewhere in a path", "write the whole path"
    return None


# ---- what is read -------------------------------------------------------------------------------


def reads(site: Site, written: list[ast.ReadField]) -> tuple[ir.Field, ...]:
    """What is read, into variables that are declared."""
    first: dict[str, ast.ReadField] = {}
    for field in written:
        before = first.setdefault(field.var.text, field)
        if before is not field:
            site.findings.twice(f"`read {field.var.text}`", field.var.span, before.var.span)
    found = (_read(site, field) for field in first.values())
    return tuple(field for field in found if field)


def _read(site: Site, field: ast.ReadField) -> ir.Field | None:
    name = field.var
    if name.text not in site.scope.variables:
        unknown_value(site, name.text, name.span, None)
        return None
    var = variable(site, name.text)
    return ir.Field(var, field.path, _default(site, field, var))


def _default(site: Site, field: ast.ReadField, var: ir.Var) -> ir.Const | None:
    if field.default is None:
        return None
    found = value(site, field.default, var.type)
    if isinstance(found, ir.Const) and found is not NOTHING:
        return found
    if found is not NOTHING:
        site.findings.error(
            "F105",
            "what stands for a field that is not there is known beforehand",
            field.default.span,
            "known only in a call",
            help=f"write a value of type {show(var.type)}, or leave it out: then the lookup fails",
        )
    return None


# ---- what happens then --------------------------------------------------------------------------


def must(site: Site, handlers: Handlers, outcome: str, met: dict[str, str]) -> ir.Way:
    """What happens at an outcome that has to be handled; `met`: how callers meet it if it is not
    handled."""
    written = handlers.all(outcome)
    if written:
        return _way(site, written)
    edge = default(site, "failed") if outcome == "failed" else None
    if edge is None and not handlers.broken:
        flow = "failed" if outcome == "failed" else None
        unhandled(site, outcome, caller=met[outcome], flow=flow)
    return ir.Way((), edge or ir.Edge(NOWHERE, site.span))


_MET: Final = {
    "not-found": "a caller whom the service does not know is left hanging",
    "failed": "when the service is down, slow or wrong, the caller is left hanging",
}


def _way(site: Site, written: list[ast.Handler]) -> ir.Way:
    first = written[0]
    event = first.event.text
    for again in written[1:]:
        site.findings.twice(f"`on {event}`", again.event.span, first.event.span)
    extra = first.nth or first.which
    if extra:
        site.findings.error(
            "F105",
            f"`on {event}` is not counted",
            extra.span,
            help=f"write `on {event} -> …`; `no-input` and `no-match` are counted",
        )
    ops = tuple(op for action in first.actions if (op := quick_op(site, action)))
    if not first.actions and not first.edge:
        missing_arrow(site, event, first.event.span)
    return ir.Way(ops, arrow(site, first.edge) if first.edge else None)
