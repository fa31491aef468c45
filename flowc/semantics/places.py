"""The blocks in which nothing is asked: ring, transfer, voicemail, split, external."""

from flowc.semantics import ir
from flowc.semantics.arrows import arrow, default, unhandled
from flowc.semantics.notices import notify, send
from flowc.semantics.parts import Handlers, Parts, whole_seconds
from flowc.semantics.patterns import plain_number
from flowc.semantics.prompts import plays
from flowc.semantics.scope import NOWHERE, Site, find
from flowc.semantics.values import variable
from flowc.syntax import ast

_WHOLE = 100  # per cent
RING_SECONDS, MESSAGE_SECONDS = 20, 180
"""The language's defaults: how long a line rings, how long a message may be."""


def ring(site: Site, node: ast.Ring) -> ir.Ring:
    """The ring `node`."""
    parts = Parts(site, node.items)
    lines = tuple(_line(site, line) for line in parts.all(ast.RingLine))
    events = ("busy", "no-answer", "failed", "done")
    if any(isinstance(t, ast.PhonesTarget) for x in parts.all(ast.RingLine) for t in x.targets):
        events = (*events, "unknown")  # of `call desk[ext]`, which was reported itself
    handlers = Handlers(site, parts, events)
    if not lines and not parts.broken:
        site.findings.error(
            "F110",
            f"the ring `{site.name}` calls nobody",
            site.span,
            help="write `call reception for 20s` in it",
        )
    return ir.Ring(
        site.id,
        lines,
        must(site, handlers, "busy"),
        must(site, handlers, "no-answer"),
        failed(site, handlers),
        handlers.one("done"),
        node.span,
        tuple(send(site, written) for written in parts.all(ast.Send)),
    )


def _line(site: Site, line: ast.RingLine) -> ir.RingLine:
    targets: list[ir.PhoneRef | ir.OutsideNumber] = []
    for target in line.targets:
        match target:
            case ast.PhoneTarget(name):
                find(site, "phone", name)
                targets.append(ir.PhoneRef(name.text))
            case ast.NumberTarget(number):
                targets.append(ir.OutsideNumber(plain_number(site, number)))
            case ast.PhonesTarget():
                site.findings.unsupported("a phone chosen by digits, `desk[ext]`,", target.span)
    if line.accept:
        site.findings.unsupported("`accept` on a `call` line", line.accept.span)
    seconds = whole_seconds(site, line.time) if line.time else RING_SECONDS
    return ir.RingLine(tuple(targets), seconds, line.span)


def transfer(site: Site, node: ast.Transfer) -> ir.Transfer:
    """The transfer `node`."""
    parts = Parts(site, node.items)
    to, shown = parts.one(ast.TransferTo, "`to`"), parts.one(ast.TransferAs, "`as`")
    handlers = Handlers(site, parts, ("busy", "no-answer", "failed"))
    if to is None and not parts.broken:
        site.findings.error(
            "F110",
            f"the transfer `{site.name}` calls nobody",
            site.span,
            help='write `to "+37060000000" for 30s` in it',
        )
    return ir.Transfer(
        site.id,
        plain_number(site, to.number) if to else "",
        whole_seconds(site, to.time) if to and to.time else RING_SECONDS,
        plain_number(site, shown.number) if shown else None,
        must(site, handlers, "busy"),
        must(site, handlers, "no-answer"),
        failed(site, handlers),
        node.span,
    )


def voicemail(site: Site, node: ast.Voicemail) -> ir.Voicemail:
    """The voicemail `node`."""
    parts = Parts(site, node.items)
    handlers = Handlers(site, parts, ("failed", "done"))
    mailbox = parts.one(ast.Mailbox)
    if mailbox is None and not parts.broken:
        site.findings.error(
            "F110",
            f"the voicemail `{site.name}` has no mailbox",
            site.span,
            caller="a message would be spoken and lost",
            help='write `mailbox "100"` in it',
        )
    longest = parts.one(ast.MessageAtMost)
    return ir.Voicemail(
        site.id,
        plays(site, parts.all(ast.Play)),
        _box(site, mailbox.box) if mailbox else "",
        whole_seconds(site, longest.time) if longest else MESSAGE_SECONDS,
        failed(site, handlers),
        handlers.one("done"),
        node.span,
        tuple(notify(site, written) for written in parts.all(ast.Notify)),
    )


def _box(site: Site, box: ast.Str) -> str:
    if not box.text.isascii() or not box.text.replace("_", "").replace("-", "").isalnum():
        site.findings.error(
            "F114",
            f'`"{box.text}"` is no name of a mailbox',
            box.span,
            help='use letters, digits, `-` and `_`: `mailbox "100"`',
        )
    return box.text


def split(site: Site, node: ast.Split) -> ir.Split:
    """The split `node`."""
    parts = Parts(site, node.items)
    written = parts.all(ast.Share)
    total = sum(s.percent for s in written)
    zero = next((s for s in written if s.percent < 1), None)
    if not parts.broken and (total != _WHOLE or zero):
        site.findings.error(
            "F112",
            f"the shares of `{site.name}` add up to {total}%, not {_WHOLE}%"
            if total != _WHOLE
            else f"a share of `{site.name}` is nothing",
            zero.span if zero else site.span,
            caller="some callers would have nowhere to go" if total < _WHOLE else None,
            help="write whole shares of at least 1% that add up to 100%",
        )
    shares = tuple(ir.Share(s.percent, arrow(site, s.edge)) for s in written)
    return ir.Split(site.id, shares, node.span)


def external(site: Site, node: ast.External) -> ir.External:
    """The external `node`."""
    parts = Parts(site, node.items)
    reads = tuple(ir.Read(r.name.text, variable(site, r.name.text)) for r in parts.all(ast.ReadVar))
    handlers = Handlers(site, parts, None)
    outcomes: list[tuple[str, ir.Edge]] = []
    for event in handlers.events():
        edge = handlers.one(event)
        if event != "failed" and edge:
            outcomes.append((event, edge))
    fault = None
    if outcomes or reads or handlers.all("failed"):
        fault = failed(site, handlers)
    if not outcomes and (reads or fault) and not parts.broken:
        site.findings.error(
            "F110",
            f"the external `{site.name}` never comes back: it names no outcome but `failed`",
            site.span,
            caller="a call that goes there is gone for good, whatever is read or handled here",
            help="write `on done -> …`, or leave the braces empty",
        )
    return ir.External(site.id, reads, tuple(outcomes), fault, node.span)


def must(site: Site, handlers: Handlers, outcome: str) -> ir.Edge:
    """The arrow for an outcome that the block itself has to handle."""
    edge = handlers.one(outcome)
    if edge is None and not handlers.broken:
        unhandled(site, outcome)
    return edge or ir.Edge(NOWHERE, site.span)


def failed(site: Site, handlers: Handlers) -> ir.Edge:
    """The arrow for `failed`: the block's, or the flow's default."""
    edge = handlers.one("failed") or default(site, "failed")
    if edge is None and not handlers.broken:
        unhandled(site, "failed", flow="failed")
    return edge or ir.Edge(NOWHERE, site.span)
