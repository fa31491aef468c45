"""Collects: how many digits, which values are accepted, how often a call may come here."""

from typing import Final, TypeAlias

from flowc.diagnostic import Label
from flowc.semantics import ir, phone_numbers, portable
from flowc.semantics.arrows import arrow
from flowc.semantics.asking import asking
from flowc.semantics.parts import Parts
from flowc.semantics.prompts import plays
from flowc.semantics.recordings import unasked
from flowc.semantics.scope import Site
from flowc.semantics.type_names import DATE, DIGITS, NUMBER, PHONE
from flowc.semantics.values import variable
from flowc.source import Span
from flowc.syntax import ast

MOST_DIGITS: Final = 64
"""The longest entry that is taken: every target and every caller's patience ends before."""

Accept: TypeAlias = (
    ast.AcceptRange | ast.AcceptMatches | ast.AcceptLuhn | ast.AcceptPhone | ast.AcceptDate
)
ACCEPTS: Final = (
    ast.AcceptRange,
    ast.AcceptMatches,
    ast.AcceptLuhn,
    ast.AcceptPhone,
    ast.AcceptDate,
)


def value_type(node: ast.Collect) -> ir.Type:
    """The type of what `node` collects: digits, unless `accept` says otherwise."""
    for item in node.items:
        match item:
            case ast.AcceptRange():
                return NUMBER
            case ast.AcceptPhone():
                return PHONE
            case ast.AcceptDate():
                return DATE
            case _:
                pass
    return DIGITS


def is_secret(node: ast.Collect) -> bool:
    """Whether the value is never logged, spoken or recorded."""
    return any(isinstance(item, ast.Secret) for item in node.items)


def collect(site: Site, node: ast.Collect) -> ir.Collect:
    """`collect NAME { … }`. Flow-wide `*` and `#` become its escapes, unless it is secret or the
    key ends its entry."""
    where = site.inner("collect", node.name.span)
    parts = Parts(where, node.items)
    accept, lengths = _accept(where, parts)
    low, high = _digits(where, node, parts, lengths)
    end = _end(where, parts)
    secret = parts.one(ast.Secret) is not None
    asked = asking(where, parts)
    if secret:
        unasked(where, asked)
    confirm = parts.one(ast.Confirm)
    visits = parts.one(ast.Visits)
    _check_range(where, accept, high, parts)
    return ir.Collect(
        var=variable(site, node.name.text).name,
        type=value_type(node),
        secret=secret,
        asking=asked,
        minimum=low,
        maximum=high,
        end=end,
        accept=accept,
        confirm=plays(where, list(confirm.plays)) if confirm else (),
        visits=_visits(where, visits) if visits else None,
        escapes=() if secret else _escapes(where, end),
        span=node.span,
    )


def _visits(site: Site, visits: ast.Visits) -> ir.Visits:
    if visits.most.value < 1:
        site.findings.error(
            "F112", "a collect is visited at least once", visits.most.span, help="write `visits 1`"
        )
    counter = site.counter(whole_call=True)  # guessing would go on by entering a module again
    return ir.Visits(counter, visits.most.value, arrow(site, visits.edge))


def _escapes(site: Site, end: str | None) -> tuple[tuple[str, ir.Edge], ...]:
    escapes: dict[str, ir.Edge] = {}
    for key in site.context.keys:
        if key.pattern in {"*", "#"} and not key.rest and key.pattern != end:
            escapes.setdefault(key.pattern, key.edge)
    return tuple(escapes.items())


def _end(site: Site, parts: Parts) -> str:
    written = parts.one(ast.EndKey)
    if written and written.key.text not in {"#", "*"}:
        site.findings.error(
            "F112",
            f"`{written.key.text}` can't end an entry of digits",
            written.key.span,
            help="write `end #` or `end *`",
        )
    return written.key.text if written else "#"


def _digits(
    site: Site, node: ast.Collect, parts: Parts, implied: tuple[int, int] | None
) -> tuple[int, int]:
    written = parts.one(ast.Digits)
    if written is None:
        if implied is None and not parts.broken:
            site.findings.error(
                "F110",
                f"`collect {node.name.text}` does not say how many digits it takes",
                node.name.span,
                caller="the entry would never end by itself",
                help="write `digits 8` or `digits 4..10`",
            )
        return implied or (1, 1)
    low = written.low.value
    high = written.high.value if written.high else low
    if not 1 <= low <= high <= MOST_DIGITS:
        site.findings.error(
            "F112",
            f"an entry takes 1 to {MOST_DIGITS} digits, the smaller number first",
            written.span,
            help="write `digits 8` or `digits 4..10`",
        )
        return 1, 1
    return low, high


def _accept(site: Site, parts: Parts) -> tuple[ir.Accept | None, tuple[int, int] | None]:
    """What is accepted, and the lengths that follow from it."""
    written: list[Accept] = [a for kind in ACCEPTS for a in parts.all(kind)]
    written.sort(key=lambda a: a.span.start)
    for again in written[1:]:
        site.findings.twice("`accept`", again.span, written[0].span)
    if not written:
        return None, None
    match written[0]:
        case ast.AcceptRange(low, high, span):
            return _range(site, low.value, high.value, span)
        case ast.AcceptMatches(pattern):
            return _matches(site, pattern), None
        case ast.AcceptLuhn():
            return ir.AcceptLuhn(), None
        case ast.AcceptDate():
            return ir.AcceptDate(), (8, 8)
        case ast.AcceptPhone(region):
            return _phone(site, region)


def _range(
    site: Site, low: int, high: int, span: Span
) -> tuple[ir.Accept | None, tuple[int, int] | None]:
    if not 0 <= low <= high:
        site.findings.error(
            "F112",
            f"no number lies in `{low}..{high}`",
            span,
            help="write the smaller number first: `accept 1..5`",
        )
        return None, (1, 1)
    return ir.AcceptRange(low, high), (len(str(low)), len(str(high)))


def _check_range(site: Site, accept: ir.Accept | None, high: int, parts: Parts) -> None:
    digits = parts.one(ast.Digits)
    if isinstance(accept, ir.AcceptRange) and digits and len(str(accept.low)) > high:
        site.findings.error(
            "F112",
            f"no entry of {high} digits is as large as {accept.low}",
            digits.span,
            secondary=(Label(parts.all(ast.AcceptRange)[0].span, "accepted from here on"),),
            caller="whatever a caller enters is refused",
            help=f"write `digits {len(str(accept.low))}..{len(str(accept.high))}`",
        )


def _matches(site: Site, pattern: ast.Str) -> ir.AcceptPattern:
    fault = portable.fault(pattern.text)
    if fault:
        site.findings.error(
            "F113",
            f"the pattern `{pattern.text}` does not mean the same on every target: {fault.fact}",
            pattern.span,
            f"at character {fault.offset + 1}",
            help=fault.help or "use digits, `.`, `[0-9]`, `( )`, `|`, `?`, `*`, `+` and `{2,4}`",
        )
    return ir.AcceptPattern(pattern.text)


def _phone(site: Site, region: ast.Name) -> tuple[ir.Accept | None, tuple[int, int] | None]:
    found = phone_numbers.accept(region.text)
    if found is None:
        region_unknown(site, region)
        return None, (1, 1)
    accept, low, high = found
    return accept, (low, high)


def region_unknown(site: Site, region: ast.Name) -> None:
    """F115: nothing is known of the region's numbers."""
    near = phone_numbers.nearest_region(region.text)
    site.findings.error(
        "F115",
        f"there is no region `{region.text}` whose phone numbers are known",
        region.span,
        "not known",
        help=f"write `{near}`" if near else "write a country's two letters, as in `LT`",
    )
