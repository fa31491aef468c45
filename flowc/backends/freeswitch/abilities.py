"""How FreeSWITCH 1.10 does what the language has; the codes F72x stand here and nowhere else.

What is exact was played on a real one beside the runtime; docs/freeswitch.md has what was measured.
"""

from flowc.backends.abilities import Abilities, approximate, exact, no

FREE_TEXT = no(
    "say.text",
    "FreeSWITCH speaks from recordings, and there are none of a free text.",
    "F720",
)
NO_SAY_MODULE = no(
    "say.other",
    "Only the modules of en, es, he, pl, ru and sv tell which recordings to play.",
    "F721",
)
NO_REDIRECTION = no(
    "caller.redirected-from",
    "The variable `rdnis` is filled by no SIP header, and every transfer sets it to the number "
    "that was dialled before it.",
    "F722",
)
SECRET_IN_CONFIRM = no(
    "secret.confirm",
    "The keys of a secret stay in Lua until they are confirmed, so a prompt would be chosen by "
    "the value of before.",
    "F723",
)
TOO_LONG = no(
    "longest",
    "Waits and silences are counted in milliseconds of 31 bits, and end at once. A ring may last.",
    "F724",
)
TOO_MANY = no(
    "ring.many",
    "Of more than 128 phones in a line FreeSWITCH takes the last ones for one.",
    "F725",
)
NO_ANNOUNCEMENTS = no(
    "queue.every",
    "mod_callcenter knows one sound for everybody, and no position.",
    "F726",
)
NO_PRIORITY_CHANGES = no(
    "queue.priority-later",
    "mod_callcenter keeps the score that a caller came with.",
    "F727",
)
OTHER_ORDER = no(
    "queue.order",
    "Among free agents those of an earlier step go first. A turn goes on from the agent whom any "
    "queue offered to last.",
    "F728",
)
NO_KEY_CONDITIONS = no(
    "queue.key-if",
    "The keys that leave are the same all the time.",
    "F729",
)
NO_SPEECH = no(
    "speech",
    "flowc configures no engine that understands speech. `without speech on freeswitch` takes that "
    "keys alone count.",
    "F740",
)

ABILITIES: Abilities = (
    NO_SPEECH,
    *exact("number", "entry", "caller.dialled", "call.outcome", "end", "on-hangup"),
    approximate(
        "caller.number",
        "A caller with the number 0000000000 is withheld: FreeSWITCH gives it to callers without "
        "one.",
    ),
    approximate(
        "caller.name",
        "FreeSWITCH writes a space for a control character in what the network sends, so such a "
        "name is kept. A name that is no UTF-8 is absent.",
    ),
    NO_REDIRECTION,
    *exact("call.duration", "record", "record.own"),
    *exact("step", "use", "split", "arrow.with", "arrow.at-most", "default", "answer"),
    approximate(
        "limit",
        "A call that comes to its 10,001st block goes on; the runtime ends it.",
    ),
    approximate("wait", "20 ms longer, so that it is never shorter."),
    TOO_LONG,
    *exact("menu", "menu.longer", "menu.if", "tries", "barge-in", "collect"),
    approximate(
        "quick",
        "A key that follows another at once may be lost: people are slower, machines that dial "
        "may not be.",
    ),
    approximate("letters", "They are wrong keys; the runtime takes no notice of them."),
    *exact("accept.range", "accept.pattern", "accept.luhn", "accept.date", "accept.phone"),
    *exact("confirm", "visits"),
    approximate(
        "secret",
        "No variable, event, record or line of flowc's shows one. FreeSWITCH's RTP code logs "
        "keys at debug, and `global_getvar` at its console shows them while the call lasts.",
    ),
    SECRET_IN_CONFIRM,
    *exact("play", "play.when", "say.digits", "say.phone-number", "say.one-of", "say.yes-no"),
    *exact("say.language", "say.number", "say.money", "say.date", "say.time"),
    approximate("play.missing", "Callers hear nothing in its place."),
    NO_SAY_MODULE,
    approximate("say.large", "Callers hear its digits, one by one."),
    FREE_TEXT,
    *exact("logic", "compare", "is-set", "one-of", "list", "search", "search.any"),
    approximate("large", "They are not exact; the runtime's are to any length."),
    approximate(
        "schedule",
        "Two schedules in neighbouring `if`s read the clock microseconds apart.",
    ),
    *exact("schedule.reason", "now", "switch", "switch.code"),
    *exact("ring", "ring.outside"),
    TOO_MANY,
    approximate(
        "ring.seconds",
        "A line rings for N to N + 1 seconds, never less than N: FreeSWITCH's own timer falls up "
        "to a second short.",
    ),
    approximate(
        "ring.failed",
        "Of several that fail before they ring (not registered, say) FreeSWITCH tells the last "
        "one's cause only, so busy may be taken for failed.",
    ),
    *exact("voicemail", "voicemail.silence", "voicemail.lengths"),
    approximate(
        "voicemail.full",
        "mod_voicemail knows no full mailbox: `on failed` is for one that is not there.",
    ),
    *exact("external", "external.text"),
    approximate(
        "external.gone",
        "Other dialplan gets the channel without flowc's settings on it, and without what stood "
        "there before flowc set them.",
    ),
    approximate(
        "external.place",
        "It is written as it is. Where there is none the outcome is `failed`, and without "
        "outcomes the call ends.",
    ),
    approximate(
        "lookup",
        "Keys that a telephone sends while a service is asked are read when it has answered, and "
        "may count for what follows.",
    ),
    approximate(
        "list.file",
        "Keys that a telephone sends while `flowc serve` is asked are read when it has answered.",
    ),
    *exact("lookup.secret", "notify", "say", "transfer"),
    approximate(
        "record-call",
        "A call that is recorded before it is answered has early media from then on: the caller "
        "hears silence where others hear ringing.",
    ),
    approximate(
        "send",
        "Headers `X-Flow-NAME` of calls to phones, percent-encoded. A value of more than 200 "
        "characters then is not shown.",
    ),
    *exact("queue", "queue.need", "queue.ring", "queue.priority", "queue.key", "agent.phones"),
    approximate(
        "queue.seconds",
        "They end with a second of the clock, and so up to a second sooner; the longest wait up "
        "to half a second after that.",
    ),
    approximate(
        "queue.limit",
        "Of callers who come within a hundredth of a second one too many may be let in.",
    ),
    NO_ANNOUNCEMENTS,
    NO_PRIORITY_CHANGES,
    OTHER_ORDER,
    NO_KEY_CONDITIONS,
    approximate(
        "queue.figures",
        "They are counted in seconds, and over restarts; calls and talk time begin anew when an "
        "agent signs in or comes back.",
    ),
    approximate(
        "callback",
        "A restart loses them. What one has waited before a try counts for its turn; the steps of "
        "its need begin anew with each.",
    ),
    *exact("agent.codes"),
)
"""A row for each construct."""
