"""A call that a person makes at a keyboard: what is asked of them, what their words do.

Nothing here prints or reads: `begin`, `passes`, `question` and `act` are pure, and a whole session
is the lines that were typed. Beside the trace a session keeps the test that would repeat it.

Words, whenever the call waits for somebody: keys (`1`, `12345678#`), nothing (let the time pass
until the flow goes on by itself), `hang up`; while it rings `answer [PHONE]`, `busy PHONE`,
`fail PHONE`; in a conversation `agent` (the other side hangs up); in a recording `full`; at a split
the number of a share; outside flowc an outcome, and values as `name=value`.
"""

from typing import NamedTuple

from flowc.runtime.protocol import (
    AgentHangUp,
    Choosing,
    Chosen,
    Elapsed,
    Ended,
    Event,
    HangUp,
    Key,
    Listening,
    Machine,
    MailboxFull,
    Outside,
    PhoneAnswered,
    PhoneBusy,
    PhoneFailed,
    Playing,
    Recording,
    Returned,
    Ringing,
    State,
    Talking,
    Wait,
    Waiting,
)
from flowc.trace import Trace

KEY_GAP = 200
"""Milliseconds from one typed key to the next."""
TALK = 60
"""Seconds that a conversation lasts at the keyboard."""
MESSAGE = 10
"""Seconds that a message lasts at the keyboard."""

_KEYS = frozenset("0123456789*#")
_HANG_UP = ("hang up", "hangup", "h")


class Moment(NamedTuple):
    """Where the call is. `now` is in milliseconds since its start; `trace` is all that happened,
    `done` what the person did, as (instant, what, detail) for `flowc.testing.retold`."""

    state: State
    wait: Wait
    now: int
    trace: Trace
    done: tuple["Deed", ...]


class Deed(NamedTuple):
    """What the person did or heard: hear (a prompt's id; `more`: its text), keys (`more`: what they
    went into), silence, answer, busy, fail (a phone), talk, message, full (a mailbox), share (a
    split; `more`: where it leads), returned (an external; `more`: as typed), hang up."""

    what: str
    detail: str = ""
    more: str = ""


def begin(machine: Machine, started: tuple[State, tuple[Trace, Wait]]) -> Moment:
    """The first moment of the call that `machine.start` gave."""
    state, (trace, wait) = started
    return _heard(machine, Moment(state, wait, 0, trace, ()))


def passes(moment: Moment) -> bool:
    """Whether the call goes on by itself: a prompt plays, or the flow waits."""
    return isinstance(moment.wait, (Playing, Waiting))


def go_on(machine: Machine, moment: Moment) -> Moment:
    """Let the time pass until the flow goes on by itself."""
    until = moment.wait.until
    return moment if until is None else _give(machine, moment, Elapsed(until))


def question(wait: Wait) -> str:  # noqa: PLR0911 - a line a case
    """What the person is asked, in one line."""
    match wait:
        case Listening(begun=begun):
            return "more keys, or Enter to stop here" if begun else "keys, or Enter to stay silent"
        case Ringing(phones=phones):
            return f"ringing {', '.join(phones)}: answer, busy or fail PHONE, Enter to ring out"
        case Talking(partner=partner):
            return f"talking with {partner}: Enter when they hang up, `hang up` when you do"
        case Recording():
            return f"recording: Enter to speak for {MESSAGE} s, `full` for a full mailbox"
        case Choosing(block=block, shares=shares):
            ways = ", ".join(f"{i} = {p}% to {to}" for i, (p, to) in enumerate(shares, 1))
            return f"split {block}: {ways}"
        case Outside(block=block, outcomes=outcomes):
            return f"outside flowc, at {block}: {' or '.join((*outcomes, 'failed'))}"
        case _:
            return ""


def act(machine: Machine, moment: Moment, words: str) -> Moment | str:  # noqa: PLR0911 - a line a case
    """What the person's words lead to; a text is what was wrong with them."""
    words = words.strip()
    if words in _HANG_UP:
        return _did(_give(machine, moment, HangUp(moment.now)), moment, Deed("hang up"))
    match moment.wait:
        case Listening(into=into):
            return _type(machine, moment, words, into)
        case Ringing():
            return _ring(machine, moment, moment.wait, words)
        case Talking():
            return _talk(machine, moment, words)
        case Recording():
            return _record(machine, moment, moment.wait, words)
        case Choosing():
            return _choose(machine, moment, moment.wait, words)
        case Outside():
            return _return(machine, moment, moment.wait, words)
        case _:
            return go_on(machine, moment)


def _type(machine: Machine, moment: Moment, words: str, into: str) -> Moment | str:
    if not words:
        begun = isinstance(moment.wait, Listening) and moment.wait.begun
        after = go_on(machine, moment)
        return after if begun else _did(after, moment, Deed("silence"))
    if not _KEYS.issuperset(words):
        return "keys are 0 to 9, * and #; `hang up` ends the call"
    after = moment
    for key in words:
        after = _give(machine, after, Key(after.now + KEY_GAP, key))
    return _did(after, moment, Deed("keys", words, into))


def _ring(machine: Machine, moment: Moment, wait: Ringing, words: str) -> Moment | str:
    if not words:
        return go_on(machine, moment)
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
    after = _give(machine, moment, events[verb](moment.now, phone))
    return _did(after, moment, Deed(verb, phone))


def _talk(machine: Machine, moment: Moment, words: str) -> Moment | str:
    if words not in ("", "agent"):
        return "Enter or `agent`: they hang up; `hang up`: you do"
    after = _give(machine, moment, AgentHangUp(moment.now + TALK * 1000))
    return _did(after, moment, Deed("talk"))


def _record(machine: Machine, moment: Moment, wait: Recording, words: str) -> Moment | str:
    if words == "full":
        after = _give(machine, moment, MailboxFull(moment.now))
        return _did(after, moment, Deed("full", wait.mailbox))
    if words not in ("", "#"):
        return "Enter to speak, `full` for a full mailbox, or `hang up`"
    after = _give(machine, moment, Key(moment.now + MESSAGE * 1000, "#"))
    return _did(after, moment, Deed("message"))


def _choose(machine: Machine, moment: Moment, wait: Choosing, words: str) -> Moment | str:
    if not words.isdecimal() or not 1 <= int(words) <= len(wait.shares):
        return f"say a number from 1 to {len(wait.shares)}"
    share = int(words) - 1
    after = _give(machine, moment, Chosen(moment.now, share))
    return _did(after, moment, Deed("share", wait.block, wait.shares[share][1]))


def _return(machine: Machine, moment: Moment, wait: Outside, words: str) -> Moment | str:
    outcome, *given = words.split()
    if outcome not in (*wait.outcomes, "failed"):
        return f"say {' or '.join((*wait.outcomes, 'failed'))}, then values as name=value"
    values = tuple((name, value) for name, _, value in (one.partition("=") for one in given))
    after = _give(machine, moment, Returned(moment.now, outcome, values))
    return _did(after, moment, Deed("returned", wait.block, words))


def _give(machine: Machine, moment: Moment, event: Event) -> Moment:
    state, (trace, wait) = machine.step(moment.state, event)
    now = max(moment.now, event.t)
    after = moment._replace(state=state, wait=wait, now=now, trace=moment.trace + trace)
    return after if wait == moment.wait else _heard(machine, after)


def _heard(machine: Machine, moment: Moment) -> Moment:
    if not isinstance(moment.wait, Playing):
        return moment
    heard = Deed("hear", moment.wait.prompt, machine.heard(moment.state))
    return moment._replace(done=(*moment.done, heard))


def _did(after: Moment, before: Moment, deed: Deed) -> Moment:
    """Put the deed before what was heard because of it."""
    since = after.done[len(before.done) :]
    return after._replace(done=(*before.done, deed, *since))


def ended(moment: Moment) -> Ended | None:
    """How the call ended; None while it lasts."""
    return moment.wait if isinstance(moment.wait, Ended) else None
