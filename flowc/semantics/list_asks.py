"""`x in vip` where the list stands in a file: asked in a step, before its `if` is judged."""

from flowc.semantics import ir
from flowc.semantics.scope import Site
from flowc.semantics.type_names import YES_NO
from flowc.source import Span

_BEHIND = ir.Way((), None)


def is_in(site: Site, name: str, value: ir.Expr, span: Span) -> ir.Cond:
    """Whether the list holds the value; F127 where nothing can be asked."""
    if site.asks is None:
        site.findings.error(
            "F127",
            f"`{name}` stands in a file, and asking it takes a moment that there is not here",
            span,
            "only the `if` of a step asks a file",
            help=f"ask in a step before, and keep what it says in a variable: `lookup {name} for "
            "caller.number { … }`",
        )
        return ir.Or(())
    for asked in site.asks:
        if (asked.service, asked.path) == (name, (value,)) and asked.into:
            return _yes(asked.into)
    into = site.hidden(YES_NO, span)
    site.asks.append(ir.Lookup(name, "list", (value,), (), (), _BEHIND, None, _BEHIND, span, into))
    return _yes(into)


def _yes(into: ir.Var) -> ir.Cond:
    return ir.Compare("=", into, ir.Const("yes", YES_NO))
