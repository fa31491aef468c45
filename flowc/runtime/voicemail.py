"""Voicemail: a greeting, then a message.

`message` is traced when the recording ends: by `#`, by five seconds of silence (which do not count
as part of the message), at its longest length, or by hanging up, which keeps what was recorded. A
mailbox that takes none is found when the recording would begin, after the greeting.
"""

from flowc.runtime.actions import action, ending, hung_up
from flowc.runtime.arrows import arrow, leaving
from flowc.runtime.listening import SECOND
from flowc.runtime.memory import (
    ANSWERED,
    BEGAN,
    HERE,
    NOW,
    OUT,
    UNTIL,
    WAIT,
    Memory,
    Node,
    T,
)
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import plays
from flowc.runtime.protocol import Event, MailboxFull, Recording, Silence
from flowc.semantics import ir

QUIET = 5 * SECOND
"""How much silence ends a message."""


def voicemail(block: ir.Voicemail, at: Plan) -> Node:
    """A voicemail's start; nothing listens to its greeting."""
    over = leaving(block.id, "done", "hangup", ending("flow", "hangup", at))
    done = arrow(block.done, block.id, "done", at) if block.done else over
    failed = arrow(block.failed, block.id, "failed", at)
    notices = tuple(action(op, at) for op in block.notices)
    gone, mailbox, longest = hung_up(at), block.mailbox, block.longest * SECOND

    def begin(m: Memory) -> Node | None:
        m[ANSWERED] = True
        m[BEGAN] = m[NOW]
        m[UNTIL] = until = m[NOW] + longest
        m[WAIT] = Recording(until, mailbox)
        m[HERE] = here
        return None

    def message(m: Memory, quiet: int) -> None:
        length = max(m[NOW] - m[BEGAN] - quiet, 0)
        m[OUT].append(("message", m[T], mailbox, length // SECOND))
        for notify in notices:
            notify(m)

    def finish(m: Memory) -> Node | None:
        message(m, 0)
        return done

    def meet(m: Memory, event: Event) -> Node | None:
        if isinstance(event, Silence):
            message(m, QUIET)
            return done
        return failed if isinstance(event, MailboxFull) else None

    def press(_: Memory, key: str) -> Node | None:
        return finish if key == "#" else None

    def leave(m: Memory) -> Node | None:
        message(m, 0)
        return gone

    here = (finish, press, leave, meet, None)
    return plays(block.plays, None, begin, at)
