"""What FreeSWITCH does not allow, said before anything is written."""

from collections.abc import Iterator

from flowc.backends.freeswitch.abilities import (
    NO_REDIRECTION,
    NO_SPEECH,
    SECRET_IN_CONFIRM,
    TOO_LONG,
    TOO_MANY,
)
from flowc.backends.freeswitch.queue_limits import queue_limits
from flowc.backends.speech import unheard
from flowc.backends.walk import values
from flowc.diagnostic import Diagnostic, Label, error
from flowc.semantics import ir
from flowc.source import Span

LONGEST = 2_000_000
"""Seconds; FreeSWITCH counts milliseconds in 31 bits."""

MOST = 128
"""Legs of one `bridge`: what follows the 127th comma is all taken for one of them."""


def limits(program: ir.Program) -> list[Diagnostic]:
    """Everything of a program that FreeSWITCH can't do, but for what is spoken."""
    return [
        *_redirected(program),
        *_confirmed(program),
        *_waits(program),
        *_phones(program),
        *queue_limits(program),
        *unheard(program, "freeswitch", "FreeSWITCH", NO_SPEECH.code),
    ]


def _redirected(program: ir.Program) -> Iterator[Diagnostic]:
    """Who sent a call on is in no variable of FreeSWITCH that the dialplan may look at: `rdnis` is
    filled by every transfer, and a header is a text that its conditions would expand."""
    for block in program.blocks:
        fields = (v.field for v in values(block) if isinstance(v, ir.CallerField))
        if "redirected-from" in fields:
            yield error(
                NO_REDIRECTION.code,
                "FreeSWITCH does not tell a flow who sent the call on",
                block.span,
                "`caller.redirected-from` is used here",
                caller="a caller who was sent on would be taken for one who called directly",
                help="give numbers that send calls here a `number` of their own",
            )


def _confirmed(program: ir.Program) -> Iterator[Diagnostic]:
    """Secret keys that choose what is played before they are kept: till then only Lua has them,
    and the conditions of a prompt see the variable as it was."""
    for op in values(program):
        if not (isinstance(op, ir.Collect) and op.secret):
            continue
        for play in op.confirm:
            if any(isinstance(v, ir.Var) and v.name == op.var for v in values(play)):
                yield error(
                    SECRET_IN_CONFIRM.code,
                    f"FreeSWITCH does not know the secret `{op.var}` before it is confirmed",
                    play.span,
                    "chosen by it here",
                    secondary=(Label(op.span, "asked for here"),),
                    caller="a caller would hear what fits the value of before, or nothing",
                    help="play the same to everybody here, and compare the secret after the "
                    "`collect`",
                )


def _waits(program: ir.Program) -> Iterator[Diagnostic]:
    for span, seconds in sorted(_times(program)):
        if seconds > LONGEST:
            yield error(
                TOO_LONG.code,
                f"FreeSWITCH can't wait {seconds} s",
                span,
                f"longer than {LONGEST} s",
                help=f"at most {LONGEST} s, which is 23 days",
            )


def _times(program: ir.Program) -> Iterator[tuple[Span, int]]:
    """Not those of rings, which it counts in seconds."""
    for value in values(program):
        match value:
            case ir.Wait(seconds=seconds, span=span):
                yield span, seconds
            case ir.Menu(asking=asking, span=span) | ir.Collect(asking=asking, span=span):
                yield span, max(asking.wait, asking.between)
            case ir.Callback(first=first, every=every, span=span):
                yield span, max(first, every)
            case _:
                pass


def _phones(program: ir.Program) -> Iterator[Diagnostic]:
    for block in program.blocks:
        for line in block.lines if isinstance(block, ir.Ring) else ():
            if len(line.targets) > MOST:
                yield error(
                    TOO_MANY.code,
                    f"FreeSWITCH rings {MOST} phones together, and here are {len(line.targets)}",
                    line.span,
                    "rings them all",
                    caller="the last of them would never ring",
                    help="ring some of them in a second line",
                )
