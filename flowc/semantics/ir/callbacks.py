"""Callbacks: a caller hangs up and is rung back, in their turn, when an agent is free.

What the caller meets are blocks like any other. `callback ring_back { … }` is laid out, as a module
is, as these (the first there is bears the name `ring_back`):

- `ring_back`, a menu: `offer` plays; 1 takes it, 2 and giving up (three tries) lead to `declined`;
- `ring_back.number`, a step: `if 1` where the number `Dials`, to `ring_back.confirm`, with the
  variable `ring_back.number` set to it; else done, to `ring_back.ask`;
- `ring_back.confirm`, a menu: `confirm` plays; 1 is right, 2 leads to `ring_back.ask`;
- `ring_back.ask`, a step: collects `ring_back.number`, with `confirm`, then `ring_back.call`;
- `ring_back.call`, which is `Callback`. Without `ask` all that would lead there is `failed`, and so
  is giving up.

What a switch has to do of its own is `Dials`, and `Callback`.
"""

from typing import NamedTuple

from flowc.semantics.ir.steps import AcceptPhone, Notify
from flowc.semantics.ir.values import Edge, Var
from flowc.source import Span


class Callback(NamedTuple):
    """Registers a callback, in no time, and leaves: `accepted`. `failed`: the switch can't keep it.

    Trace of the caller: `callback` "registered", then `leave`. `number` then holds `+`,
    `accept.country` and digits that match `accept.national`: a fixed line or a mobile phone of the
    declared region. Nothing else is ever dialled; a switch may well look again before it dials.

    From then on the callback lives, a call of its own whose time starts at 0, whatever becomes of
    the caller. Everything is as of the registration: who may be offered it (`Queue.needs`, judged
    with the caller's values and language), its priorities, the values that notices send. Trace:
    `call` (from: the number; to: what was dialled first) and `enter` of this block. Then, `first`
    seconds later, the first try; each next one begins `every` seconds after the one before ended.

    A try: the callback joins `queue` and is offered to agents as a caller is, with the same trace
    (`enter` with its position, `need`, `offer`, `refuse`, `answer`); it counts in the positions of
    others. Its wait counts, for its turn among equal priorities, for needs that relax and for
    priorities that rise, from when the caller was let into `queue`, if `keeps_place`, that was the
    last queue that let the caller in, and no agent answered there; else from the registration. In
    every try alike. The queue's `limit`, `after`, `plays`, `every`, `sends` and keys are not for
    it, and it does not count in `limit`. What the call has sent by then its agents are shown, too.
    Steps of the need that hold already when it joins are traced one by one, behind `enter`. Nobody
    who is signed in and not on break meets the last need: the try is over, without `enter`. Else it
    waits, however long.

    The agent answers first; then the number rings for `ring` seconds, through the deployment's
    trunk, shown the number that the caller dialled first. Trace: `ring`, outcome as of a ring
    (answered, busy, no-answer, failed; withdrawn if the agent hangs up). Answered: they talk;
    `bridge` and `end` by whoever hangs up, cause hangup. Else the try is over: the agent has had a
    conversation, wrap-up included, and is free again.

    A try that is over leaves `callback` "again", the last of `tries` "gave-up"; then the `gave_up`
    notices (their `from` is the number, `outcome` "gave-up"), and `end` by flow, cause hangup. The
    flow's `on hangup` is not run for a callback. One callback is never in two tries at once.
    """

    id: str
    queue: str
    number: Var
    accept: AcceptPhone
    keeps_place: bool
    first: int
    tries: int
    every: int
    ring: int
    accepted: Edge
    failed: Edge
    gave_up: tuple[Notify, ...]
    span: Span
    kind = "callback"
