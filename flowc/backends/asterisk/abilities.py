"""How Asterisk 22 does what the language has; the codes F71x and F73x stand here and
nowhere else.

What is exact was played on a real one beside the runtime; docs/asterisk.md has what was measured.
"""

from flowc.backends.abilities import Abilities, approximate, exact, no

FREE_TEXT = no(
    "say.text",
    "Asterisk speaks from recordings, and there are none of a free text.",
    "F710",
)
TEXT_SEARCH = no(
    "search.any",
    "Callers' texts are looked at by a regular expression in dialplan, which letters, digits, "
    "spaces and plain signs alone can't break out of.",
    "F711",
)
NO_PLACE = no(
    "external.place",
    "A place is context,extension,priority. One of that form that is not in the dialplan is "
    "`failed`, and without outcomes ends the call.",
    "F712",
)
LONG_LINE = no(
    "ring.many",
    "Asterisk skips a line of dialplan with more than 8,191 characters.",
    "F713",
)
OWN_FIELD = no(
    "record.own",
    "Asterisk keeps its own value of `duration`, `src`, `disposition` and the like.",
    "F714",
)
TWO_LENGTHS = no(
    "voicemail.lengths",
    "Asterisk keeps the longest message with the mailbox, not with the call.",
    "F715",
)
ENGLISH_ORDER = approximate(
    "say.other",
    "Callers hear the language's sounds in the order of English: 21 is 20 and 1, a date its day, "
    "its month and its year as a number. No finding tells of a time, which is hours, then "
    "minutes.",
    "F716",
)
TOO_LONG = no(
    "longest",
    "Asterisk counts milliseconds in 31 bits, and would go on at once.",
    "F717",
)

OUT_OF_TURN = no(
    "queue.priority",
    "As many callers as agents are free ask at once, agents that a later step of the need admits "
    "among them: of two who wait for one agent the later may be served.",
    "F718",
)
OTHER_ORDER = no(
    "queue.order",
    "`round-robin` takes turns among those a caller is admitted to, `ring-all` rings whom a later "
    "step admits in the next round, and ties go by one order of agents for all queues. `random` is "
    "Asterisk's own dice.",
    "F719",
)
NO_PRIORITY_CHANGES = no(
    "queue.priority-later",
    "Asterisk keeps the priority that a caller came with.",
    "F730",
)
NO_KEY_CONDITIONS = no(
    "queue.key-if",
    "The keys that leave are the same all the time.",
    "F731",
)
ONE_ANNOUNCEMENT = no(
    "queue.every",
    "Asterisk says the position or the wait, in its own words and once on entering too, and one "
    "recording; the wait is an average. It rings nobody for a caller while it says something.",
    "F732",
)
NO_TALK_TIME = no(
    "queue.figures",
    "Asterisk has no `least-talk-time`. Who is idle for longest is told by the second.",
    "F733",
)
ONE_WRAP_UP = no(
    "queue.ring",
    "A queue waits for its own wrap-up after calls of other queues too, where theirs is shorter.",
    "F734",
)
NO_SPEECH = no(
    "speech",
    "flowc configures no engine that understands speech. `without speech on asterisk` takes that "
    "keys alone count.",
    "F735",
)

ABILITIES: Abilities = (
    NO_SPEECH,
    *exact("number", "entry", "caller.number", "caller.name", "caller.dialled"),
    *exact("caller.redirected-from", "call.outcome", "end", "on-hangup", "record"),
    approximate(
        "call.duration",
        "The seconds of the clock are counted, so a figure may be a second more.",
    ),
    OWN_FIELD,
    *exact("step", "use", "split", "arrow.with", "arrow.at-most", "default", "wait", "answer"),
    approximate(
        "limit",
        "A call that comes to its 10,001st block goes on; the runtime ends it.",
    ),
    TOO_LONG,
    *exact("menu", "menu.longer", "menu.if", "tries", "barge-in", "quick", "collect"),
    *exact("accept.range", "accept.pattern", "accept.luhn", "accept.date", "accept.phone"),
    *exact("confirm", "visits", "secret.confirm"),
    approximate(
        "letters",
        "They are wrong keys; the runtime takes no notice of them.",
    ),
    approximate(
        "secret",
        "The flow's trace never shows one. Asterisk's own log does at verbose 3, and its AMI "
        "events VarSet and DTMFEnd to whoever may read `dialplan` or `dtmf`.",
    ),
    *exact("play", "play.when", "say.digits", "say.phone-number", "say.one-of", "say.yes-no"),
    *exact("say.language", "say.number", "say.money", "say.date", "say.time"),
    approximate(
        "play.missing",
        "Callers hear nothing in its place. Where one of Asterisk's own sounds is missing for a "
        "date or a time in a prompt that a key may cut, the call ends: install the core sounds.",
    ),
    ENGLISH_ORDER,
    approximate("say.large", "Callers hear the digits of a larger one, one by one."),
    FREE_TEXT,
    *exact("logic", "compare", "is-set", "one-of", "list", "search"),
    TEXT_SEARCH,
    approximate("large", "They are exact to 18 digits; the runtime's to any."),
    *exact("schedule", "schedule.reason", "now", "switch"),
    approximate(
        "switch.code",
        "As `secret`: Asterisk's own log shows the keys of a PIN at verbose 3. At debug 2 it shows "
        "what a code reads to compare, the PIN itself too.",
    ),
    *exact("ring", "ring.seconds", "ring.outside", "ring.failed"),
    LONG_LINE,
    *exact("voicemail"),
    approximate(
        "voicemail.silence",
        "How long it lasts is set for the whole Asterisk: 5 s only with `maxsilence = 5` in "
        "voicemail.conf.",
    ),
    approximate(
        "voicemail.full",
        "Callers hear of it in Asterisk's own words before the flow goes on by `failed`; where "
        "that sound, vm-mailboxfull, is missing, the call ends.",
    ),
    TWO_LENGTHS,
    *exact("external", "external.gone"),
    approximate(
        "external.text",
        "In the trace, the control character 1 in a text of other dialplan is a colon, where a "
        "text may hold a `:` after a `)`.",
    ),
    NO_PLACE,
    *exact("lookup", "list.file", "notify", "record-call", "say"),
    approximate(
        "lookup.secret",
        "As `secret`: it is in no event and line that was not there before, but for Asterisk's log "
        "at debug 2.",
    ),
    approximate(
        "send",
        "Headers `X-Flow-NAME` of calls to PJSIP phones, variables `flowc_send_NAME` of others'; "
        "percent-encoded. A value of more than 200 characters then is not shown.",
    ),
    approximate(
        "transfer",
        "The trace and `on hangup` tell of it when that conversation is over: `call.duration` is "
        "as long as it was when somebody answered, and `now` is not.",
    ),
    *exact("queue", "queue.need", "queue.key", "queue.limit"),
    OUT_OF_TURN,
    OTHER_ORDER,
    NO_PRIORITY_CHANGES,
    NO_KEY_CONDITIONS,
    ONE_ANNOUNCEMENT,
    NO_TALK_TIME,
    approximate(
        "callback",
        "A restart of Asterisk forgets those who wait for their call. They keep their place among "
        "callers of their kind and queue; for queues that share their agents, and kinds of callers "
        "whose agents differ, their wait counts from each try. A step of the need that does not "
        "hold yet when a try begins counts from there, too.",
    ),
    ONE_WRAP_UP,
    approximate(
        "queue.seconds",
        "Asterisk looks once a second: a free agent is rung up to a second later, after a ring in "
        "vain 1.3 s, a step holds up to two seconds later, a wrap-up lasts up to a second less, "
        "`after` up to one more. Who gets free while `ring-all` rings is rung in the next round.",
    ),
    approximate(
        "agent.phones",
        "A phone that is dialled through a trunk is busy to queues only while a queue rings it.",
    ),
    approximate(
        "agent.codes",
        "Asterisk knows agents by the name of the channel that they dial from, which a trunk's is "
        "not.",
    ),
)
"""A row for each construct."""
