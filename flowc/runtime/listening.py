"""Listening for keys: the silence after a prompt, and the gap between two keys."""

from flowc.runtime.actions import hung_up
from flowc.runtime.memory import ANSWERED, HERE, NOW, UNTIL, WAIT, Memory, Node, make
from flowc.runtime.plan import Plan
from flowc.runtime.prompts import Listener, hears
from flowc.runtime.protocol import Listening

SECOND = 1000


def silence(seconds: int, listener: Listener, expired: Node, at: Plan, *, begun: bool) -> Node:
    """Waits for a key, `seconds` from now. `begun`: for one more, the gap between keys. Asking
    answers the call, even where nothing plays."""
    into, on_key = listener.into, listener.on_key

    here = (expired, on_key, hung_up(at), hears(listener.on_speech), None)
    length = seconds * SECOND

    def listen(m: Memory) -> Node | None:
        m[ANSWERED] = True
        m[UNTIL] = until = m[NOW] + length
        m[WAIT] = make(Listening, (until, into, begun))
        m[HERE] = here
        return None

    return listen
