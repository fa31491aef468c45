"""Prompts: which one plays, for how long, in which words.

A prompt lasts 0.4 s a word, or as long as its recording. A word is what stands between spaces and
holds a letter or a digit; a value counts a word for each digit, a text its words, a date three, a
time two, an amount its units' digits and one, and the same for its hundredths where there are any;
any other value one. A prompt without a text in the call's language has length zero, and
is traced all the same.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flowc.runtime.actions import deaf, hung_up
from flowc.runtime.expressions import condition, value
from flowc.runtime.memory import (
    ANSWERED,
    HERE,
    LANGUAGE,
    NOW,
    OUT,
    UNTIL,
    WAIT,
    Handlers,
    Memory,
    Node,
    OnEvent,
    OnKey,
    Reader,
    T,
    make,
)
from flowc.runtime.plan import Plan
from flowc.runtime.protocol import Event, Playing, Spoke
from flowc.semantics import ir
from flowc.semantics.words import folded

WORD = 400
"""Milliseconds a word takes."""


class Listener(NamedTuple):
    """Whom a key goes to while a prompt plays: the name in the trace, and what happens. `takes`:
    which keys; None: any. Others do not cut the prompt. `on_speech`: what words do, folded, which
    cut as a key does; None: nobody listens to words."""

    into: str
    on_key: OnKey
    takes: Callable[[Memory, str], bool] | None = None
    on_speech: OnKey | None = None


def hears(on_speech: OnKey | None) -> OnEvent:
    """What words meet where nothing else than keys is listened to."""
    if on_speech is None:
        return deaf

    def meet(m: Memory, event: Event) -> Node | None:
        said = isinstance(event, Spoke) and folded(event.phrase)
        return on_speech(m, said) if said else None

    return meet


_FIXED_WORDS = {"date": 3, "time": 2}


def play(op: ir.Play, listener: Listener | None, after: Node, at: Plan) -> Node:
    """Plays the first choice that holds, then `after`. A key cuts it and goes to the listener;
    with none, or without barge-in, keys are thrown away."""
    heard_by = listener if op.barge_in else None
    choices = [
        (c.when and condition(c.when, at.names), _play_use(c.use, heard_by, after, at))
        for c in op.choices
    ]
    if len(choices) == 1 and choices[0][0] is None:
        return choices[0][1]

    def choose(m: Memory) -> Node | None:
        for when, node in choices:
            if when is None or when(m):
                return node
        return after

    return choose


def plays(ops: Sequence[ir.Play], listener: Listener | None, after: Node, at: Plan) -> Node:
    """One after the other; a key cuts all of them, and those that did not begin leave no trace."""
    for op in reversed(ops):
        after = play(op, listener, after, at)
    return after


def _play_use(use: ir.PromptUse, listener: Listener | None, after: Node, at: Plan) -> Node:
    prompt, into = use.prompt, listener.into if listener else ""
    lengths = lengths_of(use, at)
    here = _handlers(use, listener, after, at)

    def begin(m: Memory) -> Node | None:
        m[ANSWERED] = True
        language = m[LANGUAGE]
        length: Any = lengths.get(language, 0)
        if length.__class__ is not int:
            length = length(m)
        if not length:
            m[OUT].append(("play", m[T], prompt, language, False))
            return after
        m[UNTIL] = until = m[NOW] + length
        m[WAIT] = make(Playing, (until, prompt, language, into))
        m[HERE] = here
        return None

    return begin


def _handlers(use: ir.PromptUse, listener: Listener | None, after: Node, at: Plan) -> Handlers:
    prompt, gone = use.prompt, hung_up(at)

    def finish(m: Memory) -> Node | None:
        m[OUT].append(("play", m[T], prompt, m[LANGUAGE], False))
        return after

    def abandon(m: Memory) -> Node | None:
        m[OUT].append(("play", m[T], prompt, m[LANGUAGE], False))
        return gone

    if listener is None:
        return (finish, deaf, abandon, deaf, words_of(use, at))
    _, on_key, takes, on_speech = listener

    def cutting(then: OnKey) -> OnKey:
        def cut(m: Memory, given: str) -> Node | None:
            m[OUT].append(("play", m[T], prompt, m[LANGUAGE], True))
            return then(m, given)

        return cut

    cut = cutting(on_key)
    words = hears(on_speech and cutting(on_speech))

    def judge(m: Memory, key: str) -> Node | None:
        return cut(m, key) if takes is None or takes(m, key) else None

    return (finish, judge if takes else cut, abandon, words, words_of(use, at))


# ---- how long, and in which words ---------------------------------------------------------------


def lengths_of(use: ir.PromptUse, at: Plan) -> dict[str, int | Reader]:
    """In each language that has a text: its milliseconds, or how to work them out."""
    prompt = at.prompts[use.prompt]
    return {language: _length(prompt, use, language, at) for language, _ in prompt.texts}


def _length(prompt: ir.Prompt, use: ir.PromptUse, language: str, at: Plan) -> int | Reader:
    recorded = at.lengths.get((prompt.id, language))
    if recorded is not None:
        return recorded
    pieces = dict(prompt.texts)[language]
    words = sum(_count(piece) for piece in pieces if isinstance(piece, str))
    spoken = [p for p in pieces if isinstance(p, ir.Spoken)]
    if not spoken:
        return words * WORD
    values = dict(use.values)
    reads: list[tuple[Reader, ir.TypeKind]] = [
        (value(values[s.name], at.names), s.type.kind) for s in spoken
    ]

    def length(m: Sequence[Any]) -> int:
        return (words + sum(spoken_words(read(m), kind) for read, kind in reads)) * WORD

    return length


def _count(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


def spoken_words(said: ir.Value, kind: ir.TypeKind) -> int:
    """How many words a value counts for when it is spoken."""
    if kind in {"digits", "number", "phone-number"}:
        return sum(map(str.isdigit, str(said)))
    if kind == "money":
        units, _, parts = str(said).lstrip("-").partition(".")
        return len(units) + 1 + (len(parts.lstrip("0")) + 1 if parts != "00" else 0)
    return _count(str(said)) if kind == "text" else _FIXED_WORDS.get(kind, 1)


def words_of(use: ir.PromptUse, at: Plan) -> Reader:
    """The text in the call's language, values filled in; only worked out when asked for."""
    texts = dict(at.prompts[use.prompt].texts)
    reads = {name: value(expr, at.names) for name, expr in use.values}

    def render(m: Sequence[Any]) -> str:
        pieces = texts.get(m[LANGUAGE], ())
        return "".join(p if isinstance(p, str) else str(reads[p.name](m)) for p in pieces)

    return render
