"""A call that a person makes at a keyboard: what is asked of them, what their words do.

Nothing here prints or reads: `begin`, `passes`, `question` and `act` are pure, and a whole session
is the lines that were typed. Beside the trace a session keeps the test that would repeat it.

Words, whenever the call waits for somebody: keys (`1`, `12345678#`), `say sales` to a menu that
listens to words, nothing (let the time pass
until the flow goes on by itself), `hang up`; while it rings `answer [PHONE]`, `busy PHONE`,
`fail PHONE`; in a conversation `agent` (the other side hangs up); in a recording `full`; at a split
the number of a share; outside flowc an outcome, and values as `name=value`; where a service is
asked what it replies (`asked.py`). In a queue also what the agents do: `answer alice`,
`refuse alice`, `agent alice signs out`.
"""

from flowc.runtime import acd_protocol
from flowc.runtime.acd_protocol import PhoneRefused, Rings, Stops, Told
from flowc.runtime.protocol import (
    AgentAnswered,
    AgentHangUp,
    Call,
    Choosing,
    Chosen,
    Elapsed,
    Ended,
    Event,
    HangUp,
    Joining,
    Key,
    Listening,
    LookingUp,
    MailboxFull,
    Outside,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Playing,
    Queueing,
    Recording,
    Registered,
    Registering,
    Returned,
    Ringing,
    Spoke,
    Talking,
    Wait,
    Waiting,
)
from flowc.semantics.words import folded
from flowc.testing import asked, given
from flowc.testing.deeds import Deed, as_they_are
from flowc.testing.moment import Moment, Switchboard
from flowc.testing.quoting import quoted
from flowc.testing.staff import DOES

KEY_GAP = 200
"""Milliseconds from one typed key to the next."""
TALK = 60
"""Seconds that a conversation lasts at the keyboard."""
MESSAGE = 10
"""Seconds that a message lasts at the keyboard."""

_QUIETLY = {False: "stay silent", True: "stop here"}
_KEYS = frozenset("0123456789*#")
_HANG_UP = ("hang up", "hangup", "h")


def begin(board: Switchboard, call: Call) -> Moment:
    """The first moment of the call."""
    state, (trace, wait) = board.machine.start(call)
    moment = Moment(state, wait, 0, trace, (), board.acd.start((), ()))
    return _queue(board, _heard(board, moment))


def called_back(board: Switchboard, moment: Moment) -> Moment | None:
    """The callback that the call, which is over, has asked for; None: none."""
    if moment.back is None:
        return None
    began, state, (trace, wait) = moment.back
    done = (*moment.done, Deed("callback"))
    after = moment._replace(state=state, wait=wait, began=began, done=done, back=None)
    return _queue(board, after._replace(trace=moment.trace + trace))


def passes(board: Switchboard, moment: Moment) -> bool:
    """Whether the call goes on by itself: a prompt plays, the flow waits, a list is looked at, a
    queue is about to."""
    match moment.wait:
        case LookingUp(method="list"):
            return True
        case Playing() | Waiting() | Registering():
            return True
        case Queueing(prompt=prompt):
            due = board.acd.until(moment.queues)
            return bool(prompt) or (due is not None and due <= moment.now)
        case _:
            return False


def go_on(board: Switchboard, moment: Moment) -> Moment:
    """Let the time pass until the flow or a queue goes on by itself."""
    until, due = moment.wait.until, board.acd.until(moment.queues)
    until = None if until is None else until + (moment.began or 0)
    if isinstance(moment.wait, Registering):
        back = (moment.now, *board.machine.calls_back(moment.state))
        return _give(board, moment._replace(back=moment.back or back), Registered(moment.now))
    if due is not None and isinstance(moment.wait, Queueing):
        before = until is None or due < until
        first = moment.wait.says or not board.acd.offering(moment.queues)
        if before or (due == until and first):
            return _tell(board, moment, Elapsed(due))
    if isinstance(moment.wait, LookingUp) and moment.wait.method == "list":
        return _give(board, moment, given.looked_at(moment.now))
    return moment if until is None else _give(board, moment, Elapsed(until))


def question(board: Switchboard, moment: Moment) -> str:  # noqa: PLR0911 - a line a case
    """What the person is asked, in one line."""
    match moment.wait:
        case Listening(_, into, begun):
            first = "keys, `say WORDS`" if into in board.phrases else "keys"
            return f"{'more keys' if begun else first}, or Enter to {_QUIETLY[begun]}"
        case Ringing(phones=phones):
            return f"ringing {', '.join(phones)}: answer, busy or fail PHONE, Enter to ring out"
        case Queueing(queue=queue):
            return _in_queue(board, moment, queue)
        case Talking(partner=partner):
            return f"talking with {partner}: Enter when they hang up, `hang up` when you do"
        case Recording():
            return f"recording: Enter to speak for {MESSAGE} s, `full` for a full mailbox"
        case Choosing(block=block, shares=shares):
            ways = ", ".join(f"{i} = {p}% to {to}" for i, (p, to) in enumerate(shares, 1))
            return f"split {block}: {ways}"
        case Outside(block=block, outcomes=outcomes):
            return f"outside flowc, at {block}: {' or '.join((*outcomes, 'failed'))}"
        case LookingUp():
            return asked.question(board.lookups, moment.wait)
        case _:
            return ""


def _in_queue(board: Switchboard, moment: Moment, queue: str) -> str:
    rung = ", ".join(ring.agent for ring in moment.rung)
    can = [
        f"ringing {rung}: answer or refuse AGENT" if rung else f"waiting in {queue}: nobody rings"
    ]
    can += [f"{key} to leave" for key in board.keys[queue]]
    can += [f"`agent NAME {board.does[0].replace('-', ' ')}`"] if board.does else []
    return ", ".join([*can, "Enter to wait"])


def act(board: Switchboard, moment: Moment, words: str) -> Moment | str:  # noqa: PLR0911 - a line a case
    """What the person's words lead to; a text is what was wrong with them."""
    words = words.strip()
    if words in _HANG_UP:
        return _did(_give(board, moment, HangUp(moment.now)), moment, Deed("hang up"))
    match moment.wait:
        case Listening(into=into):
            return _type(board, moment, words, into)
        case Ringing():
            return _ring(board, moment, moment.wait, words)
        case Queueing():
            return _wait(board, moment, words)
        case Talking():
            return _talk(board, moment, words)
        case Recording():
            return _record(board, moment, moment.wait, words)
        case Choosing():
            return _choose(board, moment, moment.wait, words)
        case Outside():
            return _return(board, moment, moment.wait, words)
        case LookingUp():
            return _reply(board, moment, moment.wait, words)
        case _:
            return go_on(board, moment)


def _type(board: Switchboard, moment: Moment, words: str, into: str) -> Moment | str:
    begun = isinstance(moment.wait, Listening) and moment.wait.begun
    if not words:
        after = go_on(board, moment)
        return after if begun else _did(after, moment, Deed("silence"))
    verb, _, said = words.partition(" ")
    if verb == "say" and not begun and into in board.phrases:
        if not folded(said):
            return f"say {' or '.join(board.phrases[into])}"
        after = _give(board, moment, Spoke(moment.now + KEY_GAP, said.strip()))
        return _did(after, moment, Deed("speak", said.strip()))
    if not _KEYS.issuperset(words):
        return "keys are 0 to 9, * and #; `hang up` ends the call"
    after = moment
    for key in words:
        after = _give(board, after, Key(after.now + KEY_GAP, key))
    return _did(after, moment, Deed("keys", words, into))


def _ring(board: Switchboard, moment: Moment, wait: Ringing, words: str) -> Moment | str:
    if not words:
        return go_on(board, moment)
    verb, _, named = words.partition(" ")
    phone = named.strip() or (wait.phones[0] if len(wait.phones) == 1 else "")
    events: dict[str, type[PhoneAnswered | PhoneBusy | PhoneFailed]] = {
        "answer": PhoneAnswered,
        "busy": PhoneBusy,
        "fail": PhoneFailed,
    }
    if verb not in events:
        return "say `answer PHONE`, `busy PHONE`, `fail PHONE`, `hang up`, or nothing"
    if phone not in wait.phones:
        return f"ringing are {', '.join(wait.phones)}: say which one"
    after = _give(board, moment, events[verb](moment.now, phone))
    return _did(after, moment, Deed(verb, phone))


def _talk(board: Switchboard, moment: Moment, words: str) -> Moment | str:
    if words not in ("", "agent"):
        return "Enter or `agent`: they hang up; `hang up`: you do"
    after = _give(board, moment, AgentHangUp(moment.now + TALK * 1000))
    return _did(after, moment, Deed("talk"))


def _record(board: Switchboard, moment: Moment, wait: Recording, words: str) -> Moment | str:
    if words == "full":
        after = _give(board, moment, MailboxFull(moment.now))
        return _did(after, moment, Deed("full", wait.mailbox))
    if words not in ("", "#"):
        return "Enter to speak, `full` for a full mailbox, or `hang up`"
    after = _give(board, moment, Key(moment.now + MESSAGE * 1000, "#"))
    return _did(after, moment, Deed("message"))


def _choose(board: Switchboard, moment: Moment, wait: Choosing, words: str) -> Moment | str:
    if not words.isdecimal() or not 1 <= int(words) <= len(wait.shares):
        return f"say a number from 1 to {len(wait.shares)}"
    share = int(words) - 1
    after = _give(board, moment, Chosen(moment.now, share))
    return _did(after, moment, Deed("share", wait.block, wait.shares[share][1]))


def _return(board: Switchboard, moment: Moment, wait: Outside, words: str) -> Moment | str:
    outcome, *more = words.split()
    if outcome not in (*wait.outcomes, "failed"):
        return f"say {' or '.join((*wait.outcomes, 'failed'))}, then values as name=value"
    values = tuple((name, value) for name, _, value in (one.partition("=") for one in more))
    after = _give(board, moment, Returned(moment.now, outcome, values))
    return _did(after, moment, Deed("returned", wait.block, words))


def _reply(board: Switchboard, moment: Moment, wait: LookingUp, words: str) -> Moment | str:
    typed = asked.typed(board.lookups, board.languages, wait, moment.now, words)
    if isinstance(typed, str):
        return typed
    request = f"{wait.service} {wait.method} {quoted(wait.plain)}"
    after = _give(board, moment, typed.event)
    return _did(after, moment, Deed("replied", request, typed.given))


# ---- in a queue ---------------------------------------------------------------------------------

_ME = "call"


def _wait(board: Switchboard, moment: Moment, words: str) -> Moment | str:
    verb, _, rest = words.partition(" ")
    if not words:
        after = go_on(board, moment)
        seconds = (after.now - moment.now) // 1000
        return _did(after, moment, Deed("wait", str(seconds))) if seconds else after
    if verb == "agent":
        return _move(board, moment, rest)
    if verb in ("answer", "refuse"):
        return _pick_up(board, moment, verb, rest.strip())
    queue = moment.wait.queue if isinstance(moment.wait, Queueing) else ""
    if words in board.keys[queue]:
        after = _give(board, moment, Key(moment.now, words))
        return _did(after, moment, Deed("keys", words, queue))
    if _KEYS.issuperset(words):
        keys = " and ".join(board.keys[queue]) or "none"
        return f"keys do nothing in this queue but those that leave it: {keys}"
    return "say `answer AGENT`, `refuse AGENT`, `agent NAME signs out`, a key, or nothing"


def _pick_up(board: Switchboard, moment: Moment, verb: str, who: str) -> Moment | str:
    if not who and len(moment.rung) == 1:
        who = moment.rung[0].agent
    found = next((r.phone for r in moment.rung if who in (r.agent, r.phone)), None)
    if found is None:
        rung = ", ".join(ring.agent for ring in moment.rung)
        return f"ringing are {rung}: say which one" if rung else "nobody is rung for you now"
    event = PhoneAnswered if verb == "answer" else PhoneRefused
    after = _tell(board, moment, event(moment.now, found))
    return _did(after, moment, Deed(verb, who))


def _move(board: Switchboard, moment: Moment, words: str) -> Moment | str:
    who, _, does = words.partition(" ")
    known = {word.replace("-", " "): DOES[word] for word in board.does}
    if not known:
        return "agents of this program are always there: it declares no code for them to leave"
    if who not in board.agents or does not in known:
        return f"say `agent NAME` and {', '.join(known)}; agents are {', '.join(board.agents)}"
    if does in as_they_are(moment.done, who):
        return f"{who} has done that already"
    after = _tell(board, moment, known[does](moment.now, who))
    return _did(after, moment, Deed("agent", who, does))


def _queue(board: Switchboard, moment: Moment, before: Wait | None = None) -> Moment:
    """The queues are told what became of the call."""
    match before:
        case Queueing() if not isinstance(moment.wait, Queueing):
            moment = _tell(board, moment, acd_protocol.Left(moment.now, _ME))
        case Ringing() if moment.began is not None and not isinstance(moment.wait, Talking):
            moment = _tell(board, moment, acd_protocol.Freed(moment.now, _ME))
        case Talking() if moment.wait is not before:
            moment = _tell(board, moment, acd_protocol.Freed(moment.now, _ME))
        case _:
            pass
    if isinstance(moment.wait, Joining) and moment.wait is not before:
        moment = _tell(board, moment, acd_protocol.Joined(moment.now, _ME, moment.wait))
    return moment


def _tell(board: Switchboard, moment: Moment, event: acd_protocol.Event) -> Moment:
    """Give the queues an event, and the call what comes of it."""
    queues, effects = board.acd.step(moment.queues, event)
    moment = moment._replace(queues=queues, now=max(moment.now, event.t))
    for effect in effects:
        match effect:
            case Rings():
                moment = moment._replace(rung=(*moment.rung, effect))
            case Stops(_, _, phone, _):
                rung = tuple(ring for ring in moment.rung if ring.phone != phone)
                moment = moment._replace(rung=rung)
            case Told(_, heard):
                if isinstance(heard, AgentAnswered):
                    moment = moment._replace(rung=())
                moment = _give(board, moment, heard)
    return moment


# ---- what an event leads to ---------------------------------------------------------------------


def _give(board: Switchboard, moment: Moment, event: Event) -> Moment:
    heard = event._replace(t=event.t - (moment.began or 0))
    state, (trace, wait) = board.machine.step(moment.state, heard)
    now = max(moment.now, event.t)
    after = moment._replace(state=state, wait=wait, now=now, trace=moment.trace + trace)
    if wait == moment.wait:
        return after
    after = _heard(board, after)
    return after if isinstance(event, AgentAnswered) else _queue(board, after, moment.wait)


def _heard(board: Switchboard, moment: Moment) -> Moment:
    if not isinstance(moment.wait, Playing | Queueing) or not moment.wait.prompt:
        return moment
    heard = Deed("hear", moment.wait.prompt, board.machine.heard(moment.state))
    return moment._replace(done=(*moment.done, heard))


def _did(after: Moment, before: Moment, deed: Deed) -> Moment:
    """Put the deed before what was heard because of it."""
    since = after.done[len(before.done) :]
    return after._replace(done=(*before.done, deed, *since))


def ended(moment: Moment) -> Ended | None:
    """How the call ended; None while it lasts."""
    return moment.wait if isinstance(moment.wait, Ended) else None
