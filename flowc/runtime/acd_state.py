"""What the queues remember, laid out flat: see `flowc.runtime.memory` for why.

A state is a tuple; a step copies it into a list, works on that, and makes a tuple of it. Agents are
rows in it, and so are callers: tuples, which are replaced when something changes. An agent's place
is where its row stands.
"""

import math
from typing import Any, TypeAlias

from flowc.runtime.acd_protocol import AcdState

Memory: TypeAlias = list[Any]
Row: TypeAlias = tuple[Any, ...]

FOREVER = math.inf

# ---- the whole ----------------------------------------------------------------------------------

NOW = 0  # milliseconds
DUE = 1  # no timer is due before this instant; while nobody waits it means nothing
RUN = 2  # the timers of this instant, and all before, have run
OFFERS = 3  # whether something happened that may let an offer be made
WAITING = 4  # rows of those who wait, those who have waited longest first
TURNS = 5  # of each queue: (place of the agent offered to last, or -1; offers so far)
OUT = 6  # the effects of a step, a list; None between steps
AGENTS = 7  # the first agent's row; the others follow, as declared

# ---- an agent -----------------------------------------------------------------------------------

OPEN = 0  # from when on the agent may be rung: 0 now, FOREVER while shut, or the end of wrap-up
RESUME = 1  # the end of wrap-up, and of being passed over
AWAY = 2  # signed out
PAUSED = 3  # on break
TAKEN = 4  # the phones that are in a direct call
CALL = 5  # rung for or talked with; None
SERVES = 6  # place of that call's queue
RINGING = 7  # place of the phone that rings; -1 when none does
DEADLINE = 8  # when it has rung out; FOREVER when none rings
BEST = 9  # of this offer's phones so far: place in REASONS
BEGAN = 10  # when the conversation began; -1 outside one
LAST = 11  # when the last conversation ended; -1 before the first
CALLS = 12  # conversations that ended
TALKED = 13  # milliseconds of them

REASONS = ("failed", "busy", "no-answer")
"""Why an agent did not answer, by weight: the best of the phones counts."""

# ---- a caller who waits -------------------------------------------------------------------------

WHO = 0
QUEUE = 1  # place of the queue
JOINED = 2  # since when it counts as waiting
SEATS = 3  # (from how many milliseconds on, places of agents), as in `Joining`
PRIORITY = 4  # (from how many milliseconds on, priority), as in `Joining`
STEP = 5  # which seats hold
RELAX = 6  # when the next ones do; FOREVER
CALLS_BACK = 7  # a callback: it counts in no limit


def blank(agents: int, queues: int, away: frozenset[int], paused: frozenset[int]) -> AcdState:
    """Before anything happened."""
    m: Memory = [0, FOREVER, 0, False, (), ((-1, 0),) * queues, None, *(None,) * agents]
    idle = (None, 0, -1, FOREVER, 0, -1, -1, 0, 0)
    for n in range(AGENTS, len(m)):
        put(m, n, [0, 0, n in away, n in paused, frozenset[str](), *idle])
    m[OFFERS] = False
    return tuple(m)


def put(m: Memory, agent: int, row: list[Any]) -> None:
    """Replaces an agent's row, and sees to what follows from it: from when on the agent may be
    rung, whether there may be offers to make, when the next timer is due."""
    due = FOREVER
    row[OPEN] = FOREVER
    if row[CALL] is not None:
        due = row[DEADLINE]
    elif not (row[AWAY] or row[PAUSED] or row[TAKEN]):
        if row[RESUME] > m[NOW]:
            row[OPEN] = due = row[RESUME]
        else:
            row[OPEN] = 0
            m[OFFERS] = True
    if due < m[DUE] and m[WAITING]:
        m[DUE] = due
    m[agent] = tuple(row)
