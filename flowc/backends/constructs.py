"""What the language has, as far as a switch may do it otherwise: the rows of the targets' table.

Every target says of each of these how it does it (`flowc/backends/abilities.py`). Words in
backquotes are the language's.
"""

from typing import NamedTuple


class Construct(NamedTuple):
    """One row: `key` is how targets name it, `words` how it is printed."""

    key: str
    words: str


class Group(NamedTuple):
    """Rows under one title."""

    title: str
    constructs: tuple[Construct, ...]


def _group(title: str, *constructs: tuple[str, str]) -> Group:
    return Group(title, tuple(Construct(*one) for one in constructs))


GROUPS: tuple[Group, ...] = (
    _group(
        "calls",
        ("number", "`number`, its patterns, with and without a plus"),
        ("entry", "`entry`, for other dialplan"),
        ("caller.number", "`caller.number`"),
        ("caller.name", "`caller.name`"),
        ("caller.dialled", "`caller.dialled`"),
        ("caller.redirected-from", "`caller.redirected-from`"),
        ("call.duration", "`call.duration`"),
        ("call.outcome", "`call.outcome`"),
        ("end", "`hangup`, `hangup busy`, `hangup congestion`"),
        ("on-hangup", "`on hangup`"),
        ("record", "`record … as name`"),
        ("record.own", "`record` as a field that the switch fills"),
    ),
    _group(
        "blocks and arrows",
        ("step", "`step`"),
        ("use", "`module`, `use`"),
        ("split", "`split`"),
        ("arrow.with", "`with x = …`"),
        ("arrow.at-most", "`at most N times then`"),
        ("default", "`on failed`, `on gave-up` of the flow"),
        ("limit", "a call that enters 10,000 blocks"),
        ("wait", "`wait D`"),
        ("answer", "`answer`"),
        ("longest", "times of more than 23 days"),
    ),
    _group(
        "menu and collect",
        ("menu", "`menu`"),
        ("menu.longer", "`press` of several digits, patterns, `as`"),
        ("menu.if", "`press … if`"),
        ("speech", '`say "sales" -> …`'),
        ("tries", "`tries`, `again`, `on no-input`, `on no-match`"),
        ("barge-in", "a key cuts a prompt; `no barge-in`"),
        ("quick", "keys less than 0.1 s apart"),
        ("letters", "the keys A to D"),
        ("collect", "`collect`, `digits`, `end`"),
        ("accept.range", "`accept 1..5`"),
        ("accept.pattern", "`accept matches`"),
        ("accept.luhn", "`accept luhn`"),
        ("accept.date", "`accept date`"),
        ("accept.phone", "`accept phone-number`"),
        ("confirm", "`confirm`"),
        ("visits", "`visits`"),
        ("secret", "`secret`"),
        ("secret.confirm", "`secret`, asked for within its own `confirm`"),
    ),
    _group(
        "prompts",
        ("play", "`play`, in the call's language"),
        ("play.when", "`play … when`, `otherwise`"),
        ("play.missing", "a recording that is not there"),
        ("say.digits", "`{digits}`"),
        ("say.phone-number", "`{phone-number}`"),
        ("say.one-of", "`{one of (…)}`"),
        ("say.yes-no", "`{yes-no}`"),
        ("say.language", "`{language}`"),
        ("say.number", "`{number}` in a language that the switch knows"),
        ("say.money", "`{money EUR}` in a language that the switch knows"),
        ("say.date", "`{date}` in a language that the switch knows"),
        ("say.time", "`{time}` in a language that the switch knows"),
        ("say.other", "`{number}`, `{money EUR}`, `{date}`, `{time}` in any other"),
        ("say.large", "`{number}` below 0 or above 999,999,999"),
        ("say.text", "`{text}`"),
    ),
    _group(
        "conditions",
        ("logic", "`and`, `or`, `not`"),
        ("compare", "`=`, `<`, `+`, `-` and their kin"),
        ("large", "sums of more than 15 digits"),
        ("is-set", "`is set`, `is withheld`"),
        ("one-of", "`in (a, b)`"),
        ("list", "`list`, `in`"),
        ("search", "`starts with`, `contains`"),
        ("search.any", "the same with signs like `[`, or with a variable"),
        ("schedule", "`schedule`, `is open`, `is closed`"),
        ("schedule.reason", "`is closed for`"),
        ("now", "`now`"),
        ("switch", "`switch`, `is on`"),
        ("switch.code", "`switch … code … pin`"),
    ),
    _group(
        "ring, voicemail, external",
        ("ring", "`ring`, line after line"),
        ("ring.seconds", "`for 20s`"),
        ("ring.outside", '`call "+370…"`'),
        ("ring.failed", "phones of one line that don't ring at all"),
        ("ring.many", "very many phones in a line, very long texts"),
        ("voicemail", "`voicemail`"),
        ("voicemail.silence", "silence ends a message"),
        ("voicemail.full", "`on failed`: the mailbox is full"),
        ("voicemail.lengths", "two `message at most` for one mailbox"),
        ("external", "`external` with outcomes, `read`"),
        ("external.text", "`read x: text`"),
        ("external.gone", "`external` without outcomes"),
        ("external.place", "a place in the settings that is none"),
    ),
    _group(
        "asking and telling others",
        ("lookup", "`service`, `lookup`"),
        ("list.file", "`list … from`, `lookup … for`, `in`"),
        ("lookup.secret", "a secret in the body of a `lookup`"),
        ("notify", "`notify webhook`, `notify email`"),
        ("send", "`send`: what whoever answers is shown"),
        ("record-call", "`record call`, paused while a secret is asked for"),
        ("transfer", "`transfer`, `as`"),
        ("say", "`say digits`, `say number`, `say money`, `say date`, `say time`"),
    ),
    _group(
        "queues and agents",
        ("queue", "`queue`, `done`, `no-agents`, `failed`"),
        ("queue.need", "`need` over skills, languages and call data, its steps"),
        ("queue.ring", "`ring`, `wrap-up`, an agent of several queues"),
        ("queue.priority", "`priority`, first come first served among equals"),
        ("queue.priority-later", "`priority` that changes while a caller waits"),
        ("queue.key", "`press` leaves the queue"),
        ("queue.key-if", "`press … if` in a queue"),
        ("queue.limit", "`limit`"),
        ("queue.every", "`say position`, `say wait`, prompts every so often"),
        ("queue.order", "a strategy among agents of several steps; `round-robin` of shared agents"),
        ("queue.figures", "longest idle, fewest calls, least talk time"),
        ("callback", "`callback`"),
        ("queue.seconds", "times of queues and agents"),
        ("agent.phones", "an agent's phones in turn"),
        ("agent.codes", "`sign-in`, `sign-out`, `break`"),
    ),
)
"""All of them, as they are printed."""
