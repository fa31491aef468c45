"""What this deployment or Asterisk itself does not allow, said before anything is written."""

import re

from flowc.backends.asterisk.abilities import (
    LONG_LINE,
    NO_PLACE,
    OWN_FIELD,
    TWO_LENGTHS,
)
from flowc.backends.asterisk.lines import LONGEST, LONGEST_EXPRESSION, Context
from flowc.backends.asterisk.scan import records
from flowc.backends.asterisk.unit import Unit
from flowc.diagnostic import Diagnostic, Label, error
from flowc.semantics import ir
from flowc.settings import missing
from flowc.source import Span

_PLACE = re.compile(
    r"[A-Za-z0-9_-]{1,79},[A-Za-z0-9_*#+-]{1,79},([0-9]{1,4}|[A-Za-z][A-Za-z0-9_-]*)"
)


def settings(unit: Unit) -> list[Diagnostic]:
    """Settings that the flow needs and that nobody gave, once each."""
    found: dict[str, Diagnostic] = {}
    for block in unit.program.blocks:
        if isinstance(block, ir.Ring):
            for line in block.lines:
                if any(isinstance(t, ir.OutsideNumber) for t in line.targets):
                    _outside(line.span, unit, found)
        elif isinstance(block, ir.Transfer | ir.Callback):
            _outside(block.span, unit, found)
        elif isinstance(block, ir.External):
            _external(block, unit, found)
    return list(found.values())


def _outside(span: Span, unit: Unit, found: dict[str, Diagnostic]) -> None:
    if unit.own.outside is None:
        key = "asterisk.outside"
        found.setdefault(key, missing(key, "PJSIP/{number}@trunk", span, "this outside number"))


def _external(block: ir.External, unit: Unit, found: dict[str, Diagnostic]) -> None:
    key = f"asterisk.externals.{block.id}"
    place = unit.own.externals.get(block.id)
    if place is None:
        found.setdefault(key, missing(key, f"{block.id},s,1", block.span, f"`{block.id}`"))
    elif not _PLACE.fullmatch(place):
        found[key] = error(
            NO_PLACE.code,
            f"the setting `{key}` is no place in a dialplan: `{place}`",
            block.span,
            "goes there",
            help="write it as context,extension,priority: `payroll,s,1`",
        )


OWN_FIELDS = frozenset(
    {
        "accountcode",
        "amaflags",
        "answer",
        "billsec",
        "channel",
        "clid",
        "dcontext",
        "disposition",
        "dst",
        "dstchannel",
        "duration",
        "end",
        "lastapp",
        "lastdata",
        "linkedid",
        "peeraccount",
        "sequence",
        "src",
        "start",
        "uniqueid",
    }
)
"""Fields of Asterisk's call detail record that dialplan can't fill; letters of either case."""


def figures(unit: Unit) -> list[Diagnostic]:
    """Figures whose name is a field that Asterisk fills itself: it would throw them away."""
    return [
        error(
            OWN_FIELD.code,
            f"the call record of Asterisk has a field `{record.name}` of its own",
            record.span,
            "recorded here",
            help=f"give the figure another name: `flow_{record.name}`",
        )
        for record in records(unit.program)
        if record.name.lower() in OWN_FIELDS
    ]


def lengths(unit: Unit) -> list[Diagnostic]:
    """Blocks that share a mailbox and not the longest message: Asterisk has one a mailbox."""
    first: dict[str, ir.Voicemail] = {}
    found: list[Diagnostic] = []
    for block in unit.program.blocks:
        if not isinstance(block, ir.Voicemail):
            continue
        before = first.setdefault(block.mailbox, block)
        if before.longest != block.longest:
            found.append(
                error(
                    TWO_LENGTHS.code,
                    f"mailbox `{block.mailbox}` would take messages of {before.longest} s and of "
                    f"{block.longest} s",
                    block.span,
                    f"at most {block.longest} s",
                    secondary=(Label(before.span, f"at most {before.longest} s"),),
                    caller="a caller would be cut off sooner or later than the flow says",
                    help="write the same `message at most …` in both, or give one a mailbox of its "
                    "own",
                )
            )
    return found


def lines(contexts: list[Context], unit: Unit) -> list[Diagnostic]:
    """A line that Asterisk would skip."""
    return [
        _long(_block_of(context, unit), len(line.app), unit)
        for context in contexts
        for extension in context.extensions
        for line in extension.lines
        if len(line.app.encode()) > (LONGEST_EXPRESSION if "$[" in line.app else LONGEST)
    ]


def _block_of(context: Context, unit: Unit) -> ir.Block | None:
    """The block that a context is all or a part of; None for one of flowc's own."""
    found = [
        block
        for block in unit.program.blocks
        if f"{context.name}-".startswith(f"{unit.context(block.id)}-")
    ]
    return max(found, key=lambda block: len(block.id), default=None)


def _long(block: ir.Block | None, characters: int, unit: Unit) -> Diagnostic:
    whose = f"{block.kind} `{block.id}`" if block else "the dialplan"
    return error(
        LONG_LINE.code,
        f"a line of {whose} would have {characters} characters, more than Asterisk reads",
        block.span if block else Span(unit.program.path, 0, 0),
        help="shorten the texts, or ring fewer phones in one line",
    )
