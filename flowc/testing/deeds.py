"""What a person at a keyboard did in a call, or heard."""

from typing import NamedTuple


class Deed(NamedTuple):
    """What the person did or heard: hear (a prompt's id; `more`: its text), keys (`more`: what they
    went into), speak (words), silence, answer, refuse (a phone or an agent), busy,
    fail (a phone), talk, message,
    full (a mailbox), share (a split; `more`: where it leads), returned (an external; `more`: as
    typed), replied (service, method and path; `more`: the reply, both as a test has them), agent
    (who; `more`: what the agent does), wait (seconds in a queue), hang up."""

    what: str
    detail: str = ""
    more: str = ""


def as_they_are(done: tuple[Deed, ...], agent: str) -> set[str]:
    """What the agent did last of each kind; all are signed in and on no break at first."""
    kinds = {"signs out": "sign", "signs in": "sign", "takes a break": "break", "is back": "break"}
    last = {"sign": "signs in", "break": "is back"}
    for deed in done:
        if deed.what == "agent" and deed.detail == agent:
            last[kinds[deed.more]] = deed.more
    return set(last.values())
